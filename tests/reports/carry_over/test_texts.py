"""What the texts of the last year become: chips, what was typed, what is generated."""

from datetime import date
from decimal import Decimal

import pytest

from reports.evaluation.carry_over import proper_names_in, start_next_evaluation
from reports.evaluation.drafting import set_up_evaluation
from reports.evaluation.text_renderer import renderer_of
from reports.models import Evaluation
from reports.text.free_text import confirm_text, mark_unconfirmed
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_fund,
    make_partner,
    make_place,
    make_programme,
    make_session,
)

pytestmark = pytest.mark.django_db


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
