"""What a text calls its period."""

from dataclasses import dataclass
from datetime import date

import pytest

from redcross.figures import Period
from reports.text.period_words import PeriodWords

D = date


@dataclass
class Day:
    date: date
    date_precision: str = "day"
    end_date: date | None = None


def words(start, end):
    return PeriodWords(Period(D(*start), D(*end)))


YEAR = words((2021, 1, 1), (2021, 12, 31))
HALF = words((2021, 1, 1), (2021, 6, 30))
TWO = words((2020, 1, 1), (2021, 12, 31))
ODD = words((2020, 11, 15), (2021, 3, 9))


@pytest.mark.parametrize(
    ("start", "end", "whole", "last", "title", "compared"),
    [
        ((2021, 1, 1), (2021, 12, 31), "全年", "年末", "2021年", "较上年"),
        ((2021, 1, 1), (2021, 6, 30), "上半年", "6月末", "2021年上半年", "较上年同期"),
        ((2021, 7, 1), (2021, 12, 31), "下半年", "年末", "2021年下半年", "较上年同期"),
        ((2021, 1, 1), (2021, 3, 31), "一季度", "3月末", "2021年一季度", "较上年同期"),
        ((2021, 5, 1), (2021, 5, 31), "当月", "5月末", "2021年5月", "较上年同期"),
        ((2021, 1, 1), (2021, 9, 30), "期间", "9月末", "2021年1月至9月", "较上年同期"),
        ((2020, 1, 1), (2021, 12, 31), "两年来", "2021年末", "2020—2021年", ""),
        ((2019, 1, 1), (2021, 12, 31), "三年来", "2021年末", "2019—2021年", ""),
        ((2020, 7, 1), (2021, 6, 30), "期间", "2021年6月末", "2020年7月至2021年6月", "较上年同期"),
        (
            *((2020, 11, 15), (2021, 3, 9), "期间", "期末"),
            *("2020年11月15日至2021年3月9日", ""),
        ),
        ((2021, 3, 2), (2021, 3, 9), "期间", "期末", "2021年3月2日至3月9日", "较上年同期"),
        ((2021, 3, 2), (2021, 3, 2), "当日", "期末", "2021年3月2日", "较上年同期"),
    ],
)
def test_the_words_follow_from_the_days(start, end, whole, last, title, compared):
    told = words(start, end)
    assert (told.whole, told.end, told.title, told.compared) == (whole, last, title, compared)
    assert told.unchanged == (f"与{compared[1:]}持平" if compared else "")


def test_only_a_year_carries_over_from_the_year_before():
    assert (YEAR.opening_balance, YEAR.closing_balance) == ("上年结转", "年末结余")
    assert (HALF.opening_balance, HALF.closing_balance) == ("期初结余", "6月末结余")


def test_a_title_takes_the_period_where_the_year_stands():
    assert YEAR.fill("{year}年部门整体绩效评价报告") == "2021年部门整体绩效评价报告"
    assert HALF.fill("{year}年部门整体绩效评价报告") == "2021年上半年部门整体绩效评价报告"
    assert TWO.fill("T{year}") == "T2020—2021"


@pytest.mark.parametrize(
    ("record", "of_a_year", "of_several"),
    [
        (Day(D(2021, 8, 4)), "8月4日", "2021年8月4日"),
        (Day(D(2021, 8, 4), "third"), "8月初", "2021年8月初"),
        (Day(D(2021, 8, 4), "month"), "8月", "2021年8月"),
        (Day(D(2021, 8, 4), "year"), "", "2021年"),
        (Day(D(2020, 1, 1), "year", D(2021, 12, 31)), "", "2020年至2021年"),
        (
            Day(D(2020, 12, 30), "day", D(2021, 1, 2)),
            "12月30日至2021年1月2日",
            "2020年12月30日至2021年1月2日",
        ),
        (Day(D(2021, 8, 4), "day", D(2021, 8, 16)), "8月4日至8月16日", "2021年8月4日至8月16日"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(record, of_a_year, of_several):
    assert YEAR.date(record) == of_a_year
    assert TWO.date(record) == of_several


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (Day(D(2021, 12, 31)), "年末"),
        (Day(D(2021, 6, 30)), "截至6月30日"),
        (Day(D(2021, 12, 31), "month"), "截至12月"),
        (Day(D(2019, 6, 1), "month"), "截至2019年6月"),
        (Day(D(2019, 6, 1), "year"), "截至2019年"),
    ],
)
def test_a_standing_number_says_of_which_day_it_is(record, told):
    assert YEAR.as_of(record) == told
