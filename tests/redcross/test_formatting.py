"""Sums as a receipt has them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.formatting import amount_in_words

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
POWERS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("300", "叁佰元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10010", "壹万零壹拾元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("124000", "壹拾贰万肆仟元整"),
        ("100020000", "壹亿零贰万元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000005000000", "壹万亿零伍佰万元整"),
        ("-3", "负叁元整"),
    ],
)
def test_a_sum_is_written_in_words_as_on_a_receipt(yuan, words):
    assert amount_in_words(Decimal(yuan)) == f"人民币{words}"


def whole_number(words):
    """Read the words back, by another way than they were made."""
    for word, value in (("亿", 10**8), ("万", 10**4)):
        if word in words:
            many, rest = words.rsplit(word, 1)
            return whole_number(many) * value + whole_number(rest)
    total = digit = 0
    for word in words:
        if word in POWERS:
            total, digit = total + digit * POWERS[word], 0
        else:
            digit = DIGITS[word]
    return total + digit


@given(st.integers(0, 10**18 - 1))
def test_a_sum_in_words_says_the_same_sum(fen):
    words = amount_in_words(Decimal(fen) / 100).removeprefix("人民币").removesuffix("整")
    yuan, _yuan, rest = words.rpartition("元")
    small = sum(
        DIGITS[rest[rest.index(word) - 1]] * value
        for word, value in (("角", 10), ("分", 1))
        if word in rest
    )
    assert whole_number(yuan) * 100 + small == fen
    assert "零零" not in words
    assert yuan == "零" or not yuan.endswith("零")
