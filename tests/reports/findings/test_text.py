"""What is found in the text: each check once firing, once silent."""

from datetime import date
from decimal import Decimal

import pytest

from reports.evaluation.consistency_checks import findings
from reports.evaluation.drafting import generate_text
from tests.factories import make_aid, make_cash_gift, make_chapter, make_evaluation, make_session
from tests.reports.findings.evidence import shown, texts

pytestmark = pytest.mark.django_db


def test_nothing_is_found_where_all_is_well(staff, draft, said):
    shown(make_cash_gift(staff, "300"), staff)
    assert said("2021年5月，接受捐款[[donations.cash.amount]]。") == []


def test_an_empty_chapter_is_found_and_leads_to_where_it_is_written(staff, draft):
    chapter = make_chapter(staff, evaluation=draft, heading="志愿服务")
    (one,) = findings(draft)
    assert one.text == "“志愿服务” is empty."
    assert one.url == f"/chapters/{chapter.pk}/change/"


def test_a_heading_above_others_may_be_without_text(staff, draft, said):
    make_chapter(staff, evaluation=draft, heading="总述", level=1, position=1)
    assert said("如下。", level=2, position=2) == []


def test_a_listing_that_lists_nothing_is_empty(said, staff):
    assert said("[[list;of=training]]") == ["“救助慰问” is empty."]
    shown(make_session(staff, attendance=30), staff)
    assert said("[[list;of=training]]", heading="培训") == []


def test_a_chapter_of_zeros_is_found(staff, said):
    zeros = "捐款[[donations.cash.amount]]，物资[[donations.goods.batches_public]]。"
    assert said(zeros) == ["“救助慰问” says only zeros."]
    shown(make_cash_gift(staff), staff)
    assert said("如下。", heading="其他") == []


def test_a_reference_that_leads_nowhere_any_more_is_found(staff, said):
    aid = shown(make_aid(staff, value=Decimal(100), households=23), staff)
    token = f"[[@relief.aid:{aid.pk};households;户]]"
    assert said(f"慰问{token}。") == []
    aid.void(by=staff, reason="entered twice")
    (text,) = said("如下。", heading="其他")
    assert "no such record" in text and "households" in text and "[[" not in text


def test_a_record_of_a_society_beside_is_no_reference(staff, outsider, draft, said):
    aid = make_aid(outsider, households=23)
    said("慰问。")
    # No form lets it in.
    draft.chapters.update(text=f"慰问[[@relief.aid:{aid.pk};households;户]]。")
    (text,) = texts(draft)
    assert "no such record" in text


def test_what_was_carried_over_and_not_confirmed_is_found(staff, draft, said):
    assert said("联合[?蓝天救援队?]举办。") == [
        "“救助慰问”: not confirmed for this period (1): “蓝天救援队”"
    ]
    assert said("联合蓝天救援队举办。", heading="培训")[1:] == []


def test_an_unconfirmed_goal_is_found(staff):
    draft = make_evaluation(staff, year=2021, goal="救助[?50户?]困难家庭")
    assert texts(draft) == ["“goal of the year”: not confirmed for this period (1): “50户”"]


@pytest.mark.parametrize(
    "words",
    [
        "2020年3月5日",
        "2020年",
        "2022年1月",
        "二〇二〇年",
        "2020-03-05",
        "2021年2月30日",
        "2020年度",
    ],
)
def test_a_date_outside_the_period_is_found(said, words):
    (text,) = said(f"于{words}召开会议。")
    assert text.startswith("“救助慰问”: 20") or "二〇二〇年" in text
    assert text.endswith("lies outside the period.")


@pytest.mark.parametrize(
    "words",
    [
        "2021年12月31日",
        "2021年",
        "3月5日",
        "二〇二一年",
        "《2020年工作要点》",
        "十二个月",
        "12个月",
    ],
)
def test_a_date_of_the_period_is_not(said, words):
    assert said(f"按{words}开展工作。") == []


def test_of_half_a_year_a_month_of_the_other_half_is_outside(staff):
    half = make_evaluation(staff, start=date(2021, 1, 1), end=date(2021, 6, 30))
    make_chapter(staff, evaluation=half, heading="会议", text="3月召开会议，9月又召开会议。")
    assert texts(half) == ["“会议”: 9月 lies outside the period."]


def test_a_year_in_a_heading_or_title_is_looked_at_too(staff):
    draft = make_evaluation(staff, year=2022, title="2021年绩效评价报告")
    make_chapter(staff, evaluation=draft, heading="2021年重点", text="如下。")
    assert texts(draft) == [
        "“title of the report”: 2021年 lies outside the period.",
        "“2021年重点”: 2021年 lies outside the period.",
    ]


def test_dates_of_records_are_their_own(staff, draft, said):
    """What is written from the records may name another year: an event is called so."""
    shown(make_session(staff, title="2020年度先进表彰培训", attendance=30), staff)
    chapter = make_chapter(staff, evaluation=draft, heading="培训", source="training")
    chapter.text = generate_text(chapter)
    chapter.save_entry(by=staff)
    assert "2020年度" in chapter.text
    assert texts(draft) == []
