from datetime import date
from decimal import Decimal

import pytest

from donations.figures import figures
from redcross.figures import Value
from reports.text.wording import (
    format_change,
    format_date_range,
    format_percent,
    format_rounded,
    number_run,
)


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (46, "40余"),
        (124, "120余"),
        (206, "200余"),
        (10260, "1万余"),
        (12345, "1.2万余"),
        (40, "40"),
        (120, "120"),
        (10000, "1万"),
        (7, "7"),
    ],
)
def test_an_exact_number_asked_for_with_yu(exact, shown):
    assert format_rounded(exact, rounded=False) == shown


@pytest.mark.parametrize(("known", "shown"), [(200, "200余"), (20, "20余"), (10000, "1万余")])
def test_a_rounded_number_always_has_yu(known, shown):
    assert format_rounded(known) == shown


@pytest.mark.parametrize(
    ("yuan", "wan", "shown"),
    [
        ("66000.00", True, "6.6万元"),
        ("167400", True, "16.74万元"),
        ("0.01", True, "0.000001万元"),
        ("124000.00", False, "124000元"),
        ("88.50", False, "88.50元"),
    ],
)
def test_amounts_read_as_yuan_or_ten_thousands(yuan, wan, shown):
    assert number_run(Value(figures[0], Decimal(yuan)), wan=wan).text == shown


def test_change_share_and_span_read_as_an_office_writes_them():
    assert format_change(150, 100) == "较上年增长50%"
    assert format_change(75, 100) == "较上年下降25%"
    assert format_change(1, 0) == ""
    assert format_change(3, 3) == "与上年持平"
    assert format_percent(Decimal("12.345")) == "12.3%"
    assert format_date_range(date(2021, 8, 4), date(2021, 8, 16)) == "8月4日至8月16日"
    assert format_date_range(date(2021, 8, 4), date(2021, 8, 4)) == "8月4日"
