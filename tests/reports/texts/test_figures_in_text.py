"""What stands in a text where a figure is named."""

from datetime import date
from decimal import Decimal

import pytest

from redcross.figures import CountedFigure, Period, Scope, registry
from reports.evaluation.text_renderer import BreakdownTable, TextRenderer
from reports.narrative.chapters import CHAPTERS
from reports.text import figure_references
from reports.text.outlines import CHAPTER_SOURCES
from reports.text.wording import TextRun
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_course,
    make_fund,
    make_session,
    make_society,
    make_standing_number,
    make_user,
)
from tests.refusals import refused

AMOUNT, GIFTS = "donations.cash.amount", "donations.cash.gifts"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("", "12.34万元"),
        ("wan", "12.34万元"),
        ("yuan", "123400元"),
        ("about", "12万余元"),
        ("bare", "123400"),
        ("change", "较上年增长23.4%"),
    ],
)
def test_a_sum_reads_in_every_form(form, shown, read, staff):
    make_cash_gift(staff, "100000", date=date(2020, 2, 1))
    make_cash_gift(staff, "123400")
    assert read(f"款[[{AMOUNT};as={form}]]。") == f"款{shown}。"
    figure_references.check_references(f"[[{AMOUNT};as={form}]]")


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("", "8次以上"),
        ("about", "8次以上"),
        ("bare", "8余"),
        ("change", "因含约数，不与上年比较"),
    ],
)
def test_a_rounded_number_never_looks_exact(form, shown, read, staff):
    make_aid(staff, households=5, date=date(2020, 2, 1))
    make_aid(staff, households=8, rounded=["households"])
    text = read(f"[[relief.aid.households;as={form}]]")
    assert text == shown.replace("次", "户")


@pytest.mark.parametrize(
    ("form", "alone", "beside"),
    [
        ("", "不详", "至少12笔"),
        ("about", "不详", "至少12笔"),
        ("bare", "不详", "至少12"),
        ("wan", "不详", "至少12笔"),
        ("change", "因数量不详，不与上年比较", "因数量不详，不与上年比较"),
    ],
)
def test_what_is_not_known_is_told_as_that_in_every_form(form, alone, beside, read, staff):
    make_cash_gift(staff, times=9, date=date(2020, 2, 1))
    make_cash_gift(staff, times=None, rounded=["times:unknown"])
    assert read(f"[[{GIFTS};as={form}]]") == alone
    make_cash_gift(staff, times=12)
    assert read(f"[[{GIFTS};as={form}]]".replace(";as=]]", "]]")) == beside


def test_a_derived_figure_with_an_unknown_part_is_no_zero(read, staff):
    make_standing_number(staff, 100, kind="population")
    make_session(staff, course=make_course(staff, kind="awareness"))
    assert read("[[reports.trained_share]]") == "不详"
    assert read("[[reports.trained_total]]") == "不详"


def test_tables_and_charts_of_it_say_so(society, staff):
    make_cash_gift(staff, date=date(2021, 1, 31), times=None, rounded=["times:unknown"])
    make_cash_gift(staff, date=date(2021, 6, 15), times=12)
    reader = TextRenderer(Scope(society, Period.year(2021)))
    [table] = reader.paragraphs(f"[[table;figure={GIFTS};by=month]]")
    assert [(g.text, n.text) for g, n in table.rows] == [("1月", "不详"), ("6月", "12")]
    [chart] = reader.paragraphs(f"[[chart;figure={GIFTS};by=month]]")
    assert "不详" in [label.text for label in chart.wide.texts]
    assert "不详" in [label.text for label in chart.narrow.texts]


def test_a_number_of_a_record_that_is_not_known_is_told_as_that(reader, staff):
    gift = make_cash_gift(staff, times=None, rounded=["times:unknown"])
    assert reader.line(f"[[@donations.cashgift:{gift.pk};times;笔]]")[0].text == "不详"


def test_a_chip_speaks_of_its_own_period_and_fund(read, staff):
    fund = make_fund(staff)
    make_cash_gift(staff, "300", date=date(2020, 6, 30), fund=fund)
    make_cash_gift(staff, "50", date=date(2020, 6, 30))
    make_cash_gift(staff, "7", date=date(2021, 6, 30), fund=fund)
    make_cash_gift(staff, "1", date=date(2021, 7, 1))
    assert read(f"[[{AMOUNT}]]") == "8元"
    assert read(f"[[{AMOUNT};period=before]]") == "350元"
    assert read(f"[[{AMOUNT};own_fund={fund.pk};period=before]]") == "300元"
    assert read(f"[[{AMOUNT};period=2020-07-01..2021-06-30]]") == "7元"


def test_a_number_of_one_record_opens_it(reader, staff):
    session = make_session(staff, attendance=46, rounded=["attendance"])
    text = f"[[@training.session:{session.pk};attended;名]]"
    assert reader.line(text) == [TextRun("40余名", session.get_absolute_url(), text)]
    figure_references.check_references(text, staff.society)


