import io
from datetime import date, timedelta
from decimal import Decimal

import docx
import pytest
from django.utils import timezone

from redcross.models import LogEntry, Printout
from tests.factories import make_board_term, make_event, make_partner, make_person, make_place
from tests.paper_pages import paper_address, printed
from tests.photos import photo_named, upload

SIGN_IN = ("序号", "姓名", "单位", "电话", "签名")
ATTENDING = ("序号", "姓名", "职务", "单位及职务", "出席（签名）", "缺席（事由）")
SUBJECTS = ("序号", "议题", "决议")


@pytest.fixture
def seats(staff):
    """Two on the council, of whom one presides, and one who supervises, on 1 May 2021."""
    for name, post in (("N1", "council"), ("王喆䶮", "president"), ("N3", "chief_supervisor")):
        person = make_person(staff, name=name, phone="13873310001")
        make_board_term(staff, person=person, post=post, unit=f"H{name[-1]}")
    left = make_person(staff, name="N4")
    make_board_term(staff, person=left, post="council", left_on=date(2020, 1, 1))


@pytest.fixture
def meeting(staff):
    return make_event(staff, title="T1", kind="meeting", chair="N9")


def test_a_sign_in_sheet_of_an_event_is_empty_for_signing(staff, clerk):
    event = make_event(staff, title="T1", place=make_place(staff, name="P1"), spot="P2")
    sheet = printed(clerk, event, "event-sign-in", half_days="morning", blank_rows=120)
    rows = sheet.below(*SIGN_IN[:4], "上午签名")
    assert [row[0] for row in rows] == [str(place) for place in range(1, 121)]
    assert ["日期", "2021年5月1日", "上/下午", "上午"] in sheet.rows
    assert ["活动名称", "T1", "地点", "P1P2"] in sheet.rows


def test_a_sign_in_sheet_of_a_meeting_has_the_names_of_the_board(clerk, meeting, seats):
    sheet = printed(clerk, meeting, "event-sign-in", board="council", blank_rows=1)
    assert sheet.below(*SIGN_IN) == [
        ["1", "王喆䶮", "H䶮", "", ""],
        ["2", "N1", "H1", "", ""],
        ["3", "", "", "", ""],
    ]


def test_a_record_tells_what_is_recorded_as_well_as_it_is_known(staff, clerk, media):
    event = make_event(
        staff,
        title="王喆䶮",
        contents=["talks", "clinic"],
        people=300,
        rounded=["people:about"],
        hours=Decimal("36.5"),
        outcomes="宣传栏 200 个",
        materials=[{"item": "I1", "quantity": 900, "unit": "本", "rounded": True}],
        several={"partners": [make_partner(staff, name="B1")]},
    )
    for name in ("1.jpg", "2.jpg"):
        event.attach(upload(name, photo_named(name)), by=staff)
    cells = [cell for row in printed(clerk, event, "event-record").rows for cell in row]

    def said(label):
        return cells[cells.index(label) + 1]

    assert said("活动名称") == "王喆䶮"
    assert said("时间") == "2021年5月1日"
    assert said("活动内容") == "现场宣传、义诊"
    assert (said("参与人数"), said("服务时长")) == ("约300人", "36.5小时")
    assert (said("发放资料"), said("成果")) == ("I1900余本", "宣传栏200个")
    assert (said("协作单位"), said("照片")) == ("B1", "2张")
    assert "志愿者" not in cells


def test_a_record_of_nothing_known_leaves_room_to_write(staff, clerk):
    rows = printed(clerk, make_event(staff, title="T1"), "event-record").rows
    assert ["地点", "", "类别", "宣传"] in rows
    cells = [cell for row in rows for cell in row]
    assert [cells[cells.index(name) + 1] for name in ("参与人数", "发放资料", "照片")] == [""] * 3
    assert rows[-2:] == [["活动情况"], [""]]


def test_minutes_expect_who_sits_on_the_board_that_day(clerk, meeting, seats):
    chosen = {"board": "council", "blank_rows": 1, "subjects": 2}
    sheet = printed(clerk, meeting, "event-minutes", **chosen)
    assert ["会议名称", "T1", "时间", "2021年5月1日"] in sheet.rows
    assert ["地点", "", "主持", "N9"] in sheet.rows
    assert sheet.below(*ATTENDING)[:3] == [
        ["1", "王喆䶮", "会长", "H䶮", "", ""],
        ["2", "N1", "理事", "H1", "", ""],
        ["3", "", "", "", "", ""],
    ]
    assert ["应到", "2人", "出席", "", "缺席", ""] in sheet.rows
    assert sheet.below(*SUBJECTS) == [["1", "", ""], ["2", "", ""]]
    assert "主持人：" in sheet.text and "记录人：" in sheet.text


