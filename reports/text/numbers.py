"""Numbers as people write them: 1 200余人, ￥180,000, 6.6万元, 二十八批次, 百分之五, 三成."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from redcross.figures import Unit

# Words that measure what a figure's own word measures.
EQUIVALENT_MEASURES = {
    **{"名": "人", "位": "人", "批": "批次", "个": "个", "家": "个", "所": "个", "处": "个"},
    **{"本": "份", "册": "份", "张": "份", "课时": "小时", "％": "%", "ml": "毫升"},
    **{"场次": "场", "圆": "元", "块钱": "元", "个百分点": "百分点"},
}
# Measure words that no figure has.
OTHER_MEASURES = (
    *"只桶箱袋套支盒组间亩米吨辆部篇条幅块面趟轮类种级倍成床顶瓶罐",
    "公里",
    "公斤",
    "平方米",
    "百分点",
)
QUOTED_TITLE = re.compile(r"《[^《》\n]*》")
POINTS = "百分点"
NO_TENTHS = "(?![立员功为果效本长熟绩])"
_WIDE = str.maketrans("０１２３４５６７８９％．￥　\u00a0\u2009", "0123456789%.¥   ")
_WIDE_THOUSANDS = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **{"〇": 0, "两": 2},
}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千万亿"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_FLOORS = ("逾", "超", "超过", "突破")
_BELOW = ("近", "接近", "将近")


def half_width_digits(text: str) -> str:
    """Return the text with full-width digits and signs as the usual ones; its length stays."""
    return _WIDE_THOUSANDS.sub(",", text).translate(_WIDE)


def read_han(words: str) -> Decimal:
    """Return 一千二百 → 1200, 二点零五 → 2.05, 壹拾肆万贰仟 → 142000, 二〇二一 → 2021."""
    whole, _point, decimals = words.partition("点")
    if not any(sign in _SCALES or sign in _MYRIADS for sign in whole):
        number = int("".join(str(_DIGITS[sign]) for sign in whole) or 0)
    else:
        number = section = digit = 0
        for sign in whole:
            if sign in _DIGITS:
                digit = _DIGITS[sign]
            elif sign in _SCALES:
                section += (digit or 1) * _SCALES[sign]
                digit = 0
            else:
                # 一亿二千万: what is before 亿 is multiplied whole.
                number = (number + section + digit) * _MYRIADS[sign]
                section = digit = 0
        number += section + digit
    fraction = "".join(str(_DIGITS[sign]) for sign in decimals)
    return Decimal(f"{number}.{fraction}") if fraction else Decimal(number)


@cache
def measure_words() -> str:
    """Return all measure words as alternatives of a pattern, the longest first."""
    known = {unit.measure_word for unit in Unit}
    words = sorted({*known, *EQUIVALENT_MEASURES, *OTHER_MEASURES}, key=len, reverse=True)
    # 三成 is 30 %, 三人成立 founds something.
    return "|".join(f"{word}{NO_TENTHS}" if word == "成" else word for word in words)


@cache
def number_pattern() -> re.Pattern[str]:
    """Return the pattern of 1,200余人次, 6.6万元, 约300本, 二十八批次; not 第3次, not 12个月."""
    unit = rf"(?P<unit>{measure_words()})(?![月半]|工作日|小时)"
    return re.compile(
        r"(?P<near>大约|超过|突破|接近|将近|[近约逾超])? *"
        r"(?:"
        rf"百分之(?P<share>[{_HAN}]+(?:点[{_HAN}]+)?|\d+(?:\.\d+)?)"
        rf"|(?:人民币|¥)? *(?P<capital>(?=[{_CAPITAL}]*[{_CAPITAL[1:13]}])[{_CAPITAL}]+)"
        rf"(?:[元圆](?:(?P<jiao>[{_CAPITAL[:10]}])角)?(?:(?P<fen>[{_CAPITAL[:10]}])分)?[整正]?"
        r"|(?P<capital_unit>人次|批次|[人户名份笔场期例批台箱件袋床]))"
        r"|(?P<sign>人民币|¥)? *(?<![\d.,第])"
        r"(?P<digits>\d{1,3}(?:, ?\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?(?![\d])"
        r"|\d+(?:\.\d+)?) *"
        rf"(?P<more>[余多])? *(?P<scale>百万|千万|十万|[万亿千百])?(?P<more2>[余多])? *(?:{unit})?"
        rf"|(?<![第之{_HAN}\d.])(?P<han>(?![百千万亿])[{_HAN}]+(?:点[{_HAN}]+)?)"
        rf"(?P<han_more>[余多])?(?P<han_scale>[万亿])?(?P<han_more2>[余多])?"
        rf"(?P<han_unit>{measure_words()})(?![月半]|工作日|小时)(?:(?<=成)(?P<tenth>[一二三四五六七八九]))?"
        r") *(?P<after>左右|上下|以上|以内|以下)?"
    )


@dataclass(frozen=True)
class WrittenNumber:
    """A number with its measure word; money in yuan. `at`, `end`: where it stands.

    `step`: the worth of its last digit. `more`: 余; `near`: 约; `below`: 近. `short`: it may have
    been rounded. `in_words`: written as 二十八. `floor`: 超, 以上.
    """

    words: str
    number: Decimal
    unit: str
    step: Decimal
    more: bool
    near: bool
    short: bool
    below: bool = False
    in_words: bool = False
    floor: bool = False
    at: int = 0
    end: int = 0

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest number that the text may stand for."""
        number = self.number
        if self.floor:
            return number, number * 6 / 5
        if self.more:
            # 200余 is no 261, 20余 no 30; 1000余 may be 1200.
            place = Decimal(10) ** number.adjusted() if number else Decimal(1)
            rest = number % place
            room = number / 4 if not rest and number >= 100 else place
            if "." in self.words:
                # 17.5万余 is no 18万.
                room = self.step
            elif rest:
                room = max(Decimal(10) ** _last_place(number), number / 20)
            return number, number + room
        if self.below:
            return number * 9 / 10, number
        if self.near:
            return number * 95 / 100, number * 105 / 100
        if self.short:
            # 16.74万元 may stand for 167432.50元, 12% for 12.4%; 12万元 is no 124000元.
            return number - self.step / 2, number + self.step / 2
        return number, number

    def equals(self, value: Decimal | int) -> bool:
        """Return whether the text may say so of the value."""
        value = Decimal(value)
        if self.short and not (self.more or self.near or self.below):
            return (value / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step == (
                self.number
            )
        if self.step > 1 and abs(value - self.number) < self.step / 200:
            # 220万元 is 2200000.50元 as well as any report says it.
            return True
        least, greatest = self.bounds()
        return least <= value < greatest if self.more else least <= value <= greatest


def _last_place(number: Decimal) -> int:
    """Return the place of the last digit that is not zero: 120 → 1, 1200 → 2."""
    shown = str(int(number))
    return len(shown) - len(shown.rstrip("0"))


def numbers_in(text: str) -> Iterator[WrittenNumber]:
    """Yield the numbers with a measure word; those in titles 《…》 are names."""
    plain = QUOTED_TITLE.sub(lambda title: "\0" * len(title[0]), half_width_digits(text))
    for match in number_pattern().finditer(plain):
        if number := _read_number(text, match):
            yield number


def _read_number(text: str, match: re.Match[str]) -> WrittenNumber | None:
    """Return the number that was found, None where it counts nothing."""
    scale, places, in_words = 1, 0, False
    if match["share"]:
        shown = match["share"]
        value = Decimal(shown) if shown[0].isdecimal() and shown.isascii() else read_han(shown)
        unit, places, more = "%", max(0, -int(value.as_tuple().exponent)), False
    elif match["capital"]:
        value, more = read_han(match["capital"]), False
        unit = match["capital_unit"] or "元"
        for name, part in (("jiao", "0.1"), ("fen", "0.01")):
            value += _DIGITS[match[name]] * Decimal(part) if match[name] else 0
    elif match["digits"]:
        unit = match["unit"] or ("元" if match["sign"] else "")
        digits = re.sub(r"[,\s]", "", match["digits"])
        words = match["scale"] or ""
        for sign in words:
            scale *= _SCALES.get(sign) or _MYRIADS[sign]
        places = len(digits.partition(".")[2])
        value, more = Decimal(digits) * scale, bool(match["more"] or match["more2"])
    else:
        unit, in_words = match["han_unit"], True
        scale = _MYRIADS.get(match["han_scale"] or "", 1)
        value = read_han(match["han"]) * scale
        more = bool(match["han_more"] or match["han_more2"])
        if _is_idiom(match):
            return None
    if not unit:
        return None
    unit = EQUIVALENT_MEASURES.get(unit, unit)
    if unit == "成":
        # 三成五 is 35 %.
        tenth = _DIGITS.get(match["tenth"] or "", 0)
        unit, value, places = "%", value * 10 + tenth, 0 if tenth else -1
    near = match["near"] or ""
    after = match["after"] or ""
    return WrittenNumber(
        text[match.start() : match.end()].strip(),
        value,
        unit,
        step=Decimal(scale).scaleb(-places),
        more=more or near in _FLOORS or after == "以上",
        near=near in ("约", "大约") or after in ("左右", "上下", "以内", "以下"),
        below=near in _BELOW,
        short=unit in ("%", POINTS)
        or (scale > 1 and (places >= 2 or (places == 1 and value >= 10 * scale))),
        in_words=in_words,
        floor=near in _FLOORS or after == "以上",
        at=match.start(),
        end=match.end(),
    )


def _is_idiom(match: re.Match[str]) -> bool:
    """Return whether 一户, 一次, 百个 and the like are words and no count."""
    return match["han"] == "一" and match["han_unit"] not in ("例", "笔", "人次")


def as_written(number: Decimal, unit: str) -> WrittenNumber:
    """Return an exact number that was not written but stands for a reference."""
    return WrittenNumber("", number, unit, Decimal(1), False, False, False)
