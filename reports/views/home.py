"""What the home page shows, chosen by what its reader may do, never by the name of a group.

The number of queries does not grow with the records, and none of them reads all of a table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.middleware import UserRequest
from redcross.models import ClosedYear, Entry, LogEntry, Record, Society, User
from redcross.navigation import quick_actions_of
from redcross.set_up.steps import set_up_progress
from reports.forms import FIRST_YEAR

from .administration import administration_context, model_of
from .overview import overview_context
from .scope import checked_year

RECENT_ACTS = 8


@dataclass(frozen=True)
class RecentAct:
    """Something a user did with an entry, and the entry as it is now."""

    log: LogEntry
    entry: Entry

    @property
    def kind(self) -> str:
        """Return what kind of entry it is."""
        return str(self.entry._meta.verbose_name)


class EvaluationContext(TypedDict):
    """The year that is reported on, whether it is signed, and all years that are."""

    year: int
    closed: list[int]
    final: bool


def home_context(user: User, asked: int | None) -> dict[str, Any]:
    """Return the context of the page. `asked`: the year of which the figures were asked for.

    Who enters records finds the work first and the figures behind a link; others find the figures.
    """
    society, today = user.society, timezone.localdate()
    quick_actions = quick_actions_of(user) if society else []
    known = recorded_years(society) if society else None
    reads = society is not None and user.has_perm("redcross.view_figures")
    context: dict[str, Any] = {
        "empty": known is None,
        "reads": reads,
        "year": asked or (known[1] if known else today.year),
    }
    if society and reads and (asked or not quick_actions):
        context |= overview_context(society, context["year"], today) | {
            "overview": True,
            "years": _year_choices(known, context["year"], today),
            "evaluation": _evaluation_context(society, known, today),
        }
    elif quick_actions:
        context |= {
            "work": True,
            "acts": last_entered(user),
            "to_complete": records_to_complete(user),
            "imports": import_pages(user) if known is None else [],
        }
    if society and user.has_perm("redcross.set_up_society") and not asked:
        done, steps = set_up_progress(society)
        context["set_up"] = {"done": done, "steps": steps} if done < steps else None
    if user.has_perm("redcross.view_user") and not asked:
        context["administration"] = administration_context(user)
    if user.is_superuser and not society:
        context["societies"] = Society.objects.filter(parent=None)[:20]
    return context


def record_models() -> list[type[Record]]:
    """Return the kinds of record that the apps have."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def recorded_years(society: Society) -> tuple[int, int] | None:
    """Return the first and the last year with records, planned ones left out; None without any.

    One query that looks at both ends of each index, however many records lie between.
    """
    asked: dict[str, Subquery] = {}
    for number, model in enumerate(record_models()):
        rows = model.objects.countable().filter(
            society=OuterRef("pk"), date__lte=timezone.localdate()
        )
        asked[f"first{number}"] = Subquery(rows.order_by("date").values("date")[:1])
        asked[f"last{number}"] = Subquery(rows.order_by("-date").values("date")[:1])
    societies = Society.objects.filter(path__startswith=society.path).order_by()
    ends = societies.annotate(**asked).values_list(*asked)
    dates = [day for row in ends for day in row if day]
    return (min(dates).year, max(dates).year) if dates else None


def _year_choices(known: tuple[int, int] | None, year: int, today: date) -> list[int]:
    """Return the years that can be asked for, the latest first."""
    first, last = known or (year, year)
    recorded = range(max(first, FIRST_YEAR), last + 1)
    return sorted({*recorded, year, today.year, today.year - 1}, reverse=True)


def last_entered(user: User) -> list[RecentAct]:
    """Return what the user added, changed or voided last: one query for the acts and one a kind."""
    actions = (LogEntry.Action.ADD, LogEntry.Action.CHANGE, LogEntry.Action.VOID)
    lines = list(LogEntry.objects.filter(user=user, action__in=actions)[:RECENT_ACTS])
    entries: dict[tuple[str, int | None], Entry] = {}
    for label in {line.model for line in lines}:
        model = model_of(label)
        if model is None or not issubclass(model, Entry):
            continue
        if not user.has_perm(model.permission("view")):
            continue
        rows = model.objects.visible_to(user).select_related("society", *_relations(model))
        keys = [line.object_id for line in lines if line.model == label]
        entries |= {(label, pk): entry for pk, entry in rows.in_bulk(keys).items()}
    acts = ((line, entries.get((line.model, line.object_id))) for line in lines)
    return [RecentAct(line, entry) for line, entry in acts if entry]


def _relations(model: type[Entry]) -> Iterable[str]:
    """Yield the fields by whose names an entry may call itself."""
    for field in model._meta.concrete_fields:
        if field.related_model and issubclass(field.related_model, Entry):
            yield field.name


def records_to_complete(user: User) -> list[tuple[str | Promise | None, int, str]]:
    """Return (kind, how many of the user's own society are to be completed, their list)."""
    kinds: list[tuple[str | Promise | None, int, str]] = []
    for model in record_models():
        if not user.has_perm(model.permission("change")):
            continue
        rows = model.objects.countable().filter(society=user.society_id)
        if number := rows.filter(model.incomplete()).count():
            url = f"{reverse(model.url_name('list'))}?alone={user.society_id}&complete=no"
            kinds.append((model._meta.verbose_name_plural, number, url))
    return kinds


def import_pages(user: User) -> list[tuple[str | Promise | None, str]]:
    """Return (kind, page) of the records that the user may take in from a spreadsheet."""
    return [
        (model._meta.verbose_name_plural, reverse(model.url_name("import")))
        for model in record_models()
        if user.has_perm(model.permission("import"))
    ]


def _evaluation_context(
    society: Society, known: tuple[int, int] | None, today: date
) -> EvaluationContext:
    """Return how far reporting is: the last full year with records is the one reported on."""
    years = ClosedYear.objects.filter(society=society).order_by("-year")
    closed = list(years.values_list("year", flat=True))
    reported = min(known[1] if known else today.year, today.year - 1)
    return {"year": reported, "closed": closed, "final": reported in closed}


@never_cache
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Show the home page; `?year=2021` asks for that year's figures."""
    asked = request.GET.get("year", "")
    year = checked_year(int(asked)) if len(asked) == 4 and asked.isdecimal() else None
    return render(request, "reports/home.html", home_context(request.user, year))
