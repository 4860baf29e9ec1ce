"""The periods that a dated list offers in one click."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.figures import Period
from redcross.models import SavedFilter
from redcross.typed_values import DatePrecision, last_day

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOVED_BY_A_YEAR = ("this_quarter", "this_month", "last_month")


class PeriodLink(NamedTuple):
    """A period as a link of the list page; `current` when it is the one shown.

    `name`: that of a period which moves with the days, else "".
    """

    name: str
    label: "_StrOrPromise"
    query: str
    current: bool


def month_of(day: date) -> Period:
    """Return the month in which the day lies."""
    return Period(day.replace(day=1), last_day(day, DatePrecision.MONTH))


def quarter_of(day: date) -> Period:
    """Return the quarter in which the day lies."""
    first = (day.month - 1) // 3 * 3 + 1
    return Period(date(day.year, first, 1), month_of(day.replace(month=first + 2, day=1)).end)


def recent_periods(today: date) -> "dict[str, tuple[_StrOrPromise, Period]]":
    """Return the periods around today by the name under which a saved filter follows them."""
    return {
        "this_year": (_("This year"), Period.year(today.year)),
        "last_year": (pgettext_lazy("period", "Last year"), Period.year(today.year - 1)),
        "this_quarter": (_("This quarter"), quarter_of(today)),
        "this_month": (_("This month"), month_of(today)),
        "last_month": (_("Last month"), month_of(today.replace(day=1) - timedelta(days=1))),
    }


def with_period(parameters: QueryDict, period: Period) -> str:
    """Return the query string for the period, all else but the page as it is."""
    query = parameters.copy()
    query.pop("page", None)
    query["date_from"], query["date_to"] = period.start.isoformat(), period.end.isoformat()
    return query.urlencode()


def current_query(saved_filter: SavedFilter) -> str:
    """Return the query string of a saved filter as of today."""
    recent = recent_periods(timezone.localdate())
    if saved_filter.period not in recent:
        return saved_filter.query
    return with_period(QueryDict(saved_filter.query), recent[saved_filter.period][1])


def period_links(parameters: QueryDict, chosen: Period | None, today: date) -> list[PeriodLink]:
    """Return the periods around today, and the same days a year before those chosen.

    Before this year up to today, where none are chosen.
    """
    recent = recent_periods(today)
    year_to_date = Period(date(today.year, 1, 1), today)
    moving = [year_to_date, *(recent[name][1] for name in MOVED_BY_A_YEAR)]
    # Chosen already, it is not moved by one more year.
    moved = chosen is not None and any(chosen == period.previous() for period in moving)
    same = chosen if chosen and moved else (chosen or year_to_date).previous()
    offered = recent | {"": (_("Same days of last year"), same)}
    links: list[PeriodLink] = []
    for name, (label, period) in offered.items():
        # This year's same days are last year: only one of the two is shown as chosen.
        current = period == chosen and not any(link.current for link in links)
        links.append(PeriodLink(name, label, with_period(parameters, period), current))
    return links
