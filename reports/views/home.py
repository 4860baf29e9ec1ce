"""What the home page shows, chosen by what its reader may do, never by the name of a group.

The number of queries does not grow with the records, and none of them reads all of a table.
"""

from datetime import date
from typing import Any, TypedDict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.figures import Period
from redcross.middleware import UserRequest
from redcross.models import ClosedPeriod, Society, User, reminders_of
from redcross.navigation import quick_actions_of
from redcross.scans.views import waiting_scans_context
from redcross.set_up.steps import set_up_progress
from reports.forms import FIRST_YEAR
from reports.models import Evaluation

from .administration import administration_context
from .overview import overview_context
from .scope import checked_year, signed_evaluations
from .work import (
    import_pages,
    open_evaluations,
    quick_action_counts,
    recent_work,
    recorded_years,
    records_to_complete,
    waiting_for_signature,
)


class EvaluationContext(TypedDict):
    """The year that is reported on, whether it is signed, and all periods that are."""

    year: int
    closed: list[ClosedPeriod]
    final: bool
    signed: list[Evaluation]


def home_context(user: User, requested_year: int | None) -> dict[str, Any]:
    """Return the context of the page. `requested_year`: the one whose figures were asked for.

    Who enters records finds the work first and the figures behind a link; others find the figures.
    """
    society, today = user.society, timezone.localdate()
    quick_actions = quick_actions_of(user.get_all_permissions()) if society else []
    known = recorded_years(society) if society else None
    reads = society is not None and user.has_perm("redcross.view_figures")
    context: dict[str, Any] = {
        "empty": known is None,
        "reads": reads,
        "below": bool(society and reads and len(society.keys_below) > 1),
        "year": requested_year or (known[1] if known else today.year),
    }
    if society and reads and (requested_year or not quick_actions):
        context |= overview_context(society, context["year"], today) | {
            "overview": True,
            "years": _year_choices(known, context["year"], today),
            "evaluation": _evaluation_context(society, known, today),
            "open_evaluations": open_evaluations(user),
        }
    elif quick_actions:
        context |= {
            "work": True,
            "today": today,
            "quick_action_counts": quick_action_counts(user, quick_actions),
            "work_done": recent_work(user),
            "to_complete": records_to_complete(user),
            "open_evaluations": open_evaluations(user),
            "imports": import_pages(user) if known is None else [],
        }
    if society:
        context["to_sign"] = waiting_for_signature(user)
    if society and not requested_year:
        context["papers"] = waiting_scans_context(user)
        context["reminders"], context["more_reminders"] = reminders_of(user, today)
    if society and user.has_perm("redcross.set_up_society") and not requested_year:
        done, steps = set_up_progress(society)
        context["set_up"] = {"done": done, "steps": steps} if done < steps else None
    if user.has_perm("redcross.view_user") and not requested_year:
        context["administration"] = administration_context(user)
    if user.is_superuser and not society:
        context["societies"] = Society.objects.filter(parent=None)[:20]
    return context


def _year_choices(known: tuple[int, int] | None, year: int, today: date) -> list[int]:
    """Return the years that can be asked for, the latest first."""
    first, last = known or (year, year)
    recorded = range(max(first, FIRST_YEAR), last + 1)
    return sorted({*recorded, year, today.year, today.year - 1}, reverse=True)


def _evaluation_context(
    society: Society, known: tuple[int, int] | None, today: date
) -> EvaluationContext:
    """Return how far reporting is: the last full year with records is the one reported on."""
    closed = list(society.closed_periods.order_by("-start", "-end"))
    reported = min(known[1] if known else today.year, today.year - 1)
    whole = Period.year(reported)
    final = any(one.holds(whole.start) and one.holds(whole.end) for one in closed)
    signed = signed_evaluations(society, reported)
    return {"year": reported, "closed": closed, "final": final, "signed": signed}


@never_cache
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Show the home page; `?year=2021` asks for that year's figures."""
    requested = request.GET.get("year", "")
    year = checked_year(int(requested)) if len(requested) == 4 and requested.isdecimal() else None
    return render(request, "reports/home.html", home_context(request.user, year))
