"""The next year's evaluation begun from the last one's."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from redcross.figures import Period
from reports.evaluation.carry_over import (
    following_period,
    previous_actuals,
    proper_names_in,
    start_next_evaluation,
)
from reports.evaluation.consistency_checks import findings
from reports.evaluation.drafting import set_up_evaluation
from reports.evaluation.text_renderer import renderer_of
from reports.models import Evaluation, Waiver
from reports.text.free_text import confirm_text, mark_unconfirmed
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_donor,
    make_evaluation,
    make_fund,
    make_partner,
    make_place,
    make_programme,
    make_remark,
    make_session,
    make_waiver,
)
from tests.pages import form_data

pytestmark = pytest.mark.django_db
TARGET = {"first": "产出指标", "second": "数量指标", "weight": 90}


@pytest.fixture
def last(staff):
    return make_evaluation(staff, year=2021, title="2021年部门整体绩效评价报告")


@pytest.fixture
def carried(staff, last):
    """A function that writes a chapter by hand and gives it as it is carried over."""

    def carried(text):
        make_chapter(staff, evaluation=last, heading="救助", text=text)
        return start_next_evaluation(last, staff).chapters.get(heading="救助").text

    return carried


# --- the period --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-01-01", "2021-12-31", "2022-01-01 2022-12-31"),
        ("2021-01-01", "2021-06-30", "2022-01-01 2022-06-30"),
        ("2020-01-01", "2021-12-31", "2022-01-01 2023-12-31"),
        ("2023-02-01", "2023-02-28", "2024-02-01 2024-02-29"),
        ("2024-02-01", "2024-02-29", "2025-02-01 2025-02-28"),
    ],
)
def test_the_next_period_is_the_same_dates_later(start, end, expected):
    dates = date.fromisoformat(start), date.fromisoformat(end)
    found = following_period(Evaluation(start=dates[0], end=dates[1]))
    assert f"{found.start} {found.end}" == expected


def test_the_title_moves_with_its_year_and_the_outline_stays(staff, last):
    make_chapter(staff, evaluation=last, heading="概况", level=1, position=10, text="如下。")
    make_chapter(staff, evaluation=last, heading="职能", level=2, position=20, text="如上。")
    new = start_next_evaluation(last, staff)
    assert new.title == "2022年部门整体绩效评价报告"
    assert (new.start, new.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (new.status, new.revision) == (Evaluation.Status.DRAFT, 1)
    found = new.chapters.values_list("heading", "level", "position", "text")
    assert list(found) == [("概况", 1, 10, "如下。"), ("职能", 2, 20, "如上。")]


def test_a_second_click_says_that_there_is_one_already(staff, last):
    start_next_evaluation(last, staff)
    with pytest.raises(ValidationError) as refused:
        start_next_evaluation(last, staff)
    assert len(refused.value.messages) == 1
    assert Evaluation.objects.filter(start=date(2022, 1, 1)).count() == 1


def test_another_period_may_be_begun_from_it(staff, last):
    new = start_next_evaluation(last, staff, Period.year(2024), own_records_only=True)
    assert (new.start.year, new.end.year, new.own_records_only) == (2024, 2024, True)
    assert new.title == "2024年部门整体绩效评价报告"


def test_those_of_another_society_do_not_begin_it(outsider, last):
    with pytest.raises(PermissionDenied):
        start_next_evaluation(last, outsider)
    assert Evaluation.objects.count() == 1


# --- chips -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chip", "expected"),
    [
        ("[[donations.cash.amount]]", "[[donations.cash.amount]]"),
        (
            "[[donations.cash.amount;period=before;as=wan]]",
            "[[donations.cash.amount;period=before;as=wan]]",
        ),
        (
            "[[donations.cash.amount;period=2021-01-01..2021-06-30]]",
            "[[donations.cash.amount;period=2022-01-01..2022-06-30]]",
        ),
    ],
)
def test_chips_stay_and_two_dates_move_a_year(carried, chip, expected):
    assert carried(f"捐款{chip}。") == f"捐款{expected}。"


def test_a_chip_counts_the_new_year(staff, carried):
    make_cash_gift(staff, "300", date=date(2021, 5, 1))
    make_cash_gift(staff, "70", date=date(2022, 5, 1))
    text = carried("捐款[[donations.cash.amount]]。")
    reader = renderer_of(Evaluation.objects.get(start=date(2022, 1, 1)))
    assert "".join(part.text for part in reader.line(text)) == "捐款70元。"


def test_what_a_single_record_said_is_to_be_confirmed(staff, carried):
    aid = make_aid(staff, households=23)
    text = carried(f"慰问[[@relief.aid:{aid.pk};households;户]]。")
    assert text == "慰问[?23户?]。"


# --- what was typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("于2021年8月4日至8月16日", "于[?2021年8月4日?]至[?8月16日?]"),
        ("10月底", "[?10月底?]"),
        ("二〇二一年", "[?二〇二一年?]"),
        ("救助15人，6.6万元", "救助[?15人?]，[?6.6万元?]"),
        ("1,000余人次", "[?1,000余人次?]"),
        ("达到98.5%", "达到[?98.5%?]"),
        ("编号430212", "编号[?430212?]"),
        ("三个家庭、上千余人", "[?三个?]家庭、[?上千余人?]"),
        ("开展“温暖前行”活动", "开展[?“温暖前行”?]活动"),
        ("依照《红十字会法》", "依照[?《红十字会法》?]"),
        ("2021年“博爱周”", "[?2021年“博爱周”?]"),
        ("[[donations.cash.amount;as=wan]]，12笔", "[[donations.cash.amount;as=wan]]，[?12笔?]"),
        ("已是[?12笔?]的", "已是[?12笔?]的"),
        ("1. 领导重视\n（2）层层落实", "1. 领导重视\n（2）层层落实"),
        ("三救三献，一是领导重视", "三救三献，一是领导重视"),
        ("依靠社会各界力量开展工作。", "依靠社会各界力量开展工作。"),
    ],
)
def test_numbers_dates_and_quotations_are_marked(text, expected):
    assert mark_unconfirmed(text) == expected
    assert confirm_text(mark_unconfirmed(text)) == confirm_text(text)


def test_marking_twice_marks_nothing_more():
    once = mark_unconfirmed("2021年8月，救助15人，6.6万元，“温暖前行”。")
    assert mark_unconfirmed(once) == once


def test_long_words_are_marked_in_pieces_that_can_be_read():
    text = f"“{'词' * 450}”"
    assert confirm_text(mark_unconfirmed(text)) == text
    assert "[?" in mark_unconfirmed(text)


def test_names_of_the_records_are_marked(staff, carried):
    make_place(staff, name="大乡村")
    make_partner(staff, name="蓝天救援队")
    make_programme(staff, name="温暖前行")
    make_fund(staff, name="大病救助资金")
    make_donor(staff, name="甲商贸有限公司")
    text = carried("联合蓝天救援队在大乡村开展温暖前行，用大病救助资金，感谢甲商贸有限公司和乙村。")
    assert text == (
        "联合[?蓝天救援队?]在[?大乡村?]开展[?温暖前行?]，用[?大病救助资金?]，"
        "感谢[?甲商贸有限公司?]和乙村。"
    )


def test_names_that_nobody_recorded_here_are_none(staff, outsider, society):
    make_place(outsider, name="大乡村")
    make_place(staff, name="朱亭镇").void(by=staff, reason="entered twice")
    make_place(staff, name="100%_\\村")
    assert proper_names_in("大乡村和朱亭镇", society) == []
    assert proper_names_in("在100%_\\村", society) == ["100%_\\村"]


def test_the_society_itself_keeps_its_name(staff, society, last, carried):
    make_place(staff, name="渌口区")
    text = carried(f"{society.name}在渌口区。")
    assert text == f"{society.name}在[?渌口区?]。"


def test_the_goal_is_marked_and_what_was_achieved_is_left(staff):
    last = make_evaluation(
        staff,
        year=2021,
        goal="救助50户。",
        achieved="救助52户。",
        three_public_expenses=Decimal("1.5"),
    )
    new = start_next_evaluation(last, staff)
    assert (new.goal, new.achieved) == ("救助[?50户?]。", "")
    assert (new.three_public_expenses, new.three_public_expenses_before) == (None, Decimal("1.5"))


# --- generated chapters ------------------------------------------------------------------------


def test_a_chapter_nobody_edited_is_written_from_the_new_year(staff):
    make_session(staff, title="救护讲座", attendance=30, date=date(2021, 5, 1))
    make_session(staff, title="急救课堂", attendance=40, date=date(2022, 5, 1))
    last = set_up_evaluation("narrative", by=staff, start=date(2021, 1, 1), end=date(2021, 12, 31))
    text = start_next_evaluation(last, staff).chapters.get(source="training").text
    assert "急救课堂" in text and "救护讲座" not in text and "[?" not in text


def test_a_chapter_that_was_edited_is_carried_over_marked(staff):
    make_session(staff, title="救护讲座", attendance=30, date=date(2021, 5, 1))
    last = set_up_evaluation("narrative", by=staff, start=date(2021, 1, 1), end=date(2021, 12, 31))
    chapter = last.chapters.get(source="training")
    chapter.text = "联合医院举办讲座3场。"
    chapter.save_entry(by=staff)
    new = start_next_evaluation(last, staff)
    assert new.chapters.get(source="training").text == "联合医院举办讲座[?3场?]。"
    assert "2022年" in new.chapters.get(source="opening").text


# --- indicators, budget, remarks ---------------------------------------------------------------


def test_indicators_keep_targets_and_lose_what_was_reached(staff):
    last = make_evaluation(
        staff,
        year=2021,
        indicators=[
            TARGET
            | {"third": "培训场次", "target": 10, "unit": "场"}
            | {
                "actual": 8,
                "evidence": "签到表",
                "manual_score": 70,
                "rule": "酌情",
                "reason": "疫情",
            },
            TARGET
            | {"third": "群众满意度", "direction": "quality", "target_words": "满意"}
            | {"met": "fully", "weight": 10},
            TARGET
            | {"third": "上半年捐款", "target": 100}
            | {"figure": "donations.cash.amount;period=2021-01-01..2021-06-30"},
        ],
        budget=[{"initial": 120, "adjusted": 130, "executed": 117}],
        adjusted_stated=130,
    )
    new = start_next_evaluation(last, staff)
    talks, content, cash = new.indicators.all()
    assert (talks.third, talks.target, talks.unit, talks.weight) == ("培训场次", 10, "场", 90)
    assert (talks.actual, talks.manual_score, talks.evidence, talks.reason) == (None, None, "", "")
    assert (content.target_words, content.met) == ("满意", "")
    assert cash.figure == "donations.cash.amount;period=2022-01-01..2022-06-30"
    assert [(line.initial, line.adjusted, line.executed) for line in new.budget.all()] == [
        (0, 0, 0)
    ]
    assert new.adjusted_stated is None
    assert last.indicators.count() == 3


def test_an_indicator_of_a_single_record_has_to_be_given_another(staff):
    aid = make_aid(staff, households=23)
    figure = f"@relief.aid:{aid.pk};households;户"
    row = TARGET | {"third": "慰问", "target": 20, "unit": "户", "figure": figure}
    last = make_evaluation(staff, year=2021, indicators=[row])
    assert start_next_evaluation(last, staff).indicators.get().figure == ""


def test_last_years_actuals_stand_beside(staff):
    make_cash_gift(staff, "300", date=date(2021, 5, 1))
    rows = [
        TARGET
        | {"third": "培训场次", "target": 10, "unit": "场", "actual": 8, "evidence": "签到表"},
        TARGET | {"third": "捐款", "target": 100, "figure": "donations.cash.amount"},
        TARGET | {"third": "宣传", "target": 100},
    ]
    last = make_evaluation(staff, year=2021, indicators=rows)
    assert previous_actuals(last) == []
    found = previous_actuals(start_next_evaluation(last, staff))
    assert [(one.third, part.text) for one, part in found] == [
        ("培训场次", "8场"),
        ("捐款", "300元"),
    ]


def test_remarks_and_waivers_stay_behind(staff, last):
    chapter = make_chapter(staff, evaluation=last, text="如下。")
    make_remark(staff, chapter=chapter)
    make_waiver(staff, evaluation=last)
    new = start_next_evaluation(last, staff)
    assert not new.chapters.filter(remarks__isnull=False).exists()
    assert Waiver.objects.filter(evaluation=new).count() == 0


def test_a_signed_year_can_be_gone_on_from(staff, last):
    make_chapter(staff, evaluation=last, text="如下。")
    Evaluation.objects.filter(pk=last.pk).update(status=Evaluation.Status.FINAL)
    last.refresh_from_db()
    assert start_next_evaluation(last, staff).status == Evaluation.Status.DRAFT


# --- pages -------------------------------------------------------------------------------------


def test_one_step_begins_the_year_and_another_goes_to_it(signed_in, staff, last):
    client = signed_in(staff)
    page = client.get(last.get_absolute_url()).content.decode()
    step = reverse("reports:evaluation_next", args=[last.pk])
    assert step in page
    client.post(step)
    new = Evaluation.objects.get(start=date(2022, 1, 1))
    again = client.post(step, follow=True)
    assert Evaluation.objects.count() == 2
    assert step not in again.content.decode()
    assert new.get_absolute_url() in again.content.decode()
    assert len(list(again.context["messages"])) == 1


def test_setting_up_starts_from_the_evaluation_asked_for(signed_in, staff, outsider, last):
    client = signed_in(staff)
    make_chapter(staff, evaluation=last, heading="概况", text="共3场。")
    address = f"{reverse('reports:evaluation_add')}?from={last.pk}"
    given = form_data(client.get(address))
    assert (given["start"], given["outline"]) == ("2022-01-01", f"from:{last.pk}")
    client.post(address, given)
    assert Evaluation.objects.get(start=date(2022, 1, 1)).chapters.get().text == "共[?3场?]。"
    assert client.post(address, given).status_code == 422
    client.force_login(outsider)
    assert client.get(address).status_code == 404


def test_all_of_a_chapter_is_confirmed_at_once(signed_in, staff, last):
    text = "联合[?蓝天救援队?]举办讲座[?3场?]。"
    chapter = make_chapter(staff, evaluation=last, heading="培训", text=text)
    client = signed_in(staff)
    step = reverse("reports:chapter_confirm", args=[chapter.pk])
    assert step in client.get(last.get_absolute_url()).content.decode()
    client.post(step, {"version": chapter.version})
    chapter.refresh_from_db()
    assert chapter.text == "联合蓝天救援队举办讲座3场。"
    assert step not in client.get(last.get_absolute_url()).content.decode()
    assert not any("蓝天救援队" in one.text for one in findings(last))


def test_what_somebody_changed_meanwhile_is_not_confirmed_unread(signed_in, staff, last):
    chapter = make_chapter(staff, evaluation=last, text="讲座[?3场?]。")
    seen = chapter.version
    chapter.text = "讲座[?30场?]。"
    chapter.save_entry(by=staff)
    client = signed_in(staff)
    for posted in ({"version": seen}, {}, {"version": "x"}):
        client.post(reverse("reports:chapter_confirm", args=[chapter.pk]), posted)
    chapter.refresh_from_db()
    assert chapter.text == "讲座[?30场?]。"
