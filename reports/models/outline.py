"""The outline of a report."""

from itertools import pairwise
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.models import Line, NamedEntry
from reports.text.outlines import DEFAULT_TITLE

from .headed_text import HeadedText
from .long_text import text_fits


class Outline(NamedEntry):
    """Headings, their order and the texts they start with, as a society wants them."""

    title = models.CharField(
        _("title of the report"),
        max_length=60,
        default=DEFAULT_TITLE,
        help_text=_("{year} is the year."),
    )

    lines = ("sections",)
    has_proper_name = False

    class Meta(NamedEntry.Meta):
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="outline_name_unique",
                violation_error_message=_("There is already an outline of this name."),
            ),
        ]

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        sections = list(self.sections.order_by("position", "pk"))
        # A text without heading stands within the heading before it.
        levels = [0, *(section.level for section in sections if section.level)]
        for above, below in pairwise(levels):
            if below > above + 1:
                raise ValidationError(_("A heading is at most one level below the one before it."))
        for index, section in enumerate(sections, start=1):
            if section.position != index * 10:
                section.position = index * 10
                section.save(update_fields=["position"])


class OutlineSection(HeadedText, Line):
    """One heading of an outline."""

    outline = models.ForeignKey(
        Outline, models.CASCADE, related_name="sections", verbose_name=_("outline")
    )

    owner = "outline"

    class Meta(Line.Meta):
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["position", "pk"]
        constraints = [text_fits("text")]

    def __str__(self) -> str:
        return self.heading
