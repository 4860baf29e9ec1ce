import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from redcross.models import LogEntry, PaperWording, Printout
from tests.factories import VALID_ID, make_course, make_partner, make_person, make_session
from tests.paper_pages import paper_address, printed

DAY = date(2021, 10, 25)
SIGNED_ON = date(2021, 10, 27)
SIGN_IN = ("序号", "姓名", "单位", "电话", "签名")
ROSTER = (*("序号", "姓名", "性别", "出生年月", "证件号", "文化程度", "单位", "电话", "签名"),)
SCORES = ("序号", "姓名", "理论", "心肺复苏", "创伤", "总评", "考官")
REGISTER = ("序号", "姓名", "证书编号", "发证日期", "有效期至", "领取人")
PHONE = "13873310001"


@pytest.fixture
def course(staff):
    return make_course(staff, name="C1", kind="certified")


@pytest.fixture
def session_with(staff, course):
    """A function that makes a session of two days with these on its roster."""

    def make(*roster, **fields):
        given = {"course": course, "date": DAY, "end_date": date(2021, 10, 26)} | fields
        return make_session(staff, roster=roster, **given)

    return make


@pytest.fixture
def holder(staff):
    """What stands on the roster of somebody known."""
    person = make_person(staff, name="王喆䶮", id_number=VALID_ID, phone=PHONE)
    return {"name": person.name, "person": person}


def test_a_sign_in_sheet_holds_the_names_and_room_for_more(clerk, session_with, holder):
    session = session_with(holder, {"name": "N2"}, end_date=None)
    sheet = printed(clerk, session, "session-sign-in")

    rows = sheet.below(*SIGN_IN)
    assert [row[:2] for row in rows] == [
        ["1", "王喆䶮"],
        ["2", "N2"],
        *[[str(place), ""] for place in range(3, 8)],
    ]
    assert ["日期", "2021年10月25日", "上/下午", "□上午□下午"] in sheet.rows


def test_without_a_roster_it_is_empty_for_signing(clerk, session_with):
    session = session_with(end_date=None)
    rows = printed(clerk, session, "session-sign-in").below(*SIGN_IN)
    assert rows == [[str(place), *[""] * 4] for place in range(1, 21)]
    rows = printed(clerk, session, "session-sign-in", blank_rows=3).below(*SIGN_IN)
    assert len(rows) == 3


@pytest.mark.parametrize(
    "chosen", [{"blank_rows": 501}, {"blank_rows": -1}, {"day": "x"}, {"half_days": "night"}]
)
def test_what_no_sheet_has_is_refused(clerk, session_with, chosen):
    address = paper_address(session_with(), "session-sign-in")
    assert clerk.post(address, chosen).status_code == 422
    assert not Printout.objects.exists()


def test_each_half_day_has_a_column_to_sign(clerk, session_with):
    sheet = printed(clerk, session_with(), "session-sign-in", half_days="both", blank_rows=1)
    halves = [f"10月{day}日{half}签名" for day in (25, 26) for half in ("上午", "下午")]
    assert sheet.below(*SIGN_IN[:4], *halves) == [["1", *[""] * 7]]


def test_half_days_that_no_page_holds_beside_each_other_follow_on_others(clerk, session_with):
    session = session_with({"name": "N1"}, end_date=date(2021, 10, 29))
    sheet = printed(clerk, session, "session-sign-in", half_days="both", blank_rows=0)
    heads = [row[4:] for row in sheet.rows if row[:4] == list(SIGN_IN[:4])]
    assert [len(signed) for signed in heads] == [6, 4]
    assert heads[1][-1] == "10月29日下午签名"
    assert [row[:2] for row in sheet.rows if row[1:2] == ["N1"]] == [["1", "N1"]] * 2


def test_one_day_of_a_course_has_a_sheet_of_its_own(clerk, session_with):
    chosen = {"day": "2021-10-26", "half_days": "morning"}
    sheet = printed(clerk, session_with(), "session-sign-in", **chosen)
    assert ["日期", "2021年10月26日", "上/下午", "上午"] in sheet.rows
    assert sheet.below(*SIGN_IN[:4], "上午签名")


