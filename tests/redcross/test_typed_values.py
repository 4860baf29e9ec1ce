"""What people type, and how it is understood."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from donations.models import Donor
from redcross.fields import digest
from redcross.typed_values import (
    DatePrecision,
    TypedAs,
    read_choice,
    read_date,
    read_number,
    read_rough_date,
    read_yes_no,
)
from tests.factories import make_donor
from tests.refusals import refused

TODAY = date(2026, 11, 25)
FULL_WIDTH = str.maketrans("0123456789.,-/", "０１２３４５６７８９．，－／")
YUAN, WAN, COUNT, WHOLE = TypedAs.YUAN, TypedAs.WAN_YUAN, TypedAs.COUNT, TypedAs.WHOLE
MILLILITRES, NUMBER = TypedAs.MILLILITRES, TypedAs.NUMBER
PAST, OPEN, END = TypedAs.PAST_DATE, TypedAs.OPEN_DATE, TypedAs.END_DATE
PLACES = {YUAN: 2, WAN: 6, NUMBER: 3}


@pytest.mark.parametrize(
    ("typed_as", "text", "number"),
    [
        (YUAN, "1000", "1000"),
        (YUAN, "1,234,500.00", "1234500"),
        (YUAN, "１，２３４．５０", "1234.50"),
        (YUAN, "￥1000", "1000"),
        (YUAN, "¥ 1000", "1000"),
        (YUAN, "1000元", "1000"),
        (YUAN, " 1000 元　", "1000"),
        (YUAN, "123.45万", "1234500"),
        (YUAN, "123.45 万元", "1234500"),
        (YUAN, "１０００", "1000"),
        (YUAN, "5千", "5000"),
        (YUAN, "3百万元", "3000000"),
        (YUAN, "1.2亿", "120000000"),
        (YUAN, "1万亿", "1000000000000"),
        (YUAN, "123。45", "123.45"),
        (YUAN, "0.5", "0.5"),
        (YUAN, "-5", "-5"),
        (YUAN, "－5", "-5"),
        (YUAN, "1.2300", "1.23"),
        (WAN, "12.4", "12.4"),
        (WAN, "12.4万元", "12.4"),
        (WAN, "12.4万", "12.4"),
        (WAN, "124000元", "12.4"),
        (WAN, "￥124000", "12.4"),
        (WAN, "5千元", "0.5"),
        (WAN, "1.2亿元", "12000"),
        (COUNT, "60人", "60"),
        (COUNT, "60 人次", "60"),
        (COUNT, "１２", "12"),
        (COUNT, "1,200", "1200"),
        (COUNT, "3千", "3000"),
        (COUNT, "3.5万人次", "35000"),
        (COUNT, "60.00", "60"),
        (WHOLE, "60", "60"),
        (MILLILITRES, "36000", "36000"),
        (MILLILITRES, "36000毫升", "36000"),
        (MILLILITRES, "3.6万毫升", "36000"),
        (MILLILITRES, "200 ML", "200"),
        (NUMBER, "12.5", "12.5"),
        (NUMBER, "1.005", "1.005"),
    ],
)
def test_a_number_is_read_however_it_is_usually_written(typed_as, text, number):
    assert read_number(text, typed_as, PLACES.get(typed_as, 0)) == Decimal(number)


@pytest.mark.parametrize(
    ("typed_as", "text", "told"),
    [
        (YUAN, "1.005", "more than 2 decimals"),
        (YUAN, "1.000", "more than 2 decimals"),
        (YUAN, "1.230", "more than 2 decimals"),
        (YUAN, "1.2345678万", "more than 2 decimals"),
        (YUAN, "1.234,50", "Write 1234.50"),
        (YUAN, "1,23", "Write 1234.50"),
        (YUAN, "1,2345", "Write 1234.50"),
        (YUAN, "12 34", "Write 1234.50"),
        (YUAN, "4.3E+19", "Write 1234.50"),
        (YUAN, "1e3", "Write 1234.50"),
        (YUAN, "007", "Write 1234.50"),
        (YUAN, "12.", "Write 1234.50"),
        (YUAN, ".5", "Write 1234.50"),
        (YUAN, "+5", "Write 1234.50"),
        (YUAN, "(5)", "Write 1234.50"),
        (YUAN, "50%", "Write 1234.50"),
        (YUAN, "3万5", "Write 1234.50"),
        (YUAN, "5万人", "Write 1234.50"),
        (YUAN, "一千", "Write 1234.50"),
        (YUAN, "١٢", "Write 1234.50"),
        (YUAN, "10²", "Write 1234.50"),
        (YUAN, "½", "Write 1234.50"),
        (YUAN, "nan", "Write 1234.50"),
        (YUAN, "Infinity", "Write 1234.50"),
        (YUAN, "1_000", "Write 1234.50"),
        (YUAN, "5000-", "Write 1234.50"),
        (YUAN, "约5000", "no exact number"),
        (YUAN, "9" * 400, "too many digits"),
        (YUAN, "1" * 15 + "万亿", "too many digits"),
        (WAN, "5千", "Write 1234.50"),
        (WAN, "0.0000001", "more than 6 decimals"),
        (COUNT, "0.5", "no whole number"),
        (COUNT, "60.5人", "no whole number"),
        (COUNT, "1.000", "no whole number"),
        (COUNT, "60余人", "no exact number"),
        (COUNT, "近60人", "no exact number"),
        (COUNT, "60多人", "no exact number"),
        (COUNT, "60元", "Write 60"),
        (COUNT, "￥60", "Write 60"),
        (WHOLE, "60箱", "only the number"),
        (MILLILITRES, "36升", "Write 36000"),
        (NUMBER, "12.5小时", "only the number"),
    ],
)
def test_what_is_ambiguous_or_would_lose_digits_is_refused_as_typed(typed_as, text, told):
    with refused(saying=(f"“{text[:40]}", told)):
        read_number(text, typed_as, PLACES.get(typed_as, 0))


@pytest.mark.parametrize("text", ["\x00", "5\x00", "\ud800", "5\u200b", "5\n6", "\u202e5"])
def test_what_cannot_be_printed_is_refused_and_not_repeated(text):
    for read in (lambda: read_number(text, YUAN, 2), lambda: read_date(text, PAST, TODAY)):
        with pytest.raises(ValidationError) as refusal:
            read()
        message = " ".join(refusal.value.messages)
        assert message.isprintable()
        message.encode()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021.8.4", date(2021, 8, 4)),
        ("2021-8-4", date(2021, 8, 4)),
        ("2021-08-04", date(2021, 8, 4)),
        ("2021/8/4", date(2021, 8, 4)),
        ("2021年8月4日", date(2021, 8, 4)),
        ("2021 年 8 月 4 日", date(2021, 8, 4)),
        ("2021年12月31", date(2021, 12, 31)),
        ("20210804", date(2021, 8, 4)),
        ("２０２１．８．４", date(2021, 8, 4)),
        ("2021。8。4", date(2021, 8, 4)),
        ("2021/8/4 0:00", date(2021, 8, 4)),
        ("2021-08-04 00:00:00", date(2021, 8, 4)),
        ("8.4", date(2026, 8, 4)),
        ("8月4日", date(2026, 8, 4)),
        ("8月4号", date(2026, 8, 4)),
        ("8-4", date(2026, 8, 4)),
        ("8/4", date(2026, 8, 4)),
        ("11.25", date(2026, 11, 25)),
        ("11.26", date(2025, 11, 26)),
        ("12.31", date(2025, 12, 31)),
        ("2.29", date(2024, 2, 29)),
        ("今天", date(2026, 11, 25)),
        ("昨天", date(2026, 11, 24)),
        (" 前天 ", date(2026, 11, 23)),
    ],
)
def test_a_date_is_read_however_it_is_usually_written(text, day):
    assert read_date(text, PAST, TODAY) == day


def test_the_last_29_february_may_be_eight_years_ago():
    assert read_date("2.29", PAST, date(1904, 2, 28)) == date(1896, 2, 29)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("8.40", "no such day"),
        ("13.1", "no such day"),
        ("2021.2.29", "no such day"),
        ("2021-04-31", "no such day"),
        ("0000-1-1", "no such day"),
        ("2021-8.4", "Write 2021-8-4"),
        ("21.8.4", "Write 2021-8-4"),
        ("8/4/2021", "Write 2021-8-4"),
        ("2021.8", "as in 2021-8-4"),
        ("2021年8月", "as in 2021-8-4"),
        ("2021-8-4 9:30", "Write 2021-8-4"),
        ("44412", "Write 2021-8-4"),
        ("210804", "Write 2021-8-4"),
        ("4日", "Write 2021-8-4"),
        ("明天", "Write 2021-8-4"),
        ("8", "Write 2021-8-4"),
        ("٢٠٢١-٨-٤", "Write 2021-8-4"),
    ],
)
def test_a_date_that_is_none_or_two_is_refused_as_typed(text, told):
    with refused(saying=(f"“{text}”", told)):
        read_date(text, PAST, TODAY)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2021.8", date(2021, 8, 1), DatePrecision.MONTH),
        ("2021-08", date(2021, 8, 1), DatePrecision.MONTH),
        ("2021年8月", date(2021, 8, 1), DatePrecision.MONTH),
        ("２０２１年８月份", date(2021, 8, 1), DatePrecision.MONTH),
        ("8月", date(2026, 8, 1), DatePrecision.MONTH),
        ("12月", date(2025, 12, 1), DatePrecision.MONTH),
        ("2021年8月上旬", date(2021, 8, 1), DatePrecision.THIRD),
        ("8月中旬", date(2026, 8, 11), DatePrecision.THIRD),
        ("2021年2月下旬", date(2021, 2, 21), DatePrecision.THIRD),
        ("2021年", date(2021, 1, 1), DatePrecision.YEAR),
        ("2021", date(2021, 1, 1), DatePrecision.YEAR),
        ("2021.8.4", date(2021, 8, 4), DatePrecision.DAY),
        ("昨天", date(2026, 11, 24), DatePrecision.DAY),
    ],
)
def test_a_month_or_a_year_is_read_where_the_day_need_not_be_known(text, day, precision):
    assert read_rough_date(text, PAST, TODAY) == (day, precision)


@pytest.mark.parametrize("text", ["2021.13", "2021年0月", "8.4月", "0021", "202108", "中旬"])
def test_a_month_that_is_none_is_refused(text):
    with pytest.raises(ValidationError):
        read_rough_date(text, PAST, TODAY)


def test_where_a_day_may_lie_ahead_the_year_is_asked_for():
    assert read_date("8.4", OPEN, TODAY) == date(2026, 8, 4)
    assert read_date("2027.3.1", END, TODAY) == date(2027, 3, 1)
    for typed_as, text in ((OPEN, "12.1"), (END, "12.1"), (END, "8.4")):
        with refused(saying=(f"“{text}”", "write the year")):
            read_date(text, typed_as, TODAY)


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        (True, "是 对 有 √ ✓ ✔ 同意 公开 合格 通过 y Y yes TRUE １ 1"),
        (False, "否 无 × 不同意 不公开 不合格 未通过 n No FALSE 0 ０"),
    ],
)
def test_yes_and_no_have_many_words(answer, texts):
    assert {read_yes_no(text) for text in texts.split()} == {answer}


@pytest.mark.parametrize("text", ["11", "x", "v", "未知", "是否", "待定", "-", "?"])
def test_what_is_neither_yes_nor_no_is_refused(text):
    with refused(saying=(f"“{text}”", "neither")):
        read_yes_no(text)


def test_nothing_typed_is_neither_yes_nor_no():
    assert read_yes_no(" 　") is None


CHOICES = [("", "-"), ("bank", "银行转账（对公）"), ("7", "单页"), ("a", "同"), ("b", "同 ")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("银行转账（对公）", "bank"),
        ("银行转账(对公)", "bank"),
        (" 银行 转账（对公） ", "bank"),
        ("BANK", "bank"),
        ("７", "7"),
        ("单页", "7"),
        ("", ""),
    ],
)
def test_a_choice_is_known_by_its_label_or_value_whatever_its_width(text, value):
    assert read_choice(text, CHOICES) == value


@pytest.mark.parametrize(
    ("text", "value"), [("√", "yes"), ("不同意", "no"), ("未征询", "not_asked")]
)
def test_a_choice_of_yes_and_no_knows_their_many_words(text, value):
    assert read_choice(text, Donor.Consent.choices) == value


@pytest.mark.parametrize("text", ["银行", "横幅", "-", "同"])
def test_a_choice_that_is_none_or_two_is_refused_with_what_there_is(text):
    with refused(saying=(f"“{text}”", "单页")):
        read_choice(text, CHOICES)


numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(numbers, st.sampled_from(("{}", "{:,}", "￥{:,}元", " {} 元 ")), st.booleans())
def test_every_sum_is_read_back_as_it_was_written(number, written, wide):
    text = written.format(abs(number))
    assert read_number(text.translate(FULL_WIDTH) if wide else text, YUAN, 2) == abs(number)


@given(st.integers(0, 10**12), st.sampled_from([("千", 3), ("万", 4), ("亿", 8)]))
def test_a_multiplier_loses_no_digit(fen, multiplier):
    word, zeros = multiplier
    written = f"{Decimal(fen).scaleb(-zeros - 2):f}"
    assert read_number(written + word, YUAN, 2) == Decimal(fen) / 100


days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


WRITTEN = ["{0}-{1}-{2}", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}年{1}月{2}日"]


@given(days, st.sampled_from(WRITTEN))
def test_every_day_is_read_back_as_it_was_written(day, written):
    text = written.format(day.year, day.month, day.day)
    for typed_as in (PAST, OPEN, END):
        assert read_date(text, typed_as, TODAY) == day
        assert read_date(text.translate(FULL_WIDTH), typed_as, TODAY) == day


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 364))
def test_a_day_without_a_year_is_the_last_such_day(today, ago):
    day = today - timedelta(days=ago)
    if (day.month, day.day) != (2, 29):
        assert read_date(f"{day.month}.{day.day}", PAST, today) == day


@given(st.text() | st.text("0123456789.,-/年月日万亿元人 约", max_size=12))
def test_every_text_is_read_or_refused_in_words_that_can_be_shown(text):
    for read in (
        *(lambda kind=kind: read_number(text, kind, PLACES.get(kind, 0)) for kind in PLACES),
        *(lambda kind=kind: read_number(text, kind) for kind in (COUNT, WHOLE, MILLILITRES)),
        *(lambda kind=kind: read_date(text, kind, TODAY) for kind in (PAST, OPEN, END)),
        lambda: read_yes_no(text),
        lambda: read_choice(text, CHOICES),
    ):
        try:
            read()
        except ValidationError as refusal:
            assert " ".join(refusal.messages).isprintable()


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u202e\u200b", "\u3000"])
def test_a_name_that_nobody_sees_is_none(nothing, staff):
    with refused("name"):
        make_donor(staff, name=nothing)
    assert make_donor(staff, name=f"张{nothing.strip()}三").name == "张三"


@pytest.mark.parametrize("typed", ["１１０１０１１９９００３０７１０９Ｘ", "110101 19900307 109x"])
def test_an_id_number_is_read_however_it_is_typed(typed, staff):
    donor = make_donor(staff, id_number=typed)
    assert donor.id_number.reveal() == "11010119900307109X"
    assert donor.id_number_digest == digest("11010119900307109X")
