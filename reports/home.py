"""What the home page shows, chosen by what its reader may do, never by the name of a group.

The number of queries does not grow with the records, and none of them reads all of a table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redcross.context import ways_in
from redcross.figures import Period, Value, by_month, count, derive, of_apps, tabulate
from redcross.log import LogEntry
from redcross.models import ClosedYear, Entry, Record, Society, User

from .charts import Chart, Series
from .figures import derived

FIRST_YEAR = 1990
SHOWN = 8
# Older acts of the administration stand in the log.
RECENT = timedelta(days=30)
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
class Act:
    """Something a user did with an entry, and the entry as it is now."""

    log: LogEntry
    entry: Entry

    @property
    def kind(self) -> str:
        return str(self.entry._meta.verbose_name)


@dataclass(frozen=True)
class Card:
    """A figure against the year before, in words that tell the direction."""

    value: Value
    before: Value
    url: str
    before_url: str
    sign: str
    words: str


def page(user: Any, asked: int | None) -> dict[str, Any]:
    """The context of the page. `asked`: the year that was asked for, with which the figures come.

    Who enters records finds the work first and the figures behind a link; others find the figures.
    """
    society, today = user.society, timezone.localdate()
    ways = ways_in(user) if society else []
    known = years_of(society) if society else None
    reads = bool(society) and user.has_perm("redcross.view_figures")
    context: dict[str, Any] = {
        "empty": known is None,
        "reads": reads,
        "year": asked or (known[1] if known else today.year),
    }
    if reads and (asked or not ways):
        context |= overview(society, context["year"], today) | {
            "overview": True,
            "years": _choices(known, context["year"], today),
            "evaluation": _evaluation(society, known, today),
        }
    elif ways:
        context |= {
            "work": True,
            "acts": last_entered(user),
            "to_complete": to_complete(user),
            "imports": imports_of(user) if known is None else [],
        }
    if user.has_perm("redcross.view_user") and not asked:
        context["administration"] = administration(user)
    if user.is_superuser and not society:
        context["societies"] = Society.objects.filter(parent=None)[:20]
    return context


def record_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def years_of(society: Society) -> tuple[int, int] | None:
    """The first and the last year with records, planned ones left out; None without any.

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
    found = societies.annotate(**asked).values_list(*asked)
    dates = [day for row in found for day in row if day]
    return (min(dates).year, max(dates).year) if dates else None


def _choices(known: tuple[int, int] | None, year: int, today: date) -> list[int]:
    first, last = known or (year, year)
    recorded = range(max(first, FIRST_YEAR), last + 1)
    return sorted({*recorded, year, today.year, today.year - 1}, reverse=True)


def last_entered(user: Any) -> list[Act]:
    """What the user added, changed or voided last: one query for the acts and one a kind."""
    actions = (LogEntry.Action.ADD, LogEntry.Action.CHANGE, LogEntry.Action.VOID)
    lines = list(LogEntry.objects.filter(user=user, action__in=actions)[:SHOWN])
    found: dict[tuple[str, int | None], Entry] = {}
    for label in {line.model for line in lines}:
        model: Any = _model(label)
        if model is None or not issubclass(model, Entry):
            continue
        if not user.has_perm(model.permission("view")):
            continue
        rows = model.objects.visible_to(user).select_related("society", *_points_to(model))
        keys = [line.object_id for line in lines if line.model == label]
        found |= {(label, pk): entry for pk, entry in rows.in_bulk(keys).items()}
    keyed = ((line, found.get((line.model, line.object_id))) for line in lines)
    return [Act(line, entry) for line, entry in keyed if entry]


def _points_to(model: Any) -> Iterable[str]:
    """The fields by whose names an entry may call itself."""
    for field in model._meta.concrete_fields:
        if field.related_model and issubclass(field.related_model, Entry):
            yield field.name


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def to_complete(user: Any) -> list[tuple[Any, int, str]]:
    """(kind, how many of the user's own society are to be completed, their list)."""
    found = []
    for model in record_models():
        if not user.has_perm(model.permission("change")):
            continue
        rows = model.objects.countable().filter(society=user.society_id)
        if number := rows.filter(model.incomplete()).count():
            url = f"{reverse(model.url_name('list'))}?alone={user.society_id}&complete=no"
            found.append((model._meta.verbose_name_plural, number, url))
    return found


def imports_of(user: Any) -> list[tuple[Any, str]]:
    """(kind, page) of the records that the user may take in from a spreadsheet."""
    return [
        (model._meta.verbose_name_plural, reverse(model.url_name("import")))
        for model in record_models()
        if user.has_perm(model.permission("import"))
    ]