def test_minutes_of_another_board_or_of_nobody_known(clerk, meeting, seats):
    sheet = printed(clerk, meeting, "event-minutes", board="supervisors", blank_rows=0, subjects=1)
    assert sheet.below(*ATTENDING)[0][1:3] == ["N3", "监事长"]
    sheet = printed(clerk, meeting, "event-minutes", blank_rows=40, subjects=12)
    attending = [row for row in sheet.below(*ATTENDING) if row[0].isdigit()]
    assert attending == [[str(place), *[""] * 5] for place in range(1, 41)]
    assert [row[0] for row in sheet.below(*SUBJECTS)] == [str(place) for place in range(1, 13)]


def test_what_is_no_meeting_has_no_minutes(staff, clerk):
    event = make_event(staff, kind="service")
    assert clerk.post(paper_address(event, "event-minutes")).status_code == 422
    assert "event-minutes" not in clerk.get(event.get_absolute_url()).content.decode()


def test_a_record_of_several_meetings_leaves_their_day_to_be_written(staff, clerk):
    event = make_event(staff, title="T1", kind="meeting", times=3)
    sheet = printed(clerk, event, "event-minutes", blank_rows=1, subjects=1)
    assert ["会议名称", "T1", "时间", ""] in sheet.rows


def test_a_certificate_says_what_is_recorded_and_by_whom_the_rest(staff, clerk):
    event = make_event(staff, title="T1", place=make_place(staff, name="P1"))
    text = printed(clerk, event, "volunteer-certificate", name=" 王喆䶮 ", hours="4").text
    society = event.society.name
    assert (
        f"兹证明王喆䶮作为志愿者，于2021年5月1日参加{society}组织的T1（地点：P1），服务时长4小时。"
        in text
    )
    assert "活动情况依据本会登记；志愿者姓名、服务时长由staff于" in text
    assert "王喆䶮4小时" in LogEntry.objects.latest("pk").reason.replace(" ", "")


def test_a_certificate_says_nothing_of_hours_that_nobody_typed(staff, clerk):
    event = make_event(staff, title="T1", hours=Decimal(40), date_precision="month")
    text = printed(clerk, event, "volunteer-certificate", name="N1").text
    assert "于2021年5月参加" in text and "组织的T1。" in text
    assert "时长" not in text and "志愿者姓名由staff" in text


@pytest.mark.parametrize(
    "chosen",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "N1", "hours": "0"},
        {"name": "N1", "hours": "1001"},
        {"name": "N" * 31},
    ],
)
def test_a_certificate_of_nobody_or_of_no_possible_hours_is_refused(staff, clerk, chosen):
    event = make_event(staff)
    assert clerk.post(paper_address(event, "volunteer-certificate"), chosen).status_code == 422
    assert not Printout.objects.exists()


def test_service_that_lies_ahead_is_not_certified(staff, clerk):
    tomorrow = make_event(staff, date=timezone.localdate() + timedelta(days=1))
    address = paper_address(tomorrow, "volunteer-certificate")
    assert clerk.post(address, {"name": "N1"}).status_code == 422
    today = make_event(staff, date=timezone.localdate())
    printed(clerk, today, "volunteer-certificate", name="N1")


def test_the_next_volunteer_has_no_reprint(staff, clerk):
    event = make_event(staff)
    for name in ("N1", "N2"):
        assert "补打" not in printed(clerk, event, "volunteer-certificate", name=name).text
    Printout.objects.update(printed_at="2021-10-24T08:00Z")
    assert "补打" in printed(clerk, event, "volunteer-certificate", name="N2").text


@pytest.mark.parametrize(("actor", "status"), [("outsider", 404), ("above", 403)])
def test_no_other_society_prints_it(request, signed_in, meeting, actor, status):
    client = signed_in(request.getfixturevalue(actor))
    for key in ("event-sign-in", "event-record", "event-minutes", "volunteer-certificate"):
        assert client.post(paper_address(meeting, key), {"name": "N1"}).status_code == status
    assert not Printout.objects.exists()


@pytest.mark.parametrize(
    ("key", "chosen"),
    [
        ("event-record", {}),
        ("event-minutes", {"blank_rows": 1, "subjects": 1}),
        ("volunteer-certificate", {"name": "N1"}),
    ],
)
def test_the_office_edits_on_in_word(staff, clerk, key, chosen):
    event = make_event(staff, title="王喆䶮", kind="meeting")
    answer = clerk.post(paper_address(event, key), chosen | {"as": "docx"})
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert any("王喆䶮" in text for text in (*cells, *paragraphs))
