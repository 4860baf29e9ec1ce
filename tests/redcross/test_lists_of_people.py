from datetime import date

import pytest
from django.urls import reverse

from redcross.models import LogEntry, Printout
from tests.factories import make_board_term, make_member, make_person
from tests.paper_pages import PaperPages, paper_address, printed

MEMBERS = (
    *("序号", "姓名（单位名称）", "类别", "会员证号", "入会日期", "退会日期", "联系人", "电话"),
    "备注",
)
BOARD = ("序号", "姓名", "职务", "单位及职务", "届次", "任期", "离任日期", "电话")
TERM = "2019-01-01至2023-12-31"
PHONE = "13873310001"


def several(client, kind, paper, *entries, **chosen):
    """Return the pages of the paper of these rows of the list, or of the whole list."""
    sent = {"row": [entry.pk for entry in entries]} if entries else {"listed": ""}
    answer = client.post(reverse(f"{kind}_bulk_print"), {"paper": paper} | sent | chosen)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return PaperPages(answer.content)


def test_the_whole_list_of_members_stands_on_one_sheet(staff, clerk):
    for number in range(120):
        make_member(staff, name=f"喆䶮{number:03}")
    sheet = several(clerk, "redcross:member", "member-list")
    rows = sheet.below(*MEMBERS)
    assert [row[0] for row in rows] == [str(place) for place in range(1, 121)]
    assert {row[1] for row in rows} == {f"喆䶮{number:03}" for number in range(120)}
    assert sheet.rows.count(list(MEMBERS)) == len(sheet.texts) > 3
    assert len(Printout.objects.get().object_ids) == 120


def test_a_member_stands_with_all_that_is_known(staff, clerk):
    member = make_member(
        staff,
        kind="organisation",
        name="H1",
        card_number="K1",
        joined_on=date(2020, 3, 5),
        contact="N1",
        phone=PHONE,
        note="Y1",
    )
    make_member(staff, name="M2")
    assert several(clerk, "redcross:member", "member-list", member).below(*MEMBERS) == [
        ["1", "H1", "团体会员", "K1", "2020-03-05", "", "N1", PHONE, "Y1"]
    ]


def test_who_may_not_reveal_prints_masks(staff, leader, signed_in):
    member = make_member(staff, phone=PHONE)
    seat = make_board_term(staff, person=make_person(staff, phone=PHONE))
    client = signed_in(leader)
    for entry, key in ((member, "member-list"), (seat, "council-list")):
        text = printed(client, entry, key).text
        assert "*******0001" in text and PHONE not in text
        assert "未遮盖" not in LogEntry.objects.latest("pk").reason


@pytest.fixture
def seats(staff):
    posts = {"N1": "council", "王喆䶮": "president", "N3": "supervisor", "N4": "chief_supervisor"}
    return [
        make_board_term(staff, person=make_person(staff, name=name, phone=PHONE), post=post)
        for name, post in posts.items()
    ]


def test_who_sits_on_the_council_stands_by_the_order_of_posts(clerk, seats):
    sheet = several(clerk, "redcross:board_term", "council-list", *seats)
    assert sheet.below(*BOARD) == [
        ["1", "王喆䶮", "会长", "", "第1届", TERM, "", PHONE],
        ["2", "N1", "理事", "", "第1届", TERM, "", PHONE],
    ]
    assert "理事会名单" in sheet.text and "监事" not in sheet.text


def test_who_supervises_stands_on_a_list_of_its_own(clerk, seats):
    sheet = several(clerk, "redcross:board_term", "supervisor-list")
    assert [row[1] for row in sheet.below(*BOARD)] == ["N4", "N3"]
    assert "监事会名单" in sheet.text and "理事" not in sheet.text


def test_who_sits_on_the_other_board_has_no_such_list(clerk, seats):
    assert clerk.post(paper_address(seats[0], "supervisor-list")).status_code == 422
    assert clerk.post(paper_address(seats[2], "council-list")).status_code == 422
    printed(clerk, seats[0], "council-list")
    printed(clerk, seats[2], "supervisor-list")


def test_no_other_society_prints_them(staff, outsider, signed_in):
    member = make_member(staff)
    client = signed_in(outsider)
    assert client.post(paper_address(member, "member-list")).status_code == 404
    url = reverse("redcross:member_bulk_print")
    sent = {"paper": "member-list", "row": [member.pk]}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {"paper": "member-list", "listed": ""}).status_code == 422
    assert not Printout.objects.exists()
