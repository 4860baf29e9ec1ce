"""Gifts, who gave them, and the funds they go into."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import (
    DigestField,
    EncryptedField,
    mask_id,
    validate_credit_code,
    validate_resident_id,
)
from redcross.models import EntryQuerySet, NamedEntry, Record


class Fund(NamedEntry):
    """A purse that gifts go into: general, or earmarked for a purpose or an appeal."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("not earmarked")
        EARMARKED = "earmarked", _("earmarked")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GENERAL)
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
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    opening_balance = models.DecimalField(
        _("opening balance (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    note = models.TextField(_("note"), blank=True)

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

    def clean(self):
        super().clean()
        depth = self.refuse_circle("parent", _("A fund cannot be part of itself."))
        if depth > 3:
            raise ValidationError({"parent": _("Funds nest three deep at most.")})


class Donor(NamedEntry):
    """A person, an organisation or somebody unknown who gave. ID and telephone are sensitive."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        ANONYMOUS = "anonymous", _("anonymous")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
    )
    id_number = EncryptedField(
        _("ID number"), blank=True, mask=mask_id, validators=[validate_resident_id]
    )
    id_number_digest = DigestField(of="id_number")
    phone = EncryptedField(_("telephone"), blank=True)
    name_public = models.BooleanField(
        _("name may be published"),
        default=True,
        help_text=_("The donor may refuse: the name is then never printed."),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(NamedEntry.Meta):
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "credit_code"],
                condition=~Q(credit_code="") & Q(voided_at=None),
                name="donor_credit_code_unique",
                violation_error_message=_("A donor with this credit code is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["society", "id_number_digest"],
                condition=~Q(id_number_digest="") & Q(voided_at=None),
                name="donor_id_number_unique",
                violation_error_message=_("A donor with this ID number is already recorded."),
            ),
        ]

    def clean(self):
        super().clean()
        self.credit_code = self.credit_code.upper()


class CashGiftQuerySet(EntryQuerySet):
    def earmarked(self):
        return self.filter(fund__kind=Fund.Kind.EARMARKED)


class CashGift(Record):
    """One sum of money received by the society. Amount in yuan, to the fen."""

    class Channel(models.TextChoices):
        BANK = "bank", _("bank transfer")
        CASH = "cash", _("cash")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        PLATFORM = "platform", _("online platform")
        OTHER = "other", pgettext_lazy("channel", "other")

    class Source(models.TextChoices):
        PUBLIC = "public", _("donation from the public")
        ABOVE = "above", _("transfer from above")
        INTEREST = "interest", _("interest")

    donor = models.ForeignKey(
        Donor, models.PROTECT, related_name="cash_gifts", verbose_name=_("donor")
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="cash_gifts", verbose_name=_("fund")
    )
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.BANK)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PUBLIC)
    receipt_number = models.CharField(_("receipt number"), max_length=30, blank=True)

    numbers = ("amount", "times")

    objects = CashGiftQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("cash gift")
        verbose_name_plural = _("cash gifts")
        constraints = [
            *Record.Meta.constraints,  # Meta inheritance replaces the list
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="cash_gift_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
            models.UniqueConstraint(
                fields=["society", "receipt_number"],
                condition=~Q(receipt_number="") & Q(voided_at=None),
                name="cash_gift_receipt_number_unique",
                violation_error_message=_("This receipt number is already used."),
            ),
        ]

    def __str__(self):
        return f"{self.donor} {self.amount:,.2f}"

    def clean(self):
        super().clean()
        self.receipt_number = self.receipt_number.strip()
