"""The statement of a period as a paper, as its page counts it: of all funds or of one, of goods."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations.goods_statements import goods_statements
from donations.statements import Fund, Statement, StatementLine, StatementSums, statements
from redcross.figures import Period, Scope
from redcross.models import Entry, Society
from redcross.papers import (
    Column,
    Fields,
    Paper,
    Part,
    PrintContext,
    RoundedNumber,
    Sheet,
    Table,
    Text,
)
from redcross.papers.sheet import Cell, shown_cell
from redcross.typed_values import Rounding

from .evaluation.money_statement import (
    LEAVING,
    FundBook,
    columns_of,
    goods_note,
    line_rows,
    money_note,
)
from .evaluation.statement_rows import StatementCell, StatementTable, goods_tables
from .forms import PeriodForm

# Of a landscape page, in mm: all of it, the first column at least and at most, and a digit.
_WIDTH, _LABEL, _WIDEST_LABEL, _DIGIT = 257, 36, 90, 2.1
_INDENT = "　"
_SIGNED_BY = ("制表", "复核", "负责人")

Rows = list[list[Cell]]


class StatementPaperForm(PeriodForm):
    """Of which days."""

    alone = forms.BooleanField(label=_("without the societies below"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = Period.year(timezone.localdate().year)
        self.fields["date_from"].initial = year.start
        self.fields["date_to"].initial = year.end


class MoneyStatementForm(StatementPaperForm):
    """Of which days, and of which fund."""

    fund = forms.ModelChoiceField(
        Fund.objects.none(),
        label=_("fund"),
        required=False,
        empty_label=_("all funds"),
        help_text=_("With the funds within it."),
    )
    field_order = ("date_from", "date_to", "fund", "alone")


class PaperOfPeriod(Paper[Entry]):
    """A statement of the society over some days, this year unless another is asked for."""

    model = None
    permission = "redcross.view_figures"
    # It is of no record that it could come back to.
    returns = False
    editable_as = ("xlsx",)
    options = StatementPaperForm
    signatures = _SIGNED_BY

    def options_form(self, data: Mapping[str, Any] | None, society: Society | None) -> forms.Form:
        form = self.options(data)
        if society is None or len(society.keys_below) == 1:
            del form.fields["alone"]
        return form

    def detail(self, chosen: Mapping[str, Any]) -> str:
        days = f"{chosen['date_from']}至{chosen['date_to']}"
        return f"{days} 本级" if chosen.get("alone") else days

    def described_scope(self, printing: PrintContext) -> tuple[Scope, list[tuple[str, Cell]]]:
        """Return whose statement is asked for, and what the paper says of it."""
        period = Period(printing.chosen["date_from"], printing.chosen["date_to"])
        alone = bool(printing.chosen.get("alone"))
        scope = Scope(printing.society, period, own_records_only=alone)
        scope_words: list[tuple[str, Cell]] = [
            ("期间", f"{_day(period.start)}至{_day(period.end)}")
        ]
        if len(printing.society.keys_below) > 1:
            scope_words.append(("范围", "本级" if alone else "本级和下级"))
        return scope, scope_words


class MoneyStatementPaper(PaperOfPeriod):
    """收支表: the lines by kind of fund, and the funds; of one fund its own and those within it."""

    key = "money-statement"
    title = _("statement of income and spending")
    options = MoneyStatementForm

    def detail(self, chosen: Mapping[str, Any]) -> str:
        fund: Fund | None = chosen.get("fund")
        return f"{super().detail(chosen)} {fund}" if fund else super().detail(chosen)

    def options_form(self, data: Mapping[str, Any] | None, society: Society | None) -> forms.Form:
        form = super().options_form(data, society)
        own = Fund.objects.countable().filter(society=society).order_by("kind", "initials", "pk")
        form.fields["fund"].queryset = own  # type: ignore[attr-defined]
        return form

    def sheet(self, entries: Sequence[Entry], printing: PrintContext) -> Sheet:
        scope, scope_words = self.described_scope(printing)
        fund: Fund | None = printing.chosen.get("fund")
        tops = statements(scope)
        if fund:
            tops = [one for one in _all_of(tops) if one.fund.pk == fund.pk]
            books = [FundBook(str(fund), list(Fund.Kind.values))]
        else:
            books = columns_of(tops)
        scope_words += [("捐赠项目（资金）", str(fund or "全部")), ("金额单位", "元")]
        heads = [book.label for book in books]
        rows = list(line_rows(tops, scope, books))
        lines = StatementTable("项目" if fund else gettext("By kind of fund"), "", heads, rows)
        parts: list[Part] = [Fields(scope_words), _printed(lines)]
        if not fund or any(top.below for top in tops):
            parts.append(_funds(tops, with_sums=not fund))
        note = "" if fund else money_note(scope)
        if note:
            parts.append(Text([note]))
        return Sheet("", parts, landscape=True)


class GoodsStatementPaper(PaperOfPeriod):
    """物资收支结存表: goods with a unit value, in quantities and yuan, and those without."""

    key = "goods-statement"
    title = _("statement of goods")

    def sheet(self, entries: Sequence[Entry], printing: PrintContext) -> Sheet:
        scope, scope_words = self.described_scope(printing)
        tables = [_printed(table) for table in goods_tables(goods_statements(scope), scope)]
        nothing = [] if tables else [Text(["本期没有物资收支，期初、期末均无结存。"])]
        note = goods_note(scope)
        notes = [Text([note])] if note else []
        return Sheet("", [Fields(scope_words), *tables, *nothing, *notes], landscape=True)


def _all_of(tops: Sequence[Statement]) -> Iterator[Statement]:
    for top in tops:
        yield from top.with_all_below()


def _funds(tops: Sequence[Statement], *, with_sums: bool) -> Table:
    """Return each fund with all below it; its movements as the lines of the statement have them.

    The page has a column a kind of record, which is more than a sheet of paper is wide.
    """
    every = list(_all_of(tops))
    lines = [line for line in StatementLine if any(one.sums.line(line) for one in every)]
    opened = any(one.sums.opened for one in every)
    several = len({one.fund.society_id for one in every}) > 1
    heads = [
        gettext("left before"),
        *([gettext("in funds that opened in the period")] if opened else ()),
        *(str(line.label) for line in lines),
        gettext("left at the end"),
    ]

    def cells(sums: StatementSums) -> list[Cell]:
        moved = [
            _rounded(sums.line(line) * (-1 if line in LEAVING else 1), sums.line_known(line))
            for line in lines
        ]
        return [
            _rounded(sums.opening, sums.known(None)),
            *([_rounded(sums.opened)] if opened else ()),
            *moved,
            _rounded(sums.balance, sums.balance_known),
        ]

    def rows(statement: Statement, level: int) -> Iterator[list[Cell]]:
        of = f"（{statement.fund.society}）" if several and not level else ""
        yield [f"{_INDENT * level}{statement.fund}{of}", *cells(statement.sums)]
        for below in statement.below:
            yield from rows(below, level + 1)

    found: Rows = [row for top in tops for row in rows(top, 0)]
    donated = [one for one in every if one.fund.kind in Fund.DONATED]
    if with_sums and len(donated) < len(every):
        found.append([gettext("donated money"), *cells(StatementSums.of(donated))])
    if with_sums:
        found.append([gettext("all funds"), *cells(StatementSums.of(every))])
    return _table(gettext("By fund, each with the funds below it"), heads, found)


def _printed(table: StatementTable) -> Table:
    rows: Rows = [
        [f"{_INDENT * row.level}{row.label}", *map(_number, row.cells)] for row in table.rows
    ]
    return _table(table.name, table.heads, rows)


def _table(name: str, heads: Sequence[str], rows: Rows) -> Table:
    """Return the table with its name above the labels; each column has room for its numbers."""
    shown = [[shown_cell(cell) for cell in row[1:]] for row in rows]
    longest = (max((len(row[n]) for row in shown), default=0) for n in range(len(heads)))
    needed = [max(22.0, _DIGIT * digits + 4) for digits in longest]
    label = min(_WIDEST_LABEL, max(_LABEL, _WIDTH - sum(needed)))
    wider = (_WIDTH - label) / sum(needed)
    columns = [Column(h, width * wider) for h, width in zip(heads, needed, strict=True)]
    return Table([Column(name, label), *columns], rows)


def _number(cell: StatementCell) -> Cell:
    """Return the number of a cell with as many decimals as the page shows."""
    if not cell.says_something:
        return None
    number = round(cell.number, cell.places)
    return RoundedNumber(number, cell.rounded) if cell.rounded else number


def _rounded(number: Decimal, rounding: Rounding = Rounding.EXACT) -> Cell:
    return _number(StatementCell(number, rounded=rounding))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
