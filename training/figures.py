"""The only module of this app that reports imports."""

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from redcross.figures import (
    SINCE_OPENING,
    CountedFigure,
    Distinct,
    FigureSource,
    Flow,
    Stock,
    Unit,
)

from .models import Aed, AedInspection, Course, Enrolment, Session

sessions: FigureSource = {"model": Session, "filterset": "training.filters.SessionFilter"}
roster: FigureSource = {"model": Enrolment, "filterset": "training.filters.EnrolmentFilter"}
aeds: FigureSource = {"model": Aed, "filterset": "training.filters.AedFilter"}
inspections: FigureSource = {
    "model": AedInspection,
    "filterset": "training.filters.AedInspectionFilter",
}
# Who holds it: the person, or where the line is joined to none the line itself.
_HOLDER = Coalesce(F("person"), -F("pk"))
_attended = _(
    "Those on the roster, or where there is none the headcount; with a session that has neither the"
    " number is not known."
)
_LABELS = {
    Course.Kind.AWARENESS: (_("Awareness trainings"), _("People at awareness trainings")),
    Course.Kind.CPR_AED: (_("CPR and AED trainings"), _("Learners of CPR and AED")),
    Course.Kind.CERTIFIED: (_("First-aider courses"), _("Learners at first-aider courses")),
    Course.Kind.TRAINER: (_("Trainer courses"), _("Learners at trainer courses")),
    Course.Kind.CARE: (_("Courses on care of the old"), _("Learners of care of the old")),
    Course.Kind.OTHER: (_("Other courses"), _("Learners at other courses")),
}

figures: list[CountedFigure] = []
for _kind, (_courses, _learners) in _LABELS.items():
    figures += [
        Flow(
            key=f"training.{_kind.value}.sessions",
            label=_courses,
            value=Sum("times"),
            unit=Unit.CLASSES if _kind == Course.Kind.CERTIFIED else Unit.SESSIONS,
            where={"kind": _kind.value},
            rule=_("By date; a record counts as often as it says it was held."),
            **sessions,
        ),
        Flow(
            key=f"training.{_kind.value}.people",
            label=_learners,
            value=Sum("attended"),
            number="attendance",
            unknown=Session.without_headcount(),
            unit=Unit.PERSON_TIMES,
            where={"kind": _kind.value},
            rule=_attended,
            **sessions,
        ),
    ]
figures += [
    Stock(
        key="training.awareness.recorded",
        label=_("People at awareness trainings (recorded since)"),
        value=Sum("attended"),
        number="attendance",
        unknown=Session.without_headcount(),
        unit=Unit.PERSON_TIMES,
        at="since_opening",
        where={"kind": Course.Kind.AWARENESS},
        rule=SINCE_OPENING,
        **sessions,
    ),
    Flow(
        key="training.certified.passed",
        label=_("Passed at first-aider courses"),
        value=Sum("passed_counted"),
        number="passed",
        unit=Unit.PEOPLE,
        where={"kind": Course.Kind.CERTIFIED},
        rule=_("Those marked on the roster, or where none is the headcount."),
        **sessions,
    ),
    Flow(
        key="training.certified.certificates",
        label=_("First-aider certificates issued"),
        value=Sum("certified_counted"),
        number="certified",
        unit=Unit.PEOPLE,
        where={"kind": Course.Kind.CERTIFIED},
        rule=_(
            "Certificate numbers on the roster, with the day of issue or without, or where there"
            " are none the headcount."
        ),
        **sessions,
    ),
    Stock(
        key="training.certified.recorded",
        label=_("First-aider certificates (recorded since)"),
        value=Sum("certified_counted"),
        number="certified",
        unit=Unit.PEOPLE,
        at="since_opening",
        where={"kind": Course.Kind.CERTIFIED},
        rule=SINCE_OPENING,
        **sessions,
    ),
    Stock(
        key="training.certificates.valid",
        label=_("People with a valid certificate at the end"),
        value=Count(_HOLDER, distinct=True),
        unit=Unit.PEOPLE,
        rule=_(
            "On rosters, issued by that day and not expired, valid for three years; a person with"
            " several counts once, a line joined to no person as a person of its own. A certificate"
            " without the day of issue is not among them."
        ),
        **roster,
    ),
    Stock(
        key="training.certificates.valid_number",
        label=_("Certificates valid at the end"),
        value=Count("pk"),
        unit=Unit.CERTIFICATES,
        rule=_(
            "On rosters, issued by that day and not expired, renewals and those they renew alike."
            " A certificate without the day of issue is not among them."
        ),
        **roster,
    ),
    Distinct(
        key="training.roster.people",
        label=_("Different people on rosters"),
        value=Count("person", distinct=True),
        unit=Unit.PEOPLE,
        rule=_("Roster lines joined to a person, each person once."),
        **roster,
    ),
    Stock(
        key="training.aed.in_place",
        label=_("AEDs recorded one by one"),
        value=Count("pk"),
        unit=Unit.DEVICES,
        rule=_(
            "Installed by that day and not removed; a number of its own beside the basic number"
            " of AEDs in public places, never added to it."
        ),
        **aeds,
    ),
    Flow(
        key="training.aed.inspections",
        label=_("Inspections of AEDs"),
        value=Sum("times"),
        unit=Unit.TIMES,
        rule=_("By date."),
        **inspections,
    ),
]
BY_KEY = {figure.key: figure for figure in figures}
