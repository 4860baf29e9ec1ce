"""A choice added in place: what the dialog shows, and what it saves."""

import pytest
from django.urls import reverse
from lxml import html

from donations.models import Donor
from redcross.models import Place
from tests.factories import make_donor, make_fund, make_person, make_place
from tests.kinds import KINDS

URL = "/donations/donors/quick-add/"
PERSON = {"name": "王小明", "kind": "person", "name_public": "not_asked"}


@pytest.fixture
def similar(clerk):
    """A function that gives the labels of those who may be meant."""

    def similar(name, url=URL):
        page = html.fromstring(f"<div>{clerk.get(url, {'name': name}).json()['html']}</div>")
        return page.xpath("//button[@data-choose]/@data-text")

    return similar


@pytest.fixture
def asked(clerk):
    """A function that gives the fields of the dialog and what they start with."""

    def asked(url, name):
        page = html.fromstring(f"<div>{clerk.get(url, {'name': name}).json()['html']}</div>")
        [form] = page.xpath("//form")
        return {f.name: f.value for f in form.inputs if f.name and f.get("type") != "hidden"}

    return asked


@pytest.mark.parametrize(
    "there", ["王小明", "王 小明", "王小朋", "王明小", "王小", "王小小明", "小明", "王小明商店"]
)
def test_who_has_nearly_the_name_already_is_shown(staff, similar, there):
    donor = make_donor(staff, name=there)
    assert [label.split(" (")[-1].split(",")[0] for label in similar("王小明")] == [str(donor.pk)]


@pytest.mark.parametrize(
    ("there", "typed"), [("李小朋", "王小明"), ("张四", "张三"), ("王", "王小明"), ("甲", "乙")]
)
def test_another_name_is_not_shown(staff, similar, there, typed):
    make_donor(staff, name=there)
    assert similar(typed) == []


def test_the_very_name_is_shown_first_and_not_all_that_are_near(staff, similar):
    for number in range(12):
        make_donor(staff, name=f"王小明{number}")
    same = make_donor(staff, name="王小明")
    assert len(similar("王小明")) == 8
    assert similar("王小明")[0] == f"王小明 ({same.pk}, 个人)"


def test_nobody_of_another_society_and_nobody_voided_is_shown(staff, outsider, similar):
    make_donor(outsider, name="王小明")
    make_donor(staff, name="王小明").void(by=staff, reason="录错")
    assert similar("王小明") == []


def test_a_donor_is_saved_as_the_dialog_says(clerk):
    data = PERSON | {"kind": "organisation", "name_public": "no"}
    answer = clerk.post(URL, data)
    donor = Donor.objects.get()

    assert answer.json() == {"id": donor.pk, "text": "王小明"}
    assert (donor.kind, donor.name_public) == ("organisation", "no")


def test_of_a_donor_the_kind_is_never_left_out(clerk):
    refused = clerk.post(URL, {"name": "王小明", "name_public": "not_asked"})

    assert refused.status_code == 422
    assert not Donor.objects.exists()
    assert clerk.post(URL, PERSON).status_code == 200


def test_a_second_one_of_the_name_is_added_when_it_is_meant(clerk, staff):
    make_donor(staff, name="王小明")
    assert clerk.post(URL, PERSON).status_code == 200
    assert Donor.objects.filter(name="王小明").count() == 2


def test_the_same_dialog_sent_twice_adds_once(clerk):
    page = html.fromstring(clerk.get(URL, {"name": "王小明"}).json()["html"])
    [submission] = page.xpath("//input[@name='submission']/@value")
    answers = [clerk.post(URL, PERSON | {"submission": submission}).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert Donor.objects.count() == 1


def test_any_fault_is_shown_and_nobody_else_is_taken_for_it(clerk, staff):
    """Once whoever had the name was taken, whatever was wrong with it."""
    fund = make_fund(staff, name="人道救助")
    refused = clerk.post("/donations/funds/quick-add/", {"name": "人道救助", "kind": "general"})
    too_long = clerk.post(URL, PERSON | {"name": "王" * 101})

    assert refused.status_code == too_long.status_code == 422
    assert f'data-choose="{fund.pk}"' in refused.json()["html"]
    assert "invalid-feedback" in too_long.json()["html"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("donations:donor", {"name", "kind", "name_public", "phone"}),
        ("donations:fund", {"name", "kind", "purpose"}),
        ("relief:programme", {"name", "kind", "causes"}),
        ("training:course", {"name", "kind", "hours"}),
        ("redcross:place", {"name", "parent"}),
        ("redcross:partner", {"name"}),
        ("redcross:person", {"name", "id_number", "phone"}),
    ],
)
def test_every_kind_asks_what_it_needs(clerk, asked, kind, fields):
    url = reverse(f"{kind}_quick_add")
    started = asked(url, "王小明")

    assert set(started) == fields
    assert started["name"] == "王小明"
    assert clerk.post(url, {k: v for k, v in started.items() if v}).status_code == 200
    assert "quick_add" in KINDS[kind][0]


def test_a_place_is_added_within_its_town(clerk, staff):
    town = make_place(staff, name="渌口镇")
    clerk.post(reverse("redcross:place_quick_add"), {"name": "新村", "parent": town.pk})
    assert Place.objects.get(name="新村").parent == town


def test_who_may_not_add_sees_no_dialog(signed_in, leader, above):
    client = signed_in(leader)
    assert client.get(URL, {"name": "王小明"}).status_code == 403
    assert client.post(URL, PERSON).status_code == 403
    assert signed_in(above).post(URL, PERSON).status_code == 200


def test_markup_in_a_name_stays_text(clerk, staff):
    make_person(staff, name="<b>王")
    answer = clerk.get(reverse("redcross:person_quick_add"), {"name": "<b>王"}).json()["html"]
    assert "<b>王" not in answer and "&lt;b&gt;王" in answer
