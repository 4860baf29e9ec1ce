"""Who gave."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import DigestField, EncryptedField, EncryptedNumberField, mask_id
from redcross.models import NamedEntry
from redcross.naming import normalised
from redcross.validators import validate_credit_code, validate_resident_id

# What names of organisations hold, and what they end with; of what may also end the name of a
# person (王登科) only where it is too long for one.
_ORGANISATION = re.compile(
    r"公司|集团|企业|银行|信用社|合作社|学校|大学|学院|中学|小学|幼儿园|医院|卫生院|卫生室|诊所"
    r"|红十字会|协会|学会|商会|工会|联合会|联谊会|委员会|理事会|基金会|慈善会|促进会|居委会|村委会"
    r"|党支部|党总支|党委|团委|妇联|政府|中心|事务所|工作室|俱乐部|社区|超市|酒店|药房"
    r"|.(?:厂|局|店|分行|支行)$|..村$|...(?:会|站|所|社|院|队|部|处|办|科|馆|寺|教堂|组|班)$"
)
# Names of people in Chinese characters have four at most, but for those with a point in them.
_LONGER_THAN_A_PERSON = re.compile("[\u3400-\u9fff]{5,}")
_ANONYMOUS = re.compile(
    r"匿名|爱心人士|热心人士|好心人|爱心市民|热心市民|无名|不留名|未留名|未留姓名|不愿透露|某先生|某女士"
)


class Donor(NamedEntry):
    """A person, an organisation or somebody unknown who gave. ID and telephone are sensitive."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("donor", "person")
        ORGANISATION = "organisation", _("organisation")
        ANONYMOUS = "anonymous", _("anonymous")

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked")
        YES = "yes", _("may be published")
        NO = "no", _("may not be published")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
        help_text=_("18 characters, of an organisation."),
    )
    id_number = EncryptedNumberField(
        _("ID number"),
        blank=True,
        mask=mask_id,
        validators=[validate_resident_id],
        help_text=_("Of an individual; stored encrypted and shown in part."),
    )
    id_number_digest = DigestField(of="id_number")
    phone = EncryptedField(_("telephone"), blank=True)
    name_public = models.CharField(
        _("publishing the name"),
        max_length=9,
        choices=Consent,
        default=Consent.NOT_ASKED,
        help_text=_("Without the donor's consent the name is never printed."),
    )
    note = models.TextField(_("note"), blank=True)

    strictest_on_merge = {"name_public": (Consent.NO, Consent.NOT_ASKED, Consent.YES)}

    is_about_people = True
    archived_by = ("entered_at",)
    personal_fields = ("note",)
    name_of_people = ~Q(kind=Kind.ORGANISATION)
    counted_by = ("kind",)

    distinguishing_fields = ("id_number_digest", "credit_code")

    class Meta(NamedEntry.Meta):
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        indexes = [
            models.Index(fields=["id"], condition=Q(kind="anonymous"), name="donor_anonymous")
        ]
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

    @classmethod
    def gave_anonymously(cls) -> Q:
        """Return the condition over gifts for their donor being anonymous.

        Asked so, and not of a donor joined to each gift, it reads those few alone.
        """
        return Q(donor__in=cls.objects.filter(kind=cls.Kind.ANONYMOUS).order_by())

    def clean(self) -> None:
        super().clean()
        self.credit_code = self.credit_code.upper()

    @classmethod
    def details_of(cls, entries: Sequence[Self]) -> dict[int, list[str]]:
        """Add the kind, and the year of the last gift: no more of a date may be known."""
        donors = cls.objects.filter(pk__in=[entry.pk for entry in entries]).order_by()
        last: dict[int, date] = {}
        # A query each: together every gift of money would be read with every one of goods.
        for related in ("cash_gifts", "goods_gifts"):
            day = Max(f"{related}__date", filter=Q(**{f"{related}__voided_at": None}))
            for key, found in donors.annotate(last=day).values_list("pk", "last"):
                last[key] = max(last.get(key, date.min), found or date.min)
        masks = super().details_of(entries)
        return {
            entry.pk: [
                entry.get_kind_display(),
                *masks[entry.pk],
                _("last gave in %(year)s") % {"year": last[entry.pk].year}
                if last[entry.pk] > date.min
                else "",
            ]
            for entry in entries
        }

    def guess_from_name(self) -> None:
        """Tell an organisation and somebody unknown from a person."""
        name = normalised(self.name)
        if _ANONYMOUS.search(name):
            self.kind = self.Kind.ANONYMOUS
        elif _ORGANISATION.search(name) or _LONGER_THAN_A_PERSON.fullmatch(self.name):
            self.kind = self.Kind.ORGANISATION
        else:
            self.kind = self.Kind.PERSON
