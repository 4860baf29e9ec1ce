"""The kernel's models: reference lists here, the others beside, all importable from here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .attachments import Attachment
from .entries import (
    AlreadySaved,
    ClosedYear,
    Entry,
    EntryQuerySet,
    NamedEntry,
    Record,
    StaleVersion,
)
from .fields import DigestField, EncryptedField, mask_id, validate_resident_id
from .log import LogEntry
from .societies import Society, User

__all__ = [
    "AlreadySaved",
    "Attachment",
    "ClosedYear",
    "Entry",
    "EntryQuerySet",
    "LogEntry",
    "NamedEntry",
    "Partner",
    "Person",
    "Place",
    "Record",
    "Society",
    "StaleVersion",
    "User",
]


class Place(models.Model):
    """A town, village or other place where things happen."""

    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(_("administrative division code"), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="place_name_unique", nulls_distinct=False
            )
        ]

    def __str__(self):
        return self.name


class Partner(models.Model):
    """An organisation that hosts or helps."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Person(NamedEntry):
    """Someone helped, trained or volunteering."""

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
