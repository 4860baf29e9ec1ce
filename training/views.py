"""The pages of training."""

from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from redcross.models import LineQuerySet
from redcross.views import EntryBulkAdd, EntryDetail, EntryList, EntryPages, Fact, list_of

from .filters import AedFilter, AedInspectionFilter, CourseFilter, EnrolmentFilter, SessionFilter
from .forms import AedForm, AedInspectionForm, CourseForm, SessionForm
from .models import Aed, AedInspection, AedQuerySet, Course, Enrolment, Session
from .tables import AedInspectionTable, AedTable, CourseTable, EnrolmentTable, SessionTable


class AedPages(EntryPages):
    model = Aed
    entry_form = AedForm
    filterset_class = AedFilter
    table_class = AedTable


class AedList(AedPages, EntryList):
    """The devices, each with how long battery and pads are valid and when it was inspected."""

    def get_queryset(self) -> AedQuerySet:
        return cast(AedQuerySet, super().get_queryset()).with_validity()


class AedDetail(AedPages, EntryDetail):
    """One device with what is due; its inspections are listed as all that points to it."""

    template_name = "training/aed_detail.html"

    def get_queryset(self) -> AedQuerySet:
        return cast(AedQuerySet, super().get_queryset()).with_validity()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_inspect=self.user.has_perm(AedInspection.permission("add")),
            **kwargs,
        )


class AedInspectionPages(EntryPages):
    model = AedInspection
    entry_form = AedInspectionForm
    filterset_class = AedInspectionFilter
    table_class = AedInspectionTable


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
                session.rounding_of(name),
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
