"""Likely duplicates: what looks alike, why, and what becomes of a pair."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations.models import Donor
from redcross.duplicates import MOST_OF_A_NAME, likely_pairs
from redcross.merging import merge
from redcross.models import Distinction, LogEntry, Person
from tests.factories import VALID_ID, make_donor, make_fund, make_person, make_place

NUMBER = "11010519491231002X"
LIST = "/donations/donors/duplicates/"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("甲（株洲）有限公司", "甲【株洲】公司", True),
        ("甲有限责任公司", "甲", True),
        ("甲公司", "甲有限公司", True),
        ("张三", "张三（渌口镇）", True),
        ("阿·里", "阿•里", True),
        ("王", "汪", False),
        ("有限公司", "公司", False),
        ("甲公司", "乙公司", False),
        ("公司甲", "甲", False),
    ],
)
def test_names_are_alike_but_for_brackets_and_legal_form(administrator, one, other, alike):
    pair = [make_donor(administrator, name=name).pk for name in (one, other)]
    found = likely_pairs(Donor, administrator.society_id)
    assert found == ([tuple(pair)] if alike else [])


def test_two_numbers_of_identity_are_two_people(administrator):
    make_person(administrator, name="张三", id_number=VALID_ID)
    make_person(administrator, name="张三", id_number=NUMBER)
    assert likely_pairs(Person, administrator.society_id) == []
    unknown = make_person(administrator, name="张三")
    pairs = likely_pairs(Person, administrator.society_id)
    assert len(pairs) == 2 and all(unknown.pk in pair for pair in pairs)


def test_villages_of_two_towns_are_two(administrator):
    towns = [make_place(administrator, name=name) for name in ("甲镇", "乙镇")]
    villages = [make_place(administrator, name="松岗村", parent=town) for town in towns]
    assert likely_pairs(type(villages[0]), administrator.society_id) == []


def test_what_is_voided_or_of_others_is_no_duplicate(administrator, outsider):
    make_donor(administrator, name="甲")
    make_donor(outsider, name="甲")
    make_donor(administrator, name="甲").void(by=administrator, reason="录错")
    assert likely_pairs(Donor, administrator.society_id) == []


def test_a_pair_is_merged_or_said_to_be_two_and_never_shown_again(administrator, signed_in):
    one, other, third = (make_donor(administrator, name="甲") for _ in range(3))
    client = signed_in(administrator)
    page = client.get(LIST)
    assert [(p.one, p.other) for p in page.context["pairs"]] == [
        (one, other),
        (one, third),
        (other, third),
    ]
    assert f"{other.pk}/merge/?into={one.pk}" in page.content.decode()

    data = {"first": other.pk, "second": one.pk}
    assert client.post(LIST, data).status_code == 302
    assert client.post(LIST, data).status_code == 302
    assert Distinction.objects.count() == 1
    logged = LogEntry.objects.filter(action=LogEntry.Action.DISTINGUISH)
    assert {entry.object_id for entry in logged} == {one.pk, other.pk} and len(logged) == 2
    assert len(client.get(LIST).context["pairs"]) == 2
    # Nor on the page of the one.
    assert list(client.get(one.get_absolute_url()).context["same_name"]) == [third]

    merge(third, one, by=administrator, reason="重复")
    page = client.get(LIST)
    assert page.context["pairs"] == [] and page.status_code == 200


@pytest.mark.parametrize("wrong", ["itself", "voided", "elsewhere", "nothing"])
def test_what_is_no_pair_of_the_society_is_refused(administrator, outsider, signed_in, wrong):
    one, voided = make_donor(administrator), make_donor(administrator)
    voided.void(by=administrator, reason="录错")
    second = {
        "itself": one.pk,
        "voided": voided.pk,
        "elsewhere": make_donor(outsider).pk,
        "nothing": "x",
    }[wrong]
    answer = signed_in(administrator).post(LIST, {"first": one.pk, "second": second})
    assert answer.status_code == 404 and not Distinction.objects.exists()


def test_the_page_says_why_two_look_alike_and_hides_what_is_sensitive(administrator, signed_in):
    make_donor(administrator, name="甲", phone="13812345678")
    make_donor(administrator, name="甲（乙）")
    text = signed_in(administrator).get(LIST).content.decode()
    assert "13812345678" not in text and "*******5678" in text


def test_the_number_of_queries_does_not_grow(administrator, signed_in):
    client = signed_in(administrator)

    def queries(pairs):
        for number in range(pairs):
            for _ in range(2):
                make_donor(administrator, name=f"甲{pairs}{number}")
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(LIST).context["pairs"]) >= pairs
        return len(found)

    queries(1)
    assert queries(2) == queries(5)


def test_many_of_one_name_are_looked_through_by_and_by(administrator):
    for _ in range(MOST_OF_A_NAME + 2):
        make_fund_like = Donor(society=administrator.society, name="匿名", kind="anonymous")
        make_fund_like.save_entry(by=administrator)
    pairs = likely_pairs(Donor, administrator.society_id)
    assert len(pairs) == 501
    assert len({key for pair in pairs for key in pair}) <= MOST_OF_A_NAME


def test_the_overview_counts_the_pairs_of_each_kind(administrator, signed_in):
    for name in ("甲", "甲（一）"):
        make_donor(administrator, name=name)
        make_fund(administrator, name=name)
    kinds = signed_in(administrator).get("/duplicates/").context["kinds"]
    assert {k["url"]: k["number"] for k in kinds if k["number"]} == {
        "/donations/donors/duplicates/": 1,
        "/donations/funds/duplicates/": 1,
    }


def test_a_name_that_is_there_already_is_asked_about_in_the_form(administrator, signed_in):
    same = make_donor(administrator, name="甲公司")
    client = signed_in(administrator)
    sent = {"name": "甲 公司", "kind": "organisation", "name_public": "not_asked"}
    page = client.post("/donations/donors/add/", sent)
    assert page.status_code == 422
    assert [doubt.key for doubt in page.context["form"].doubts] == [f"double={same.pk}"]
    confirmed = sent | {"confirmed": f"double={same.pk}"}
    assert client.post("/donations/donors/add/", confirmed).status_code == 302
    # Another name is not asked about, nor is a change of something else.
    assert client.post("/donations/donors/add/", sent | {"name": "乙"}).status_code == 302