def test_a_month_outside_the_period_is_in_no_table(society, staff):
    make_cash_gift(staff, "1", date=date(2020, 12, 31))
    make_cash_gift(staff, "20", date=date(2021, 1, 31))
    make_cash_gift(staff, "300", date=date(2021, 6, 15))
    make_cash_gift(staff, "4000", date=date(2021, 6, 16))
    half = TextRenderer(Scope(society, Period(date(2021, 1, 1), date(2021, 6, 15))))
    [table] = half.paragraphs(f"[[table;figure={AMOUNT};by=month]]")
    rows = [(group.text, number.text) for group, number in table.rows]
    assert rows == [("1月", "20"), ("6月", "300")]
    assert "date_to=2021-06-15" in table.rows[1][1].url

    two_years = TextRenderer(Scope(society, Period(date(2020, 12, 1), date(2021, 1, 31))))
    [table] = two_years.paragraphs(f"[[table;figure={AMOUNT};by=month]]")
    assert [group.text for group, _number in table.rows] == ["2020年12月", "2021年1月"]


def test_every_breakdown_that_is_offered_can_be_written(reader, staff):
    make_cash_gift(staff, "300")
    make_aid(staff, amount=Decimal(50), fund=make_fund(staff, opening_balance=Decimal(50)))
    make_session(staff, attendance=46)
    make_standing_number(staff, kind="population", number=300000)
    tried = 0
    for key, figure in registry.figures_by_key().items():
        for by in figure_references.breakdown_choices(key):
            text = f"[[table;figure={key};by={by}]]"
            assert isinstance(figure, CountedFigure), text
            figure_references.check_references(text, staff.society)
            assert reader.paragraphs(text), text
            tried += 1
    assert tried > 100
    assert set(figure_references.breakdown_choices(AMOUNT)) >= {
        "month",
        "fund",
        "fund__kind",
        "channel",
        "society",
    }
    [table] = reader.paragraphs(f"[[table;figure={AMOUNT};by=society]]")
    assert isinstance(table, BreakdownTable) and table.rows[0][1].text == "300"


def test_nobody_is_named_who_may_have_refused_it():
    named = {
        by for key in registry.figures_by_key() for by in figure_references.breakdown_choices(key)
    }
    assert named.isdisjoint({"donor", "person", "applicant", "entered_by"})
    with refused():
        figure_references.check_references(f"[[table;figure={AMOUNT};by=donor]]")


def test_every_chapter_that_can_be_generated_has_its_heading():
    assert CHAPTER_SOURCES.keys() == CHAPTERS.keys()


def test_a_province_breaks_down_by_society(above, province, staff):
    make_cash_gift(staff, "300")
    elsewhere = make_user("v", make_society("S9", parent=province))
    make_cash_gift(elsewhere, "7")
    reader = TextRenderer(Scope(province, Period.year(2021)))
    [table] = reader.paragraphs(f"[[table;figure={AMOUNT};by=society]]")
    assert [(group.text, number.text) for group, number in table.rows] == [
        (str(staff.society), "300"),
        ("S9", "7"),
    ]
    assert f"alone={staff.society_id}" in table.rows[0][1].url


def test_a_comparison_shows_what_came_and_what_went(society, staff):
    make_cash_gift(staff, "300")
    reader = TextRenderer(Scope(society, Period.year(2021)))
    before = f"甲\n\n乙\n款[[{AMOUNT}]]\n[[list;of=gifts]]"
    compared = reader.compare(before, f"甲\n丙\n款[[{AMOUNT}]]\n[[list;of=aid]]")
    shown = [(kind, "".join(part.text for part in line)) for kind, line in compared]
    assert [kind for kind, _line in shown] == [
        "same",
        "removed",
        "added",
        "same",
        "removed",
        "added",
    ]
    assert [line for _kind, line in shown[:4]] == ["甲", "乙", "丙", "款300元"]
    assert shown[4][1].endswith("接受社会捐赠") and shown[5][1].endswith("救助慰问")
    assert compared[3][1][1].url


def test_a_table_by_fund_has_each_fund_above_those_below_it(reader, staff):
    top = make_fund(staff, name="甲基金")
    low = make_fund(staff, name="乙基金", parent=top)
    make_cash_gift(staff, "7", fund=top)
    make_cash_gift(staff, "30", fund=low)
    make_cash_gift(staff, "5", fund=make_fund(staff, name="丙基金"))
    [table] = reader.paragraphs("[[table;figure=donations.cash.amount;by=fund]]")
    shown = [(name[0].text if isinstance(name, list) else name.text) for name, _value in table.rows]
    assert shown == ["甲基金", "　乙基金", "丙基金"]


def test_what_cannot_be_counted_reads_as_nothing(reader, staff):
    [line] = reader.paragraphs("平均[[relief.aid.days_average]]。")
    assert "".join(run.text for run in line) == "平均0天。"
