"""What a society says in its own words, once for all of its reports."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.figures import Period
from redcross.models import Entry, Society
from reports.text.figure_references import BLOCKS, check_references, in_words, references_in

from .long_text import text_fits

# Where a text stands: in the first sentence, in paragraphs of its own, else at the end of what is
# told in a chapter of that name.
PLACES = [
    ("leadership", _("under whose leadership (first sentence)")),
    ("theme", _("with which theme (first sentence)")),
    ("opening", _("opening paragraph")),
    ("blood", _("effects: giving blood")),
    ("community", _("effects: community projects")),
    ("service", _("effects: volunteer service")),
    ("organisation", _("effects: organisation")),
    ("gifts", _("effects: gifts received")),
    ("use_of_gifts", _("effects: use of gifts")),
    ("balance", _("after the balance")),
    ("aid", _("effects: aid")),
    ("emergency", _("effects: emergencies")),
    ("satisfaction", _("after the satisfaction")),
    ("training", _("effects: training")),
    ("publicity", _("effects: publicity")),
    ("bodies", _("effects: stem cells, bodies and organs")),
    ("closing", _("closing paragraph")),
]
# They are a part of a sentence.
CLAUSES = ("leadership", "theme")


class KeptText(Entry):
    """A text of the society's own, with figures in it, that generated text and drafts take in."""

    place = models.CharField(
        _("where it stands"),
        max_length=30,
        choices=PLACES,
        help_text=_("Below a heading it says what came of it, and only where there is something."),
    )
    year = models.PositiveSmallIntegerField(
        _("only for the year"),
        null=True,
        blank=True,
        help_text=_("Empty: for every year that has no text of its own."),
    )
    text = models.TextField(
        _("text"), help_text=_("{year} is the year. A part of a sentence needs no mark at its end.")
    )

    class Meta(Entry.Meta):
        verbose_name = _("text of the society's own")
        verbose_name_plural = _("texts of the society's own")
        ordering = ["place", "-year", "pk"]
        constraints = [
            *Entry.Meta.constraints,
            text_fits("text"),
            models.UniqueConstraint(
                fields=["society", "place", "year"],
                condition=Q(voided_at=None),
                nulls_distinct=False,
                name="kept_text_once",
                violation_error_message=_("There is already a text for this place and year."),
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1990, year__lte=2100),
                name="kept_text_year_plausible",
                violation_error_message=_("A year lies between 1990 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()} {self.year or ''}".strip()

    def get_text_display(self) -> str:
        """Return the text with its figures by their names."""
        return in_words(self.text)

    def clean(self) -> None:
        super().clean()
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        self.text = "\n".join(lines)
        if self.place in CLAUSES:
            if len(lines) > 1:
                raise ValidationError({"text": _("This is a part of one sentence: one line.")})
            self.text = self.text.strip("，。、；, ")
        try:
            check_references(self.text, getattr(self, "society", None))
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error
        if any(reference.key in BLOCKS for reference in references_in(self.text)):
            raise ValidationError({"text": _("Tables, charts and listings go into a chapter.")})

    @classmethod
    def of_period(cls, society: Society, period: Period) -> dict[str, str]:
        """Return the texts by their place: that of the year, else that of every year."""
        rows = cls.objects.countable().filter(society=society)
        years = {None, period.end.year} if period.start.year == period.end.year else {None}
        fitting = [row for row in rows if row.year in years]
        # Those of every year first: a text of the year takes their place.
        return {row.place: row.text for row in sorted(fitting, key=lambda row: row.year or 0)}
