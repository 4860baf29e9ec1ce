from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from redcross.fields import digest
from redcross.filters import DateFilter, EntryFilter, RecordFilter, Rows
from redcross.models import Partner, Person, Place, StandingNumber


class PlaceFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith", "code__startswith")

    class Meta:
        model = Place
        fields = ("parent",)


class PartnerFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith")

    class Meta:
        model = Partner
        fields = ()


class PersonFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith")

    def found_by(self, text: str) -> Q:
        return super().found_by(text) | Q(id_number_digest=digest(text))

    class Meta:
        model = Person
        fields = ()


class StandingNumberFilter(RecordFilter):
    search = ("slip__icontains", "note__icontains")

    on = DateFilter(method="filter_on", label=_("as of"))

    def filter_on(self, queryset: Rows, name: str, value: date) -> Rows:
        """Leave the latest of its kind up to that day."""
        later = StandingNumber.objects.countable().filter(
            society=OuterRef("society"),
            kind=OuterRef("kind"),
            date__gt=OuterRef("date"),
            date__lte=value,
        )
        return queryset.filter(~Exists(later), date__lte=value)

    class Meta:
        model = StandingNumber
        fields = ("kind",)
