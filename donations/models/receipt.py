"""The register of donation receipts (公益事业捐赠票据): issued, void, and red-lettered."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.fields import SearchKeyField
from redcross.models import Entry, EntryQuerySet, User
from redcross.typed_values import TypedAs

from .gifts_of_receipts import (
    GIFT_KINDS,
    gifts_beside,
    gifts_like_receipt,
    gifts_of_receipt,
    has_worth_of_receipt,
    is_returned_of,
    names_payer,
)
from .receipt_number import (
    ReceiptCarrier,
    ReceiptNumberField,
    WithReceiptCode,
    canonical_number,
    known_codes,
    rows_with_numbers,
    same_number,
    split_number,
    validate_receipt_number,
)
from .receipted_gift import TAKEN, ReceiptedGift

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class ReceiptQuerySet(EntryQuerySet["Receipt"]):
    """Receipts, beside the gifts they are of."""

    def unmatched(self) -> Self:
        """Return the good ones whose number is on no gift."""
        return self.filter(is_good() & ~is_matched())

    def differing(self) -> Self:
        """Return those that do not agree with the gift that carries their number."""
        return self.filter(is_differing())

    def with_gifts(self) -> Self:
        """Add `gifts_<kind>`: the keys of the gifts of each kind that carry its number."""
        return self._with_keys(gifts_of_receipt)

    def with_suggestions(self) -> Self:
        """Add `gifts_<kind>`: the keys of gifts of each kind that it may be of, a few at most."""
        return self._with_keys(gifts_like_receipt)

    def _with_keys(self, gifts: Callable[[type[ReceiptedGift]], EntryQuerySet[Any]]) -> Self:
        found = {
            f"gifts_{kind._meta.model_name}": ArraySubquery(gifts(kind).values("pk"))
            for kind in GIFT_KINDS
        }
        return self.annotate(**found)


def red_receipts() -> EntryQuerySet[Any]:
    """Return the red receipts of the receipt, those that count."""
    return Receipt.objects.countable().filter(original=OuterRef("pk"))


def is_good() -> Q:
    """Return the condition over receipts for being issued and not red-lettered."""
    return Q(kind=Receipt.Kind.ISSUED) & ~Q(Exists(red_receipts()))


def is_matched() -> Q:
    """Return the condition over receipts for their number being on a gift."""
    found = Q(pk__in=[])
    for kind in GIFT_KINDS:
        found |= Q(Exists(gifts_of_receipt(kind)))
    return found


def is_differing() -> Q:
    """Return the condition over receipts for not agreeing with a gift that carries their number.

    Of another sum or payer, or void; or red-lettered, and the gift has not gone back.
    """
    differing = Q(pk__in=[])
    for kind in GIFT_KINDS:
        gifts = gifts_of_receipt(kind)
        other = gifts.filter(~has_worth_of_receipt() | ~names_payer())
        differing |= Q(Exists(other)) & is_good()
        differing |= Q(Exists(gifts), kind=Receipt.Kind.VOID)
        gone = gifts.filter(is_returned_of(kind))
        differing |= Q(Exists(gifts), Exists(red_receipts())) & ~Q(Exists(gone))
    return differing


class Receipt(ReceiptCarrier, WithReceiptCode):
    """One receipt as the finance bureau lists it: issued, void, or red for another one.

    A paper receipt that is on its gift needs no row here; one that is void or red-lettered does.
    Amount in yuan; that of a red receipt is what it takes back, below zero. Entries may be voided
    as entries; that a number was void or red, and may not serve again, outlasts that. So number,
    code, day and original stay as they were saved: a number that was mistyped stays to be seen in
    the voided entry, and is free only once an administrator says so.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", _("issued")
        VOID = "void", _("void")
        RED = "red", _("red receipt")

    # Made of code and number.
    receipt_number = ReceiptNumberField(
        _("receipt number"), max_length=60, blank=True, editable=False
    )
    number = ReceiptNumberField(
        _("receipt number"),
        max_length=30,
        validators=[validate_receipt_number],
        help_text=_("With the zeros before it."),
    )
    check_code = models.CharField(_("check code"), max_length=20, blank=True)
    kind = models.CharField(_("state"), max_length=6, choices=Kind, default=Kind.ISSUED)
    payer = models.CharField(
        _("payer"), max_length=100, blank=True, help_text=_("As the receipt names the donor.")
    )
    payer_key = SearchKeyField(of="payer")
    amount = models.DecimalField(
        _("amount (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty for goods without a value."),
    )
    item = models.CharField(_("receipt item"), max_length=100, blank=True)
    # In words, for a list of the finance bureau has both in one file; found at the save.
    original_number = ReceiptNumberField(
        _("number of the original"),
        max_length=60,
        blank=True,
        validators=[validate_receipt_number],
        help_text=_("Of a red receipt: of the one that it takes back, in full and once."),
    )
    original = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="red_receipts",
        verbose_name=_("original receipt"),
    )
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("Why it is void or red.")
    )
    # Said by an administrator who voids the entry: then its number may serve after all.
    mistyped = models.BooleanField(
        _("never was void or red: another number was meant"), default=False, editable=False
    )

    roundable_fields = ()
    number_typed_in = "number"
    alike_fields = ("date", "payer", "amount")
    typed_as: ClassVar = {"amount": TypedAs.YUAN}

    objects: ClassVar = ReceiptQuerySet.as_manager()

    # What `ReceiptCarrier.rows_holding_numbers` adds.
    red_lettered: bool

    personal_fields = ("note", "payer", "reason")

    class Meta(ReceiptCarrier.Meta):
        verbose_name = _("donation receipt")
        verbose_name_plural = _("donation receipts")
        default_permissions = (*ReceiptCarrier.Meta.default_permissions, "release")
        constraints = [
            *ReceiptCarrier.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "receipt_number"],
                condition=Q(voided_at=None),
                name="receipt_number_unique",
                violation_error_message=_("This receipt is in the register already."),
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(voided_at=None),
                name="receipt_red_lettered_once",
                violation_error_message=_("This receipt is red-lettered already."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="red") & ~Q(original_number=""))
                | (~Q(kind="red") & Q(original_number="")),
                name="receipt_red_names_original",
                violation_error_message=_(
                    "A red receipt names the original that it takes back; no other does."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="issued") | ~Q(reason=""),
                name="receipt_void_or_red_has_reason",
                violation_error_message=_("Say why it is void or red."),
            ),
            models.CheckConstraint(
                condition=Q(kind="void") | ~Q(payer=""),
                name="receipt_names_payer",
                violation_error_message=_("Say whom the receipt names as payer."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None)
                | Q(kind="red", amount__lte=0)
                | (~Q(kind="red") & Q(amount__gte=0)),
                name="receipt_amount_sign",
                violation_error_message=_("Only a red receipt has an amount below zero."),
            ),
            models.CheckConstraint(
                condition=Q(mistyped=False) | (~Q(voided_at=None) & ~Q(kind="issued")),
                name="receipt_mistyped_is_voided",
                violation_error_message=_(
                    "Only the entry of a void or red receipt is voided as mistyped."
                ),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code, self.number, self.payer)))

    def choice_label(self) -> str:
        return f"{self} · {self.date.isoformat()}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude)
        self.code, self.number = split_number(self.code, self.number)
        self.receipt_number = self.code + self.number

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.RED and self.amount is not None:
            self.amount = -abs(self.amount)

    def check_changeable(self, current: Self) -> None:
        # That it was mistyped may turn out when its entry is voided already.
        if not (current.voided_at and self.mistyped and not current.mistyped):
            super().check_changeable(current)
        if current.is_spent():
            whole = split_number(self.code, self.number)
            now = dict(zip(("code", "number"), whole, strict=True)) | {
                "date": self.date,
                "original_number": canonical_number(self.original_number),
            }
            for name, value in now.items():
                if value != getattr(current, name):
                    raise ValidationError({name: STAYS_AS_SAVED})

    def is_spent(self) -> bool:
        """Return whether its number never serves again: it is void or red, or red-lettered."""
        if self.kind != self.Kind.ISSUED:
            return not self.mistyped
        return self.red_receipts.filter(mistyped=False).exists()

    def void(self, *, by: User, reason: str, mistyped: bool = False) -> None:
        """Void the entry; `mistyped`: it never was void or red, and its number may serve."""
        self.mistyped = mistyped
        super().void(by=by, reason=reason)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if not self.voided_at:
            self._find_original()
        if before is None:
            return
        if self.kind != before.kind != self.Kind.ISSUED:
            text = _("What was void or red stays so: its number never serves again.")
            raise ValidationError({"kind": text})
        fixed_fields = ("kind", "amount")
        changed = [name for name in fixed_fields if getattr(self, name) != getattr(before, name)]
        if changed and self.red_receipts.countable().exists():
            raise ValidationError({changed[0]: _("This receipt is red-lettered already.")})

    def _find_original(self) -> None:
        """Point to the receipt that a red one takes back. Raises ValidationError where none fits.

        When all that is saved with it is written: it may be among that.
        """
        found = self._original_by_number() if self.kind == self.Kind.RED else None
        if found != self.original:
            self.original = found
            Receipt._base_manager.filter(pk=self.pk).update(original=found)

    def _original_by_number(self) -> "Receipt":
        number, codes = self.original_number, known_codes(self.society_id)
        rows = [
            row
            for row in rows_with_numbers(self.society_id, [number], codes)
            if isinstance(row, Receipt) and row.pk != self.pk and not row.voided_at
            if same_number(row.receipt_number, number, codes, near=True)
        ]
        rows = [row for row in rows if row.receipt_number == number] or rows
        if len(rows) != 1:
            text = _("Several receipts have this number: write its code, too.")
            text = text if rows else _("No such receipt is in the register: enter it first.")
            raise ValidationError({"original_number": text})
        (original,) = rows
        if original.kind != self.Kind.ISSUED:
            text = _("Only an issued receipt is red-lettered.")
            raise ValidationError({"original_number": text})
        if self.date < original.date:
            raise ValidationError({"date": _("That was only on %(day)s.") % {"day": original.date}})
        if self.amount != (None if original.amount is None else -original.amount):
            text = _("A red receipt takes the whole back: %(sum)s yuan.")
            shown = "—" if original.amount is None else f"{original.amount:,.2f}"
            raise ValidationError({"amount": text % {"sum": shown}})
        if original.red_receipts.countable().exclude(pk=self.pk).exists():
            text = _("This receipt is red-lettered already.")
            raise ValidationError({"original_number": text})
        return original

    @classmethod
    def rows_holding_numbers(cls, rows: EntryQuerySet[Self]) -> EntryQuerySet[Self]:
        """Return those that count, and void and red ones even when their entry is voided.

        One that was red-lettered stays so, too; what was only mistyped never was any of it.
        """
        red = cls._base_manager.filter(original=OuterRef("pk"), mistyped=False)
        spent = Q(mistyped=False) & (~Q(kind=cls.Kind.ISSUED) | Q(red_lettered=True))
        found = rows.annotate(red_lettered=Exists(red)).filter(Q(voided_at=None) | spent)
        return cast("EntryQuerySet[Self]", found)

    def has_new_number(self, before: Self | None) -> bool:
        turned = before is not None and before.kind != self.kind and self.kind == self.Kind.RED
        return super().has_new_number(before) or (turned and not self.voided_at)

    def tells_of_gifts(self) -> bool:
        return self.kind != self.Kind.RED

    def why_barred(self, taker: ReceiptCarrier) -> "_StrOrPromise":
        if isinstance(taker, Receipt):
            # What was void or red, and voided as an entry, may be entered anew as just that.
            return "" if self.voided_at and taker.kind == self.kind else TAKEN
        if self.kind == self.Kind.ISSUED and not self.red_lettered:
            return ""
        return NEVER_AGAIN.get(self.Kind(self.kind), RED_LETTERED)

    def disagreements(self, gift: ReceiptCarrier) -> list[str | Promise]:
        if self.kind == self.Kind.VOID:
            return [_("Its receipt is void:")]
        rows = Receipt.objects.filter(pk=self.pk)
        if self.voided_at or not rows.differing().exists():
            return []
        return [_("Its receipt does not agree with it, or is red-lettered:")]

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found = super().warnings()
        if self.voided_at or not Receipt.objects.filter(pk=self.pk).differing().exists():
            return found
        text = _("It does not agree with the gift that carries its number:")
        return found + [(text, gift) for gift in self.gifts()]

    @property
    def red_by(self) -> "Receipt | None":
        """The red receipt that took it back, if any."""
        return next((red for red in self.red_receipts.all() if not red.voided_at), None)

    def state(self) -> str:
        """Return what it is now, in words: issued, it may have been taken back since."""
        return str(_("red-lettered") if self.red_by else self.get_kind_display())

    def gifts(self) -> list[ReceiptedGift]:
        """Return the gifts that carry its number."""
        return gifts_beside(Receipt.objects.filter(pk=self.pk).with_gifts())[cast(int, self.pk)]


STAYS_AS_SAVED = _(
    "What is void or red-lettered keeps its number, code, date and original: the number never"
    " serves again. If they were mistyped, void this entry with the reason and enter the right"
    " receipt. The old number stays taken, until an administrator voids the entry as mistyped."
)
RED_LETTERED = _(
    "“%(number)s” is red-lettered and never serves again: %(kind)s no. %(pk)s, %(record)s,"
    " %(day)s (%(url)s)."
)
NEVER_AGAIN = {
    Receipt.Kind.VOID: _(
        "“%(number)s” is void and never serves again: %(kind)s no. %(pk)s, %(record)s,"
        " %(day)s (%(url)s)."
    ),
    Receipt.Kind.RED: _(
        "“%(number)s” is that of a red receipt: %(kind)s no. %(pk)s, %(record)s, %(day)s (%(url)s)."
    ),
}
