"""Numbers and dates are read as people write them."""

from datetime import date
from decimal import Decimal

import pytest

from redcross.figures import Period
from reports.text.dates import dates_in
from reports.text.numbers import numbers_in
from reports.text.sentences import ClaimKind, original_place, read_sentences, with_places


@pytest.mark.parametrize(
    ("words", "number", "unit"),
    [
        ("1 200人", "1200", "人"),
        ("￥180,000", "180000", "元"),
        ("１０６７人次", "1067", "人次"),
        ("壹拾肆万贰仟元整", "142000", "元"),
        ("肆万伍仟元陆角", "45000.6", "元"),
        ("二十八批次", "28", "批次"),
        ("一千二百余人", "1200", "人"),
        ("1.286万人次", "12860", "人次"),
        ("十多万元", "100000", "元"),
        ("百分之二点零五", "2.05", "%"),
        ("三成", "30", "%"),
        ("三成五", "35", "%"),
        ("3.2个百分点", "3.2", "百分点"),
    ],
)
def test_a_number_is_read_as_it_is_written(words, number, unit):
    (read,) = numbers_in(f"共{words}。")
    assert (read.words, read.number, read.unit) == (words, Decimal(number), unit)


@pytest.mark.parametrize(
    "words", ["一户一档", "第3次", "12个月", "《43项措施》", "每千人", "三人成立"]
)
def test_what_counts_nothing_is_no_number(words):
    assert [one.words for one in numbers_in(words) if one.unit == "%"] == []
    assert words == "三人成立" or not list(numbers_in(words))


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        ("200余户", 206, True),
        ("200余户", 300, False),
        ("120余名", 120, True),
        ("约4.1万元", 42000, True),
        ("约4.1万元", 45000, False),
        ("近130人次", 124, True),
        ("近130人次", 131, False),
        ("16.74万元", Decimal("167432.50"), True),
        ("12万元", 124000, False),
        ("98%", Decimal("98.028"), True),
    ],
)
def test_a_number_says_a_value_as_roughly_as_it_is_written(words, value, says):
    (read,) = numbers_in(words)
    assert read.equals(value) is says


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("二〇二一年", date(2021, 1, 1)),
        ("五月四日", date(2021, 5, 4)),
        ("十二月三十一日", date(2021, 12, 31)),
        ("2021-09-24", date(2021, 9, 24)),
        ("9月24日", date(2021, 9, 24)),
    ],
)
def test_a_date_is_read_in_digits_and_in_words(words, first):
    (day,) = dates_in(f"于{words}召开")
    assert next(iter(day.days(Period.year(2021))))[0] == first


@pytest.mark.parametrize(
    ("text", "kind", "sign"),
    [
        ("较上年增长3%", ClaimKind.CHANGE, 1),
        ("比上年少救助3人", ClaimKind.CHANGE, -1),
        ("新增3人", ClaimKind.VALUE, 0),
        ("人均3元", ClaimKind.AVERAGE, 0),
        ("占捐款总额的3%", ClaimKind.SHARE, 0),
        ("合格率3%", ClaimKind.RATE, 0),
        ("目标3人", ClaimKind.TARGET, 0),
        ("每年3次", ClaimKind.FREE, 0),
        ("20—30人", ClaimKind.FREE, 0),
    ],
)
def test_what_a_number_says_is_read_from_its_clause(text, kind, sign):
    (sentence,) = read_sentences(text)
    claim = sentence.claims[-1]
    assert (claim.kind, claim.sign) == (kind, sign)


def test_a_place_is_found_again_behind_chips_and_marks():
    text = "捐款[[donations.cash.amount]]，[?救助?]15人。"
    placed, references = with_places(text)
    assert [one.key for one in references] == ["donations.cash.amount"]
    assert text[original_place(text, placed.index("15")) :] == "15人。"
