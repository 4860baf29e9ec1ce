"""The statement of money as tables, by kind of fund and by fund; that of goods stands beside."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from donations.goods_statements import goods_statements
from donations.listings import adds_up_inner_transfers
from donations.statements import (
    NOTHING,
    Fund,
    Movement,
    Statement,
    StatementLine,
    StatementSums,
    statements,
)
from redcross.figures import Scope, Value, count
from redcross.formatting import with_rounding
from redcross.typed_values import Rounding
from relief.figures import BY_KEY
from reports.text.wording import NOT_NETTED

from .statement_rows import StatementCell, StatementRow, StatementTable, goods_tables

UNFUNDED = [BY_KEY["relief.aid.unfunded"], BY_KEY["relief.disbursed.unfunded"]]
# What leaves is written as what it comes to; the line says that it leaves.
LEAVING = (StatementLine.REFUND, StatementLine.SPENDING)

_ADDED_UP = f"本表为各级合计，{NOT_NETTED}。"


def statement_tables(scope: Scope) -> tuple[list[StatementTable], list[StatementTable]]:
    """Return the tables of money and those of goods, of which there may be none."""
    money = list(money_tables(statements(scope), scope))
    return money, list(goods_tables(goods_statements(scope), scope))


def unfunded_spending(scope: Scope) -> list[Value]:
    """Return what was spent of no fund yet: it stands in no line, which is to be said."""
    return [value for value in count(UNFUNDED, scope).values() if value.number]


def money_note(scope: Scope) -> str:
    """Return what a paper says below the tables of money: what is apart, what is in them twice."""
    apart = "；".join(
        f"{value.figure.label}{with_rounding(f'{value.number:,.2f}', value.rounded)}元"
        for value in unfunded_spending(scope)
    )
    note = f"未列入本表：{apart}。" if apart else ""
    note += _ADDED_UP if adds_up_inner_transfers(scope) else ""
    return f"注：{note}" if note else ""


def goods_note(scope: Scope) -> str:
    """Return what a paper says below the tables of goods."""
    inner = adds_up_inner_transfers(scope, "donations.goods.batches_above")
    return f"注：{_ADDED_UP}" if inner else ""


def money_tables(tops: Sequence[Statement], scope: Scope) -> Iterator[StatementTable]:
    """Yield the lines by kind of fund, and the funds."""
    books = columns_of(tops)
    heads = [book.label for book in books]
    rows = list(line_rows(tops, scope, books))
    yield StatementTable(_("By kind of fund"), "by-kind", heads, rows)
    yield fund_table(tops, scope)


def _all_of(tops: Sequence[Statement]) -> Iterator[Statement]:
    for top in tops:
        yield from top.with_all_below()


@dataclass(frozen=True)
class FundBook:
    """A column of the lines: funds of some kinds, and the parameter that lists ask for them by."""

    label: str
    kinds: Collection[str]
    parameters: tuple[tuple[str, str], ...] = ()


def columns_of(tops: Sequence[Statement]) -> list[FundBook]:
    """Return a column a kind of fund, and the sums.

    Own income and fiscal money stand apart from what was donated, where there is any.
    """
    there = {one.fund.kind for one in _all_of(tops)}
    labels = dict(Fund.Kind.choices)
    donated = [FundBook(str(labels[kind]), [kind], (("kind", kind),)) for kind in Fund.DONATED]
    apart = [
        FundBook(str(label), [kind], (("kind", kind),))
        for kind, label in labels.items()
        if kind not in Fund.DONATED and kind in there
    ]
    if apart:
        donated.append(FundBook(_("donated money"), Fund.DONATED, (("donated", "yes"),)))
    return [*donated, *apart, FundBook(_("all funds"), list(labels))]


def line_rows(
    tops: Sequence[Statement], scope: Scope, books: Sequence[FundBook]
) -> Iterator[StatementRow]:
    """Yield the lines, with a column for each of the books."""
    every = list(_all_of(tops))
    columns = [
        (StatementSums.of(s for s in every if s.fund.kind in book.kinds), book) for book in books
    ]
    society, period = scope.society_parameter(), scope.period

    def fund_list(book: FundBook, **parameters: str) -> str:
        query = {**society, **dict(book.parameters), **parameters}
        return f"{reverse('donations:fund_list')}?{urlencode(query)}"

    day = period.day_before.isoformat()
    yield StatementRow(
        _("left before"),
        [StatementCell(s.opening, fund_list(k, as_of=day), s.known(None)) for s, k in columns],
        is_sum=True,
    )
    if any(sums.opened for sums, _book in columns):
        opened = {"opened_from": str(period.start), "opened_to": str(period.end)}
        yield StatementRow(
            _("in funds that opened in the period"),
            [StatementCell(s.opened, fund_list(k, **opened)) for s, k in columns],
        )
    for line in StatementLine:
        movements = [m for m in columns[-1][0].moved if m.line is line]
        sign = -1 if line in LEAVING else 1
        # Income says where it came from, also where all is of one source.
        parted = len(movements) > 1 or (line is StatementLine.INCOME and bool(movements))
        if parted or not movements:
            cells = [
                StatementCell(sign * s.line(line), rounded=s.line_known(line))
                for s, _book in columns
            ]
            yield StatementRow(str(line.label), cells, is_sum=True)
        for movement in sorted(movements, key=_place):
            yield StatementRow(
                movement.label if parted else str(line.label),
                [
                    StatementCell(
                        sign * s.moved.get(movement, NOTHING),
                        movement.url(period, **society, **_book_parameters(movement, k)),
                        s.known(movement),
                    )
                    for s, k in columns
                ],
                level=int(parted),
                is_sum=not parted,
            )
    end = period.end.isoformat()
    yield StatementRow(
        _("left at the end"),
        [StatementCell(s.balance, fund_list(k, as_of=end), s.balance_known) for s, k in columns],
        is_sum=True,
    )


def _book_parameters(movement: Movement, book: FundBook) -> dict[str, str]:
    """Return the parameters by which the movement's list page shows one of the books."""
    return {f"{movement.name}_{key}": value for key, value in book.parameters}


