"""The pages of the kernel's own entries."""

from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.models import (
    BoardTerm,
    BoardTermQuerySet,
    Member,
    Partner,
    Person,
    Place,
    StandingNumber,
)
from redcross.views import EntryBulkAdd, EntryList, EntryPages

from .filters import (
    BoardTermFilter,
    MemberFilter,
    PartnerFilter,
    PersonFilter,
    PlaceFilter,
    StandingNumberFilter,
)
from .forms import BoardTermForm, MemberForm, PartnerForm, PersonForm, PlaceForm, StandingNumberForm
from .tables import (
    BoardTermTable,
    MemberTable,
    PartnerTable,
    PersonTable,
    PlaceTable,
    StandingNumberTable,
)


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


class MemberPages(EntryPages):
    model = Member
    entry_form = MemberForm
    filterset_class = MemberFilter
    table_class = MemberTable


class BoardTermPages(EntryPages):
    model = BoardTerm
    entry_form = BoardTermForm
    filterset_class = BoardTermFilter
    table_class = BoardTermTable


class BoardTermList(BoardTermPages, EntryList):
    """Terms, and who sits today."""

    def get_queryset(self) -> BoardTermQuerySet:
        rows = cast(BoardTermQuerySet, super().get_queryset())
        return rows.with_sitting(timezone.localdate())


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
