"""Photos that were chosen come back with what was typed: nobody chooses five of them twice."""

import pytest
from playwright.sync_api import expect

from campaigns.models import Event
from redcross.models import Attachment
from tests.factories import make_evaluation
from tests.pdfs import pdf_of
from tests.photos import photo_named

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/campaigns/events/add/?kind=publicity"
PHOTOS = [
    {"name": f"现场{number}.jpg", "mimeType": "image/jpeg", "buffer": photo_named(str(number))}
    for number in range(5)
]


@pytest.fixture
def event_form(live_server, sign_in, staff, media):
    """The form of an event, with a title and five photos, which staff has not sent yet."""
    page = sign_in(staff)
    page.goto(live_server.url + ADD)
    page.fill("[name=title]", "博爱周宣传")
    page.set_input_files("[name=files]", PHOTOS)
    expect(page.locator(".chosen-files li")).to_have_count(5)
    return page


def test_photos_survive_a_form_that_is_refused(event_form):
    page = event_form
    page.fill("[name=date]", "2021-13-45")
    page.click("main form button.btn-primary")

    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator(".chosen-files li")).to_have_count(5)
    expect(page.locator("main")).not_to_contain_text("请重新选择文件")
    page.fill("[name=date]", "2021-12-01")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/campaigns/events/*/")
    assert Event.objects.get().evidence.count() == 5


def test_what_is_wrong_with_a_file_stays_said_when_it_comes_back(
    live_server, sign_in, staff, media
):
    evaluation = make_evaluation(staff)
    page = sign_in(staff)
    page.goto(f"{live_server.url}/annexes/add/?evaluation={evaluation.pk}&kind=file")
    page.fill("[name=title]", "决算报表")
    long = {"name": "全册.pdf", "mimeType": "application/pdf", "buffer": pdf_of(61)}
    page.set_input_files("[name=files]", [long])
    page.click("main form button.btn-primary")

    expect(page.locator("#error-summary li")).to_contain_text("61")
    expect(page.locator("#id_files_error")).to_contain_text("全册.pdf")
    expect(page.locator(".chosen-files li")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("请重新选择文件")
    page.locator(".chosen-files li button").click()
    whole = {"name": "节选.pdf", "mimeType": "application/pdf", "buffer": pdf_of(2)}
    page.set_input_files("[name=files]", [whole])
    page.click("main form button.btn-primary")
    page.wait_for_url("**/drafts/*/**")
    assert [one.name for one in Attachment.objects.all()] == ["节选.pdf"]


def test_photos_are_offered_with_what_was_typed(event_form, live_server):
    page = event_form
    page.wait_for_timeout(2500)  # kept once a second
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + ADD)
    expect(page.locator(".chosen-files li")).to_have_count(0)

    page.locator(".kept button", has_text="恢复").click()
    expect(page.locator("[name=title]")).to_have_value("博爱周宣传")
    expect(page.locator(".chosen-files li")).to_have_count(5)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/campaigns/events/*/")
    assert Event.objects.get().evidence.count() == 5
    page.goto(live_server.url + ADD)
    expect(page.locator(".kept")).to_have_count(0)