def test_a_sheet_of_another_day_is_no_reprint(clerk, session_with):
    session = session_with()
    for day in ("2021-10-25", "2021-10-26"):
        assert "补打" not in printed(clerk, session, "session-sign-in", day=day).text
    # As if somebody else had asked, for whom it is no double click.
    Printout.objects.update(printed_at="2021-10-24T08:00Z")
    assert "补打（第2次）" in printed(clerk, session, "session-sign-in", day="2021-10-26").text
    logged = LogEntry.objects.filter(action=LogEntry.Action.PRINT).order_by("pk")
    assert "2021年10月26日" in logged.last().reason


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"date_precision": "year", "end_date": None}, "2021年"),
        ({"end_date": date(2021, 12, 31)}, "2021年10月25日至12月31日"),
        ({"times": 4}, "2021年10月25日至26日"),
    ],
)
def test_where_the_days_are_not_known_one_by_one_there_is_one_column(
    clerk, session_with, fields, shown
):
    sheet = printed(clerk, session_with(**fields), "session-sign-in")
    assert sheet.below(*SIGN_IN)
    assert ["日期", shown] in [row[:2] for row in sheet.rows]


def test_no_telephone_goes_from_hand_to_hand(clerk, session_with, holder):
    session = session_with(holder, end_date=None)
    sheet = printed(clerk, session, "session-sign-in")
    assert sheet.below(*SIGN_IN)[0][3] == ""
    assert PHONE[-4:] not in sheet.text
    # What comes back was filled in.
    assert Printout.objects.get().sensitive
    assert "未遮盖" not in LogEntry.objects.latest("pk").reason


def test_a_roster_says_what_the_id_number_does(clerk, session_with, holder):
    sheet = printed(clerk, session_with(holder, {"name": "N2"}), "session-roster")
    assert sheet.below(*ROSTER) == [
        ["1", "王喆䶮", "男", "1950年1月", VALID_ID, "", "", PHONE, ""],
        ["2", "N2", *[""] * 7],
    ]
    assert "敏感信息未遮盖" in LogEntry.objects.latest("pk").reason


def test_who_may_not_reveal_prints_masks(leader, signed_in, session_with, holder):
    sheet = printed(signed_in(leader), session_with(holder), "session-roster")
    masked = f"{VALID_ID[:6]}********{VALID_ID[-4:]}"
    assert sheet.below(*ROSTER) == [["1", "王喆䶮", "", "", masked, "", "", "*******0001", ""]]
    assert "1950" not in sheet.text
    assert "未遮盖" not in LogEntry.objects.latest("pk").reason


@pytest.mark.parametrize(("actor", "status"), [("outsider", 404), ("above", 403)])
def test_no_other_society_prints_it(request, signed_in, session_with, holder, actor, status):
    session = session_with({"name": "N1", "passed": True})
    client = signed_in(request.getfixturevalue(actor))
    for key in ("session-sign-in", "session-roster", "session-scores", "certificate-register"):
        assert client.post(paper_address(session, key)).status_code == status
    assert not Printout.objects.exists()


def test_a_long_roster_has_its_heads_on_every_page(clerk, session_with):
    session = session_with(*[{"name": f"N{number}"} for number in range(120)])
    sheet = printed(clerk, session, "session-roster")
    assert sheet.rows.count(list(ROSTER)) == len(sheet.texts) > 5
    assert [row[0] for row in sheet.below(*ROSTER)] == [str(place) for place in range(1, 121)]
    # Who signs does so once, at the end.
    assert [("填表人" in text) for text in sheet.texts] == [False] * (len(sheet.texts) - 1) + [True]


def test_an_empty_roster_is_written_by_hand(clerk, session_with):
    sheet = printed(clerk, session_with(), "session-roster")
    assert sheet.below(*ROSTER) == [[str(place), *[""] * 8] for place in range(1, 21)]


def test_above_the_names_stands_what_is_known_of_the_training(staff, clerk, session_with):
    hosts = [make_partner(staff, name="B1"), make_partner(staff, name="B2")]
    session = session_with(title="T1", several={"hosts": hosts}, audience="A1", trainers="N8、N9")
    rows = printed(clerk, session, "session-roster").rows
    assert ["日期", "2021年10月25日至26日", "培训名称", "T1（C1）"] in rows
    assert ["地点", "", "主办单位", "B1、B2"] in rows
    assert ["培训对象", "A1", "授课师资", "N8、N9"] in rows


def test_a_score_that_is_not_known_stays_blank(clerk, session_with):
    session = session_with(
        {"name": "N1", "theory": Decimal("86.5"), "passed": True}, {"name": "N2"}
    )
    assert printed(clerk, session, "session-scores").below(*SCORES) == [
        ["1", "N1", "86.5", "", "", "合格", ""],
        ["2", "N2", "", "", "", "", ""],
    ]


