"""Funds, their balance, and what may move money in and out of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import add, or_
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from redcross.models import (
    ClosedPeriod,
    EntryQuerySet,
    NamedEntry,
    Record,
    Society,
    any_rounded,
    closed_text,
)
from redcross.typed_values import TypedAs

from .fund_effect import FundEffect, StatementLine

if TYPE_CHECKING:
    from .cash_gift import CashGift
    from .fund_movement import FundMovementMixin
    from .goods import GoodsGift

_NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))


class FundQuerySet(EntryQuerySet):
    """Funds, with what is left in them."""

    def with_balance(self, on: date) -> Self:
        """Add `balance`: what is left at the end of the day, in yuan, without the funds below."""
        return self.annotate(balance=fund_balance(on))

    def with_known_balance(self, on: date) -> Self:
        """Add `balance`, and `is_rough`: whether that is known only about."""
        rough = ExpressionWrapper(fund_rounded(on), output_field=models.BooleanField())
        return self.with_balance(on).annotate(is_rough=rough)


def fund_movements() -> Iterator[tuple[type[Record], str, FundEffect]]:
    """Yield each model that moves money, its field of the fund, and what it does to it."""
    for model, name in Fund.referencing_fields():
        effects: dict[str, tuple[FundEffect, ...]] = getattr(model, "fund_effects", {})
        for effect in effects.get(name, ()):
            yield cast(type[Record], model), name, effect


def follow_funds(society: Society) -> None:
    """Have the records of open days tell anew what follows from kinds and purposes of funds."""
    for model in dict.fromkeys(model for model, _name, _effect in fund_movements()):
        cast("type[FundMovementMixin]", model).follow_funds(society)


def fund_balance(on: date) -> Combinable:
    """Return the expression over funds for what is left in them at the end of that day, in yuan."""
    opened = Q(opens_on=None) | Q(opens_on__lte=on)
    brought = Case(When(opened, then=F("opening_balance")), default=_NOTHING)
    return brought + fund_moved(date__lte=on)


def fund_moved(**days: object) -> Combinable:
    """Return the expression over funds for what came less what left on these days, in yuan."""
    moved: Combinable = _NOTHING
    for model, name, effects in _effects_of_models():
        rows = model.objects.countable().filter(**{name: OuterRef("pk")}, **days)
        # Whole sums are added up: that is half the work of adding up in each of the rows.
        sums = (effect.sign * Coalesce(Sum(effect.amount), _NOTHING) for effect in effects)
        of_fund = rows.order_by().values(name).annotate(_moved=reduce(add, sums)).values("_moved")
        moved = moved + Coalesce(Subquery(of_fund), _NOTHING)
    return moved


def fund_rounded(on: date) -> Q:
    """Return the condition over funds for some of what came or left being known only roughly.

    Whatever came or left up to that day.
    """
    rough = Q(pk__in=[])
    for model, name, effects in _effects_of_models():
        # Few rows have any rounding at all; an index names them.
        some = reduce(or_, (any_rounded(effect.amount) for effect in effects))
        rows = model.objects.countable().filter(
            some, ~Q(rounded=[]), **{name: OuterRef("pk")}, date__lte=on
        )
        rough |= Q(Exists(rows))
    return rough


def _effects_of_models() -> Iterator[tuple[type[Record], str, list[FundEffect]]]:
    """Yield each model that moves money with its field of the fund, and all that it does to it.

    Its rows are then read once.
    """
    for (model, name), found in groupby(fund_movements(), key=lambda each: each[:2]):
        yield model, name, [effect for _model, _name, effect in found]


class Fund(NamedEntry):
    """A purse that gifts go into: general, or earmarked for a purpose or an appeal."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("not earmarked")
        EARMARKED = "earmarked", _("earmarked")
        ABOVE = "above", _("from above")
        OWN = "own", _("own income")
        FISCAL = "fiscal", _("fiscal money")

    # Of gifts. The society's own income and fiscal money are kept in books apart.
    DONATED: ClassVar = (Kind.GENERAL, Kind.EARMARKED, Kind.ABOVE)

    class HeldAs(models.TextChoices):
        INCOME = "income", _("donation income")
        AGENCY = "agency", _("held for others")

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.GENERAL,
        help_text=_(
            "Earmarked when donors named its purpose; what comes from above is kept apart."
        ),
    )
    held_as = models.CharField(
        _("held as"),
        max_length=10,
        choices=HeldAs,
        default=HeldAs.INCOME,
        help_text=_("Held for others where the giver named who is to receive it."),
    )
    purpose = models.CharField(
        _("purpose"), max_length=200, blank=True, help_text=_("As the evaluation names it.")
    )
    is_appeal = models.BooleanField(
        _("public appeal"),
        default=False,
        help_text=_("With a filed plan. The text calls nothing else so."),
    )
    filing_number = models.CharField(
        _("filing number of the appeal"),
        max_length=60,
        blank=True,
        help_text=_("Of its plan, as the authority gave it."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("Of a larger fund, three levels at most."),
    )
    opens_on = models.DateField(
        _("opens on"),
        null=True,
        blank=True,
        help_text=_("The opening balance counts from this day; nothing moves before it."),
    )
    closes_on = models.DateField(
        _("closes on"),
        null=True,
        blank=True,
        help_text=_("After it nothing comes in; what is left may be spent."),
    )
    opening_balance = models.DecimalField(
        _("opening balance (yuan)"),
        max_digits=14,
        decimal_places=2,
        default=0,
        help_text=_("What was left when records begin here; 0 if nothing."),
    )
    note = models.TextField(_("note"), blank=True)

    summed_on_merge = ("opening_balance",)
    counted_by = ("kind", "held_as", "parent")
    lasting_fields = ("opens_on", "closes_on")
    # What `FundQuerySet.with_known_balance` adds.
    balance: Decimal
    is_rough: bool

    objects: ClassVar = FundQuerySet.as_manager()
    typed_as = {
        "opens_on": TypedAs.OPEN_DATE,
        "closes_on": TypedAs.END_DATE,
        "opening_balance": TypedAs.YUAN,
    }

    class Meta(NamedEntry.Meta):
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="fund_name_unique",
                violation_error_message=_("There is already a fund of this name."),
            ),
            models.CheckConstraint(
                condition=Q(opening_balance__gte=0),
                name="fund_opening_balance_not_negative",
                violation_error_message=_("A balance is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(is_appeal=True) | Q(filing_number=""),
                name="fund_filing_number_of_an_appeal",
                violation_error_message=_("Only a public appeal has a filing number."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="fund_closes_after_opening",
                violation_error_message=_("It closes before it opens."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        closed = max((period.end for period in self.society.locked_periods), default=None)
        if self.pk is None and self.opens_on is None and closed:
            # It was not there in what has been signed.
            self.opens_on = closed + timedelta(days=1)
        depth = self.validate_no_cycle("parent", _("A fund cannot be part of itself."))
        if depth + self.levels_below() > 3:
            raise ValidationError({"parent": _("Funds nest three deep at most.")})
        below = Fund.objects.countable().filter(parent=self.pk) if self.pk else ()
        if any(one.book != self.book for one in (self.parent, *below) if one):
            raise ValidationError({"parent": _("These are kept in books apart.")})
        earmarked = self.Kind.EARMARKED
        if self.parent and self.parent.kind == earmarked != self.kind:
            raise ValidationError({"kind": _("What lies in an earmarked fund is earmarked too.")})
        if self.kind == earmarked and any(one.kind != earmarked for one in below):
            text = _("What lies in it is not earmarked: change that first.")
            raise ValidationError({"kind": text})

    def within(self, fund: "Fund") -> bool:
        """Return whether it is this fund or one below it."""
        above: Fund | None = self
        while above and above.pk != fund.pk:
            above = above.parent
        return above is not None

    @property
    def appeal(self) -> "Fund | None":
        """Return the appeal to the public that it is, or lies within; None where it is of none."""
        fund: Fund | None = self
        while fund and not fund.is_appeal:
            fund = fund.parent
        return fund

    @property
    def book(self) -> str:
        """What is kept together: all donated money, own income, fiscal money."""
        return "donated" if self.kind in self.DONATED else self.kind

    def levels_below(self) -> int:
        """Return how many levels of funds that count are nested within it."""
        levels, funds = 0, {self.pk} - {None}
        while funds:
            below = Fund.objects.countable().filter(parent__in=funds)
            funds = set(below.values_list("pk", flat=True))
            levels += bool(funds)
        return levels

    def validate_after_save(self, before: Self | None) -> None:
        self._check_closed_periods(before)
        super().validate_after_save(before)
        if before:
            self._check_against_records(before)
        if before and (before.kind, before.parent_id) != (self.kind, self.parent_id):
            follow_funds(self.society)
        self.check_not_overdrawn("opening_balance")

    def lasts_over(self, day: date) -> bool:
        return (self.opens_on or day) <= day <= (self.closes_on or day)

    def closed_periods_of_use(self) -> list[ClosedPeriod]:
        """Return the closed periods that had something of it, or of a fund below it."""
        closed = self.society.locked_periods
        if not closed or self.pk is None:
            return []
        below = Fund.objects.countable().filter(Q(pk=self.pk) | within_fund(self, "parent"))
        days = [brought[1] for fund in below if (brought := fund._brought)]
        for model, name in self.referencing_fields():
            if not issubclass(model, Record):
                continue
            rows = model.objects.countable().filter(**{f"{name}__in": [f.pk for f in below]})
            if first := rows.aggregate(first=Min("date"))["first"]:
                days.append(first)
        return [period for period in closed if days and period.end >= min(days)]

    def held_fields(self) -> dict[str, list[ClosedPeriod]]:
        lasted = [one for one in self.society.locked_periods if self.lasts_over(one.end)]
        held = super().held_fields()
        if self.pk and lasted:
            held |= dict.fromkeys(("opens_on", "opening_balance"), lasted)
        return held

    @property
    def _brought(self) -> tuple[Decimal, date] | None:
        """What it was opened with, and from which day it counts; None for nothing."""
        if self.voided_at or not self.opening_balance:
            return None
        return self.opening_balance, self.opens_on or date.min

    def _check_closed_periods(self, before: Self | None) -> None:
        """Raise ValidationError where what closed periods had left would become another."""
        states = {self._brought, before._brought if before else None}
        days = [brought[1] for brought in states - {None} if brought]
        if len(states) == 1 or not days:
            return
        closed = [one for one in self.society.locked_periods if one.end >= min(days)]
        if closed:
            raise ValidationError({"opening_balance": closed_text(closed)})

    def _check_against_records(self, before: Self) -> None:
        """Raise ValidationError when dates or kind do not fit what already went in and came out."""
        for model, name, effect in fund_movements():
            rows = model.objects.countable().filter(**{name: self.pk})
            if self.opens_on and rows.filter(date__lt=self.opens_on).exists():
                raise ValidationError({"opens_on": _("Records of this fund lie before that day.")})
            late = Q(date__gt=self.closes_on)
            if self.closes_on and effect.adds_new_money and rows.filter(late).exists():
                raise ValidationError({"closes_on": _("Gifts into this fund lie after that day.")})
            apart = before.book != self.book or self.Kind.ABOVE in (before.kind, self.kind)
            turned = before.kind != self.kind and apart
            if turned and effect.line is StatementLine.INCOME and rows.exists():
                raise ValidationError(
                    {"kind": _("Money has come into this fund, and is kept apart by its kind.")}
                )

    def check_not_overdrawn(self, field: str) -> None:
        """Raise ValidationError, beside the field, for a day on which more had left than came."""
        moved = dict.fromkeys([self.opens_on or date.min], self.opening_balance)
        for model, name, effect in fund_movements():
            known = {name: self.pk, f"{effect.amount}__isnull": False}
            rows = model.objects.countable().filter(**known).order_by()
            for day, total in rows.values_list("date").annotate(Sum(effect.amount)):
                moved[day] = moved.get(day, 0) + effect.sign * total
        balance = Decimal(0)
        for day in sorted(moved):
            balance += moved[day]
            if balance < 0:
                raise ValidationError(
                    {
                        field: _("“%(fund)s” would be overdrawn by %(sum)s yuan on %(day)s.")
                        % {"fund": self, "sum": f"{-balance:,.2f}", "day": day.isoformat()}
                    }
                )


def within_fund(fund: Fund, field: str = "fund") -> Q:
    """Return the condition for `field` being this fund or one below it; funds nest three deep."""
    condition = Q()
    for level in ("", "__parent", "__parent__parent"):
        condition |= Q(**{f"{field}{level}": fund})
    return condition


def source_by_fund(gift: "CashGift | GoodsGift", source: str) -> str:
    """Return the source that the kind of its fund makes of the one given.

    What comes from above goes into funds of its own, so that its spending is known apart. Raises
    ValidationError where it would go into another, or a gift into what is no fund of gifts.
    """
    fund = gift.fund if gift.fund_id else None
    kind = fund.kind if fund else ""
    if fund and kind not in Fund.DONATED:
        raise ValidationError({"fund": _("Gifts go into funds of donated money.")})
    if kind == Fund.Kind.ABOVE:
        return gift.Source.ABOVE if source == gift.Source.PUBLIC else source
    if source == gift.Source.ABOVE and kind:
        raise ValidationError({"fund": _("What comes from above goes into a fund of that kind.")})
    return source
