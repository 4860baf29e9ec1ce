"""The statement of funds (收支): opening + income − given back − spending + got back ± transfers.

What is left follows from the lines above it; `fund_balance` counts it once more, and tests hold
the two against each other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import BitOr
from django.db.models import QuerySet, Sum
from django.urls import reverse

from redcross.figures import Period, Scope, rounding_bits, rounding_read, run_prepared
from redcross.models import Record
from redcross.typed_values import Rounding

from .models import Fund, FundEffect, StatementLine, fund_movements, movement_label

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Movement:
    """One kind of what moves money, as a line of the statement: a gift of one source, aid."""

    model: type[Record]
    # The model's field of the fund.
    name: str
    effect: FundEffect
    # The choice of the field that parts the line, "" where none does.
    part: str = ""

    @property
    def line(self) -> StatementLine:
        return self.effect.line

    @property
    def label(self) -> str:
        """What it is called: the choice that parts the line, or what its records are."""
        if self.effect.parted_by:
            choices = dict(self.model.own_field(self.effect.parted_by).flatchoices)
            return str(choices.get(self.part, self.part))
        return self.list_label

    @property
    def list_label(self) -> str:
        """What all its records are called, however the line is parted."""
        return movement_label(self.model, self.name, self.effect)

    def url(self, period: Period, **parameters: str) -> str:
        """Return the address of the list of its records in the period.

        `parameters` are more of those of the list page.
        """
        part = {self.effect.parted_by: self.part} if self.effect.parted_by else {}
        return self.list_url(period, **part, **parameters)

    def list_url(self, period: Period, **parameters: str) -> str:
        """Return the same, however the line is parted."""
        days = {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}
        if self.model.own_field(self.name).null:
            days["funded"] = "yes"
        query = days | dict(self.effect.listed) | parameters
        return f"{reverse(self.model.url_name('list'))}?{urlencode(query)}"


@dataclass
class StatementSums:
    """The lines of one fund or of several together, in yuan. Out of a fund is below zero."""

    # What was left when the period began.
    opening: Decimal = NOTHING
    # What was in funds that were opened in the period with something in them.
    opened: Decimal = NOTHING
    moved: dict[Movement, Decimal] = field(default_factory=dict)
    # How well they are known that are not exact; None stands for the opening.
    rounded: dict[Movement | None, Rounding] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable["Statement"]) -> "StatementSums":
        """Return the sums of funds, each given once."""
        sums = cls()
        for statement in statements:
            own = statement.own_sums
            sums.opening += own.opening
            sums.opened += own.opened
            for part, known in own.rounded.items():
                sums.rounded[part] = Rounding.of_sum((sums.known(part), known))
            for movement, amount in own.moved.items():
                sums.moved[movement] = sums.moved.get(movement, NOTHING) + amount
        return sums

    def line(self, line: StatementLine) -> Decimal:
        """Return what the line comes to, below zero where it leaves."""
        return sum((sum_ for kind, sum_ in self.moved.items() if kind.line is line), NOTHING)

    def known(self, *parts: Movement | None) -> Rounding:
        """Return how well the parts together are known; None stands for the opening."""
        return Rounding.of_sum(self.rounded.get(part, Rounding.EXACT) for part in parts)

    def line_known(self, line: StatementLine) -> Rounding:
        """Return how well what the line comes to is known."""
        return self.known(*(kind for kind in self.rounded if kind and kind.line is line))

    @property
    def balance_known(self) -> Rounding:
        """Return how well what is left is known: with any inexact part only about."""
        return Rounding.ABOUT if self.rounded else Rounding.EXACT

    @property
    def income(self) -> Decimal:
        return self.line(StatementLine.INCOME)

    @property
    def refunds(self) -> Decimal:
        return -self.line(StatementLine.REFUND)

    @property
    def spending(self) -> Decimal:
        """What was paid out, without what came back of it."""
        return -self.line(StatementLine.SPENDING)

    @property
    def recovered(self) -> Decimal:
        return self.line(StatementLine.RECOVERED)

    @property
    def transfers(self) -> Decimal:
        """What came from other funds less what went into others."""
        return self.line(StatementLine.TRANSFER)

    @property
    def balance(self) -> Decimal:
        """Return what is left at the end of the period."""
        return self.opening + self.opened + sum(self.moved.values(), NOTHING)


@dataclass
class Statement:
    """What a fund had, what came and left in a period; `below`: the funds within it."""

    fund: Fund
    # Of the fund alone.
    own_sums: StatementSums
    below: list["Statement"] = field(default_factory=list)

    def with_all_below(self) -> Iterator["Statement"]:
        """Yield the fund's own and those of all funds below it."""
        yield self
        for statement in self.below:
            yield from statement.with_all_below()

    @cached_property
    def sums(self) -> StatementSums:
        """The fund's with all below it."""
        return StatementSums.of(self.with_all_below())


def _balances(scope: Scope) -> QuerySet[Any, Any]:
    """Return the query for what is left in each fund at the end, and whether that is rounded."""
    on = scope.period.end
    funds = Fund.objects.countable().filter(scope.owned()).with_known_balance(on)
    return cast("QuerySet[Any, Any]", funds).values("pk", "balance", "is_rough")


def _moved(
    scope: Scope, model: type[Record], name: str, effect: FundEffect
) -> QuerySet[Record, dict[str, Any]]:
    """Return the query for what records of one kind moved in the period, by fund and part."""
    funds = Fund.objects.countable().filter(scope.owned())
    rows = model.objects.countable().filter(
        **{f"{name}__in": funds}, date__range=(scope.period.start, scope.period.end)
    )
    by = (name, effect.parted_by) if effect.parted_by else (name,)
    return (
        rows.order_by()
        .values(*by)
        .annotate(total=Sum(effect.amount), known=BitOr(rounding_bits(model, effect.amount)))
    )


def statements(scope: Scope) -> list[Statement]:
    """Return the funds at the top with those below them; one query a kind of movement."""
    period, before = scope.period, scope.period.day_before
    funds = Fund.objects.countable().filter(scope.owned()).select_related("society")
    opening = run_prepared(_balances, replace(scope, period=Period(before, before)))
    balances = {row["pk"]: row for row in opening}
    by_fund: dict[int | None, Statement] = {}
    for fund in funds.filter(pk__in=balances).order_by("kind", "initials", "pk"):
        row = balances[fund.pk]
        rounded: dict[Movement | None, Rounding] = {None: Rounding.ABOUT} if row["is_rough"] else {}
        sums = StatementSums(opening=row["balance"], rounded=rounded)
        if fund.opens_on and period.start <= fund.opens_on <= period.end:
            sums.opened = fund.opening_balance
        by_fund[fund.pk] = Statement(fund, sums)
    for model, name, effect in fund_movements():
        for row in run_prepared(_moved, scope, model, name, effect):
            part = row[effect.parted_by] if effect.parted_by else ""
            movement = Movement(model, name, effect, part)
            if row[name] not in by_fund:
                continue  # saved since the funds were read
            own_sums = by_fund[row[name]].own_sums
            if row["total"]:
                own_sums.moved[movement] = effect.sign * row["total"]
            if known := rounding_read(row["known"]):
                own_sums.rounded[movement] = known
    top: list[Statement] = []
    for statement in by_fund.values():
        # A fund whose parent is not of the scope stands at the top.
        above = by_fund.get(statement.fund.parent_id)
        (above.below if above else top).append(statement)
    return top
