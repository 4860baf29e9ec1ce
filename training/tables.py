import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, NumberColumn, TimesColumn

from .models import Aed, AedInspection, Course, Enrolment, Session


class AedTable(EntryTable):
    name = LinkColumn(order_by="initials")
    battery_valid_until = tables.Column(verbose_name=_("battery valid until"))
    pads_valid_until = tables.Column(verbose_name=_("pads valid until"))
    last_inspected_on = tables.Column(verbose_name=_("inspected last on"))
    inspect_by = tables.Column(verbose_name=_("inspect by"))

    class Meta(EntryTable.Meta):
        model = Aed
        fields = (
            "name",
            "place",
            "state",
            "battery_valid_until",
            "pads_valid_until",
            "last_inspected_on",
            "inspect_by",
            "keeper",
            "serial_number",
        )


class AedInspectionTable(EntryTable):
    date = LinkColumn()
    aed = tables.Column(order_by="aed__initials")

    class Meta(EntryTable.Meta):
        model = AedInspection
        fields = ("date", "aed", "inspector", "ready", "battery_until", "pads_until", "note")


class CourseTable(EntryTable):
    name = LinkColumn(order_by="initials")
    hours = NumberColumn()

    class Meta(EntryTable.Meta):
        model = Course
        fields = ("name", "kind", "hours")


class SessionTable(EntryTable):
    date = LinkColumn()
    times = TimesColumn(verbose_name=_("sessions"))
    attended = NumberColumn()
    certified_counted = NumberColumn()

    totals = {
        "sessions": (_("sessions"), Sum("times")),
        "attended": (_("attended"), Sum("attended")),
        "certified": (_("certified"), Sum("certified_counted")),
    }
    unknown_in = {"attended": Session.without_headcount()}

    class Meta(EntryTable.Meta):
        model = Session
        fields = (
            "date",
            "course",
            "title",
            "place",
            "audience",
            "times",
            "attended",
            "certified_counted",
        )


class EnrolmentTable(EntryTable):
    name = LinkColumn()
    session__date = tables.Column(verbose_name=_("date"))
    session__course = tables.Column(verbose_name=_("course"), orderable=False)

    class Meta(EntryTable.Meta):
        model = Enrolment
        fields = (
            "name",
            "session__date",
            "session__course",
            "passed",
            "certificate_number",
            "issued_on",
            "expires_on",
        )
