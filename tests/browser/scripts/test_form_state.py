"""What stands in a form as it is kept, compared and put back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
# What is stored stays.
OWN_PAGE = True
SCRIPTS = (
    *("elements.js", "requests.js", "quick_add.js", "search_box.js", "lines.js", "form_state.js"),
)
FORM = """<form><input type=hidden name=csrfmiddlewaretoken value=t><input name=note value=甲>
<input type=password name=password value=x><input type=checkbox name=ticked value=1 checked>
<select name=kinds multiple><option value=1 selected>一<option value=2>二</select>
<input name=phone data-sensitive value=139><input type=hidden name=version value=3>
<textarea name=text></textarea><input type=file name=files multiple data-evidence>
<button name=again value=1>Save</button></form>"""
STATE = [
    ["note", "甲"],
    ["ticked", "1", True],
    ["kinds", [["1", "一"]]],
    ["version", "3"],
    ["text", ""],
]
LINE = "<div class=line><input name=g-{0}-a value='{1}'></div>"
ROWS = f"""<form><fieldset data-lines=g data-counter=rows><input type=hidden name=g-rows value=2>
{LINE.format(0, "x")}{LINE.format(1, "y")}<template>{LINE.format("__prefix__", "")}</template>
</fieldset></form>"""
READ = "redcross.readForm(document.forms[0])"
RESTORE = "(state) => redcross.restoreForm(document.forms[0], state)"


@pytest.fixture
def form(load_scripts):
    return load_scripts(*SCRIPTS, html=FORM)


def test_what_is_kept_is_what_was_typed_ticked_and_chosen(form):
    assert form.evaluate(READ) == STATE


def test_two_states_say_the_same_whatever_their_versions_and_empty_fields(form):
    summary = "(state) => redcross.serialise(state)"
    same = [one for one in STATE if one[0] not in ("version", "text")]
    assert form.evaluate(summary, STATE) == form.evaluate(summary, same)
    other = [["note", "乙"], *STATE[1:]]
    assert form.evaluate(summary, STATE) != form.evaluate(summary, other)


def test_what_was_typed_before_somebody_else_saved_stays_as_old_as_that(form):
    assert form.evaluate("(state) => redcross.readVersions(state)", STATE) == {"version": "3"}
    older = form.evaluate("(state) => redcross.withVersions(state, { version: '2' })", STATE)
    assert ["version", "2"] in older and len(older) == len(STATE)


def test_it_is_told_that_protected_values_are_not_kept(form):
    more = "redcross.hasMore(document.forms[0])"
    assert form.evaluate(more) is True
    form.fill("[name=phone]", "")
    assert form.evaluate(more) is False


def test_what_was_changed_since_is_put_back(form):
    form.fill("[name=note]", "乙")
    form.uncheck("[name=ticked]")
    form.select_option("[name=kinds]", ["2"])
    form.evaluate(RESTORE, STATE)
    assert form.evaluate(READ) == STATE
    assert form.evaluate("(state) => redcross.isRestored(document.forms[0], state)", STATE) is True


def test_what_the_page_no_longer_has_is_not_put_back(form):
    state = [*STATE, ["gone", "丙"]]
    form.evaluate(RESTORE, state)
    restored = "(state) => redcross.isRestored(document.forms[0], state)"
    assert form.evaluate(restored, state) is False
    assert form.evaluate(restored, [*STATE, ["gone", ""], ["choose_note", "mine"]]) is True


@pytest.mark.parametrize(
    "kept",
    [
        [["g-0-a", "1"]],
        [["g-1-a", "2"], ["g-0-a", "1"]],
        [["g-0-a", "1"], ["g-5-a", "2"], ["g-9-a", "3"]],
    ],
)
def test_rows_come_back_as_many_and_in_the_order_in_which_they_were(load_scripts, kept):
    page = load_scripts(*SCRIPTS, html=ROWS)
    page.evaluate(RESTORE, [["g-rows", "10"], *kept])
    assert page.evaluate(READ)[1:] == kept
    expect(page.locator("[name=g-rows]")).to_have_value("10")


def test_chosen_files_are_put_back_and_heard_of(form):
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"1"}
    form.set_input_files("[name=files]", [file])
    told = form.evaluate(
        """() => {
            const form = document.forms[0];
            const kept = redcross.chosenFiles(form);
            redcross.setFiles(form.elements.files, []);
            let heard = 0;
            form.addEventListener("change", () => { heard += 1; });
            redcross.restoreFiles(form, kept);
            return [[...form.elements.files.files].map((file) => file.name), heard];
        }"""
    )
    assert told == [["a.jpg"], 1]
