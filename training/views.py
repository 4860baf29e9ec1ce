"""The pages of training."""

from typing import cast

from redcross.models import LineQuerySet
from redcross.views import EntryDetail, EntryList, EntryPages, Fact, list_of

from .filters import CourseFilter, EnrolmentFilter, SessionFilter
from .forms import CourseForm, SessionForm
from .models import Course, Enrolment, Session
from .tables import CourseTable, EnrolmentTable, SessionTable


class CoursePages(EntryPages):
    model = Course
    entry_form = CourseForm
    filterset_class = CourseFilter
    table_class = CourseTable


class SessionPages(EntryPages):
    model = Session
    entry_form = SessionForm
    filterset_class = SessionFilter
    table_class = SessionTable


class SessionDetail(SessionPages, EntryDetail):
    """A session with how many came, passed and were certified, as it counts."""

    def facts(self) -> list[Fact]:
        session = cast(Session, self.object)
        listed = session.on_roster()
        # What the roster does not say was counted as heads: no list shows those.
        counted: tuple[tuple[str, str, int, dict[str, str]], ...] = (
            ("attendance", "attended", session.attended, {}),
            ("passed", "passed_counted", session.passed_counted, {"passed": "true"}),
            ("certified", "certified_counted", session.certified_counted, {"certified": "yes"}),
        )
        return [
            Fact(
                session.own_field(name).verbose_name,
                number,
                list_of(Enrolment, session=session.pk, **more) if listed[on_roster] else "",
            )
            for on_roster, name, number, more in counted
            if number
        ]


class EnrolmentPages(EntryPages):
    model = Enrolment
    filterset_class = EnrolmentFilter
    table_class = EnrolmentTable


class EnrolmentList(EnrolmentPages, EntryList):
    """The roster, each line with the course of its session."""

    def get_queryset(self) -> LineQuerySet:
        rows = cast(LineQuerySet, super().get_queryset())
        return rows.select_related("session__course")
