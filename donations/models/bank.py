"""The society's bank accounts and what their statements say; which records a line is made of."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from redcross.fields import DigestField, EncryptedNumberField
from redcross.models import (
    AlikeRows,
    EntryQuerySet,
    Line,
    NamedEntry,
    Reminder,
    RemindingQuerySet,
    User,
)
from redcross.typed_values import TypedAs

from .bank_paper import BankPaper

if TYPE_CHECKING:
    from .fund_movement import FundMovementMixin

MONEY = models.DecimalField(max_digits=16, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=MONEY)
# After so many days somebody is reminded of a line that waits.
DAYS_TO_CONFIRM = 30


class BankAccount(NamedEntry):
    """An account of the society at a bank, from the day on which its statements are kept here."""

    bank = models.CharField(
        _("bank"), max_length=100, blank=True, help_text=_("With its branch, as on the statement.")
    )
    number = EncryptedNumberField(_("account number"), blank=True)
    number_digest = DigestField(of="number")
    opens_on = models.DateField(
        _("statements from"), help_text=_("The first day whose lines are entered here.")
    )
    opening_balance = models.DecimalField(
        _("balance before (yuan)"),
        max_digits=14,
        decimal_places=2,
        default=0,
        help_text=_("What was in it before the first line."),
    )
    closes_on = models.DateField(_("closed on"), null=True, blank=True)
    usual = models.BooleanField(
        _("usual account"),
        default=False,
        help_text=_("Records that name no account passed this one; without any, the first."),
    )
    note = models.TextField(_("note"), blank=True)

    typed_as = {
        "opens_on": TypedAs.PAST_DATE,
        "closes_on": TypedAs.PAST_DATE,
        "opening_balance": TypedAs.YUAN,
    }

    class Meta(NamedEntry.Meta):
        verbose_name = pgettext_lazy("bank", "bank account")
        verbose_name_plural = _("bank accounts")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="bank_account_name_unique",
                violation_error_message=_("There is already an account of this name."),
            ),
            models.UniqueConstraint(
                fields=["society", "number_digest"],
                condition=~Q(number_digest="") & Q(voided_at=None),
                name="bank_account_number_unique",
                violation_error_message=_("Another account has this number."),
            ),
            models.UniqueConstraint(
                fields=["society", "usual"],
                condition=Q(usual=True, voided_at=None),
                name="bank_account_one_usual",
                violation_error_message=_("Another account is the usual one."),
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="bank_account_closes_after_opening",
                violation_error_message=_("It closes before it opens."),
            ),
        ]

    @cached_property
    def takes_unnamed(self) -> bool:
        """Whether records that name no account are taken to have passed this one."""
        usual = BankAccount.usual_of(self.society_id)
        return usual is not None and usual.pk == self.pk

    @classmethod
    def usual_of(cls, society: int | None) -> Self | None:
        """Return the society's usual account, without any the first."""
        own = cast("EntryQuerySet[Self]", cls.objects.countable())
        return own.filter(society=society).order_by("-usual", "pk").first()

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        lines = self.lines_of.countable()
        if before and lines.filter(date__lt=self.opens_on).exists():
            raise ValidationError({"opens_on": _("Lines of this account lie before that day.")})
        if before and self.closes_on and lines.filter(date__gt=self.closes_on).exists():
            raise ValidationError({"closes_on": _("Lines of this account lie after that day.")})


class BankLineQuerySet(RemindingQuerySet["BankLine"]):
    """Lines of statements, with what is still to be said of them."""

    def with_open(self) -> Self:
        """Add `signed`, below zero where it left, and `open`: what no record stands for of it."""
        matched = BankMatch.objects.filter(line=OuterRef("pk")).order_by()
        sums = matched.values("line").values_list(Sum("amount"))
        signed = Coalesce(F("received"), NOTHING) - Coalesce(F("paid"), NOTHING)
        return self.annotate(signed=models.ExpressionWrapper(signed, output_field=MONEY)).annotate(
            open=F("signed") - Coalesce(Subquery(sums), NOTHING)
        )

    def waiting(self) -> Self:
        """Return those still to be confirmed (待确认), whole or in part."""
        return self.with_open().filter(explanation="").exclude(open=0)

    def reminders(self, today: datetime.date, most: int) -> list[Reminder]:
        """Return each account with lines that have waited too long."""
        days = datetime.timedelta(DAYS_TO_CONFIRM)
        late = self.waiting().filter(date__lt=today - days).order_by()
        by_account = late.values_list("account", "account__name").annotate(
            number=Count("pk"), first=Min("date")
        )
        return [
            Reminder(
                first + days,
                name,
                ngettext(
                    "%(number)s line of the bank is to be confirmed",
                    "%(number)s lines of the bank are to be confirmed",
                    number,
                )
                % {"number": number},
                reverse(BankAccount.url_name("reconcile"), args=[key]),
            )
            for key, name, number, first in by_account.order_by("first", "account")[:most]
        ]


