"""The only module of this app that reports imports."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross.figures import CountedFigure, FigureSource, Flow, Unit

from .models import CommunityProject, Event, Material, Survey

events: FigureSource = {"model": Event, "filterset": "campaigns.filters.EventFilter"}
materials: FigureSource = {
    "model": Material,
    "filterset": "campaigns.filters.MaterialFilter",
}
projects: FigureSource = {
    "model": CommunityProject,
    "filterset": "campaigns.filters.CommunityProjectFilter",
}
surveys: FigureSource = {"model": Survey, "filterset": "campaigns.filters.SurveyFilter"}
_times = _("By date; a record counts as often as it says it was held.")
_publicity = {"kind": Event.Kind.PUBLICITY}

figures: list[CountedFigure] = [
    *(
        Flow(
            key=f"campaigns.{kind.value}.events",
            label=label,
            value=Sum("times"),
            unit=Unit.TIMES,
            where={"kind": kind.value},
            rule=_times,
            **events,
        )
        for kind, label in (
            (Event.Kind.PUBLICITY, _("Publicity events")),
            (Event.Kind.CLINIC, _("Free clinics")),
            (Event.Kind.SERVICE, _("Volunteer service events")),
            (Event.Kind.MEETING, _("Meetings")),
            (Event.Kind.OTHER, _("Other events")),
        )
    ),
    Flow(
        key="campaigns.publicity.people",
        label=_("People reached by publicity"),
        value=Sum("people"),
        unit=Unit.PERSON_TIMES,
        where=_publicity,
        rule=_("As counted or estimated at each event."),
        **events,
    ),
    Flow(
        key="campaigns.volunteers",
        label=_("Volunteers taking part"),
        value=Sum("volunteers"),
        unit=Unit.PERSON_TIMES,
        rule=_("At events of every kind; who came twice counts twice."),
        **events,
    ),
    Flow(
        key="campaigns.hours",
        label=_("Hours of volunteer service"),
        value=Sum("hours"),
        unit=Unit.HOURS,
        rule=_("Of all volunteers together, at events of every kind."),
        **events,
    ),
    *(
        Flow(
            key=f"campaigns.topic.{topic.value}",
            label=label,
            value=Sum("times"),
            unit=Unit.TIMES,
            where={**_publicity, "topic": topic.value},
            rule=_("Publicity events with this topic; one event may have several topics."),
            **events,
        )
        for topic, label in (
            (Event.Topic.BLOOD, _("Publicity for giving blood")),
            (Event.Topic.STEM_CELLS, _("Publicity for stem cell donation")),
            (Event.Topic.BODY, _("Publicity for donation of body and organs")),
            (Event.Topic.FIRST_AID, _("Publicity for first aid")),
        )
    ),
    Flow(
        key="campaigns.materials.printed",
        label=_("Printed matter handed out"),
        value=Sum("quantity"),
        unit=Unit.COPIES,
        where={"kind": Material.Kind.PRINTED},
        rule=_("At all events; a booklet counts as one copy like a leaflet."),
        **materials,
    ),
    Flow(
        key="campaigns.materials.articles",
        label=_("Articles handed out"),
        value=Sum("quantity"),
        unit=Unit.ARTICLES,
        where={"kind": Material.Kind.ARTICLE},
        rule=_("At all events."),
        **materials,
    ),
    *(
        Flow(
            key=f"campaigns.projects.{stage.value}",
            label=label,
            value=Sum("times"),
            unit=Unit.PROJECTS,
            where={"stage": stage.value},
            rule=_("By the date of the stage they stand at."),
            **projects,
        )
        for stage, label in (
            (CommunityProject.Stage.BUILDING, _("Community projects being built")),
            (CommunityProject.Stage.ACCEPTED, _("Community projects accepted")),
        )
    ),
]
figures += [
    Flow(
        key=f"campaigns.surveys.{name}",
        label=label,
        value=Sum(name),
        unit=Unit.PEOPLE,
        rule=_("By the date of the survey; who was asked by two surveys counts twice."),
        **surveys,
    )
    for name, label in (
        ("answered", _("Answers to surveys of satisfaction")),
        ("satisfied", _("Of this, satisfied")),
    )
]
BY_KEY = {figure.key: figure for figure in figures}
