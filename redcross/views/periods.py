"""The periods that a dated list offers in one click."""

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.figures import Period

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class PeriodLink(NamedTuple):
    """A period as a link of the list page; `current` when it is the one shown."""

    label: "_StrOrPromise"
    query: str
    current: bool


def month_of(day: date) -> Period:
    """Return the month in which the day lies."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    """Return the quarter in which the day lies."""
    first = (day.month - 1) // 3 * 3 + 1
    return Period(date(day.year, first, 1), month_of(day.replace(month=first + 2, day=1)).end)


def period_links(parameters: QueryDict, chosen: Period | None, today: date) -> list[PeriodLink]:
    """Return the periods around today, and the same days a year before those chosen.

    Before this year up to today, where none are chosen. All other parameters stay, but the page.
    """
    year_to_date = Period(date(today.year, 1, 1), today)
    last_month = month_of(today.replace(day=1) - timedelta(days=1))
    recent = (year_to_date, quarter_of(today), month_of(today), last_month)
    # Chosen already, it is not moved by one more year.
    moved = chosen is not None and any(chosen == period.previous() for period in recent)
    same = chosen if chosen and moved else (chosen or year_to_date).previous()
    offered: list[tuple[_StrOrPromise, Period]] = [
        (_("This year"), Period.year(today.year)),
        (pgettext_lazy("period", "Last year"), Period.year(today.year - 1)),
        (_("This quarter"), quarter_of(today)),
        (_("This month"), month_of(today)),
        (_("Last month"), last_month),
        (_("Same days of last year"), same),
    ]
    links: list[PeriodLink] = []
    for label, period in offered:
        query = parameters.copy()
        query.pop("page", None)
        query["date_from"], query["date_to"] = period.start.isoformat(), period.end.isoformat()
        # This year's same days are last year: only one of the two is shown as chosen.
        taken = any(link.current for link in links)
        links.append(PeriodLink(label, query.urlencode(), period == chosen and not taken))
    return links
