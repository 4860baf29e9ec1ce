"""Numbers that hold from a date on until the next one of their kind."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .records import Record


class StandingNumber(Record):
    """What the society is and has (基本情况) as of its date, or what was counted before records."""

    class Kind(models.TextChoices):
        ESTABLISHED = "established", _("posts established")
        STAFF = "staff", _("posts filled")
        MEMBERS = "members", _("members")
        VOLUNTEERS = "volunteers", _("Red Cross volunteers")
        BRANCHES = "branches", _("grass-roots organisations")
        AED = "aed", _("AEDs in public places")
        POPULATION = "population", _("resident population")
        # Opening values, to which what is recorded here is added.
        BLOOD = "blood", _("blood given before records")
        SAMPLED = "sampled", _("stem cells sampled before records")
        STORED = "stored", _("stem cells stored before records")
        STEM_CELLS = "stem_cells", _("stem cells donated before records")
        BODY_REGISTERED = "body_registered", _("bodies registered before records")
        BODY = "body", _("bodies donated before records")
        ORGAN_REGISTERED = "organ_registered", _("organs registered before records")
        ORGAN = "organ", _("organs donated before records")
        TRAINED = "trained", _("people trained before records")
        CERTIFIED = "certified", _("people certified before records")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEMBERS)
    number = models.PositiveIntegerField(_("number"))
    slip = models.CharField(
        _("slip"), max_length=100, blank=True, help_text=_("From whom the number comes.")
    )

    numbers = ("number",)
    wanted = ("slip",)

    class Meta(Record.Meta):
        verbose_name = _("standing number")
        verbose_name_plural = _("standing numbers")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "kind", "date"],
                condition=Q(voided_at=None),
                name="standing_number_once_a_day",
                violation_error_message=_("This number is already recorded for that day."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
