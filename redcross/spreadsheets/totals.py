"""The totals that a ledger states, and whether they are the sums of its rows."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redcross.typed_values import TypedAs

from .grid import MONEY, NUMBERS, is_number, number_in
from .headings import Heading
from .reading import Cell

_WORDS = "合计|总计|共计|小计|累计|合共|总金额|总额"
# 合计, 合 计:, 本页小计, 1月合计, 捐款合计(元).
_LABEL = re.compile(
    r"(?P<label>\S{0,10}?(?:合计|总计|共计|小计|累计|合共|总金额|总额))"
    r"(?:金额|捐款|款项|人数|数量|数)?(?:\([^()]*\))?:?"
)
# 共计746人次, 以上合计65笔,总金额3482232.11元.
# Not 中共某支部12名党员, who give.
_SENTENCE = re.compile(
    rf"(?:\S{{0,8}}?(?:{_WORDS})|(?:以上|总|合)?共(?:收到|接收|收|捐|(?=\d)))\D{{0,12}}\d"
)
_COUNTED = "人次|人|笔|户|家|名|位|条|批次|批|项"
_NUMBER = re.compile(
    r"(?P<before>¥|金额|总额|款|人民币|价值|合计|总计|共计)?[:为]?[¥]?"
    r"(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<unit>亿元|百万元|万元|千元|元|万|{_COUNTED}|[年月日号期%]|\w)?"
)
_FACTORS = {
    **{"": Decimal(1), "元": Decimal(1), "千元": Decimal(1000), "万": Decimal(10**4)},
    **{"万元": Decimal(10**4), "百万元": Decimal(10**6), "亿元": Decimal(10**8)},
}


@dataclass(frozen=True)
class Total:
    """One number that a ledger states of its rows, beside what the rows come to."""

    # As the spreadsheet numbers it, from 1.
    row: int
    # 合计, 小计; "" of a sum that stands alone.
    label: str
    # Column of the sheet, from 0; None where rows are counted: 共计746人次.
    column: int | None
    stated: Decimal
    computed: Decimal
    # Of both, as the column's heading gives it.
    unit: str

    @property
    def agrees(self) -> bool:
        """Return whether it is right; in 万元 and the like to the decimals it is stated with."""
        if _FACTORS.get(self.unit, 1) == 1:
            return self.stated == self.computed
        places = Decimal(1).scaleb(int(self.stated.as_tuple().exponent))
        return self.stated == self.computed.quantize(places) or self.stated == self.computed


@dataclass(frozen=True)
class Stated:
    """A total as it stands in a row; its column is None where rows are counted."""

    row: int
    label: str
    column: int | None
    number: Decimal
    unit: str


def total_label(text: str) -> str:
    """Return 合计 of “合 计：”; "" of a text that labels no total."""
    match = _LABEL.fullmatch(_plain(text))
    return match["label"] if match else ""


def is_total_sentence(text: str) -> bool:
    """Return whether a text states a total itself: 共计746人次."""
    return bool(_SENTENCE.match(_plain(text)))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:500])).replace("￥", "¥")


def stated_totals(
    row: int, cells: Mapping[int, Cell], headings: Sequence[Heading], types: Mapping[str, TypedAs]
) -> Iterator[Stated]:
    """Yield what a row of totals states, by the headings above its cells.

    `types`: what the fields are typed as, where it is a number or a date.
    """
    labels = (total_label(cell) for cell in cells.values() if isinstance(cell, str))
    label = next(filter(None, labels), "")
    by_index = {heading.index: heading for heading in headings}
    sums = [h for h in headings if types.get(h.field) in MONEY]
    for column, cell in cells.items():
        heading = by_index.get(column)
        typed_as = types.get(heading.field) if heading else None
        if heading and heading.ignored and is_number(cell):
            continue  # the serial number goes on
        of_numbers = heading and (typed_as in NUMBERS or not heading.field)
        number = number_in(cell, typed_as, heading.unit if heading else "")
        if heading and of_numbers and number is not None:
            yield Stated(row, label, column, number, heading.unit)
        elif heading and heading.field and typed_as is None and is_number(cell):
            yield Stated(row, label, None, number_in(cell) or Decimal(0), "")
        elif isinstance(cell, str) and not total_label(cell):
            own = [heading] if heading and typed_as in MONEY else sums
            yield from _stated_in_text(row, label, cell, own)


def _stated_in_text(row: int, label: str, text: str, sums: Sequence[Heading]) -> Iterator[Stated]:
    """Yield the counts of rows and the sums of money that a text tells.

    A sum is none where it could be that of two columns.
    """
    plain = _plain(text)
    label = label or (found[0] if (found := re.search(f"{_WORDS}|共", plain)) else "")
    for match in _NUMBER.finditer(plain):
        number, unit = Decimal(match["number"].replace(",", "")), match["unit"] or ""
        if unit and re.fullmatch(_COUNTED, unit):
            yield Stated(row, label, None, number, unit)
        elif len(sums) == 1 and unit in _FACTORS and (unit or match["before"]):
            heading = sums[0]
            in_yuan = number * (_FACTORS[unit] if unit else _FACTORS.get(heading.unit, Decimal(1)))
            stated = in_yuan / _FACTORS.get(heading.unit, Decimal(1))
            yield Stated(row, label, heading.index, stated, heading.unit)


def compare(stated: Stated, scopes: Sequence[Decimal]) -> Total:
    """Return the total beside the first of the sums that it is, or else the first of them.

    `scopes`: the sums of what it may be the total of, the likeliest first.
    """
    totals = [
        Total(stated.row, stated.label, stated.column, stated.number, computed, stated.unit)
        for computed in scopes
    ]
    return next((total for total in totals if total.agrees), totals[0])
