"""What a user keeps of a list page: filters by a name, and the columns."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.fields import mask_number


class ListSetting(models.Model):
    """Something that one user keeps of one list page, `list_name` being its address in words."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=100)

    class Meta:
        abstract = True
        default_permissions = ()


class SavedFilter(ListSetting):
    """A filter under a name: the query string of the list's address.

    `period`: the name of that which its dates follow (this month, the next one in a month).
    """

    name = models.CharField(
        _("name of the filter"), max_length=30, validators=[ProhibitNullCharactersValidator()]
    )
    query = models.CharField(max_length=2000, blank=True)
    period = models.CharField(max_length=20, blank=True)

    class Meta(ListSetting.Meta):
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(query="", period=""),
                name="saved_filter_says_something",
                violation_error_message=_("Set a condition first."),
            ),
            models.UniqueConstraint(
                fields=["user", "list_name", "name"],
                name="saved_filter_name_unique",
                violation_error_message=_("You have already saved a filter of this name."),
            ),
        ]

    # Enough for one list; what nobody finds again is no help.
    MOST: ClassVar[int] = 20

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what looks for somebody by their number. Raises ValidationError."""
        super().clean()
        if mask_number(self.query) != self.query:
            raise ValidationError(_("A filter with somebody’s number in it is not kept."))


class ColumnChoice(ListSetting):
    """The columns that the user wants to see."""

    columns = ArrayField(models.CharField(max_length=60))

    class Meta(ListSetting.Meta):
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name"], name="column_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_name}: {', '.join(self.columns)}"
