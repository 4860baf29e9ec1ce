"""Signed sheets go up as soon as they are chosen, dropped or photographed."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FORM = """<form method=post action=/scans/>
<input type=file name=file multiple data-scans data-text-drop=Drop>
<input type=file name=camera data-camera><p data-reading=Reading></p><button>Send</button></form>"""
WATCH = """() => {
    window.sent = [];
    addEventListener("submit", (event) => {
        sent.push([...new FormData(event.target)].map(([name, file]) => [name, file.name]));
        event.preventDefault();
    });
}"""


@pytest.fixture
def form(load_scripts):
    page = load_scripts("elements.js", "file_drop.js", "scan_drop.js", html=FORM)
    page.evaluate(WATCH)
    return page


def scan(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": b"1"}


def test_without_a_button_files_are_sent_as_soon_as_they_are_there(form):
    expect(form.locator("button")).to_be_hidden()
    form.set_input_files("[data-scans]", [scan("a.pdf"), scan("b.pdf")])
    assert form.evaluate("sent") == [[["file", "a.pdf"], ["file", "b.pdf"]]]
    expect(form.locator("[data-reading]")).to_have_text("Reading")


def test_a_photo_of_the_camera_goes_out_under_the_same_name(form):
    form.set_input_files("[data-camera]", [scan("photo.jpg")])
    assert form.evaluate("sent") == [[["file", "photo.jpg"]]]


def test_what_is_under_way_is_not_sent_twice(form):
    form.evaluate("document.forms[0].dataset.sent = ''")
    form.set_input_files("[data-scans]", [scan("a.pdf")])
    assert form.evaluate("sent") == []
