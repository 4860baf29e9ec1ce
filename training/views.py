"""The pages of training."""

from typing import cast

from redcross.models import LineQuerySet
from redcross.views import EntryList, EntryPages

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


class EnrolmentPages(EntryPages):
    model = Enrolment
    filterset_class = EnrolmentFilter
    table_class = EnrolmentTable


class EnrolmentList(EnrolmentPages, EntryList):
    """The roster, each line with the course of its session."""

    def get_queryset(self) -> LineQuerySet:
        rows = cast(LineQuerySet, super().get_queryset())
        return rows.select_related("session__course")
