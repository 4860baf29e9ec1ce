"""The name of what was merged leads to the one kept wherever it is typed, until it is undone."""

import pytest

from donations.forms import DonorForm
from donations.models import CashGift
from redcross.merging import merge, undo_merge
from redcross.models import Person
from redcross.spreadsheets.imports import import_rows
from tests.factories import VALID_ID, make_course, make_donor, make_fund, make_person, make_session
from tests.pages import form_data
from tests.spreadsheets.corpus import workbook, write
from training.forms import SessionForm
from training.models import Session

GIFT, SESSION = "/donations/cash-gifts/add/", "/training/sessions/add/"


@pytest.fixture
def merged(administrator):
    """甲公司 went into 甲有限公司: the merge, and the two."""
    gone = make_donor(administrator, name="甲公司")
    kept = make_donor(administrator, name="甲有限公司")
    return merge(gone, kept, by=administrator, reason="重复"), gone, kept


@pytest.fixture
def send(administrator, signed_in):
    """A function that sends a gift whose donor is typed and not chosen."""
    client = signed_in(administrator)
    fund = make_fund(administrator)

    def sending(name):
        data = form_data(client.get(GIFT)) | {"date": "2021-08-04", "amount": "5"}
        return client.post(GIFT, data | {"fund": fund.pk, "donor-text": name}, follow=True)

    return sending


def told(page):
    return [str(message) for message in page.context["messages"] if message.level_tag == "info"]


def test_a_typed_name_follows_the_merge_and_says_so(merged, send):
    _merge, _gone, kept = merged
    page = send("甲　公司")

    assert CashGift.objects.get().donor == kept
    [text] = told(page)
    assert "甲　公司" in text and "甲有限公司" in text


def test_the_name_of_the_one_kept_needs_no_saying(merged, send):
    assert told(send("甲有限公司")) == []
    assert CashGift.objects.get().donor == merged[2]


def test_whoever_has_the_name_now_goes_before_the_one_it_led_to(merged, send, administrator):
    _merge, _gone, kept = merged
    new = make_donor(administrator, name="甲公司")
    assert told(send("甲公司")) == []
    assert CashGift.objects.get().donor == new != kept


def test_the_search_box_and_pasted_cells_follow_it_likewise(merged, administrator, signed_in):
    _merge, _gone, kept = merged
    client = signed_in(administrator)

    def exact():
        found = client.get("/donations/donors/search/", {"q": "甲公司"}).json()["results"]
        return [row["id"] for row in found if row["exact"]]

    assert exact() == [kept.pk]
    new = make_donor(administrator, name="甲公司")
    assert exact() == [new.pk]


def test_a_name_that_led_to_two_is_refused(merged, send, administrator):
    again = make_donor(administrator, name="甲公司")
    merge(again, make_donor(administrator, name="乙"), by=administrator, reason="重复")
    page = send("甲公司")
    assert page.status_code == 422 and list(page.context["form"].errors) == ["donor"]


def test_it_follows_over_several_merges(merged, send, administrator):
    _merge, _gone, kept = merged
    last = make_donor(administrator, name="甲集团")
    merge(kept, last, by=administrator, reason="更名")
    send("甲公司")
    assert CashGift.objects.get().donor == last


def test_undone_the_name_is_its_own_again(merged, send, administrator):
    done, gone, _kept = merged
    undo_merge(done, by=administrator)
    assert told(send("甲公司")) == []
    assert CashGift.objects.get().donor == gone


def test_a_roster_follows_the_name_and_says_so(administrator, signed_in):
    gone, kept = make_person(administrator, name="张三"), make_person(administrator, name="张三丰")
    done = merge(gone, kept, by=administrator, reason="重复")
    client = signed_in(administrator)

    def save():
        data = form_data(client.get(SESSION)) | {"date": "2021-08-04", "roster-TOTAL_FORMS": 1}
        data |= {"course": make_course(administrator).pk, "roster-0-name": "张三"}
        page = client.post(SESSION, data | {"roster-0-person-text": "张三"}, follow=True)
        return page, Session.objects.latest("pk").roster.get().person

    page, person = save()
    assert person == kept and len(told(page)) == 1
    undo_merge(done, by=administrator)
    page, person = save()
    assert person == gone and told(page) == []


def test_the_id_number_of_who_was_merged_leads_an_import_to_the_one_kept(administrator):
    gone = make_person(administrator, name="张三", id_number=VALID_ID)
    kept = make_person(administrator, name="张三")
    merge(gone, kept, by=administrator, reason="重复")
    make_course(administrator, name="救护员培训", kind="certified")
    rows = [["日期", "课程", "姓名", "身份证号"], ["2021-08-04", "救护员培训", "张三", VALID_ID]]
    content = workbook(lambda book: write(book.add_worksheet(), rows))
    done = import_rows(SessionForm, content, "a.xlsx", by=administrator, add_unknown=True)

    assert done.faults == []
    assert Session.objects.get().roster.get().person == kept
    assert Person.objects.countable().count() == 1


def test_a_new_one_of_a_merged_name_is_asked_about(merged, administrator, signed_in):
    _merge, _gone, kept = merged
    client = signed_in(administrator)
    sent = {"name": "甲 公司", "kind": "organisation", "name_public": "not_asked"}
    page = client.post("/donations/donors/add/", sent)
    [doubt] = page.context["form"].doubts
    assert (doubt.key, doubt.url) == (f"double={kept.pk}", kept.get_absolute_url())
    content = workbook(lambda book: write(book.add_worksheet(), [["姓名"], ["甲公司"], ["丙公司"]]))
    read = import_rows(DonorForm, content, "a.xlsx", by=administrator, add_unknown=True)
    assert len(read.doubts) == 1 and "甲有限公司" in read.doubts[0].text
    confirmed = sent | {"confirmed": doubt.key}
    assert client.post("/donations/donors/add/", confirmed).status_code == 302


def test_two_on_one_roster_are_not_made_one(administrator):
    one, other = make_person(administrator), make_person(administrator)
    roster = [{"name": "N1", "person": one}, {"name": "N2", "person": other}]
    make_session(administrator, roster=roster)
    with pytest.raises(Exception, match=r"另一行|another row"):
        merge(one, other, by=administrator, reason="重复")
    one.refresh_from_db()
    assert one.voided_at is None
