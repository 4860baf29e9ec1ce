"""The part of the home page for who enters records: the ways in, what was done, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypedDict, cast

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Count,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from redcross.figures import Period, Scope, run_prepared
from redcross.models import Entry, LogEntry, NamedEntry, Record, Society, User
from redcross.navigation import ActionLink
from reports.models import Evaluation

RECENT_WORK = 6
SHOWN_EVALUATIONS = 6
# A sheet of 200 rows is one piece of work.
READ_ACTS = 300
# Acts of one kind with less between them are one piece of work.
PAUSE = timedelta(minutes=2)
NAMED_ENTRIES = 3
# Of so many of a kind it is told what they lack.
LOOKED_AT = 20


class QuickActionCount(TypedDict):
    """A form that opens in one click, with how many of its kind this day and month have brought."""

    link: ActionLink
    today: int
    month: int


@dataclass
class RecentWork:
    """What a user did at one time with entries of one kind: the log's acts, the latest first."""

    acts: list[LogEntry]
    entries: list[Entry] = field(default_factory=list)

    @property
    def latest(self) -> LogEntry:
        """Return the act that ended it."""
        return self.acts[0]

    @property
    def kind(self) -> "str | Promise | None":
        """Return what kind of entry it was done with."""
        return self.entries[0]._meta.verbose_name

    @property
    def named(self) -> list[Entry]:
        """Return the first of the entries."""
        return self.entries[:NAMED_ENTRIES]


class IncompleteKind(TypedDict):
    """Records of one kind that are to be completed: how many, what they lack, and their list."""

    label: "str | Promise | None"
    number: int
    missing: list[str]
    url: str


def record_models() -> list[type[Record]]:
    """Return the kinds of record that the apps have."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def quick_action_counts(user: User, links: list[ActionLink]) -> list[QuickActionCount]:
    """Return the forms that the user may open at once, counted in one query.

    The day counts what was entered, the month what happened in it.
    """
    counted = {f"{of}{n}": rows for n, link in enumerate(links) for of, rows in _counted(link)}
    own = Society.objects.filter(users=user).order_by()
    found = own.annotate(**{name: _count(rows) for name, rows in counted.items()})
    numbers = found.values(*counted).get() if counted else {}
    return [
        {"link": link, "today": numbers[f"today{n}"], "month": numbers[f"month{n}"]}
        for n, link in enumerate(links)
    ]


def _counted(link: ActionLink) -> Iterable[tuple[str, QuerySet[Entry]]]:
    """Yield what was entered today through the link, and what happened this month."""
    action = link["action"]
    model, today = cast(type[Record], action.model()), timezone.localdate()
    rows = model.objects.countable().filter(society=OuterRef("pk"), **action.where)
    # Through the log, which has an index of the time, in which a day's acts are few.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    acts = LogEntry.objects.filter(
        action=LogEntry.Action.ADD, at__gte=midnight, model=model._meta.label_lower
    )
    yield "today", rows.filter(pk__in=acts.values("object_id"))
    yield "month", rows.filter(date__gte=today.replace(day=1), date__lte=today)


def _count(rows: QuerySet[Entry]) -> Coalesce:
    grouped = rows.order_by().values("society").annotate(number=Count("pk"))
    return Coalesce(Subquery(grouped.values("number")), 0)


def recent_work(user: User) -> list[RecentWork]:
    """Return what the user added, changed or voided last, by kind and time.

    What a generated evaluation is made of is not the user's own work. One query for the acts, and
    one for the entries of each kind.
    """
    kinds = {
        model._meta.label_lower: model
        for model in apps.get_models()
        if issubclass(model, Record | NamedEntry) and user.has_perm(model.permission("view"))
    }
    acts = LogEntry.objects.filter(
        user=user,
        action__in=(LogEntry.Action.ADD, LogEntry.Action.CHANGE, LogEntry.Action.VOID),
        model__in=kinds,
    )[:READ_ACTS]
    pieces = [RecentWork(acts) for acts in in_pieces(list(acts))][:RECENT_WORK]
    for label in {work.latest.model for work in pieces}:
        model = kinds[label]
        rows = model.objects.visible_to(user).select_related("society", *_relations(model))
        same = [work for work in pieces if work.latest.model == label]
        found = rows.in_bulk([act.object_id for work in same for act in work.acts])
        for work in same:
            keys = dict.fromkeys(act.object_id for act in work.acts)
            work.entries = [found[key] for key in keys if key in found]
    return [work for work in pieces if work.entries]


def in_pieces(acts: list[LogEntry]) -> list[list[LogEntry]]:
    """Return the acts, the latest first, parted where kind or act change or time has passed."""
    pieces = [acts[:1]] if acts else []
    for later, act in pairwise(acts):
        same = (act.model, act.action) == (later.model, later.action)
        if same and later.at - act.at <= PAUSE:
            pieces[-1].append(act)
        else:
            pieces.append([act])
    return pieces


def _relations(model: type[Entry]) -> Iterable[str]:
    """Yield the fields by whose names an entry may call itself."""
    for model_field in model._meta.concrete_fields:
        if model_field.related_model and issubclass(model_field.related_model, Entry):
            yield model_field.name


def records_to_complete(user: User) -> list[IncompleteKind]:
    """Return the kinds of which records of the user's own society are to be completed."""
    kinds: list[IncompleteKind] = []
    if user.society is None:
        return kinds
    today = timezone.localdate()
    [numbers] = run_prepared(_incomplete, Scope(user.society, Period(today, today)), today)
    for model, number in zip(record_models(), numbers.values(), strict=True):
        if number and user.has_perm(model.permission("change")):
            rows = model.objects.countable().filter(model.incomplete(), society=user.society_id)
            relations: list[Any] = [*_relations(model)] or [None]
            checked = rows.select_related(*relations)[:LOOKED_AT]
            lacking = [str(label) for row in checked for label in row.missing()]
            kinds.append(
                {
                    "label": model._meta.verbose_name_plural,
                    "number": number,
                    "missing": list(dict.fromkeys(lacking)),
                    "url": f"{reverse(model.url_name('list'))}?alone={user.society_id}&complete=no",
                }
            )
    return kinds


