"""How an evaluation looks when it is sent out, and that the bureau sent it back."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficialForm(models.Model):
    """Fields of an evaluation about the paper it becomes."""

    sealed = models.BooleanField(
        _("room for the seal"),
        default=True,
        help_text=_("Name and date stand where the seal is put on them. None is drawn."),
    )
    prints_code = models.BooleanField(
        _("code and address to verify it"),
        default=False,
        help_text=_("On its last page. They stand on the working papers anyway."),
    )
    returned_on = models.DateField(
        _("sent back by the bureau on"), null=True, blank=True, editable=False
    )
    returned_paper = models.CharField(
        _("the bureau's paper"), max_length=60, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.returned_paper and not self.returned_on:
            raise ValidationError(_("Say on which day the bureau sent it back."))
