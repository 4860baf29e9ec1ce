"""Shares and changes of numbers that are not known exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.typed_values import Rounding
from reports.text.wording import format_percent
from tests.factories import make_cash_gift, make_fund
from tests.reports.text_rules import year_in_words


@given(whole=st.integers(1, 10**12), part=st.integers(0, 10**12), known=st.sampled_from(Rounding))
def test_all_and_nothing_are_said_only_of_what_is_just_that(whole, part, known):
    part = min(part, whole)
    text = format_percent(Decimal(part) * 100 / whole, known)
    assert (text in ("100%", "约100%")) == (part == whole)
    assert (text in ("0%", "约0%")) == (part == 0)
    assert text.startswith("约") == bool(known)
    if not known and part not in (0, whole):
        share, digits = Decimal(part) * 100 / whole, Decimal(text.strip("不足%以上"))
        assert abs(digits - share) <= Decimal("0.1")
        assert not text.startswith("不足") or share < digits
        assert not text.endswith("以上") or share > digits


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Decimal(124000) * 100 / Decimal("124000.01"), "99.9%以上"),
        (Decimal("0.01"), "不足0.1%"),
        (Decimal("0.05"), "0.1%"),
        (Decimal("99.95"), "99.9%以上"),
        (Decimal("99.94"), "99.9%"),
        (Decimal("100.01"), "不足100.1%"),
        (Decimal(100), "100%"),
    ],
)
def test_a_share_reads_as_an_office_writes_it(share, text):
    assert format_percent(share) == text


@pytest.mark.parametrize(
    ("rounded", "words"),
    [([], "占比81.9%"), (["amount"], "占比约81.9%"), (["amount:nearly"], "占比约81.9%")],
)
def test_the_share_of_an_inexact_part_is_told_as_about(staff, society, rounded, words):
    earmarked = make_fund(staff, kind="earmarked")
    make_cash_gift(staff, "819", fund=earmarked, rounded=rounded)
    make_cash_gift(staff, "181")
    assert words in year_in_words(society)
