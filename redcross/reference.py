"""The pages of the kernel's own entries, shaped as an app's are."""

import django_filters as df
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from .fields import digest
from .filters import DateInput, EntryFilter, RecordFilter
from .forms import EntryForm
from .models import Partner, Person, Place, StandingNumber
from .tables import EntryTable, LinkColumn, NumberColumn
from .views import entry_urls


class PlaceForm(EntryForm):
    class Meta:
        model = Place
        fields = ("name", "parent", "code")


class PartnerForm(EntryForm):
    class Meta:
        model = Partner
        fields = ("name",)


class PersonForm(EntryForm):
    class Meta:
        model = Person
        fields = ("name", "id_number", "phone")


class StandingNumberForm(EntryForm):
    shown = 4

    class Meta:
        model = StandingNumber
        fields = ("date", "kind", "number", "slip", "date_precision", "rounded", "note")


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

    def found_by(self, text):
        return super().found_by(text) | Q(id_number_digest=digest(text))

    class Meta:
        model = Person
        fields = ()


class StandingNumberFilter(RecordFilter):
    search = ("slip__icontains", "note__icontains")

    on = df.DateFilter(method="filter_on", label=_("as of"), widget=DateInput)

    def filter_on(self, queryset, name, value):
        """The latest of its kind up to that day."""
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


class PlaceTable(EntryTable):
    name = LinkColumn(order_by="initials")
    parent = tables.Column(order_by="parent__initials")

    class Meta(EntryTable.Meta):
        model = Place
        fields = ("name", "parent", "code")


class PartnerTable(EntryTable):
    name = LinkColumn(order_by="initials")

    class Meta(EntryTable.Meta):
        model = Partner
        fields = ("name", "entered_at")


class PersonTable(EntryTable):
    name = LinkColumn(order_by="initials")
    id_number = tables.Column(orderable=False)
    phone = tables.Column(orderable=False)

    class Meta(EntryTable.Meta):
        model = Person
        fields = ("name", "id_number", "phone")


class StandingNumberTable(EntryTable):
    date = LinkColumn()
    number = NumberColumn()

    class Meta(EntryTable.Meta):
        model = StandingNumber
        fields = ("date", "kind", "number", "slip")


app_name = "redcross"
urlpatterns = [
    path("places/", include(entry_urls(PlaceForm, PlaceFilter, PlaceTable))),
    path("partners/", include(entry_urls(PartnerForm, PartnerFilter, PartnerTable))),
    path("people/", include(entry_urls(PersonForm, PersonFilter, PersonTable))),
    path(
        "standing/",
        include(entry_urls(StandingNumberForm, StandingNumberFilter, StandingNumberTable)),
    ),
]
