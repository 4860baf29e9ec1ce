"""Rows within an entry: the lots of a batch, the roster of a session."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models

from redcross.formatting import format_decimal

from .entry import Entry, EntryUrlsMixin


class LineQuerySet(models.QuerySet):
    """What is seen and what counts is decided by the entries that the lines belong to."""

    model: Any

    def visible_to(self, user: Any) -> Self:
        entries = self.model.owner_model().objects.visible_to(user)
        return self.filter(**{f"{self.model.owner}__in": entries})

    def countable(self) -> Self:
        return self.filter(**{f"{self.model.owner}__voided_at": None})


class Line(EntryUrlsMixin, models.Model):
    """A row within an entry: counted through it, saved and logged with it, with its permissions."""

    # The foreign key to the entry.
    owner: ClassVar[str]

    objects: ClassVar[Any] = LineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        default_permissions = ()

    def get_absolute_url(self):
        return getattr(self, self.owner).get_absolute_url()

    @classmethod
    def owner_model(cls) -> type[Entry]:
        found: Any = cls._meta.get_field(cls.owner).related_model
        return found

    @classmethod
    def permission(cls, action):
        return cls.owner_model().permission(action)

    @property
    def voided_at(self):
        return getattr(self, self.owner).voided_at

    def describe(self) -> str:
        """All that is filled in, for the log: two lines that differ never read alike."""
        shown = []
        for field in self._meta.concrete_fields:
            value = None if field.name in ("id", self.owner) else getattr(self, field.name)
            if value in (None, "") or value is False:
                continue
            if value is True:
                shown.append(str(field.verbose_name))
                continue
            if shown_as := getattr(self, f"get_{field.name}_display", None):
                value = shown_as()
            elif isinstance(value, Decimal):
                value = format_decimal(value)
            elif field.is_relation:
                value = f"{value} #{value.pk}"
            shown.append(f"{field.verbose_name} {value}" if field.blank else str(value))
        return " ".join(shown)
