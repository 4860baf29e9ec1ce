"""What the tables of a statement are made of, and the goods among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from donations.goods_statements import (
    NOTHING,
    Amount,
    GoodsLine,
    GoodsStatement,
    movements_of,
)
from redcross.figures import Scope

LEAVING = frozenset(GoodsLine) - {GoodsLine.RETURNED, GoodsLine.SURPLUS}


@dataclass(frozen=True)
class Cell:
    """A number, and the address of the list that it is counted from, "" for none."""

    number: Decimal
    url: str = ""
    rounded: bool = False
    # As the filter `floatformat` takes it: a sum of money with its fen.
    places: str = "2g"


@dataclass(frozen=True)
class Row:
    """A line of a statement. `level`: how far it is set in; `is_sum`: of others."""

    label: str
    cells: Sequence[Cell]
    level: int = 0
    is_sum: bool = False
    url: str = ""


@dataclass(frozen=True)
class StatementTable:
    """One table: what it is called, its columns beside the first, its rows."""

    name: str
    id: str
    heads: Sequence[str]
    rows: Sequence[Row]


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
        rows: list[Row] = []
        for one in own:
            amounts = _amounts(one, lines, rounds)
            urls = _urls(one, lines, rounds, scope)
            label = f"{one.goods.item}（{one.goods.unit}）"
            cells = [
                Cell(amount.quantity, url, places="-3g")
                for amount, url in zip(amounts, urls, strict=True)
            ]
            rows.append(Row(label, cells))
            if priced:
                worth = [Cell(amount.value, url) for amount, url in zip(amounts, urls, strict=True)]
                rows.append(Row(_("worth in yuan"), worth, level=1))
        if priced:
            columns = zip(*(_amounts(one, lines, rounds) for one in own), strict=True)
            sums = [sum((amount.value for amount in column), NOTHING) for column in columns]
            rows.append(
                Row(_("all of them, in yuan"), [Cell(number) for number in sums], is_sum=True)
            )
        yield StatementTable(name, table_id, heads, rows)


def _amounts(one: GoodsStatement, lines: Sequence[GoodsLine], rounds: bool) -> list[Amount]:
    """Return what stands in a row; what leaves is written as what it comes to."""
    moved = [-one.line(line) if line in LEAVING else one.line(line) for line in lines]
    rounding = [one.rounding] if rounds else []
    return [one.opening, one.received, *moved, *rounding, one.left]


def _urls(one: GoodsStatement, lines: Sequence[GoodsLine], rounds: bool, scope: Scope) -> list[str]:
    """Return the address of each amount's list, "" where several lists make it."""
    lots, period = reverse("donations:goods_lot_list"), scope.period
    what = {
        "item": one.goods.item,
        "unit": one.goods.unit,
        "priced": "yes" if one.goods.priced else "no",
        **scope.society_parameter(),
    }
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
