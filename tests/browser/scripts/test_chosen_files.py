"""Files that go out with a form: shown, refused beside their field, taken away again."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js", "photo_shrink.js", "file_drop.js", "chosen_files.js")
FORM = """<form><div><input type=file name=files multiple data-evidence accept=".pdf,.jpg"
data-max-bytes=10 data-text-remove=Remove data-text-drop=Drop data-text-unfit="No such file."
data-text-too-large="Too large."></div><button>Send</button></form>"""
NAMES = "[...document.querySelector('[name=files]').files].map((file) => file.name)"


def file(name, content=b"1"):
    return {"name": name, "mimeType": "", "buffer": content}


@pytest.fixture
def form(load_scripts):
    return load_scripts(*SCRIPTS, html=FORM)


def test_what_was_chosen_before_goes_out_too_until_it_is_taken_away(form):
    form.set_input_files("[name=files]", [file("a.pdf")])
    form.set_input_files("[name=files]", [file("b.pdf"), file("c.pdf")])
    shown = form.locator(".chosen-files li > span")
    expect(shown).to_have_text(["a.pdf", "b.pdf", "c.pdf"])
    assert form.evaluate(NAMES) == ["a.pdf", "b.pdf", "c.pdf"]
    form.locator(".chosen-files button").nth(1).click()
    expect(shown).to_have_text(["a.pdf", "c.pdf"])
    assert form.evaluate(NAMES) == ["a.pdf", "c.pdf"]
    expect(form.locator("[name=files]")).to_be_focused()


def test_what_does_not_fit_is_named_and_does_not_go_out(form):
    files = [file("a.pdf"), file("b.exe"), file("c.pdf", b"1" * 11)]
    form.set_input_files("[name=files]", files)
    expect(form.locator(".refused-files div")).to_have_text(
        ["b.exe: No such file.", "c.pdf: Too large."]
    )
    assert form.evaluate(NAMES) == ["a.pdf"]
    # What is chosen next tells of itself alone.
    form.set_input_files("[name=files]", [file("d.pdf")])
    expect(form.locator(".chosen-files li > span")).to_have_text(["a.pdf", "d.pdf"])
    expect(form.locator(".refused-files div")).to_have_count(0)


def test_whoever_sends_meanwhile_waits_for_the_files(form):
    sent = form.evaluate(
        """async () => {
            const field = document.querySelector("[name=files]");
            const sent = new Promise((resolve) => {
                addEventListener("submit", (event) => {
                    if (event.defaultPrevented) return;
                    event.preventDefault();
                    resolve([...field.files].map((file) => file.name));
                });
            });
            redcross.setFiles(field, [new File(["1"], "a.pdf")]);
            field.dispatchEvent(new Event("change"));
            field.form.requestSubmit();
            return sent;
        }"""
    )
    assert sent == ["a.pdf"]
