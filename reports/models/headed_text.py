"""A heading and a text with figures in it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.text.figure_references import (
    FigureReference,
    check_references,
    in_words,
    reference_fault,
)
from reports.text.outlines import CHAPTER_SOURCES

HEADING_LEVELS = [
    (0, _("no heading")),
    (1, pgettext_lazy("heading", "first level")),
    (2, pgettext_lazy("heading", "second level")),
    (3, pgettext_lazy("heading", "third level")),
]


class HeadedText(models.Model):
    """A heading of a level, and a text with figures. `source`: what it is generated from."""

    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("Smaller numbers come first.")
    )
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("heading", "level"),
        default=1,
        choices=HEADING_LEVELS,
    )
    heading = models.CharField(_("heading"), max_length=60)
    source = models.CharField(
        _("generated from"),
        max_length=30,
        blank=True,
        help_text=_("Leave empty for a text of your own."),
    )
    text = models.TextField(_("text"), blank=True)

    not_summed = frozenset({"position"})

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.source and self.source not in CHAPTER_SOURCES:
            raise ValidationError({"source": _("There is no such listing.")})
        self.text = "\n".join(line.rstrip() for line in self.text.splitlines()).rstrip()
        try:
            check_references(self.text, fault_of=self.reference_fault)
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error

    def reference_fault(self, reference: FigureReference) -> str:
        """Return what is wrong with a reference in the text, or nothing."""
        return reference_fault(reference, getattr(self, "society", None))

    def get_text_display(self) -> str:
        """Return the text with its figures by their names."""
        return in_words(self.text)

    def get_source_display(self) -> str:
        """Return what it is generated from in the words of its heading, or nothing."""
        return CHAPTER_SOURCES.get(self.source, "")
