"""The pages of the kernel's own entries: places, partners, people. Shaped as an app's are."""

import django_tables2 as tables
from django.db.models import Q
from django.urls import include, path

from .fields import digest
from .filters import EntryFilter
from .forms import EntryForm
from .models import Partner, Person, Place
from .tables import EntryTable, LinkColumn
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


app_name = "redcross"
urlpatterns = [
    path("places/", include(entry_urls(PlaceForm, PlaceFilter, PlaceTable))),
    path("partners/", include(entry_urls(PartnerForm, PartnerFilter, PartnerTable))),
    path("people/", include(entry_urls(PersonForm, PersonFilter, PersonTable))),
]
