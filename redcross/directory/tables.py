import django_tables2 as tables

from redcross.models import Partner, Person, Place, StandingNumber
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


class StandingNumberTable(EntryTable):
    date = LinkColumn()
    number = NumberColumn()

    class Meta(EntryTable.Meta):
        model = StandingNumber
        fields = ("date", "kind", "number", "slip")
