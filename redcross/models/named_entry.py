"""Something with a name that other entries point to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.fields import SearchKeyField
from redcross.formatting import pinyin_initials
from redcross.naming import named_exactly, normalised

from .entry import Entry
from .line import Line
from .record import Record

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def closed_text(years: Sequence[int]) -> str:
    """Return what is said where these closed years would not stay as they are."""
    text = gettext(
        "It counts in %(years)s, closed with a final evaluation: enter another one for what comes,"
        " or have the year reopened."
    )
    return text % {"years": gettext(", ").join(map(str, years))}


class NamedEntry(Entry):
    """Something with a name that other entries point to, found by it or its pinyin initials."""

    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=200, editable=False, blank=True)
    search_key = SearchKeyField(of="name")

    # What figures count or sort records by: it stays as it is with a closed year that has some.
    counted_by: ClassVar[tuple[str, ...]] = ()
    # Numbers of which the sum belongs to the one that is kept when two are merged.
    summed_on_merge: ClassVar[tuple[str, ...]] = ()
    # Answers of which the stricter is kept when two are merged: field to values, strictest first.
    strictest_on_merge: ClassVar[dict[str, tuple[str, ...]]] = {}
    # Two of one name that differ in one of these, where both have it, are two.
    told_apart_by: ClassVar[tuple[str, ...]] = ()
    # Whether it is the name of somebody or something, and not of a kind, as of a course.
    has_proper_name: ClassVar[bool] = True

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["initials", "pk"]
        default_permissions = (*Entry.Meta.default_permissions, "merge")

    def __str__(self) -> str:
        return self.name

    def label_with_id(self, details: Sequence[str] | None = None) -> str:
        """Return the name with its number and details, by default its masked values.

        Another may have the same name.
        """
        told = self._masks() if details is None else details
        return f"{self.name} ({', '.join([str(self.pk), *filter(None, told)])})"

    @classmethod
    def details_of(cls, entries: Sequence[Self]) -> dict[int, list[str]]:
        """Return by key what tells each from others of its name, in a fixed number of queries."""
        return {entry.pk: entry._masks() for entry in entries}

    def _masks(self) -> list[str]:
        return [str(getattr(self, name)) for name in self.secret_fields()]

    def guess_from_name(self) -> None:
        """Fill in what the name suggests, for somebody to look at."""

    def is_called(self, text: str) -> bool:
        """Return whether the text is its name, however it is written."""
        return normalised(self.name) == normalised(text)

    def is_told_apart(self, other: Self) -> bool:
        """Return whether the two carry different numbers: of identity, of the credit code."""
        self.set_digests()
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.told_apart_by)
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def same_name(self) -> models.QuerySet[Self]:
        """Return others of the society that may be the same."""
        others = cast("models.QuerySet[Self]", type(self).objects.countable())
        return others.filter(named_exactly(self.name), society=self.society_id).exclude(pk=self.pk)

    def clean(self) -> None:
        super().clean()
        self.initials = pinyin_initials(self.name)

    def closed_years_of_use(self) -> list[int]:
        """Return the closed years in which records that count point to it."""
        closed = self.society.locked_years
        if not closed or self.pk is None:
            return []
        found: set[int] = set()
        for model, name in self.referencing_fields():
            owner = f"{model.owner}__" if issubclass(model, Line) else ""
            dated = model.owner_model() if issubclass(model, Line) else model
            if issubclass(dated, Record):
                rows = model.objects.countable().filter(**{name: self.pk}).order_by()
                years = rows.filter(**{f"{owner}date__year__in": closed})
                found |= set(years.values_list(f"{owner}date__year", flat=True).distinct())
        return sorted(found)

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        changed = [
            name
            for name in self.counted_by
            if getattr(self, self.own_field(name).attname)
            != getattr(current, self.own_field(name).attname)
        ]
        if changed and (years := self.closed_years_of_use()):
            raise ValidationError({changed[0]: closed_text(years)})

    def validate_no_cycle(self, name: str, message: "_StrOrPromise", *, deepest: int = 10) -> int:
        """Return how deep it lies below others through the field `name`, 1 at the top.

        Raises ValidationError with the message when the way up leads back to it or has no end.
        """
        above, depth = getattr(self, name), 1
        while above:
            depth += 1
            same = above is self or (self.pk is not None and above.pk == self.pk)
            if same or depth > deepest:
                raise ValidationError({name: message})
            above = getattr(above, name)
        return depth
