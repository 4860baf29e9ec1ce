"""What becomes of goods in store but being given out: removed from it, or counted."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.formatting import format_decimal
from redcross.models import Entry, Record

from .goods import YUAN, GoodsLine, GoodsLot, LotMovement, check_lots, check_to_the_fen


class StockRemoval(Record):
    """Goods written off (报损) or given back to their donor. They are in no aid."""

    class Kind(models.TextChoices):
        EXPIRED = "expired", _("written off: expired")
        DAMAGED = "damaged", _("written off: damaged")
        LOST = "lost", _("written off: lost")
        RETURNED = "returned", _("given back to the donor")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    decided_by = models.CharField(
        _("decided by"), max_length=100, help_text=_("The body, or the paper.")
    )
    checker = models.CharField(_("checked by"), max_length=30)
    second_checker = models.CharField(_("checked with"), max_length=30)
    outcome = models.CharField(
        _("what became of it"), max_length=100, blank=True, help_text=_("Destroyed, sent back.")
    )

    lines = ("goods",)
    carries_over = True
    roundable_fields = ()
    alike_fields = ("date", "kind", "decided_by")

    personal_fields = ("note", "decided_by", "checker", "second_checker", "outcome")

    class Meta(Record.Meta):
        verbose_name = _("goods removed from the store")
        verbose_name_plural = _("goods removed from the store")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(second_checker=F("checker")),
                name="stock_removal_two_checkers",
                violation_error_message=_("Two different people check the goods."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if not self.goods.exists():
            raise ValidationError(_("Say which goods: choose the lots."))
        check_lots(self)


class RemovedGoods(LotMovement):
    """What left the store of one lot without being given out."""

    removal = models.ForeignKey(
        StockRemoval, models.CASCADE, related_name="goods", verbose_name=_("removal")
    )

    owner = "removal"
    goods_lines = {
        GoodsLine.WRITTEN_OFF: ~Q(removal__kind=StockRemoval.Kind.RETURNED),
        GoodsLine.GIVEN_BACK: Q(removal__kind=StockRemoval.Kind.RETURNED),
    }

    class Meta(LotMovement.Meta):
        verbose_name = _("goods removed")
        verbose_name_plural = _("goods removed")


class StockCount(Record):
    """What was found in the store (盘点), beside what the books say, at the end of the day."""

    counter = models.CharField(_("counted by"), max_length=30)
    witness = models.CharField(_("counted with"), max_length=30)

    lines = ("counted",)
    # Of the count as it was stored, by lot; its own are saved before its rules are asked.
    _lines_before: Mapping[int, "CountedGoods"] = MappingProxyType({})
    carries_over = True
    roundable_fields = ()
    alike_fields = ("date", "counter")

    personal_fields = ("note", "counter", "witness")

    class Meta(Record.Meta):
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(witness=F("counter")),
                name="stock_count_by_two",
                violation_error_message=_("Two different people count the goods."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter} / {self.witness}"

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        self._lines_before = {line.lot_id: line for line in current.counted.all()}

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        lines = list(self.counted.all())
        if not lines:
            raise ValidationError(_("Say what was counted: choose the lots."))
        same_day = before is not None and before.date == self.date
        remaining = {} if self.voided_at else self._left_by_the_books()
        for line in lines if remaining else ():
            known = self._lines_before.get(line.lot_id) if same_day else None
            if known and known.found == line.found:
                # Nothing of it was counted anew: what was entered meanwhile is pointed out.
                line.take_book(known.book)
            else:
                # Without the difference that the count itself has made so far.
                line.take_book(remaining[line.lot_id] - line.quantity)
        check_lots(self, "counted", also=self._lines_before)

    def _left_by_the_books(self) -> dict[int, Decimal]:
        """Return what is left of each lot at the end of the day, with its own differences."""
        lots = GoodsLot.objects.filter(pk__in=self.counted.values("lot"))
        return {lot.pk: lot.remaining for lot in lots.with_remaining(self.date)}

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found = super().warnings()
        if self.voided_at:
            return found
        remaining = self._left_by_the_books()
        text = _("%(lot)s: what was entered later makes it %(left)s on that day.")
        return found + [
            (text % {"lot": line, "left": format_decimal(remaining[line.lot_id])}, None)
            for line in self.counted.select_related("lot")
            if remaining[line.lot_id] != line.found
        ]


class CountedGoods(LotMovement):
    """One lot of a count: what was found, what the books said, and found less said."""

    count = models.ForeignKey(
        StockCount, models.CASCADE, related_name="counted", verbose_name=_("stock count")
    )
    found = models.DecimalField(_("found"), max_digits=12, decimal_places=3)
    book = models.DecimalField(
        _("by the books"), max_digits=12, decimal_places=3, default=0, editable=False
    )
    quantity = models.DecimalField(
        _("difference"), max_digits=12, decimal_places=3, default=0, editable=False
    )
    reason = models.CharField(_("reason of the difference"), max_length=100, blank=True)

    owner = "count"
    sign = 1
    goods_lines = {
        GoodsLine.SURPLUS: Q(quantity__gt=0),
        GoodsLine.SHORTAGE: Q(quantity__lt=0),
    }
    not_summed = frozenset({"found", "book", "quantity"})

    personal_fields = ("reason",)

    class Meta(LotMovement.Meta):
        verbose_name = _("goods counted")
        verbose_name_plural = _("goods counted")
        constraints = [
            models.CheckConstraint(
                condition=Q(found__gte=0),
                name="counted_goods_not_negative",
                violation_error_message=_("The quantity is never below zero."),
            ),
            models.UniqueConstraint(
                fields=["count", "lot"],
                name="counted_goods_each_once",
                violation_error_message=_("This lot is counted already."),
            ),
        ]

    def __str__(self) -> str:
        return self.in_words(self.found)

    def clean(self) -> None:
        super().clean()
        if self.lot_id and self.lot.unit == YUAN:
            check_to_the_fen(self.found, "found")

    def describe(self) -> str:
        """Return it with what follows from the books."""
        return f"{super().describe()} ({format_decimal(self.book)} → {format_decimal(self.found)})"

    def take_book(self, book: Decimal) -> None:
        """Save what the books said, and the difference."""
        if (self.book, self.quantity) != (book, self.found - book):
            self.book, self.quantity = book, self.found - book
            self.save(update_fields=["book", "quantity"])
