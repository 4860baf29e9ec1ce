from datetime import date
from functools import reduce
from operator import or_

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.filters import DatedFilter, DateFilter, EntryFilter, RecordFilter, TownFilter
from redcross.models import EntryQuerySet, LineQuerySet, Person, Place, StandingNumber

from .models import Aed, AedInspection, Course, Enrolment, Session

# The kinds of course of which a number was counted before records.
OPENING_NUMBERS = {
    Course.Kind.AWARENESS: StandingNumber.Kind.TRAINED,
    Course.Kind.CERTIFIED: StandingNumber.Kind.CERTIFIED,
}


class AedFilter(EntryFilter):
    search = (
        "search_key__contains",
        "address__icontains",
        "serial_number__iexact",
    )
    main_filters = ("q", "state")

    place = df.ModelChoiceFilter(queryset=Place.objects.all(), label=_("place"))
    on = DateFilter(method="filter_on", label=_("in place on"))

    def filter_on(self, queryset: EntryQuerySet, name: str, value: date) -> EntryQuerySet:
        return queryset.filter(
            Q(removed_on=None) | Q(removed_on__gt=value), installed_on__lte=value
        )

    class Meta:
        model = Aed
        fields = ("state",)


class AedInspectionFilter(RecordFilter):
    search = ("aed__search_key__contains", "inspector__icontains")

    aed = df.ModelChoiceFilter(queryset=Aed.objects.all(), label=_("AED"))

    class Meta:
        model = AedInspection
        fields = ("ready",)


class CourseFilter(EntryFilter):
    search = ("search_key__contains",)

    class Meta:
        model = Course
        fields = ("kind",)


class SessionFilter(RecordFilter):
    search = (
        "title__icontains",
        "course__search_key__contains",
        "place__search_key__contains",
        "audience__icontains",
        "topics__icontains",
    )

    course = df.ModelChoiceFilter(queryset=Course.objects.all(), label=_("course"))
    kind = df.ChoiceFilter(
        field_name="course__kind", choices=Course.Kind.choices, label=_("kind of course")
    )
    town = TownFilter()
    on = DateFilter(field_name="date", lookup_expr="lte", label=_("up to"))
    since_opening = DateFilter(
        method="filter_since_opening", label=_("after the opening number, up to")
    )

    def filter_since_opening(
        self, queryset: EntryQuerySet, name: str, value: date
    ) -> EntryQuerySet:
        """Leave what the latest number counted before records, up to the day, does not hold."""
        others = Q(date__lte=value) & ~Q(course__kind__in=OPENING_NUMBERS)
        of_kind = (
            Q(course__kind=kind) & StandingNumber.not_within(opening, value)
            for kind, opening in OPENING_NUMBERS.items()
        )
        return queryset.filter(reduce(or_, of_kind, others))

    class Meta:
        model = Session
        fields = ()


class EnrolmentFilter(DatedFilter):
    owner = "session__"
    search = ("search_key__contains", "certificate_number__iexact", "person__search_key__contains")

    kind = df.ChoiceFilter(
        field_name="session__course__kind",
        choices=Course.Kind.choices,
        label=_("kind of course"),
    )
    person = df.ModelChoiceFilter(queryset=Person.objects.all(), label=_("person"))
    certified = df.ChoiceFilter(
        method="filter_certified",
        choices=[("yes", _("with certificate")), ("no", _("without certificate"))],
        label=_("certificate"),
    )
    on = DateFilter(method="filter_on", label=_("certificate valid on"))

    def filter_certified(self, queryset: LineQuerySet, name: str, value: str) -> LineQuerySet:
        none = Q(certificate_number="")
        return queryset.filter(~none if value == "yes" else none)

    def filter_on(self, queryset: LineQuerySet, name: str, value: date) -> LineQuerySet:
        return queryset.exclude(certificate_number="").filter(
            issued_on__lte=value, expires_on__gte=value
        )

    class Meta:
        model = Enrolment
        fields = ("passed",)
