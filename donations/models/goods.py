"""Goods received, in batches and lots, and what is left of them."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DecimalField, Expression, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Round
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.fields import SearchKeyField
from redcross.formatting import format_decimal
from redcross.models import (
    Entry,
    Line,
    LineQuerySet,
    Reminder,
    RemindingQuerySet,
    User,
)
from redcross.models.audit_log import Changes
from redcross.typed_values import TypedAs

from .fund import Fund, follow_funds, source_by_fund
from .goods_value import NO_YUAN, YUAN, ValueBasis, as_unit, check_to_the_fen, worth_in_words
from .receipted_gift import ReceiptedGift


class GoodsGiftQuerySet(RemindingQuerySet["GoodsGift"]):
    """Batches of goods."""

    def reminders(self, today: date, most: int) -> list[Reminder]:
        """Return the lots in store that expire within GOODS_EXPIRY_NOTICE_DAYS, or have."""
        soon = today + timedelta(days=settings.GOODS_EXPIRY_NOTICE_DAYS)
        lots = GoodsLot.objects.filter(gift__in=self, expires_on__lte=soon)
        lots = lots.filter(GreaterThan(lot_remaining(today), 0)).with_remaining(today)
        found = []
        for lot in lots.order_by("expires_on", "pk")[:most]:
            params = {"left": format_decimal(lot.remaining), "unit": lot.unit}
            url = reverse(GoodsGift.url_name("detail"), args=[lot.gift_id])
            text = _("%(left)s %(unit)s in store expire")
            found.append(Reminder(cast(date, lot.expires_on), lot.item, text % params, url))
        return found


class GoodsGift(ReceiptedGift):
    """One batch of goods received, with its lots; or several, of which only the number is known."""

    class Source(models.TextChoices):
        PUBLIC = "public", _("donation from the public")
        ABOVE = "above", _("transfer from above")
        PURCHASED = "purchased", _("purchased")

    donor = models.ForeignKey(
        "donations.Donor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goods_gifts",
        verbose_name=_("donor"),
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goods_gifts",
        verbose_name=_("fund"),
        help_text=_("What the goods are for; of purchased goods, what paid for them."),
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PUBLIC)
    description = models.CharField(
        _("goods in words"), max_length=100, blank=True, help_text=_("When no lots are known.")
    )
    checker = models.CharField(
        _("checked by"),
        max_length=30,
        blank=True,
        help_text=_("Who counted and checked the goods."),
    )
    second_checker = models.CharField(
        _("checked with"),
        max_length=30,
        blank=True,
        help_text=_("Goods are accepted by two people."),
    )

    objects: ClassVar = GoodsGiftQuerySet.as_manager()
    lines = ("lots",)
    carries_over = True
    alike_fields = ("date", "donor", "fund")
    recommended_fields = ("checker", "second_checker")

    personal_fields = ("note", "checker", "second_checker")

    class Meta(ReceiptedGift.Meta):
        verbose_name = _("goods received")
        verbose_name_plural = _("goods received")
        constraints = [
            *ReceiptedGift.Meta.constraints,
            models.CheckConstraint(
                condition=Q(checker="") | Q(second_checker="") | ~Q(second_checker=F("checker")),
                name="goods_gift_two_checkers",
                violation_error_message=_("Two different people check the goods."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor or self.get_source_display()} {self.description}".strip()

    def clean(self) -> None:
        super().clean()
        if self.fund_id and self.source != self.Source.PURCHASED:
            self.source = source_by_fund(self, self.source)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        lots = GoodsLot.objects.filter(gift=self)
        if not self.description and not lots.exists():
            raise ValidationError(
                {"description": _("Say what was received: in lots, or in words.")}
            )
        for lot in lots.select_related("gift"):
            lot.check_not_overdrawn()

    def save_derived(self, changes: Changes, *, by: User) -> None:
        super().save_derived(changes, by=by)
        if "fund" in changes:
            follow_funds(self.society)
        if "lots" in changes:
            for model, _name in GoodsLot.referencing_fields():
                cast("type[LotMovement]", model).follow_lots_of(self, by=by)

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        soon = self.date + timedelta(days=settings.SHELF_LIFE_DAYS)
        return super().warnings() + [
            (
                _("%(item)s expires on %(day)s, too soon after it was received.")
                % {"item": lot.item, "day": lot.expires_on},
                None,
            )
            for lot in self.lots.filter(expires_on__lt=soon)
        ]


class GoodsLotQuerySet(LineQuerySet):
    """Lots, with what is left of them."""

    def with_remaining(self, on: date) -> Self:
        """Add `remaining`: what is left at the end of the day, in the lot's unit."""
        return self.annotate(remaining=lot_remaining(on))