def administration(user: Any) -> dict[str, Any]:
    """The accounts, what left and came in as a file, and failed sign-ins to these accounts."""
    users, log = User.objects.all(), LogEntry.objects.all()
    if user.society:
        path = user.society.path
        users = users.filter(society__path__startswith=path, is_superuser=False)
        log = log.filter(society__path__startswith=path)
    since = timezone.now() - RECENT
    moved = log.filter(
        at__gte=since, action__in=(LogEntry.Action.EXPORT, LogEntry.Action.IMPORT)
    ).select_related("user")
    # The log has no user for them, only what was typed: shown when that is the name of one.
    failures = LogEntry.objects.filter(
        at__gte=since,
        action=LogEntry.Action.SIGN_IN_FAILED,
        reason__in=users.values("username"),
    )
    return {
        "users": users.filter(is_active=True).count(),
        "moved": [(line, _kind(line.model)) for line in moved[:5]],
        "failures": failures[:5],
        "days": RECENT.days,
    }


def _kind(label: str) -> Any:
    model = _model(label)
    return model._meta.verbose_name_plural if model else _("Evaluation")


def overview(society: Society, year: int, today: date) -> dict[str, Any]:
    """Key figures and charts of a year; of the one that runs, up to today."""
    period = Period.year(year)
    running = year == today.year
    if running:
        period = Period(period.start, today)
    return {
        "cards": key_figures(society, period),
        "charts": [
            _of_months(
                _("Cash given by the public, by month"),
                "donations.cash.amount",
                society,
                year,
                today,
            ),
            _of_months(
                _("People at awareness trainings, by month"),
                "training.awareness.people",
                society,
                year,
                today,
            ),
            _of_programmes(society, period),
        ],
        "running": running,
    }


def key_figures(society: Society, period: Period) -> list[Card]:
    wanted = [figure for figure in derived if figure.key in KEY_FIGURES]
    keys = {*KEY_FIGURES, *(part for figure in wanted for part in figure.parts)}
    counted = [figure for figure in of_apps() if figure.key in keys]
    now, before = (count(counted, society, p) for p in (period, period.before()))
    values = [
        {key: (value, value.url) for key, value in numbers.items()}
        | {key: (value, _shared(value, numbers)) for key, value in derive(wanted, numbers).items()}
        for numbers in (now, before)
    ]
    cards = []
    for key in KEY_FIGURES:
        (value, url), (earlier, earlier_url) = (found[key] for found in values)
        sign, words = change(value.number, earlier.number)
        cards.append(Card(value, earlier, url, earlier_url, sign, words))
    return cards


def _shared(value: Value, numbers: dict[str, Value]) -> str:
    """The list of a derived figure when all its parts were counted from the same one."""
    urls = {numbers[part].url for part in value.figure.parts}
    return urls.pop() if len(urls) == 1 else ""


def change(now: Any, before: Any) -> tuple[str, str]:
    """(arrow, words) against the year before."""
    if now == before:
        return "", _("unchanged") if now else _("none in either year")
    if not before:
        return "↑", _("none the year before")
    share = floatformat(abs(now - before) * 100 / before, "-1g")
    if now > before:
        return "↑", _("up %(share)s%%") % {"share": share}
    return "↓", _("down %(share)s%%") % {"share": share}


def _of_months(title: str, key: str, society: Society, year: int, today: date) -> Chart:
    figure: Any = next(figure for figure in of_apps() if figure.key == key)
    passed = today.month if year == today.year else 12
    series = []
    for one, last in ((year, passed), (year - 1, 12)):
        counted = by_month(figure, society, Period.year(one))
        by_number = ((month.start.month if month else 0, value) for month, value in counted)
        values = {number: value for number, value in by_number if number <= last}
        series.append(Series(str(one), [values.get(month) for month in (*range(1, 13), 0)]))
    months = [
        date_format(date(year, month, 1), pgettext("date format", "M")) for month in range(1, 13)
    ]
    months.append(_("unknown"))
    if not any(one.values[-1] for one in series):
        months.pop()
        series = [Series(one.label, one.values[:-1]) for one in series]
    chart_key = key.replace(".", "-")
    return Chart(chart_key, title, figure.unit, _("Month"), months, series, over_time=True)


def _of_programmes(society: Society, period: Period) -> Chart:
    """Aid in cash and goods; both are counted from the same list of a programme."""
    worth = next(figure for figure in derived if figure.key == "reports.aid.worth")
    parts = [figure for figure in of_apps() if figure.key in worth.parts]
    rows = []
    for programme, values in tabulate(parts, "programme", society, period):
        value = derive([worth], values)[worth.key]
        rows.append((programme, replace(value, url=_shared(value, values))))
    rows = sorted((row for row in rows if row[1].number), key=lambda row: -row[1].number)
    names = [str(programme or _("no programme")) for programme, _value in rows]
    series = [Series(str(period.start.year), [value for _programme, value in rows])]
    title = _("Aid in cash and goods, by programme")
    return Chart("aid-by-programme", title, worth.unit, _("Programme"), names, series, most=10)


def _evaluation(society: Society, known: tuple[int, int] | None, today: date) -> dict[str, Any]:
    """The last full year with records is the one that is reported on."""
    years = ClosedYear.objects.filter(society=society).order_by("-year")
    closed = list(years.values_list("year", flat=True))
    reported = min(known[1] if known else today.year, today.year - 1)
    return {"year": reported, "closed": closed, "final": reported in closed}
