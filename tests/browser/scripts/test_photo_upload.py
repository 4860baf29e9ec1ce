"""Evidence on the page of its record goes up file by file."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SCRIPTS = ("elements.js", "photo_shrink.js", "file_drop.js", "photo_upload.js")
PAGE = """<section><p data-no-evidence>Nothing yet</p>
<ul class=gallery><li data-evidence-key=k1>old</li></ul>
<form data-upload action=/attach/ method=post><input type=hidden name=csrfmiddlewaretoken value=t>
<input type=file multiple data-evidence accept=.pdf data-max-bytes=10
data-text-unfit="No such file."
data-text-waiting=Waiting data-text-sending=Sending data-text-done=Done data-text-failed=Failed.
data-text-retry=Again data-text-remove=Remove data-text-drop=Drop><button>Send</button></form>
</section>"""


def file(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": b"1"}


def added(key, name):
    return {"html": f"<li data-evidence-key={key}>{name}</li>"}


@pytest.fixture
def choose(server, load_scripts):
    """A function that chooses files, which are answered so; gives the page."""

    def choose(names, *answers):
        choose.asked = server("attach/", *answers)
        page = load_scripts(*SCRIPTS, html=PAGE)
        page.set_input_files("[data-evidence]", [file(name) for name in names])
        return page

    return choose


def test_each_file_is_sent_by_itself_and_joins_the_others(choose):
    page = choose(["a.pdf", "b.pdf"], added("k2", "a.pdf"), added("k1", "b.pdf"))
    # The second is the same as one that was there.
    expect(page.locator(".gallery li")).to_have_text(["a.pdf", "b.pdf"])
    expect(page.locator(".uploads li, [data-no-evidence]")).to_have_count(0)
    expect(page.locator("[role=status]")).to_have_text("b.pdf: Done")
    assert len(choose.asked) == 2
    assert page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))") is False


def test_one_that_fails_says_why_and_can_be_sent_again(choose):
    page = choose(["a.pdf"], (422, {"error": "Broken."}), None, added("k2", "a.pdf"))
    row = page.locator(".uploads li")
    expect(row).to_contain_text("Broken.")
    row.get_by_text("Again").click()
    expect(row).to_contain_text("Failed.")
    row.get_by_text("Again").click()
    expect(page.locator(".gallery li")).to_have_text(["old", "a.pdf"])
    expect(row).to_have_count(0)


def test_what_is_no_evidence_is_not_sent_and_can_be_taken_away(choose):
    page = choose([], added("k2", "b.exe"))
    page.set_input_files("[data-evidence]", [{"name": "b.exe", "mimeType": "", "buffer": b"1"}])
    row = page.locator(".uploads li", has_text="b.exe")
    expect(row).to_contain_text("No such file.")
    row.get_by_text("Remove").click()
    expect(row).to_have_count(0)
    assert choose.asked == []
