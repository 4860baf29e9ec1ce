"""The three donations of oneself (三献)."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry, Record
from redcross.typed_values import TypedAs


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
        # Slips that give one number for all three.
        TOGETHER_REGISTERED = (
            "together_registered",
            _("bodies and organs registered, not told apart"),
        )
        TOGETHER = "together", _("bodies and organs donated, not told apart")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.BLOOD)
    number = models.PositiveIntegerField(
        _("number"),
        help_text=_("Times for blood, samples for stem cells, people for registrations."),
    )
    millilitres = models.PositiveIntegerField(
        _("millilitres"), null=True, blank=True, help_text=_("For blood alone.")
    )
    slip = models.CharField(
        _("slip"), max_length=100, blank=True, help_text=_("From whom the number comes.")
    )

    roundable_fields = ("number", "millilitres")
    alike_fields = ("date", "kind", "number", "millilitres")
    carries_over = True
    recommended_fields = ("slip",)
    typed_as = {"millilitres": TypedAs.MILLILITRES}

    personal_fields = ("note", "slip")

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

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        if self.millilitres and not 200 <= self.millilitres / self.number <= 400:
            return [(_("That is less than 200 or more than 400 ml a time: is it right?"), None)]
        return []
