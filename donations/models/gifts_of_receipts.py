"""Gifts beside receipts: which carry a receipt's number, which may be what it is of."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Length, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from redcross.models import EntryQuerySet
from redcross.naming import plain_name

from .cash_gift import CashGift
from .donor import Donor
from .goods import GoodsGift, GoodsLot
from .receipt_number import HALF_YEAR, carries_number
from .receipted_gift import ReceiptedGift
from .stock import RemovedGoods, StockRemoval

if TYPE_CHECKING:
    from .receipt import Receipt

# The kinds of gifts that receipts are of.
GIFT_KINDS: tuple[type[ReceiptedGift], ...] = (CashGift, GoodsGift)
# How far the days of a gift and of the receipt suggested for it lie apart.
DAYS = 31
# How many gifts are suggested for one receipt, of each kind.
SUGGESTED = 3


def _worth_of_gift(kind: type[ReceiptedGift]) -> Combinable:
    """Return the expression over gifts for what each is worth, in yuan; NULL without a value."""
    if kind is CashGift:
        return F("amount")
    lots = GoodsLot.objects.filter(gift=OuterRef("pk")).order_by().values("gift")
    lots = lots.annotate(worth_of_lots=Sum(GoodsLot.worth))
    return Subquery(
        lots.values("worth_of_lots"),
        output_field=DecimalField(max_digits=14, decimal_places=2),
    )


def is_returned_of(kind: type[ReceiptedGift]) -> Q:
    """Return the condition over gifts for some of them having gone back to who gave it."""
    if kind is CashGift:
        return Q(refunds__isnull=False, refunds__voided_at=None)
    returned = RemovedGoods.objects.countable().filter(removal__kind=StockRemoval.Kind.RETURNED)
    return Q(Exists(returned.filter(lot__gift=OuterRef("pk"))))


def names_payer() -> Q:
    """Return the condition over gifts for the donor's name being the payer's, or within it.

    Or the payer's within the donor's; an anonymous or unknown donor may be anybody.
    """
    donor, payer = plain_name("donor__search_key"), plain_name(OuterRef("payer_key"))
    known = Q(GreaterThan(Length(donor), 1), GreaterThan(Length(payer), 1))
    alike = Q(GreaterThan(StrIndex(donor, payer), 0)) | Q(GreaterThan(StrIndex(payer, donor), 0))
    anybody = Q(donor=None) | Q(donor__kind=Donor.Kind.ANONYMOUS)
    return anybody | (known & alike) | Q(Exact(donor, payer))


def has_worth_of_receipt() -> Q:
    """Return the condition over `_gifts` for being worth what the receipt says, or both nothing."""
    none = Value(Decimal(-1))
    return Q(Exact(Coalesce(F("worth"), none), Coalesce(F("receipt_amount"), none)))


def _gifts(kind: type[ReceiptedGift]) -> EntryQuerySet[Any]:
    """Return the gifts of the receipt's society that count, with what they are worth."""
    rows = cast("EntryQuerySet[Any]", kind.objects.countable().order_by("date", "pk"))
    return rows.filter(society=OuterRef("society")).annotate(
        worth=_worth_of_gift(kind), receipt_amount=OuterRef("amount")
    )


def _within(days: int) -> Q:
    """Return the condition over gifts for lying so near the receipt."""
    near = timedelta(days=days)
    return Q(date__gte=OuterRef("date") - near, date__lte=OuterRef("date") + near)


def gifts_of_receipt(kind: type[ReceiptedGift]) -> EntryQuerySet[Any]:
    """Return the gifts that carry the receipt's number, with its code or, of that time, without."""
    same = carries_number(OuterRef("code"), OuterRef("number"), _within(HALF_YEAR))
    return _gifts(kind).filter(~Q(receipt_number=""), same)


def gifts_like_receipt(kind: type[ReceiptedGift]) -> EntryQuerySet[Any]:
    """Return the gifts without a number that the receipt may be of, a few at most."""
    lacking = Q(receipt_number="", receipt_waived=False, source="public")
    rows = _gifts(kind).filter(
        lacking, _within(DAYS), has_worth_of_receipt(), ~Q(donor=None), names_payer()
    )
    return rows[:SUGGESTED]


def gifts_beside(receipts: "Iterable[Receipt]") -> dict[int, list[ReceiptedGift]]:
    """Return by key of receipts with the keys of gifts these gifts, with donor and `worth`."""
    receipts = list(receipts)
    found: dict[int, list[ReceiptedGift]] = {row.pk: [] for row in receipts}
    for kind in GIFT_KINDS:
        name = f"gifts_{kind._meta.model_name}"
        keys = {key for row in receipts for key in getattr(row, name)}
        rows = cast("EntryQuerySet[Any]", kind.objects.annotate(worth=_worth_of_gift(kind)))
        gifts = rows.select_related("donor").in_bulk(keys) if keys else {}
        for row in receipts:
            found[row.pk] += [gifts[key] for key in getattr(row, name)]
    return found