def lot_remaining(on: date) -> Combinable:
    """Return the expression over lots for what was received less what was given out to that day."""
    remaining: Combinable = F("quantity")
    nothing = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=3))
    for model, name in GoodsLot.referencing_fields():
        moved = cast("type[LotMovement]", model)
        rows = moved.objects.countable().filter(
            **{name: OuterRef("pk"), f"{moved.owner}__date__lte": on}
        )
        sums = rows.order_by().values(name).values_list(Sum("quantity"))
        remaining = remaining + moved.sign * Coalesce(Subquery(sums), nothing)
    return remaining


def worth_of(quantity: Combinable, unit_value: str = "unit_value") -> Expression:
    """Return the expression for the quantity at its lot's unit value, in yuan, to the fen."""
    return Round(quantity * F(unit_value), 2)


class GoodsLot(Line):
    """One kind of goods of a batch. Without a basis of its value it has no unit value.

    Goods of which only the value in all is known are a lot in 元, each worth 1: it can be given out
    in parts, by value.
    """

    gift = models.ForeignKey(
        GoodsGift, models.CASCADE, related_name="lots", verbose_name=_("goods received")
    )
    item = models.CharField(_("item"), max_length=100)
    search_key = SearchKeyField(of="item")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("unit of quantity"), max_length=10, default="件")
    unit_value = models.DecimalField(
        _("unit value (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    value_basis = models.CharField(
        _("basis of the value"), max_length=10, choices=ValueBasis, blank=True
    )
    batch_number = models.CharField(
        _("batch number"), max_length=60, blank=True, help_text=_("As its maker printed it.")
    )
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    quality_proof = models.CharField(_("proof of quality"), max_length=60, blank=True)
    fixed_asset = models.BooleanField(
        _("kept for own use, a fixed asset"),
        default=False,
        help_text=_("AEDs and manikins for training, and the like: not given out."),
    )

    owner = "gift"
    worth = worth_of(F("quantity"))
    # What `GoodsLotQuerySet.with_remaining` adds.
    remaining: Decimal

    objects: ClassVar = GoodsLotQuerySet.as_manager()
    typed_as = {"unit_value": TypedAs.YUAN, "expires_on": TypedAs.END_DATE}
    # Each quantity is in the unit beside it.
    not_summed = frozenset({"quantity", "remaining", "unit_value"})

    class Meta(Line.Meta):
        verbose_name = _("lot of goods")
        verbose_name_plural = _("lots of goods")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="goods_lot_quantity_positive",
                violation_error_message=_("The quantity must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(unit_value=None) | Q(unit_value__gte=0),
                name="goods_lot_unit_value_not_negative",
                violation_error_message=_("A value is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(unit_value=None) | ~Q(value_basis=""),
                name="goods_lot_value_has_basis",
                violation_error_message=_(
                    "Choose how the value is known: by voucher (invoice, agreement, price"
                    " certificate), by assessment, or as the market price of the like."
                ),
            ),
            models.CheckConstraint(
                condition=Q(unit_value__isnull=False) | Q(value_basis=""),
                name="goods_lot_basis_has_value",
                violation_error_message=_("A basis is of a value: write the unit value too."),
            ),
            models.CheckConstraint(
                condition=Q(produced_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("produced_on")),
                name="goods_lot_expires_after_production",
                violation_error_message=_("It expires before it was produced."),
            ),
            models.CheckConstraint(
                condition=~Q(unit=YUAN) | Q(unit_value__isnull=False, unit_value=1),
                name="goods_lot_in_yuan_worth_one",
                violation_error_message=_(
                    "A lot in yuan is its own value: leave the unit value empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        if self.unit == YUAN:
            return worth_in_words(self.item, self.quantity)
        return f"{self.item} {format_decimal(self.quantity)}{self.unit}"

    def clean(self) -> None:
        super().clean()
        self.unit = as_unit(self.unit)
        if self.unit in NO_YUAN:
            text = _("Goods known only by their value are counted in yuan: write yuan as the unit.")
            raise ValidationError({"unit": text})
        if self.unit == YUAN:
            self.unit_value = Decimal(1) if self.unit_value is None else self.unit_value
            check_to_the_fen(self.quantity)

    @property
    def value(self) -> Decimal | None:
        """What was received is worth, to the fen; None without a unit value."""
        return self.value_of(self.quantity)

    def value_of(self, quantity: Decimal) -> Decimal | None:
        """Return what so much of it is worth, to the fen; None without a unit value."""
        if self.unit_value is None:
            return None
        return (quantity * self.unit_value).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def check_not_overdrawn(self) -> None:
        """Raise ValidationError when it cannot have been given out as it was.

        More than was received, before it came, or though its batch is voided.
        """
        moved: dict[date, Decimal] = {}
        for model, name in self.referencing_fields():
            movement = cast("type[LotMovement]", model)
            rows = movement.objects.countable().filter(**{name: self}).order_by()
            day_of = f"{movement.owner}__date"
            for quantity in rows.values_list("quantity", flat=True) if self.unit == YUAN else ():
                check_to_the_fen(quantity)
            for day, quantity in rows.values_list(day_of).annotate(Sum("quantity")):
                moved[day] = moved.get(day, Decimal(0)) + movement.sign * quantity
        if self.gift.voided_at and moved:
            raise ValidationError(
                _("%(lot)s: goods of a voided batch cannot have been given out.") % {"lot": self}
            )
        if moved and min(moved) < self.gift.date:
            raise ValidationError(
                _("%(lot)s came only on %(day)s.") % {"lot": self, "day": self.gift.date}
            )
        remaining = self.quantity
        for day in sorted(moved):
            remaining += moved[day]
            if remaining < 0:
                raise ValidationError(
                    _("There is not enough of %(lot)s: %(short)s %(unit)s too few on %(day)s.")
                    % {
                        "lot": self,
                        "short": format_decimal(-remaining),
                        "unit": self.unit,
                        "day": day,
                    }
                )


class GoodsLine(models.TextChoices):
    """What a movement is in the statement of goods."""

    RETURNED = "returned", _("returned to the store")
    SURPLUS = "surplus", _("surplus of a count")
    GIVEN = "given", _("given out as aid")
    DISBURSED = "disbursed", _("disbursed")
    WRITTEN_OFF = "written_off", _("written off")
    SHORTAGE = "shortage", _("shortage of a count")
    GIVEN_BACK = "given_back", _("given back to donors")


class LotMovement(Line):
    """What left the store of one lot, or came back to it, on the day of the record it is of."""

    lot = models.ForeignKey(
        GoodsLot, models.PROTECT, related_name="%(class)s_lines", verbose_name=_("lot")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)

    # 1 into the store, -1 out of it.
    sign: ClassVar[int] = -1
    # What it is in the statement of goods, and of which rows.
    goods_lines: ClassVar[dict[GoodsLine, Q]] = {}
    # Each is in the unit of its lot.
    not_summed = frozenset({"quantity"})

    @classmethod
    def follow_lots_of(cls, gift: GoodsGift, *, by: User) -> None:
        """Save anew what records took from lots of these goods: what they are worth."""

    class Meta(Line.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="%(class)s_quantity_positive",
                violation_error_message=_("The quantity must be above zero."),
            )
        ]

    def __str__(self) -> str:
        return self.in_words(self.quantity)

    def in_words(self, quantity: Decimal) -> str:
        """Return so much of the lot in words."""
        if self.lot.unit == YUAN:
            return worth_in_words(self.lot.item, quantity, batch=False)
        return f"{self.lot.item} {format_decimal(quantity)}{self.lot.unit}"

    def clean(self) -> None:
        super().clean()
        if self.lot_id and self.lot.unit == YUAN:
            check_to_the_fen(self.quantity)


def check_lots(entry: Entry, lines: str = "goods", also: Collection[int] = ()) -> None:
    """Raise ValidationError for a lot of another society, or of which more left than came.

    `also`: lots that it no longer names, of which it had brought something.
    """
    lot_keys = set(getattr(entry, lines).values_list("lot", flat=True))
    for lot in GoodsLot.objects.filter(pk__in=lot_keys | {*also}).select_related("gift"):
        if lot.gift.society_id != entry.society_id:
            raise ValidationError(_("This belongs to another society."))
        lot.check_not_overdrawn()