class BankLine(BankPaper):
    """One line of a bank's statement, in yuan: so much came, or left.

    It is matched with the records it is made of, explained without one, or waits.
    """

    class Explanation(models.TextChoices):
        OWN = "own", _("between own accounts")
        FEE = "fee", _("bank fee, still to be entered")
        INTEREST = "interest", _("interest, still to be entered")
        OTHER = "other", pgettext_lazy("bank line", "other")

    account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        related_name="lines_of",
        verbose_name=pgettext_lazy("bank", "bank account"),
    )
    received = models.DecimalField(
        _("received (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    paid = models.DecimalField(
        _("paid (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    balance = models.DecimalField(
        _("balance after (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("As the bank says it; what does not follow from the lines before is shown."),
    )
    counterparty = models.CharField(_("other party"), max_length=100, blank=True)
    counterparty_account = EncryptedNumberField(_("other party's account"), blank=True)
    purpose = models.CharField(pgettext_lazy("bank", "purpose"), max_length=200, blank=True)
    serial = models.CharField(pgettext_lazy("bank", "serial number"), max_length=60, blank=True)
    explanation = models.CharField(
        _("no record because"),
        max_length=10,
        choices=Explanation,
        blank=True,
        help_text=_("Only for a line that no record is to be matched with."),
    )
    reason = models.CharField(_("explained"), max_length=200, blank=True)

    lines = ("matches",)
    number_field = "serial"
    alike_fields = ("date", "account", "received", "paid")
    # Another export of the same account may have neither balances nor serial numbers.
    distinguishing_fields = ("balance",)
    typed_as = {"received": TypedAs.YUAN, "paid": TypedAs.YUAN, "balance": TypedAs.YUAN}
    not_summed = frozenset({"balance"})
    # What `BankLineQuerySet.with_open` adds.
    signed: Decimal
    open: Decimal

    objects: ClassVar[BankLineQuerySet] = BankLineQuerySet.as_manager()  # type: ignore[assignment]

    personal_fields = ("note", "counterparty", "purpose", "reason")

    class Meta(BankPaper.Meta):
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        constraints = [
            *BankPaper.Meta.constraints,
            models.CheckConstraint(
                condition=Q(received__isnull=False, received__gt=0, paid__isnull=True)
                | Q(paid__isnull=False, paid__gt=0, received__isnull=True),
                name="bank_line_one_way",
                violation_error_message=_("Say either what was received or what was paid."),
            ),
            models.CheckConstraint(
                condition=Q(explanation="") | ~Q(reason=""),
                name="bank_line_explained_in_words",
                violation_error_message=_("Say in words why there is no record."),
            ),
            models.CheckConstraint(
                condition=Q(reason="") | ~Q(explanation=""),
                name="bank_line_explained_by_kind",
                violation_error_message=_("Choose why there is no record."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.amount:+,.2f}", self.counterparty or self.purpose)))

    @property
    def amount(self) -> Decimal:
        """What it changes the account by, below zero where it leaves."""
        return (self.received or Decimal(0)) - (self.paid or Decimal(0))

    @classmethod
    def _alike_stored(cls, records: Sequence[Self]) -> AlikeRows[Self]:
        for record in records:
            record.write_one_way()
        return super()._alike_stored(records)

    def write_one_way(self) -> None:
        """Leave the other column empty, as the line is stored.

        Banks write 0.00 into it, and what is taken back below zero into its own.
        """
        received, paid = self.received or Decimal(0), self.paid or Decimal(0)
        if not (received and paid):
            self.received, self.paid = (
                max(received, Decimal(0)) + max(-paid, Decimal(0)) or None,
                max(paid, Decimal(0)) + max(-received, Decimal(0)) or None,
            )

    def clean(self) -> None:
        super().clean()
        self.write_one_way()
        if self.account_id and self.date:
            opens, closes = self.account.opens_on, self.account.closes_on
            if self.date < opens:
                text = _("The account's lines are entered only from %(day)s.")
                raise ValidationError({"date": text % {"day": opens}})
            if closes and self.date > closes:
                raise ValidationError(
                    {"date": _("The account closed on %(day)s.") % {"day": closes}}
                )

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if before is None:
            return
        matches = list(self.matches.all())
        if matches and self.voided_at:
            raise ValidationError(_("Records are matched with it: take them off first."))
        if matches and self.account_id != before.account_id:
            text = _("Records are matched with it: take them off first.")
            raise ValidationError({"account": text})
        total = sum((match.amount for match in matches), Decimal(0))
        sign = 1 if self.amount > 0 else -1
        if matches and not 0 < total * sign <= self.amount * sign:
            sums = {"records": f"{total:+,.2f}", "line": f"{self.amount:+,.2f}"}
            text = _("The records come to %(records)s yuan, the line to %(line)s.")
            raise ValidationError(text % sums)
        if matches and total == self.amount and self.explanation:
            text = _("Records stand for all of it: nothing is left to explain.")
            raise ValidationError({"explanation": text})

    def match(self, records: "Sequence[FundMovementMixin]", *, by: User) -> None:
        """Say that the line is made of these records, besides those it is matched with already.

        What was explained of it is not any more. Raises ValidationError when a record is of another
        line, voided, of another account or too much, and what `save_entry` raises.
        """
        self.explanation = self.reason = ""

        def add() -> None:
            self.matches.bulk_create(self._new_matches(records))

        self.save_entry(by=by, save_related=add)

    def _new_matches(self, records: "Iterable[FundMovementMixin]") -> "list[BankMatch]":
        """Return what to save. The records are read anew: the society is locked only now."""
        keys: dict[type[FundMovementMixin], set[int]] = defaultdict(set)
        for record in records:
            keys[type(record)].add(cast(int, record.pk))
        new = []
        for model, pks in keys.items():
            rows = model.objects.countable().filter(model.moves_money(), society=self.society_id)
            found = rows.in_bulk(pks)
            if missing := pks - found.keys():
                text = _("No. %(number)s moves no money of the society, or has been voided.")
                raise ValidationError(text % {"number": min(missing)})
            matches = BankMatch.objects.filter(model=model._meta.label_lower, object_id__in=pks)
            for match in matches.select_related("line")[:1]:
                text = _("%(record)s is matched already, with the line of %(day)s.")
                params = {"record": found[match.object_id], "day": match.line.date}
                raise ValidationError(text % params)
            for record in found.values():
                if record.bank_account_id not in (None, self.account_id):
                    text = _("%(record)s is recorded as of another account.")
                    raise ValidationError(text % {"record": record})
                sign = model.bank_sign() or (1 if self.amount > 0 else -1)
                new.append(
                    BankMatch(
                        line=self,
                        model=model._meta.label_lower,
                        object_id=record.pk,
                        amount=sign * record.bank_amount(),
                    )
                )
        return new

    def unmatch(self, keys: Collection[int], *, by: User, reason: str = "") -> None:
        """Take matches off, by their keys. Raises what `save_entry` raises."""

        def remove() -> None:
            self.matches.filter(pk__in=keys).delete()

        self.save_entry(by=by, reason=reason[:200], save_related=remove)


class BankMatch(Line):
    """A record that a line of a statement is made of, whole. Amount in yuan, signed as the line's.

    It belongs to the line and not to the record, which stays as it is with a closed year, and
    names the record as an attachment does: the kinds of other apps are not known here.
    """

    line = models.ForeignKey(BankLine, models.CASCADE, related_name="matches")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)

    owner = "line"
    typed_as = {"amount": TypedAs.YUAN}

    class Meta(Line.Meta):
        verbose_name = _("matched record")
        verbose_name_plural = _("matched records")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id"],
                name="bank_match_once",
                violation_error_message=_("The record is matched already."),
            )
        ]

    def __str__(self) -> str:
        return self.describe()

    @property
    def kind(self) -> "type[FundMovementMixin]":
        return cast("type[FundMovementMixin]", apps.get_model(self.model))

    @property
    def kind_label(self) -> str:
        """What the record is called where it stands in a list."""
        return str(self.kind._meta.verbose_name)

    def describe(self) -> str:
        return f"{self.kind._meta.verbose_name} #{self.object_id} {self.amount:+,.2f}"
