"""What the narrative tells of events, surveys and projects beside their figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import CharField, F, Func, OrderBy, QuerySet, TextChoices, Value

from redcross.figures import Scope, run_prepared
from redcross.models import EntryQuerySet

from .figures import BY_KEY
from .models import CommunityProject, Event, Survey

# One more than a text tells one by one: whoever gets so many knows that there are more.
MOST = 11


def _most_first(name: str) -> OrderBy:
    """Return the order by a number, those that do not know it at the end."""
    return F(name).desc(nulls_last=True)


def _listed(key: str, scope: Scope) -> EntryQuerySet:
    """Return the rows that the figure of this key counts in the scope."""
    figure = BY_KEY[key]
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    return rows.filter(figure.condition(figure.arguments(scope)))


def events_of(kind: str, scope: Scope, *, topic: str = "", but: str = "") -> list[Event]:
    """Return the events of a kind: first those that reached most people, `MOST` of them.

    With what a sentence says of them: place, partners and materials. Only those with the topic, or
    all `but` those with that one.
    """
    rows = _listed(f"campaigns.{kind}.events", scope)
    if topic:
        rows = rows.filter(topics__contains=[topic])
    if but:
        rows = rows.exclude(topics__contains=[but])
    rows = rows.select_related("place").prefetch_related("partners", "materials")
    largest = map(_most_first, ("people", "volunteers", "times"))
    return list(rows.order_by(*largest, "date", "pk")[:MOST])


def contents_of(event: Event) -> list[str]:
    """Return what the event consisted of, as labels in their order."""
    return [str(label) for value, label in Event.Content.choices if value in event.contents]


@dataclass(frozen=True)
class PublicitySummary:
    """What the publicity of a period used and was about, as labels in their order."""

    theme_days: list[str]
    topics: list[str]
    channels: list[str]
    contents: list[str]


def publicity_summary(scope: Scope) -> PublicitySummary:
    """Return what the publicity of a period used and was about, each once; one query."""
    return _as_labels(run_prepared(_publicity_choices, scope))


def publicity_summary_of_topic(topic: str, scope: Scope) -> PublicitySummary:
    """Return the same of the publicity with this topic."""
    return _as_labels(_chosen_values(_listed(f"campaigns.topic.{topic}", scope)))


def publicity_summary_by_programme(scope: Scope) -> dict[str, PublicitySummary]:
    """Return the same of the publicity for each programme of help, by the programme's name."""
    rows = _listed("campaigns.publicity.events", scope).exclude(programme="")
    names = set(rows.order_by().values_list("programme", flat=True))
    return {
        name: _as_labels(_chosen_values(rows.filter(programme=name)))
        for name in sorted(names)[:MOST]
    }


def _as_labels(rows: Iterable[dict[str, str]]) -> PublicitySummary:
    used = {(row["_field"], row["_choice"]) for row in rows}

    def labels(name: str, choices: type[TextChoices]) -> list[str]:
        """Return the labels of the choices that any of the events has in the field."""
        return [str(label) for value, label in choices.choices if (name, value) in used]

    return PublicitySummary(
        labels("theme_day", Event.ThemeDay),
        labels("topics", Event.Topic),
        labels("channels", Event.Channel),
        labels("contents", Event.Content),
    )


def _publicity_choices(scope: Scope) -> "QuerySet[Any, dict[str, str]]":
    """Return the query for what any of the events of publicity has in which field."""
    return _chosen_values(_listed("campaigns.publicity.events", scope))


def _chosen_values(events: EntryQuerySet) -> "QuerySet[Any, dict[str, str]]":
    days, *others = (
        events.order_by().annotate(_field=Value(name), _choice=choice).values("_field", "_choice")
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
    """Return the community projects accepted in the period by place, `MOST` of them."""
    rows = _listed("campaigns.projects.accepted", scope)
    return list(rows.select_related("place").order_by("place", "pk")[:MOST])


def being_built(scope: Scope) -> list[CommunityProject]:
    """Return the community projects being built by place, `MOST` of them."""
    rows = _listed("campaigns.projects.building", scope).select_related("place", "society")
    return list(rows.order_by("place", "pk")[:MOST])


def hours_are_of_all(scope: Scope) -> bool:
    """Return whether the hours of all volunteers are known, where those of some are."""
    return not _listed("campaigns.volunteers", scope).filter(volunteers__gt=0, hours=None).exists()


def surveys_of(scope: Scope) -> list[Survey]:
    """Return the surveys of satisfaction of the period, the largest first, `MOST` of them."""
    rows = _listed("campaigns.surveys.answered", scope)
    return list(rows.order_by("-answered", "date", "pk")[:MOST])
