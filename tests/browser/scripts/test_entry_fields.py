"""The fields of an entry form: which there are, which are empty, and how one goes to them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FORMS = """<form data-entry=add id=first>
<input type=hidden name=key><input name=amount><input name=locked disabled>
<input name=gone style="display: none">
<details><summary>More</summary><div><details><summary>Yet more</summary>
<input name=folded></details></div></details>
<input type=file name=file><select name=kind><option value="">-<option value=1>1</select>
<textarea name=note></textarea><input type=checkbox name=ticked><input type=submit>
</form><form data-entry=change id=second><input name=other></form>"""
NAMES = "redcross.findFields(document.forms[0]).map((field) => field.name)"


@pytest.fixture
def forms(load_scripts):
    return load_scripts("entry_fields.js", html=FORMS)


def test_the_fields_are_those_that_can_be_seen_in_the_order_of_the_page(forms):
    assert forms.evaluate(NAMES) == ["amount", "kind", "note", "ticked"]
    forms.evaluate("redcross.unfold(document.querySelector('[name=folded]'))")
    assert forms.evaluate(NAMES) == ["amount", "folded", "kind", "note", "ticked"]


def test_blanks_and_no_choice_are_empty_and_a_box_to_tick_is_not(forms):
    empty = """() => Object.fromEntries(redcross.findFields(document.forms[0])
        .map((field) => [field.name, redcross.isEmpty(field)]))"""
    assert forms.evaluate(empty) == {"amount": True, "kind": True, "note": True, "ticked": False}
    forms.fill("[name=amount]", "  ")
    forms.fill("[name=note]", "x")
    forms.select_option("[name=kind]", "1")
    assert forms.evaluate(empty) == {"amount": True, "kind": False, "note": False, "ticked": False}


def test_the_form_is_the_one_with_the_focus_else_the_first(forms):
    current = "redcross.currentForm().id"
    assert forms.evaluate(current) == "first"
    forms.focus("[name=other]")
    assert forms.evaluate(current) == "second"


def test_a_box_that_gets_the_focus_is_selected(forms):
    forms.fill("[name=amount]", "300")
    forms.evaluate("document.activeElement.blur()")
    forms.evaluate("redcross.focusField(document.querySelector('[name=amount]'))")
    expect(forms.locator("[name=amount]")).to_be_focused()
    assert forms.evaluate("getSelection().toString()") == "300"


@pytest.mark.parametrize(
    ("event", "composing"),
    [("{ isComposing: true }", True), ("{ keyCode: 229 }", True), ("{ keyCode: 13 }", False)],
)
def test_keys_of_an_input_method_are_its_own(forms, event, composing):
    assert forms.evaluate(f"redcross.isComposing({event})") is composing
