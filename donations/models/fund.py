"""Funds, their balance, and what may move money in and out of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    DecimalField,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.models import EntryQuerySet, NamedEntry, Record
from redcross.typed_values import TypedAs

if TYPE_CHECKING:
    from .cash_gift import CashGift
    from .goods import GoodsGift


class FundQuerySet(EntryQuerySet):
    """Funds, with what is left in them."""

    def with_balance(self, on: date) -> Self:
        """Add `balance`: what is left at the end of the day, in yuan, without the funds below."""
        return self.annotate(balance=fund_balance(on))


def fund_movements() -> Iterator[tuple[type[Record], str, str, int]]:
    """Yield (model, its field of the fund, its field of the sum, 1 in or -1 out)."""
    for model, name in Fund.referencing_fields():
        effects = getattr(model, "fund_effects", {})
        if name in effects:
            yield model, name, *effects[name]


def fund_balance(on: date) -> Expression:
    """Return the expression over funds for what is left in them at the end of that day, in yuan.

    The opening balance, from the day the fund opens, and all that came and left.
    """
    nothing = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))
    opened = Q(opens_on=None) | Q(opens_on__lte=on)
    balance: Expression = Case(When(opened, then=F("opening_balance")), default=nothing)
    for model, name, amount, sign in fund_movements():
        rows = model.objects.countable().filter(**{name: OuterRef("pk")}, date__lte=on)
        sums = rows.order_by().values(name).values_list(Sum(amount))
        balance = balance + sign * Coalesce(Subquery(sums), nothing)
    return balance


def fund_rounded(on: date) -> Q:
    """Return the condition over funds for some of what came or left being known only roughly.

    Whatever came or left up to that day.
    """
    any_rounded = Q(pk__in=[])
    for model, name, amount, _sign in fund_movements():
        rows = model.objects.countable().filter(
            **{name: OuterRef("pk")}, date__lte=on, rounded__contains=[amount]
        )
        any_rounded |= Q(Exists(rows))
    return any_rounded


class Fund(NamedEntry):
    """A purse that gifts go into: general, or earmarked for a purpose or an appeal."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("not earmarked")
        EARMARKED = "earmarked", _("earmarked")
        ABOVE = "above", _("from above")

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.GENERAL,
        help_text=_(
            "Earmarked when donors named its purpose; what comes from above is kept apart."
        ),
    )
    purpose = models.CharField(
        _("purpose"), max_length=200, blank=True, help_text=_("As the evaluation names it.")
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
    # What `FundQuerySet.with_balance` adds.
    balance: Decimal

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
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="fund_closes_after_opening",
                violation_error_message=_("It closes before it opens."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        depth = self.validate_no_cycle("parent", _("A fund cannot be part of itself."))
        if depth + self.levels_below() > 3:
            raise ValidationError({"parent": _("Funds nest three deep at most.")})

    def levels_below(self) -> int:
        """Return how many levels of funds that count are nested within it."""
        levels, funds = 0, {self.pk} - {None}
        while funds:
            below = Fund.objects.countable().filter(parent__in=funds)
            funds = set(below.values_list("pk", flat=True))
            levels += bool(funds)
        return levels

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if before:
            self._check_against_records(before)
        self.check_not_overdrawn("opening_balance")

    def _check_against_records(self, before: Self) -> None:
        """Raise ValidationError when dates or kind do not fit what already went in and came out."""
        for model, name, _amount, sign in fund_movements():
            rows = model.objects.countable().filter(**{name: self.pk})
            if self.opens_on and rows.filter(date__lt=self.opens_on).exists():
                raise ValidationError({"opens_on": _("Records of this fund lie before that day.")})
            if self.closes_on and sign > 0 and rows.filter(date__gt=self.closes_on).exists():
                raise ValidationError({"closes_on": _("Gifts into this fund lie after that day.")})
            turned = before.kind != self.kind and self.Kind.ABOVE in (before.kind, self.kind)
            if turned and sign > 0 and rows.exists():
                raise ValidationError(
                    {"kind": _("Gifts are in this fund: what comes from above is kept apart.")}
                )

    def check_not_overdrawn(self, field: str) -> None:
        """Raise ValidationError, beside the field, for a day on which more had left than came."""
        moved = dict.fromkeys([self.opens_on or date.min], self.opening_balance)
        for model, name, amount, sign in fund_movements():
            rows = model.objects.countable().filter(**{name: self.pk, f"{amount}__isnull": False})
            for day, total in rows.order_by().values_list("date").annotate(Sum(amount)):
                moved[day] = moved.get(day, 0) + sign * total
        left = Decimal(0)
        for day in sorted(moved):
            left += moved[day]
            if left < 0:
                raise ValidationError(
                    {
                        field: _("“%(fund)s” would be overdrawn by %(sum)s yuan on %(day)s.")
                        % {"fund": self, "sum": f"{-left:,.2f}", "day": day.isoformat()}
                    }
                )


def within_fund(fund: Fund, field: str = "fund") -> Q:
    """Return the condition for `field` being this fund or one below it; funds nest three deep."""
    condition = Q()
    for level in ("", "__parent", "__parent__parent"):
        condition |= Q(**{f"{field}{level}": fund})
    return condition


class FundMovementMixin(Record):
    """A record that lets money into a fund or out of it. No fund is ever overdrawn."""

    # Field of the fund to the field of the sum and its sign.
    fund_effects: ClassVar[dict[str, tuple[str, int]]]

    class Meta(Record.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        for name, (_amount, sign) in self.fund_effects.items():
            fund, day = getattr(self, name, None), self.date
            if fund is None or day is None:
                continue
            if fund.opens_on and day < fund.opens_on:
                raise ValidationError(
                    {"date": _("The fund opens only on %(day)s.") % {"day": fund.opens_on}}
                )
            if fund.closes_on and day > fund.closes_on and sign > 0:
                raise ValidationError(
                    {"date": _("The fund closed on %(day)s.") % {"day": fund.closes_on}}
                )

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        yield from super().validate_together(saved)
        for name, (amount, sign) in cls.fund_effects.items():
            # The last of each fund: what it leaves is what all before it leave.
            last: dict[int, Self] = {}
            for row, before in saved:
                if before is None and sign > 0:
                    continue  # more money overdraws nothing
                funds = (getattr(one, f"{name}_id") for one in (row, before) if one is not None)
                last |= dict.fromkeys(filter(None, funds), row)
            # Read anew: what was read before the lock may have changed.
            for fund in Fund.objects.filter(pk__in=last):
                try:
                    fund.check_not_overdrawn(amount)
                except ValidationError as error:
                    yield last[fund.pk], error

    @classmethod
    def balance_effects(
        cls, changed: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[str, Decimal, Decimal]]:
        yield from super().balance_effects(changed)
        changes: dict[int, Decimal] = {}
        funds: dict[int, Fund] = {}
        for name, (amount, sign) in cls.fund_effects.items():
            for pair in changed:
                for row, turned in zip(pair, (sign, -sign), strict=True):
                    fund: Fund | None = getattr(row, name, None)
                    if row is None or fund is None:
                        continue
                    # One that is added beside has no number yet.
                    key = fund.pk or id(fund)
                    funds[key] = fund
                    moved = turned * (getattr(row, amount) or Decimal(0))
                    changes[key] = changes.get(key, Decimal(0)) + moved
        known = Fund.objects.filter(pk__in=changes).with_balance(timezone.localdate())
        balances = {fund.pk: fund.balance for fund in known}
        for key, change in changes.items():
            if change:
                what = gettext("Left in “%(fund)s” (yuan)") % {"fund": funds[key]}
                yield what, balances.get(key, funds[key].opening_balance), change


def source_by_fund(gift: "CashGift | GoodsGift", source: str) -> str:
    """Return the source that the kind of its fund makes of the one given.

    What comes from above goes into funds of its own, so that its spending is known apart. Raises
    ValidationError where it would go into another.
    """
    fund = gift.fund if gift.fund_id else None
    kind = fund.kind if fund else ""
    if kind == Fund.Kind.ABOVE:
        return gift.Source.ABOVE if source == gift.Source.PUBLIC else source
    if source == gift.Source.ABOVE and kind:
        raise ValidationError({"fund": _("What comes from above goes into a fund of that kind.")})
    return source