def test_one_score_for_practice_is_none_of_a_part_of_it(clerk, session_with):
    session = session_with({"name": "N1", "theory": Decimal(80), "practice": Decimal(90)})
    heads = (*SCORES[:3], "实操", *SCORES[3:])
    assert printed(clerk, session, "session-scores").below(*heads) == [
        ["1", "N1", "80", "90", "", "", "", ""]
    ]


def certified(name, number, **fields):
    return {"name": name, "passed": True, "certificate_number": number} | fields


def test_certificates_are_registered_of_those_who_passed(clerk, session_with):
    days = {"issued_on": SIGNED_ON, "expires_on": date(2024, 10, 27)}
    session = session_with(
        certified("N1", "A1", **days), {"name": "N2"}, {"name": "N3", "passed": True}
    )
    assert printed(clerk, session, "certificate-register").below(*REGISTER) == [
        ["1", "N1", "A1", "2021-10-27", "2024-10-27", ""],
        ["2", "N3", "", "", "", ""],
    ]


def test_where_nobody_passed_there_are_no_certificates(clerk, session_with):
    session = session_with({"name": "N1"})
    for key in ("certificate-register", "certificate-upload"):
        address = paper_address(session, key)
        assert address not in clerk.get(session.get_absolute_url()).content.decode()
        assert clerk.post(address).status_code == 422
    assert not Printout.objects.exists()


def uploaded(client, *sessions):
    """Return the rows of the sheet that the platform is sent, the heads first."""
    sent = {"paper": "certificate-upload", "row": [session.pk for session in sessions]}
    answer = client.post(reverse("training:session_bulk_print"), sent)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    [sheet] = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_platform_is_sent_the_rows_of_those_who_passed_alone(clerk, session_with, holder):
    days = {"issued_on": SIGNED_ON, "expires_on": date(2024, 10, 27)}
    others = session_with(certified("=N2", "A2"), {"name": "N3"}, title="T2")
    session = session_with(holder | certified("王喆䶮", "A1", theory=Decimal("86.5"), **days))
    heads, *rows = uploaded(clerk, session, others)

    assert heads[:4] == ["姓名", "性别", "出生日期", "证件号码"]
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["姓名"] for row in told] == ["王喆䶮", "=N2"]
    assert told[0]["出生日期"] == "1950-01-01" and told[0]["证件号码"] == VALID_ID
    assert (told[0]["证书编号"], told[0]["有效期至"]) == ("A1", "2024-10-27")
    assert (told[0]["理论成绩"], told[0]["工作单位"]) == (86.5, None)
    assert [row["培训名称"] for row in told] == ["C1", "T2（C1）"]
    assert told[1]["性别"] is None


def test_what_the_platform_is_sent_the_society_sets(clerk, society, session_with):
    text = "No.：【序号】\n姓名：【姓名】\n类别：救护员\n备注\n期：【开始日期】起"
    PaperWording.objects.create(society=society, paper="certificate-upload", text=text)
    assert uploaded(clerk, session_with(certified("N1", "A1"), certified("【姓名】", "A2"))) == [
        ["No.", "姓名", "类别", "备注", "期"],
        ["1", "N1", "救护员", None, "2021-10-25起"],
        ["2", "【姓名】", "救护员", None, "2021-10-25起"],
    ]


def test_the_upload_is_no_paper(clerk, session_with, leader, signed_in, holder):
    session = session_with(holder | certified("王喆䶮", "A1"))
    address = paper_address(session, "certificate-upload")
    assert address in clerk.get(session.get_absolute_url()).content.decode()
    assert 'value="pdf"' not in clerk.get(address).content.decode()
    answer = clerk.post(address, {"as": "pdf"})
    assert ".xlsx" in answer.headers["Content-Disposition"]
    heads, row = uploaded(signed_in(leader), session)
    assert row[heads.index("证件号码")] == f"{VALID_ID[:6]}********{VALID_ID[-4:]}"
    assert row[heads.index("出生日期")] is None


@pytest.mark.parametrize(
    "key", ["session-sign-in", "session-roster", "session-scores", "certificate-register"]
)
def test_the_office_edits_on_in_a_spreadsheet(clerk, session_with, key):
    session = session_with(certified("王喆䶮", "A1"))
    answer = clerk.post(paper_address(session, key), {"as": "xlsx"})
    [sheet] = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "王喆䶮" in [cell.value for row in sheet.iter_rows() for cell in row]
