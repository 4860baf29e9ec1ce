"""What happened on a date: records, and the activities among them."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Self, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.typed_values import DatePrecision, Rounding

from .alike import AlikeRows
from .entry import Entry, EntryQuerySet
from .society import Society

# 宣传栏 200 个: what, how many, of which unit.
OUTCOME_LINE = re.compile(r"(?P<what>.*\D)\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D{1,10})")


def rounded_as(name: str, rounding: Rounding) -> str:
    """Return what stands in `rounded` for the number of that name: alone, it is 余."""
    return name if rounding is Rounding.OVER else f"{name}:{rounding.value}"


# That nobody knows how many a record stands for.
TIMES_UNKNOWN = Q(rounded__contains=[rounded_as("times", Rounding.UNKNOWN)])


def any_rounded(name: str) -> Q:
    """Return the condition for the number of that name not being known exactly."""
    values = [rounded_as(name, rounding) for rounding in Rounding if rounding]
    return Q(rounded__overlap=values)


def coarsest_precision(known: Iterable[str]) -> str:
    """Return how well the days of several records are known together: as the worst of them."""
    order = list(Record.Precision.values)
    return max(known, key=order.index, default=Record.Precision.DAY.value)


class Record(Entry):
    """Something that happened on a date, or several times in a while, and that figures count."""

    Precision = DatePrecision

    # The index by society and date finds them, too: PostgreSQL takes one by society alone for what
    # lies in a few days as well, and reads all ten years.
    society = models.ForeignKey(
        Society,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("society"),
        editable=False,
    )
    date = models.DateField(_("date"))
    end_date = models.DateField(
        _("end date"), null=True, blank=True, help_text=_("When it lasted longer than a day.")
    )
    date_precision = models.CharField(
        _("date known to the"),
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
        help_text=_("When only the month or the year is known: any day of it as the date."),
    )
    times = models.PositiveIntegerField(
        _("times"),
        default=1,
        null=True,
        blank=True,
        help_text=_("One row may stand for several of the same kind; or “unknown”."),
    )
    rounded = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("rounded"),
        default=list,
        blank=True,
        help_text=_("The numbers of which only the approximate size is known."),
    )
    note = models.TextField(_("note"), blank=True)

    # The fields of which `rounded` may name some: one record knows one number well, another not.
    roundable_fields: ClassVar[tuple[str, ...]] = ("times",)
    # What counts in the place of one of them, to it: as well known as that is.
    counted_for: ClassVar[Mapping[str, str]] = {}
    # Alike in all of these, two are likely the same one entered twice.
    alike_fields: ClassVar[tuple[str, ...]] = ()
    # Two that differ in one of these, where both have it, are two.
    distinguishing_fields: ClassVar[tuple[str, ...]] = ()
    # The number that it is called by, which tells two apart, too.
    number_field: ClassVar[str] = ""
    # Whether figures of days after its own count it: what it moves is there, or gone.
    carries_over: ClassVar[bool] = False
    # What is recorded later than its day and no figure of it counts: so its day may be closed.
    later_fields: ClassVar[tuple[str, ...]] = ()
    # Gifts and aid lie in the past; a planned course may not.
    may_lie_ahead: ClassVar[bool] = False
    shows_people = True
    archived_by = ("date", "end_date")
    personal_fields: ClassVar[tuple[str, ...]] = ("note",)
    # Whether it stays as it is with a closed period. What no figure counts comes when it comes.
    held_by_closing: ClassVar[bool] = True

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["society", "date"], name="%(class)s_society_date")]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("date")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("The end date lies before the date."),
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1),
                name="%(class)s_times_positive",
                violation_error_message=_("At least once."),
            ),
            models.CheckConstraint(
                condition=(Q(TIMES_UNKNOWN) & Q(times=None))
                | (~Q(TIMES_UNKNOWN) & Q(times__isnull=False)),
                name="%(class)s_times_known_or_said_not_to_be",
                violation_error_message=_("Say how many it stands for, or “unknown”."),
            ),
        ]

    @classmethod
    def usual_date(cls, today: datetime.date) -> datetime.date:
        """Return the day that a new one starts with: most are entered on the day itself."""
        return today

    def choice_label(self) -> str:
        """Return it with its day, and with its number where it has one: others may be alike."""
        number = getattr(self, self.number_field) if self.number_field else ""
        return " · ".join([str(self), *filter(None, (self.date.isoformat(), number))])

    def clean(self) -> None:
        super().clean()
        if not self.may_lie_ahead:
            self.check_not_ahead("date", "end_date")
        if self.rounded:
            self._clean_rounded()
        if self.rounding_of("times") is Rounding.UNKNOWN:
            self._clean_unknown_times()
        self._check_open(self.date)

    def _clean_rounded(self) -> None:
        """Order what is rounded. Raises ValidationError for what it has not, or has twice."""
        known = dict(self.roundable_choices())
        if set(self.rounded) - known.keys():
            raise ValidationError({"rounded": _("Choose among the numbers of this record.")})
        self.rounded = [value for value in known if value in self.rounded]
        names = [value.partition(":")[0] for value in self.rounded]
        if len(set(names)) < len(names):
            raise ValidationError({"rounded": _("A number is known in one way: choose one.")})

    def _clean_unknown_times(self) -> None:
        """Leave no number where it is said not to be known. Raises ValidationError for another.

        1 is what a new record starts with, and so not what somebody says.
        """
        if self.times not in (None, 1):
            text = _("Its number is said not to be known: leave it empty, or untick that.")
            raise ValidationError({"times": text})
        self.times = None

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        self._check_open(current.date)

    def _check_open(self, date: datetime.date | None) -> None:
        """Raise ValidationError where the day is closed, or counts in what is."""
        if date is None or not self.held_by_closing or not self.society.locked_periods:
            return
        if self.pk and self.later_fields and not self._counts_otherwise_than_stored():
            return
        for period in self.society.locked_periods:
            if period.holds(date):
                text = _(
                    "Closed, as its evaluation is final: %(period)s. Record a correction on a later"
                    " day, or have it reopened."
                )
            elif self.carries_over and date < period.start:
                text = _(
                    "Closed, and counted what had been before it: %(period)s. Record a correction"
                    " on a later day, or have it reopened."
                )
            else:
                continue
            own = period.society_id == self.society_id
            raise ValidationError({"date": text % {"period": period.days if own else period}})

    def _counts_otherwise_than_stored(self) -> bool:
        """Return whether it differs from what is stored in more than what is recorded later."""
        free = {*self.later_fields, "version", "updated_at"}
        stored = type(self)._base_manager.get(pk=self.pk)
        names = [field.attname for field in self._meta.concrete_fields if field.name not in free]
        return any(getattr(self, name) != getattr(stored, name) for name in names)

    @classmethod
    def all_distinguishing_fields(cls) -> tuple[str, ...]:
        """Return the fields by which two that are alike are two, where both say something."""
        return tuple(filter(None, (*cls.distinguishing_fields, cls.number_field)))

    @classmethod
    def likely_doubles(cls, records: Sequence[Self]) -> list[list[Self]]:
        """Return for each record of one society the stored ones that are likely it: one query.

        They themselves are not taken for their doubles, as far as they are stored.
        """
        stored = cls._alike_stored(records)
        return [list(stored.like(record)) for record in records]

    @classmethod
    def paired_doubles(cls, records: Sequence[Self]) -> list[Self | None]:
        """Return for each record of one society the stored one that is likely it: one query.

        Each stored one is that of one record: of two that say the same beside one that is stored,
        one is likely new.
        """
        return cls._alike_stored(records).paired(records)

    @classmethod
    def _alike_stored(cls, records: Sequence[Self]) -> AlikeRows[Self]:
        """Return the stored records that say the same as some of these, without themselves."""
        found: AlikeRows[Self] = AlikeRows(cls)
        if not cls.alike_fields or not records:
            return found
        sought = Q()
        for column in found.alike:
            values = {getattr(record, column) for record in records}
            known = Q(**{f"{column}__in": values - {None}})
            sought &= known | Q(**{f"{column}__isnull": True}) if None in values else known
        rows = cast("EntryQuerySet[Self]", cls.objects.countable())
        pointing = [name for name in cls.alike_fields if cls.own_field(name).is_relation]
        stored = rows.filter(sought, society=records[0].society_id)
        stored = stored.select_related("entered_by", *pointing)
        for row in stored.exclude(pk__in=[one.pk for one in records if one.pk is not None]):
            found.add(row)
        return found

    @classmethod
    def roundable_choices(cls) -> list[tuple[str, str | Promise]]:
        """Return the choices of `rounded`: each number with each way of not being known exactly."""
        labels = {field.name: field.verbose_name for field in cls._meta.concrete_fields}
        return [
            (rounded_as(name, rounding), format_lazy("{}: {}", labels[name], rounding.label))
            for name in cls.roundable_fields
            for rounding in cls.roundings_of(name)
        ]

    @classmethod
    def roundings_of(cls, name: str) -> list[Rounding]:
        """Return in which ways the number in this field may be known other than exactly.

        Not known at all may only be how many the record stands for: other numbers are left empty.
        """
        if cls.counted_for.get(name, name) not in cls.roundable_fields:
            return []
        roundings = [Rounding.OVER, Rounding.NEARLY, Rounding.ABOUT]
        return [*roundings, Rounding.UNKNOWN] if name == "times" else roundings

    def rounding_of(self, name: str) -> Rounding:
        """Return how well the number in this field is known."""
        if not self.rounded:
            return Rounding.EXACT
        name = self.counted_for.get(name, name)
        roundings = (
            rounding
            for rounding in Rounding
            if rounding and rounded_as(name, rounding) in self.rounded
        )
        return next(roundings, Rounding.EXACT)

    def get_rounded_display(self) -> str:
        """Return the labels of the numbers that are rounded."""
        labels = dict(self.roundable_choices())
        return gettext(", ").join(str(labels[name]) for name in self.rounded)


class Activity(Record):
    """What the society does with others somewhere: a session, an event, a response."""

    place = models.ForeignKey(
        "redcross.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
    )
    partners = models.ManyToManyField(
        "redcross.Partner", blank=True, related_name="+", verbose_name=_("partners")
    )
    outcomes = models.TextField(
        _("outcomes"),
        blank=True,
        help_text=_("What no field foresees, one a line: notice boards 200 pieces"),
    )

    may_lie_ahead = True

    class Meta(Record.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        lines = [line.strip() for line in self.outcomes.splitlines() if line.strip()]
        if wrong := [line for line in lines if not OUTCOME_LINE.fullmatch(line)]:
            raise ValidationError(
                {
                    "outcomes": _("Write what, how many, of which unit: %(line)s")
                    % {"line": wrong[0]}
                }
            )
        self.outcomes = "\n".join(lines)
