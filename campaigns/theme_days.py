"""The theme days that were kept, for what holds a text against them."""

from datetime import date

from django.utils.translation import override

from redcross.figures import Scope

from .models import Event

_MOST = 2000


def theme_day_names() -> dict[str, str]:
    """Return the theme days by what a text calls them."""
    with override("zh-hans"):
        return {str(day.label): day.value for day in Event.ThemeDay}


def theme_days_kept(scope: Scope) -> dict[str, list[tuple[date, date]]]:
    """Return from when to when each theme day was kept in the period."""
    found: dict[str, list[tuple[date, date]]] = {}
    rows = Event.objects.countable().filter(
        scope.owned(), date__range=(scope.period.start, scope.period.end)
    )
    days = rows.exclude(theme_day="").values_list("theme_day", "date", "end_date")
    for theme, first, last in days[:_MOST]:
        found.setdefault(theme, []).append((first, last or first))
    return found
