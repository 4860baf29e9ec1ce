"""Something with a name that other entries point to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.fields import SearchKeyField
from redcross.formatting import pinyin_initials
from redcross.naming import named_exactly

from .entry import Entry

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class NamedEntry(Entry):
    """Something with a name that other entries point to, found by it or its pinyin initials."""

    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=200, editable=False, blank=True)
    search_key = SearchKeyField(of="name")

    # Numbers of which the sum belongs to the one that is kept when two are merged.
    summed_on_merge: ClassVar[tuple[str, ...]] = ()
    # Answers of which the stricter is kept when two are merged: field to values, strictest first.
    strictest_on_merge: ClassVar[dict[str, tuple[str, ...]]] = {}
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

    def same_name(self) -> models.QuerySet[Self]:
        """Return others of the society that may be the same."""
        others = cast("models.QuerySet[Self]", type(self).objects.countable())
        return others.filter(named_exactly(self.name), society=self.society_id).exclude(pk=self.pk)

    def clean(self) -> None:
        super().clean()
        self.initials = pinyin_initials(self.name)

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