def _place(movement: Movement) -> tuple[str, str, str]:
    return movement.model._meta.label, movement.name, movement.part


def fund_columns(moved: Iterable[Movement]) -> list[tuple[str, list[Movement]]]:
    """Return the columns between what was left: a column is one list, whatever parts its line."""
    found: dict[tuple[StatementLine, str, str], list[Movement]] = {}
    for movement in moved:
        key = (movement.line, movement.model._meta.label, movement.name)
        found.setdefault(key, []).append(movement)
    order = list(StatementLine)
    return [
        (found[key][0].list_label, found[key])
        for key in sorted(found, key=lambda key: (order.index(key[0]), *key[1:]))
    ]


def fund_table(tops: Sequence[Statement], scope: Scope) -> StatementTable:
    """Return the funds with all below them, each above its own; at the end all together."""
    every = list(_all_of(tops))
    everything, society = StatementSums.of(every), scope.society_parameter()
    columns = fund_columns(everything.moved)
    opened = {"opened_from": str(scope.period.start), "opened_to": str(scope.period.end)}
    heads = [
        _("left before"),
        *([_("in funds that opened in the period")] if everything.opened else ()),
        *(label for label, _movements in columns),
        _("left at the end"),
    ]
    before, end = scope.period.day_before.isoformat(), scope.period.end.isoformat()
    several = len({one.fund.society_id for one in every}) > 1

    def cells_of(sums: StatementSums, fund: str = "", donated: str = "") -> list[StatementCell]:
        whose = {"within": fund} if fund else {"donated": donated} if donated else {}
        parameters = {**society, **whose}
        cells = [_fund_list(sums.opening, sums.known(None), as_of=before, **parameters)]
        if everything.opened:
            cells.append(_fund_list(sums.opened, Rounding.EXACT, **opened, **parameters))
        for _label, movements in columns:
            one = movements[0]
            moved = sum((sums.moved.get(m, NOTHING) for m in movements), NOTHING)
            own = {one.name: fund} if fund else {}
            own |= {f"{one.name}_donated": donated} if donated else {}
            cells.append(
                StatementCell(
                    -moved if one.line in LEAVING else moved,
                    one.list_url(scope.period, **society, **own),
                    sums.known(*movements),
                )
            )
        cells.append(_fund_list(sums.balance, sums.balance_known, as_of=end, **parameters))
        return cells

    def rows(statement: Statement, level: int) -> Iterator[StatementRow]:
        fund = statement.fund
        name = f"{fund.name}（{fund.society}）" if several and not level else fund.name
        cells = cells_of(statement.sums, str(fund.pk))
        yield StatementRow(name, cells, level, url=fund.get_absolute_url())
        for below in statement.below:
            yield from rows(below, level + 1)

    funds = [row for top in tops for row in rows(top, 0)]
    donated = [one for one in every if one.fund.kind in Fund.DONATED]
    totals = [StatementRow(_("all funds"), cells_of(everything), is_sum=True)]
    if len(donated) < len(every):
        cells = cells_of(StatementSums.of(donated), donated="yes")
        totals.insert(0, StatementRow(_("donated money"), cells, is_sum=True))
    name = _("By fund, each with the funds below it")
    return StatementTable(name, "by-fund", heads, [*funds, *totals])


def _fund_list(number: Decimal, rounded: Rounding, **parameters: str) -> StatementCell:
    return StatementCell(
        number, f"{reverse('donations:fund_list')}?{urlencode(parameters)}", rounded
    )
