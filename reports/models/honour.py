"""What the society and its people were honoured with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.models import Record


class Honour(Record):
    """An honour (表彰) that the society or one of its people was given."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        DISTRICT = "district", _("district")

    title = models.CharField(_("honour"), max_length=100)
    holder = models.CharField(
        _("who was honoured"), max_length=100, help_text=_("The unit or the person.")
    )
    given_by = models.CharField(_("given by"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.DISTRICT)

    alike_fields = ("date", "title", "holder")

    personal_fields = ("note", "holder")

    class Meta(Record.Meta):
        verbose_name = _("honour")
        verbose_name_plural = _("honours")

    def __str__(self) -> str:
        return f"{self.title} {self.holder}"
