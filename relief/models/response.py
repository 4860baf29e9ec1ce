"""What was done in an emergency."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.models import Activity


class Response(Activity):
    """What was done in an emergency (应急救援)."""

    title = models.CharField(_("emergency"), max_length=60)
    moved = models.PositiveIntegerField(
        _("people moved to safety"), null=True, blank=True, help_text=_("People brought to safety.")
    )
    treated = models.PositiveIntegerField(_("people treated"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("rescuers and volunteers"), null=True, blank=True)
    carried = models.CharField(
        _("goods carried"), max_length=100, blank=True, help_text=_("What, and how much.")
    )

    roundable_fields = ("moved", "treated", "volunteers", "times")
    alike_fields = ("date", "title")
    may_lie_ahead = False

    class Meta(Activity.Meta):
        verbose_name = _("emergency response")
        verbose_name_plural = _("emergency responses")
        constraints = [*Activity.Meta.constraints]

    def __str__(self) -> str:
        return self.title
