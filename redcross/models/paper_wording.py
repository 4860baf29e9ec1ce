"""How a society words its papers."""

from typing import TYPE_CHECKING

from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from redcross.typed_values import visible_text

from . import audit_log
from .audit_log import LogEntry
from .society import Society

if TYPE_CHECKING:
    from .user import User


WORDED = ("heading", "note", "text", "signatures", "closing")


class PaperWording(models.Model):
    """What a society sets of one kind of paper; what is empty stays as the paper has it.

    `signatures`: who signs, one a line. `closing`: what the seal is set upon, one a line.
    """

    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    paper = models.CharField(max_length=40, editable=False)
    heading = models.CharField(
        _("above the title"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the name of the society."),
        validators=[ProhibitNullCharactersValidator()],
    )
    note = models.CharField(
        _("below the title"),
        max_length=100,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )
    text = models.TextField(
        _("wording"), blank=True, max_length=2000, validators=[ProhibitNullCharactersValidator()]
    )
    signatures = models.TextField(
        _("who signs"),
        blank=True,
        max_length=200,
        help_text=_("One a line."),
        validators=[ProhibitNullCharactersValidator()],
    )

    closing = models.TextField(
        _("seal line"),
        blank=True,
        max_length=200,
        help_text=_("At the end to the right, one a line, such as name and date."),
        validators=[ProhibitNullCharactersValidator()],
    )

    class Meta:
        verbose_name = _("wording of a paper")
        verbose_name_plural = _("wordings of papers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["society", "paper"], name="paper_wording_once")
        ]

    def __str__(self) -> str:
        return self.paper

    @property
    def is_own(self) -> bool:
        """Whether it says anything."""
        return any(getattr(self, name) for name in WORDED)

    def clean(self) -> None:
        for name in WORDED:
            setattr(self, name, visible_text(getattr(self, name)).strip())

    def save_logged(self, *, by: "User") -> None:
        """Save what was changed, and log it; where nothing was, neither. Raises ValidationError."""
        with transaction.atomic():
            Society.lock(self.society_id)
            stored = type(self).objects.filter(society=self.society_id, paper=self.paper).first()
            self.pk, self._state.adding = (stored.pk, False) if stored else (None, True)
            self.full_clean()
            empty = type(self)(society_id=self.society_id, paper=self.paper)
            before = audit_log.snapshot(stored or empty)
            if changes := audit_log.differences(before, audit_log.snapshot(self)):
                self.save()
                audit_log.write(LogEntry.Action.CHANGE, by=by, on=self, changes=changes)
