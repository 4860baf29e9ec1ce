"""The only module of this app that reports imports."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import CharField, F, Func, OrderBy, QuerySet, Sum, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from redcross.figures import CountedFigure, FigureSource, Flow, Scope, Unit, ask
from redcross.models import EntryQuerySet

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
LISTED = 12


def _most_first(name: str) -> OrderBy:
    """Return the order by a number, those that do not know it at the end."""
    return F(name).desc(nulls_last=True)


def _listed(key: str, scope: Scope) -> EntryQuerySet:
    """Return the rows that the figure of this key counts in the scope."""
    figure = BY_KEY[key]
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    return rows.filter(figure.condition(figure.arguments(scope)))


def events_of(kind: str, scope: Scope) -> list[Event]:
    """Return the events of a kind that reached most people, at most twelve, by date.

    With what a sentence says of them: place, partners and materials.
    """
    rows = _listed(f"campaigns.{kind}.events", scope)
    rows = rows.select_related("place").prefetch_related("partners", "materials")
    largest = rows.order_by(*map(_most_first, ("people", "times")), "date", "pk")[:LISTED]
    return sorted(largest, key=lambda event: (event.date, event.pk))


@dataclass(frozen=True)
class Said:
    """What the publicity of a period used and was about, as labels in their order."""

    theme_days: list[str]
    topics: list[str]
    channels: list[str]
    contents: list[str]


def all_said(scope: Scope) -> Said:
    """Return what the publicity of a period used and was about, each once; one query."""
    used = {(row["_field"], row["_choice"]) for row in ask(_said, scope)}

    def labels(name: str, choices: type[TextChoices]) -> list[str]:
        """Return the labels of the choices that any of the events has in the field."""
        return [str(label) for value, label in choices.choices if (name, value) in used]

    return Said(
        labels("theme_day", Event.ThemeDay),
        labels("topics", Event.Topic),
        labels("channels", Event.Channel),
        labels("contents", Event.Content),
    )


def _said(scope: Scope) -> "QuerySet[Any, dict[str, str]]":
    """Return the query for what any of the events of publicity has in which field."""
    rows = _listed("campaigns.publicity.events", scope).order_by()
    days, *others = (
        rows.annotate(_field=Value(name), _choice=choice).values("_field", "_choice")
        for name, choice in (
            ("theme_day", F("theme_day")),
            *(
                (name, Func(F(name), function="unnest", output_field=CharField()))
                for name in ("topics", "channels", "contents")
            ),
        )
    )
    return days.union(*others)


def accepted(scope: Scope) -> list[CommunityProject]:
    """Return the community projects accepted in the period, the first forty by place."""
    rows = _listed("campaigns.projects.accepted", scope)
    return list(rows.select_related("place").order_by("place", "pk")[:40])
