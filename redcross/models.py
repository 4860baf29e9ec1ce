"""The kernel's models: reference lists here, the others beside, all importable from here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .attachments import Attachment
from .entries import AlreadySaved, Entry, EntryQuerySet, NamedEntry, StaleVersion
from .fields import DigestField, EncryptedField, mask_id, validate_resident_id
from .lines import Line, LineQuerySet
from .log import LogEntry
from .merging import Merge
from .records import Activity, ClosedYear, Record
from .societies import Society, User
from .standing import StandingNumber

__all__ = [
    "Activity",
    "AlreadySaved",
    "Attachment",
    "ClosedYear",
    "Entry",
    "EntryQuerySet",
    "Line",
    "LineQuerySet",
    "LogEntry",
    "Merge",
    "NamedEntry",
    "Partner",
    "Person",
    "Place",
    "Record",
    "Society",
    "StaleVersion",
    "StandingNumber",
    "User",
]


class Place(NamedEntry):
    """A town, village or other place where things happen."""

    code = models.CharField(
        _("administrative division code"), max_length=12, blank=True, help_text="GB/T 2260"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )

    class Meta(NamedEntry.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "parent", "name"],
                condition=Q(voided_at=None),
                name="place_name_unique",
                nulls_distinct=False,
                violation_error_message=_("There is already a place of this name."),
            ),
        ]

    def clean(self):
        super().clean()
        self.refuse_circle("parent", _("A place cannot lie in itself."))


class Partner(NamedEntry):
    """An organisation that hosts or helps."""

    class Meta(NamedEntry.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="partner_name_unique",
                violation_error_message=_("There is already a partner of this name."),
            ),
        ]


class Person(NamedEntry):
    """Someone helped, trained or volunteering."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    id_number = EncryptedField(
        _("ID number"), blank=True, mask=mask_id, validators=[validate_resident_id]
    )
    id_number_digest = DigestField(of="id_number")
    phone = EncryptedField(_("telephone"), blank=True)

    class Meta(NamedEntry.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "id_number_digest"],
                condition=~Q(id_number_digest="") & Q(voided_at=None),
                name="person_id_number_unique",
                violation_error_message=_("This ID number is already recorded."),
            ),
        ]
