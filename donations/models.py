"""Gifts and who gave them; funds and goods beside, all importable from here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import (
    DigestField,
    EncryptedField,
    mask_id,
    validate_credit_code,
    validate_resident_id,
)
from redcross.models import NamedEntry, Record

from .funds import Fund, MovesMoney, source_of, within_fund
from .goods import GoodsGift, GoodsLot

__all__ = [
    "CashGift",
    "Donor",
    "Fund",
    "GoodsGift",
    "GoodsLot",
    "LifeGift",
    "MovesMoney",
    "within_fund",
]


class Donor(NamedEntry):
    """A person, an organisation or somebody unknown who gave. ID and telephone are sensitive."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("donor", "person")
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


class CashGift(MovesMoney, Record):
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
    wanted = ("receipt_number",)
    moves = {"fund": ("amount", 1)}

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
        self.source = source_of(self, self.source)


class LifeGift(Record):
    """The three donations of oneself (三献) as counts, from the slip they come from.

    The society is not the register: no donor is named.
    """

    class Kind(models.TextChoices):
        BLOOD = "blood", _("blood given")
        SAMPLED = "sampled", _("stem cells sampled")
        STORED = "stored", _("stem cells stored")
        STEM_CELLS = "stem_cells", _("stem cells donated")
        BODY_REGISTERED = "body_registered", _("bodies registered")
        BODY = "body", _("bodies donated")
        ORGAN_REGISTERED = "organ_registered", _("organs registered")
        ORGAN = "organ", _("organs donated")
        CORNEA_REGISTERED = "cornea_registered", _("corneas registered")
        CORNEA = "cornea", _("corneas donated")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.BLOOD)
    number = models.PositiveIntegerField(_("number"))
    millilitres = models.PositiveIntegerField(_("millilitres"), null=True, blank=True)
    slip = models.CharField(
        _("slip"), max_length=100, blank=True, help_text=_("From whom the number comes.")
    )

    numbers = ("number", "millilitres")
    wanted = ("slip",)

    class Meta(Record.Meta):
        verbose_name = _("donation of oneself")
        verbose_name_plural = _("donations of oneself")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="life_gift_number_positive",
                violation_error_message=_("The number must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(kind="blood") | Q(millilitres=None),
                name="life_gift_only_blood_in_millilitres",
                violation_error_message=_("Only blood is measured in millilitres."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def warnings(self):
        if self.millilitres and not 200 <= self.millilitres / self.number <= 400:
            return [(_("That is less than 200 or more than 400 ml a time: is it right?"), None)]
        return []
