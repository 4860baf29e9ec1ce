"""What the tables of a statement are made of, and the goods among them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from donations.goods_statements import (
    Amount,
    GoodsLine,
    GoodsStatement,
    movements_of,
)
from donations.goods_value_figures import ESTIMATED, VOUCHED
from redcross.figures import Scope
from redcross.formatting import NOTHING, decimals_of, with_rounding
from redcross.typed_values import Rounding

LEAVING = frozenset(GoodsLine) - {GoodsLine.RETURNED, GoodsLine.SURPLUS}


@dataclass(frozen=True)
class StatementCell:
    """A number, and the address of the list that it is counted from, "" for none.

    A sum of money has its fen, a quantity as many decimals as it has.
    """

    number: Decimal
    url: str = ""
    rounded: Rounding = Rounding.EXACT
    is_quantity: bool = False

    @property
    def places(self) -> int:
        """Return how many decimals are shown."""
        return decimals_of(self.number) if self.is_quantity else 2

    @property
    def says_something(self) -> bool:
        """Return whether there is something to show: a number, or about nothing."""
        return bool(self.number or self.rounded)

    @property
    def text(self) -> str:
        """Return it as page, print and Word show it, as well as it is known; a dash for nothing."""
        shown = f"{self.number:,.{self.places}f}"
        return with_rounding(shown, self.rounded) if self.says_something else NOTHING


@dataclass(frozen=True)
class StatementRow:
    """A line of a statement. `level`: how far it is set in; `is_sum`: of others."""

    label: str
    cells: Sequence[StatementCell]
    level: int = 0
    is_sum: bool = False
    url: str = ""


@dataclass(frozen=True)
class StatementTable:
    """One table: what it is called, its columns beside the first, its rows."""

    name: str
    id: str
    heads: Sequence[str]
    rows: Sequence[StatementRow]

    def body(self) -> Iterator[tuple[StatementRow, list[tuple[str, StatementCell]]]]:
        """Yield each row with its cells, each with what its column is called."""
        for row in self.rows:
            yield row, list(zip(self.heads, row.cells, strict=True))


def goods_tables(statements: Sequence[GoodsStatement], scope: Scope) -> Iterator[StatementTable]:
    """Yield the goods with a unit value, in quantities and yuan, and those without."""
    for priced, name, table_id in (
        (True, _("Goods with a unit value"), "priced-goods"),
        (False, _("Goods without a unit value"), "unpriced-goods"),
    ):
        own = [one for one in statements if one.goods.priced is priced]
        if not own:
            continue
        lines = [line for line in GoodsLine if any(one.line(line) for one in own)]
        rounds = any(one.rounding for one in own)
        heads = [
            _("left before"),
            _("received"),
            *(str(line.label) for line in lines),
            *([_("rounding of parts of a unit")] if rounds else ()),
            _("left at the end"),
        ]
        rows: list[StatementRow] = []
        for one in own:
            amounts = _amounts(one, lines, rounds)
            which = {
                "item": one.goods.item,
                "unit": one.goods.unit,
                "priced": "yes" if priced else "no",
            }
            urls = _urls(which, lines, rounds, scope)
            worth = [
                StatementCell(amount.value, url) for amount, url in zip(amounts, urls, strict=True)
            ]
            if one.goods.by_value:
                rows.append(StatementRow(_("%(item)s (by value, in yuan)") % which, worth))
                continue
            cells = [
                StatementCell(amount.quantity, url, is_quantity=True)
                for amount, url in zip(amounts, urls, strict=True)
            ]
            rows.append(StatementRow(f"{one.goods.item}（{one.goods.unit}）", cells))
            if priced:
                rows.append(StatementRow(_("worth in yuan"), worth, level=1))
        if priced:
            rows += _sums(own, lines, rounds, scope)
        yield StatementTable(name, table_id, heads, rows)


def _sums(
    own: Sequence[GoodsStatement], lines: Sequence[GoodsLine], rounds: bool, scope: Scope
) -> Iterator[StatementRow]:
    """Yield what all of them are worth, and of this what vouchers tell and what is estimated."""
    columns = zip(*(_amounts(one, lines, rounds) for one in own), strict=True)
    sums = [sum(column, Amount()) for column in columns]
    parts: tuple[tuple[str, list[Decimal], Mapping[str, str]], ...] = (
        (_("all of them, in yuan"), [amount.value for amount in sums], {}),
        (_("of this by voucher"), [amount.vouched for amount in sums], VOUCHED),
        (_("of this estimated"), [amount.estimated for amount in sums], ESTIMATED),
    )
    for label, numbers, which in parts:
        urls = _urls({"priced": "yes", **which}, lines, rounds, scope)
        cells = [StatementCell(number, url) for number, url in zip(numbers, urls, strict=True)]
        yield StatementRow(label, cells, level=int(bool(which)), is_sum=not which)


def _amounts(one: GoodsStatement, lines: Sequence[GoodsLine], rounds: bool) -> list[Amount]:
    """Return what stands in a row; what leaves is written as what it comes to."""
    moved = [-one.line(line) if line in LEAVING else one.line(line) for line in lines]
    rounding = [one.rounding] if rounds else []
    return [one.opening, one.received, *moved, *rounding, one.left]


def _urls(
    which: Mapping[str, str], lines: Sequence[GoodsLine], rounds: bool, scope: Scope
) -> list[str]:
    """Return the address of each amount's list, "" where several lists make it.

    `which`: the lists' parameters for the goods.
    """
    lots, period = reverse("donations:goods_lot_list"), scope.period
    what = {**which, **scope.society_parameter()}
    days = {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}

    def address(path: str, **parameters: str) -> str:
        return f"{path}?{urlencode(what | parameters)}"

    moved = []
    for line in lines:
        [model] = movements_of(line)
        path = reverse(model.url_name("list"))
        moved.append(address(path, **days, line=line.value))
    return [
        address(lots, on=period.day_before.isoformat()),
        address(lots, **days),
        *moved,
        *([""] if rounds else ()),
        address(lots, on=period.end.isoformat()),
    ]
