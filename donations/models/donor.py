"""Who gave."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import DigestField, EncryptedField, mask_id
from redcross.models import NamedEntry
from redcross.validators import validate_credit_code, validate_resident_id


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
        help_text=_("18 characters, of an organisation."),
    )
    id_number = EncryptedField(
        _("ID number"),
        blank=True,
        mask=mask_id,
        validators=[validate_resident_id],
        help_text=_("Of an individual; stored encrypted and shown in part."),
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

    def clean(self) -> None:
        super().clean()
        self.credit_code = self.credit_code.upper()
