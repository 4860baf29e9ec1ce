"""Something with a name that other entries point to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from redcross.fields import SearchKeyField
from redcross.formatting import pinyin_initials
from redcross.naming import named_exactly, normalised

from .closed_period import ClosedPeriod, closed_text
from .entry import Entry
from .line import Line
from .record import Record

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class NamedEntry(Entry):
    """Something with a name that other entries point to, found by it or its pinyin initials."""

    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=200, editable=False, blank=True)
    search_key = SearchKeyField(of="name")

    # What figures count or sort records by: it stays with a closed period that has some.
    counted_by: ClassVar[tuple[str, ...]] = ()
    # Whether the records before a period are sorted by it, too: figures of what is left.
    counts_what_came_before: ClassVar[bool] = False
    # The fields of its first and its last day, where figures count it while it lasts.
    lasting_fields: ClassVar[tuple[str, ...]] = ()
    # Numbers of which the sum belongs to the one that is kept when two are merged.
    summed_on_merge: ClassVar[tuple[str, ...]] = ()
    # Answers of which the stricter is kept when two are merged: field to values, strictest first.
    strictest_on_merge: ClassVar[Mapping[str, tuple[str | bool, ...]]] = {}
    # What is said together and goes to the one that is kept where that says none of it.
    taken_over_on_merge: ClassVar[tuple[str, ...]] = ()
    # Two of one name that differ in one of these, where both have it, are two.
    distinguishing_fields: ClassVar[tuple[str, ...]] = ()
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
        shown = self._masks() if details is None else details
        return f"{self.name} ({', '.join([str(self.pk), *filter(None, shown)])})"

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

    def is_distinct_from(self, other: Self) -> bool:
        """Return whether the two carry different numbers: of identity, of the credit code."""
        self.set_digests()
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.distinguishing_fields)
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def same_name(self) -> models.QuerySet[Self]:
        """Return others of the society that may be the same."""
        others = cast("models.QuerySet[Self]", type(self).objects.countable())
        return others.filter(named_exactly(self.name), society=self.society_id).exclude(pk=self.pk)

    def clean(self) -> None:
        super().clean()
        self.initials = pinyin_initials(self.name)

    def lasts_over(self, day: date) -> bool:
        """Return whether figures count it at the end of the day, as its `lasting_fields` say."""
        return False

    def closed_periods_of_use(self) -> list[ClosedPeriod]:
        """Return the closed periods in which records that count point to it."""
        closed = self.society.locked_periods
        if not closed or self.pk is None:
            return []
        found: set[ClosedPeriod] = set()
        for model, name in self.referencing_fields():
            owner = f"{model.owner}__" if issubclass(model, Line) else ""
            dated = model.owner_model() if issubclass(model, Line) else model
            if not issubclass(dated, Record):
                continue
            spans = {
                f"p{number}": Q(**{f"{owner}date__lte": period.end})
                for number, period in enumerate(closed)
            }
            if not self.counts_what_came_before:
                for key, period in zip(spans, closed, strict=True):
                    spans[key] &= Q(**{f"{owner}date__gte": period.start})
            rows = model.objects.countable().filter(**{name: self.pk}).order_by()
            numbers = rows.aggregate(**{key: Count("pk", filter=q) for key, q in spans.items()})
            found |= {p for key, p in zip(spans, closed, strict=True) if numbers[key]}
        return [period for period in closed if period in found]

    def held_fields(self) -> dict[str, list[ClosedPeriod]]:
        """Return the fields that closed periods keep as they are, with these periods."""
        periods = self.closed_periods_of_use() if self.counted_by else []
        return dict.fromkeys(self.counted_by, periods) if periods else {}

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        changed = [
            name
            for name in self.counted_by
            if getattr(self, self.own_field(name).attname)
            != getattr(current, self.own_field(name).attname)
        ]
        if changed and (periods := self.closed_periods_of_use()):
            raise ValidationError({changed[0]: closed_text(periods)})

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if not self.lasting_fields:
            return
        for period in self.society.locked_periods:
            was, is_now = (
                one is not None and one.voided_at is None and one.lasts_over(period.end)
                for one in (before, self)
            )
            if was != is_now:
                text = _("At the end of what is closed (%(period)s) it was counted otherwise.")
                first, last = self.lasting_fields
                moved = before is None or getattr(before, first) != getattr(self, first)
                raise ValidationError({first if moved else last: text % {"period": period.days}})

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
