import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, MoneyColumn, NumberColumn, TimesColumn

from .models import CommunityProject, Event, Material, Survey


class EventTable(EntryTable):
    date = LinkColumn()
    times = TimesColumn()
    people = NumberColumn()
    volunteers = NumberColumn()

    totals = {
        "events": (_("events"), Sum("times")),
        "people": (_("people reached"), Sum("people")),
    }

    class Meta(EntryTable.Meta):
        model = Event
        fields = (
            "date",
            "title",
            "kind",
            "theme_day",
            "topics",
            "place",
            "times",
            "people",
            "volunteers",
        )


class MaterialTable(EntryTable):
    item = LinkColumn()
    event__date = tables.Column(verbose_name=_("date"))
    event = tables.Column(orderable=False)
    quantity = NumberColumn()

    totals = {"quantity": (_("quantity"), Sum("quantity"))}

    class Meta(EntryTable.Meta):
        model = Material
        fields = ("item", "kind", "quantity", "unit", "event__date", "event")


class CommunityProjectTable(EntryTable):
    date = LinkColumn()
    amount = MoneyColumn()

    totals = {"projects": (_("projects"), Sum("times")), "amount": (_("amount"), Sum("amount"))}

    class Meta(EntryTable.Meta):
        model = CommunityProject
        fields = ("date", "place", "kind", "stage", "funder", "amount")


class SurveyTable(EntryTable):
    date = LinkColumn()
    asked = NumberColumn()
    answered = NumberColumn()
    satisfied = NumberColumn()

    totals = {
        "answered": (_("answered"), Sum("answered")),
        "satisfied": (_("satisfied"), Sum("satisfied")),
    }

    class Meta(EntryTable.Meta):
        model = Survey
        fields = ("date", "subject", "asked", "answered", "satisfied")
