import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from redcross.models import BoardTerm, Member, Partner, Person, Place, StandingNumber
from redcross.tables import EntryTable, LinkColumn, NumberColumn


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


class MemberTable(EntryTable):
    name = LinkColumn(order_by="initials")
    phone = tables.Column(orderable=False)

    class Meta(EntryTable.Meta):
        model = Member
        fields = ("name", "kind", "card_number", "joined_on", "left_on", "contact", "phone")


class BoardTermTable(EntryTable):
    person = LinkColumn(order_by="person__initials")
    sits_today = tables.BooleanColumn(verbose_name=_("sits today"))

    class Meta(EntryTable.Meta):
        model = BoardTerm
        fields = ("person", "post", "term", "sits_today", "starts_on", "ends_on", "left_on", "unit")


class StandingNumberTable(EntryTable):
    date = LinkColumn()
    number = NumberColumn()

    class Meta(EntryTable.Meta):
        model = StandingNumber
        fields = ("date", "kind", "number", "slip")
