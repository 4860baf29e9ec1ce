"""The time that titles and names of sheets speak of."""

from datetime import date, datetime

import pytest

from redcross.spreadsheets.sheet_dates import SheetDate, read_sheet_date


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["2021年捐赠台账"], (2021, None, None)),
        (["1月"], (None, 1, None)),
        (["1月份捐款"], (None, 1, None)),
        (["截至1月28日24:00"], (None, 1, 28)),
        (["（2月1日）"], (None, 2, 1)),
        (["29日"], (None, None, 29)),
        (["二〇二一年一月"], (2021, None, None)),
        (["２０２１年８月４日"], (2021, 8, 4)),
        (["2021.8.4 台账"], (2021, 8, 4)),
        (["2021"], (2021, None, None)),
        ([date(2020, 1, 29)], (2020, 1, 29)),
        ([datetime(2020, 1, 29, 2, 24)], (2020, 1, 29)),
        (["时间：1月24日--2月2日"], (None, None, None)),
        (["2021年1-6月"], (2021, None, None)),
        (["2020年至2021年"], (None, None, None)),
        (["1月24至28日"], (None, 1, None)),
        (["第10期-1", "第3号", "24:00", "13月", "8.4"], (None, None, None)),
        (["2021年台账", "填报时间：2022年1月5日"], (2021, None, None)),
        ([3.5, True, ""], (None, None, None)),
    ],
)
def test_what_a_title_says(texts, said):
    assert read_sheet_date(texts) == SheetDate(*said)


def test_a_title_goes_before_the_name_and_the_name_completes_it():
    assert read_sheet_date(["2020年1月28日"], ["29日"]).date == date(2020, 1, 28)
    assert read_sheet_date(["2021年台账"], ["1月"]) == SheetDate(2021, 1, None)
    assert read_sheet_date(["2021年2月"], ["1月29日"]) == SheetDate(2021, 2, None)


def test_there_is_no_thirtieth_of_february():
    assert read_sheet_date(["2021年2月30日"]).date is None
