"""The pages of training."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from redcross.models import LineQuerySet
from redcross.views import EntryBulkAdd, EntryList, EntryPages

from .filters import CourseFilter, EnrolmentFilter, SessionFilter
from .forms import CourseForm, SessionForm
from .models import Course, Enrolment, Session
from .tables import CourseTable, EnrolmentTable, SessionTable


class CoursePages(EntryPages):
    model = Course
    entry_form = CourseForm
    filterset_class = CourseFilter
    table_class = CourseTable


class CourseBulkAdd(CoursePages, EntryBulkAdd):
    heading = _("Courses")
    row_fields = ("name", "kind", "hours")
    proposals = (
        {"name": "应急救护普及培训", "kind": Course.Kind.AWARENESS},
        {"name": "心肺复苏和AED培训", "kind": Course.Kind.CPR_AED},
        {"name": "救护员培训", "kind": Course.Kind.CERTIFIED, "hours": 16},
        {"name": "养老照护培训", "kind": Course.Kind.CARE},
    )


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