def _incomplete(scope: Scope, today: date) -> QuerySet[Society, dict[str, Any]]:
    """Return the query for the number of records to be completed of each kind, in their order.

    Put together anew each day: what is to be held yet lacks nothing.
    """
    numbers = {}
    for place, model in enumerate(record_models()):
        rows = model.objects.countable().filter(model.incomplete(), society=OuterRef("pk"))
        numbers[f"number{place}"] = _count(rows)
    society = Society.objects.filter(pk=scope.society.pk).order_by()
    return society.annotate(**numbers).values(*numbers)


def open_evaluations(user: User) -> QuerySet[Evaluation]:
    """Return the evaluations of the user's own society in work: sent back, then the last changed.

    `sent_back_because`: why the draft was sent back, nothing of others.
    """
    act = LogEntry.Action
    steps = LogEntry.objects.filter(
        model=Evaluation._meta.label_lower,
        object_id=OuterRef("pk"),
        action__in=(act.SUBMIT, act.SEND_BACK),
    ).order_by("-at", "-pk")
    because = Case(
        When(action=act.SEND_BACK, then="reason"), default=Value(""), output_field=CharField()
    )
    returned = Subquery(steps.annotate(because=because).values("because")[:1])
    rows = Evaluation.objects.countable().filter(society=user.society_id)
    rows = rows.exclude(status=Evaluation.Status.FINAL).annotate(
        sent_back_because=Case(
            When(status=Evaluation.Status.DRAFT, then=Coalesce(returned, Value(""))),
            default=Value(""),
        )
    )
    sent_back_first = Case(When(sent_back_because="", then=1), default=0)
    return rows.order_by(sent_back_first, "-updated_at", "-pk")[:SHOWN_EVALUATIONS]


def waiting_for_signature(user: User) -> list[Evaluation]:
    """Return the evaluations that wait for this user to sign them, the oldest first."""
    if not user.has_perm("reports.approve_evaluation"):
        return []
    rows = Evaluation.objects.countable().filter(society=user.society_id)
    return list(rows.filter(status=Evaluation.Status.REVIEW).order_by("updated_at", "pk"))


def recorded_years(society: Society) -> tuple[int, int] | None:
    """Return the first and the last year with records, planned ones left out; None without any.

    One query that looks at both ends of each index, however many records lie between.
    """
    today = timezone.localdate()
    ends = run_prepared(_ends, Scope(society, Period(today, today)))
    dates: list[date] = [day for row in ends for day in row.values() if day]
    return (min(dates).year, max(dates).year) if dates else None


def _ends(scope: Scope) -> QuerySet[Society, dict[str, Any]]:
    """Return the query for the first and the last day with records of each kind, to the end."""
    queries: dict[str, Subquery] = {}
    for number, model in enumerate(record_models()):
        rows = model.objects.countable().filter(society=OuterRef("pk"), date__lte=scope.period.end)
        queries[f"first{number}"] = Subquery(rows.order_by("date").values("date")[:1])
        queries[f"last{number}"] = Subquery(rows.order_by("-date").values("date")[:1])
    societies = Society.objects.filter(pk__among=scope.society.keys_below).order_by()
    return societies.annotate(**queries).values(*queries)


def import_pages(user: User) -> list[tuple[str | Promise | None, str]]:
    """Return (kind, page) of the records that the user may take in from a spreadsheet."""
    return [
        (model._meta.verbose_name_plural, reverse(model.url_name("import")))
        for model in record_models()
        if user.has_perm(model.permission("import"))
    ]
