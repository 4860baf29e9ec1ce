"""The part of the home page with the year's figures."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redcross.figures import (
    CountedFigure,
    Derived,
    Flow,
    Period,
    Scope,
    Value,
    by_month,
    count,
    derive,
    registered_figures,
    tabulate,
)
from redcross.models import Society
from reports.figures import derived
from reports.text.charts import Chart, Series
from reports.text.wording import round_percent

KEY_FIGURES = (
    "donations.cash.amount",
    "donations.goods.batches_public",
    "reports.aid.worth",
    "relief.aid.households",
    "training.awareness.people",
    "training.certified.certificates",
    "campaigns.publicity.events",
    "donations.life.blood",
)


@dataclass(frozen=True)
class KeyFigure:
    """A figure against the year before, in words that tell the direction."""

    value: Value
    before: Value
    url: str
    before_url: str
    sign: str
    words: str


class OverviewContext(TypedDict):
    """Key figures and charts. `running`: the year is not over, they go up to today."""

    cards: list[KeyFigure]
    charts: list[Chart]
    running: bool


def overview_context(society: Society, year: int, today: date) -> OverviewContext:
    """Return key figures and charts of a year; of the one that runs, up to today."""
    period = Period.year(year)
    running = year == today.year
    if running:
        period = Period(period.start, today)
    return {
        "cards": key_figures(society, period),
        "charts": [
            _monthly_chart(
                _("Cash given by the public, by month"),
                "donations.cash.amount",
                society,
                year,
                today,
            ),
            _monthly_chart(
                _("People at awareness trainings, by month"),
                "training.awareness.people",
                society,
                year,
                today,
            ),
            _programme_chart(society, period),
        ],
        "running": running,
    }


def key_figure_parts() -> tuple[dict[str, Derived], list[CountedFigure]]:
    """Return which of KEY_FIGURES are derived, by key, and all that has to be counted for them."""
    derived_by_key = {figure.key: figure for figure in derived if figure.key in KEY_FIGURES}
    keys = {*KEY_FIGURES, *(part for figure in derived_by_key.values() for part in figure.parts)}
    return derived_by_key, [figure for figure in registered_figures() if figure.key in keys]


def key_figures(society: Society, period: Period) -> list[KeyFigure]:
    """Return KEY_FIGURES of the period; one aggregate query a model for each of two years."""
    derived_by_key, counted = key_figure_parts()
    now, before = (count(counted, Scope(society, p)) for p in (period, period.previous()))
    values = [
        {key: (value, value.url) for key, value in numbers.items()}
        | {
            key: (value, _shared_url(derived_by_key[key], numbers))
            for key, value in derive(derived_by_key.values(), numbers).items()
        }
        for numbers in (now, before)
    ]
    cards = []
    for key in KEY_FIGURES:
        (value, url), (earlier, earlier_url) = (of_year[key] for of_year in values)
        if value.is_unknown or earlier.is_unknown:
            sign, words = "", _("not compared: a number is not known")
        elif value.rounded or earlier.rounded:
            sign, words = "", _("not compared: a number is known only roughly")
        else:
            sign, words = describe_change(value.number, earlier.number)
        cards.append(KeyFigure(value, earlier, url, earlier_url, sign, words))
    return cards


def _shared_url(figure: Derived, numbers: dict[str, Value]) -> str:
    """Return the list of a derived figure when all its parts were counted from the same one."""
    urls = {numbers[part].url for part in figure.parts}
    return urls.pop() if len(urls) == 1 else ""


def describe_change(now: Decimal | int, before: Decimal | int) -> tuple[str, str]:
    """Return (arrow, words) against the year before."""
    if now == before:
        return "", _("unchanged") if now else _("none in either year")
    if not before:
        return "↑", _("none the year before")
    share = floatformat(round_percent(abs(Decimal(now) - before) * 100 / before), "-1g")
    if now > before:
        return "↑", _("up %(share)s%%") % {"share": share}
    return "↓", _("down %(share)s%%") % {"share": share}


def _monthly_chart(title: str, key: str, society: Society, year: int, today: date) -> Chart:
    """Return a flow by month beside the year before, months to come left empty.

    What is known only to the year stands at the end, where there is any.
    """
    flows = (figure for figure in registered_figures() if isinstance(figure, Flow))
    figure = next(flow for flow in flows if flow.key == key)
    passed = today.month if year == today.year else 12
    series = []
    for of_year, last in ((year, passed), (year - 1, 12)):
        counted = by_month(figure, Scope(society, Period.year(of_year)))
        by_number = ((month.start.month if month else 0, value) for month, value in counted)
        values = {number: value for number, value in by_number if number <= last}
        series.append(Series(str(of_year), [values.get(month) for month in (*range(1, 13), 0)]))
    months = [
        date_format(date(year, month, 1), pgettext("date format", "M")) for month in range(1, 13)
    ]
    months.append(_("unknown"))
    if not any(years.values[-1] for years in series):
        months.pop()
        series = [Series(years.label, years.values[:-1]) for years in series]
    chart_key = key.replace(".", "-")
    return Chart(chart_key, title, figure.unit, _("Month"), months, series, over_time=True)


def _programme_chart(society: Society, period: Period) -> Chart:
    """Return aid in cash and goods, the most first; both open the same list of a programme."""
    worth = next(figure for figure in derived if figure.key == "reports.aid.worth")
    parts = [figure for figure in registered_figures() if figure.key in worth.parts]
    rows = []
    for programme, values in tabulate(parts, "programme", Scope(society, period)):
        value = derive([worth], values)[worth.key]
        rows.append((programme, replace(value, url=_shared_url(worth, values))))
    rows = sorted((row for row in rows if row[1].number), key=lambda row: -row[1].number)
    names = [str(programme or _("no programme")) for programme, _value in rows]
    series = [Series(str(period.start.year), [value for _programme, value in rows])]
    title = _("Aid in cash and goods, by programme")
    return Chart("aid-by-programme", title, worth.unit, _("Programme"), names, series, most=10)
