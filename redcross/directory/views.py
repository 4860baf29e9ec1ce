"""The pages of the kernel's own entries."""

from django.utils.translation import gettext_lazy as _

from redcross.models import Partner, Person, Place, StandingNumber
from redcross.views import EntryBulkAdd, EntryPages

from .filters import PartnerFilter, PersonFilter, PlaceFilter, StandingNumberFilter
from .forms import PartnerForm, PersonForm, PlaceForm, StandingNumberForm
from .tables import PartnerTable, PersonTable, PlaceTable, StandingNumberTable


class PlacePages(EntryPages):
    model = Place
    entry_form = PlaceForm
    filterset_class = PlaceFilter
    table_class = PlaceTable


class PlaceBulkAdd(PlacePages, EntryBulkAdd):
    heading = _("Places")
    row_fields = ("name",)


class PartnerPages(EntryPages):
    model = Partner
    entry_form = PartnerForm
    filterset_class = PartnerFilter
    table_class = PartnerTable


class PersonPages(EntryPages):
    model = Person
    entry_form = PersonForm
    filterset_class = PersonFilter
    table_class = PersonTable


class StandingNumberPages(EntryPages):
    model = StandingNumber
    entry_form = StandingNumberForm
    filterset_class = StandingNumberFilter
    table_class = StandingNumberTable


class StandingNumberBulkAdd(StandingNumberPages, EntryBulkAdd):
    """What the society is and has, and what was counted before records, as of one day."""

    heading = _("Basic numbers")
    shared_fields = ("date", "slip")
    row_fields = ("kind", "number")
    row_initials = tuple({"kind": kind} for kind in StandingNumber.Kind)
