from datetime import date

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from redcross.fields import digest
from redcross.filters import CountFilter, DateFilter, EntryFilter, RecordFilter, Rows
from redcross.models import Board, BoardTerm, Member, Partner, Person, Place, StandingNumber


class PlaceFilter(EntryFilter):
    search = ("search_key__contains", "code__startswith")

    class Meta:
        model = Place
        fields = ("parent",)


class PartnerFilter(EntryFilter):
    search = ("search_key__contains",)

    class Meta:
        model = Partner
        fields = ()


class PersonFilter(EntryFilter):
    search = ("search_key__contains",)

    def found_by(self, text: str) -> Q:
        return super().found_by(text) | Q(id_number_digest=digest(text))

    class Meta:
        model = Person
        fields = ()


class MemberFilter(EntryFilter):
    search = ("search_key__contains", "card_number__iexact")
    main_filters = ("q", "on")

    on = DateFilter(method="filter_on", label=_("member on"))

    def filter_on(self, queryset: Rows, name: str, value: date) -> Rows:
        return queryset.filter(
            Q(joined_on=None) | Q(joined_on__lte=value), Q(left_on=None) | Q(left_on__gt=value)
        )

    class Meta:
        model = Member
        fields = ("kind",)


class BoardTermFilter(EntryFilter):
    search = ("person__search_key__contains", "unit__icontains")
    main_filters = ("q", "board", "on")

    board = df.ChoiceFilter(method="filter_board", choices=Board.choices, label=_("board"))
    term = CountFilter(label=_("term no."))
    on = DateFilter(method="filter_on", label=_("sitting on"))

    def filter_board(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(BoardTerm.of_board(value))

    def filter_on(self, queryset: Rows, name: str, value: date) -> Rows:
        return queryset.filter(BoardTerm.sitting(value))

    class Meta:
        model = BoardTerm
        fields = ("post",)


class StandingNumberFilter(RecordFilter):
    search = ("slip__icontains", "note__icontains")

    on = DateFilter(method="filter_on", label=_("as of"))
    earlier = df.ChoiceFilter(
        method="filter_earlier",
        choices=[("yes", _("with an earlier one")), ("no", _("the first of its kind"))],
        label=_("number before it"),
    )

    def filter_on(self, queryset: Rows, name: str, value: date) -> Rows:
        """Leave the latest of its kind up to that day."""
        later = StandingNumber.objects.countable().filter(
            society=OuterRef("society"),
            kind=OuterRef("kind"),
            date__gt=OuterRef("date"),
            date__lte=value,
        )
        return queryset.filter(~Exists(later), date__lte=value)

    def filter_earlier(self, queryset: Rows, name: str, value: str) -> Rows:
        earlier = Exists(StandingNumber.objects.countable().filter(StandingNumber.before_it()))
        return queryset.filter(earlier if value == "yes" else ~earlier)

    class Meta:
        model = StandingNumber
        fields = ("kind",)
