"""Elements that scripts make: text stays text, and files are put into their field."""

import pytest

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js",)


def test_children_given_as_text_stay_text(load_scripts):
    made = load_scripts(*SCRIPTS).evaluate(
        """() => redcross.createElement("a", { href: "#x" }, "<b>甲</b>",
            document.createElement("i")).outerHTML"""
    )
    assert made == '<a href="#x">&lt;b&gt;甲&lt;/b&gt;<i></i></a>'


def test_a_button_sends_no_form_and_takes_other_properties(load_scripts):
    page = load_scripts(*SCRIPTS)
    told = "(b) => [b.type, b.className, b.textContent]"
    made = page.evaluate(f"({told})(redcross.createButton('Save'))")
    assert made == ["button", "btn btn-sm", "Save"]
    made = page.evaluate(f"({told})(redcross.createButton('Save', {{ className: 'btn' }}))")
    assert made == ["button", "btn", "Save"]


def test_files_are_put_into_their_field_in_place_of_others(load_scripts):
    page = load_scripts(*SCRIPTS, html="<input type=file multiple>")
    put = """(names) => {
        const field = document.querySelector("input");
        redcross.setFiles(field, names.map((name) => new File(["1"], name)));
        return [...field.files].map((file) => file.name);
    }"""
    assert page.evaluate(put, ["a.jpg", "b.jpg"]) == ["a.jpg", "b.jpg"]
    assert page.evaluate(put, []) == []
