import django_tables2 as tables
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn, NumberColumn

from .models import Course, Enrolment, Session


class CourseTable(EntryTable):
    name = LinkColumn(order_by="initials")
    hours = NumberColumn()

    class Meta(EntryTable.Meta):
        model = Course
        fields = ("name", "kind", "hours")


class SessionTable(EntryTable):
    date = LinkColumn()
    times = NumberColumn(verbose_name=_("sessions"))
    attended = NumberColumn()
    certified_counted = NumberColumn()

    totals = {
        "sessions": (_("sessions"), Sum("times")),
        "attended": (_("attended"), Sum("attended")),
        "certified": (_("certified"), Sum("certified_counted")),
    }

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
