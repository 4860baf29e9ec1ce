"""An evaluation begun from the one of the period before.

Chips speak of the period and move by themselves. What was typed, and what a single record said, is
of the last period until somebody confirms it.
"""

import re
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, TextField, Value
from django.utils.translation import override

from redcross.figures import Period

from . import chips
from .chips import TOKEN, UNCONFIRMED, Chip
from .drafting import generated
from .drafts import BudgetLine, Chapter, Evaluation, Indicator
from .scoring import scores_of
from .signing import copy_of, keep_chapter
from .typed import confirmed, marked
from .wording import Part

# The kinds of entry whose names are proper names.
NAMED = (
    "redcross.place",
    "redcross.partner",
    "redcross.person",
    "donations.donor",
    "donations.fund",
    "relief.programme",
)


def years_of(period: Period) -> int:
    """By how many years the next period lies later: a period of two years by two."""
    return max(1, round((period.end - period.start).days / 365.25))


def moved(period: Period, years: int) -> Period:
    """The same dates so many years later; of February the last day stays the last."""

    def later(day: date) -> date:
        last = (day.month, day.day) in ((2, 28), (2, 29)) and day == _last_of_february(day.year)
        if last:
            return _last_of_february(day.year + years)
        return day.replace(year=day.year + years)

    return Period(later(period.start), later(period.end))


def _last_of_february(year: int) -> date:
    return date.fromordinal(date(year, 3, 1).toordinal() - 1)


def following(evaluation: Evaluation) -> Period:
    return moved(evaluation.period, years_of(evaluation.period))


def next_of(evaluation: Evaluation) -> Evaluation | None:
    """The evaluation of the period after, if there is one; of revisions the latest."""
    found: Evaluation | None = _of(evaluation, following(evaluation)).first()
    return found


def last_of(evaluation: Evaluation) -> Evaluation | None:
    """That of the period before: the signed one, or what there is."""
    rows = _of(evaluation, moved(evaluation.period, -years_of(evaluation.period)))
    found: Evaluation | None = rows.final().first() or rows.first()
    return found


def _of(evaluation: Evaluation, period: Period) -> Any:
    rows = Evaluation.objects.of_period(evaluation.society, period)
    return rows.filter(alone=evaluation.alone)


def last_actuals(evaluation: Evaluation) -> list[tuple[Indicator, Part]]:
    """The indicators that there were last year too, and what they reached then."""
    last = last_of(evaluation) if evaluation.indicators.exists() else None
    if last is None:
        return []
    with override("zh-hans"):
        then = {_level(row.indicator): row.reached for row in scores_of(last).rows}
    now = ((one, then.get(_level(one))) for one in evaluation.indicators.all())
    return [(one, part) for one, part in now if part and part.text]


def _level(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.first, indicator.second, indicator.third


def start_next(
    evaluation: Evaluation, by: Any, period: Period | None = None, alone: bool | None = None
) -> Evaluation:
    """A draft of the period after (or of the one given) with the outline and the texts of this.

    Chapters that nobody had edited are written from the new period's records; of the others all
    that was typed is marked. Raises ValidationError when that period has an evaluation.
    """
    period = period or following(evaluation)
    years = period.start.year - evaluation.start.year
    with transaction.atomic(), override("zh-hans"):
        chapters = list(evaluation.chapters.countable())
        everything = "\n".join([evaluation.goal, *(chapter.text for chapter in chapters)])
        names = names_in(everything, evaluation.society)
        copy = copy_of(evaluation)
        copy.start, copy.end = period.start, period.end
        copy.alone = evaluation.alone if alone is None else alone
        copy.title = _title(evaluation, years)
        copy.goal, copy.achieved = carried(evaluation.goal, evaluation, years, names), ""
        copy.initial_stated = copy.adjusted_stated = copy.executed_stated = None
        copy.travel_cars_guests_before = evaluation.travel_cars_guests
        copy.travel_cars_guests = None
        copy.keep(by=by, below=lambda: _lines(copy, evaluation, years))
        last, now = chips.reader_of(evaluation).year(), chips.reader_of(copy).year()
        for chapter in chapters:
            unedited = chapter.source and chapter.text.strip() == generated(chapter, last).strip()
            text = (
                generated(chapter, now)
                if unedited
                else carried(chapter.text, evaluation, years, names)
            )
            keep_chapter(copy, chapter, text, by=by)
    return copy


def _title(evaluation: Evaluation, years: int) -> str:
    """A year of the period in the title moves; any other stays."""
    own = range(evaluation.start.year, evaluation.end.year + 1)

    def later(year: re.Match[str]) -> str:
        return str(int(year[0]) + years) if int(year[0]) in own else year[0]

    return re.sub(r"(?:19|20)\d\d", later, evaluation.title)


def _lines(copy: Evaluation, evaluation: Evaluation, years: int) -> None:
    """Indicators with their targets, without what was reached; the budget's lines without sums."""
    for one in evaluation.indicators.all():
        one.pk, one.evaluation = None, copy
        one.actual = one.given = None
        one.met = one.evidence = one.reason = ""
        if one.figure:
            chip = Chip.read(one.figure)
            one.figure = "" if chip.key.startswith("@") else str(later_chip(chip, years))[2:-2]
        one.save(force_insert=True)
    for line in evaluation.budget.all():
        BudgetLine(evaluation=copy, kind=line.kind, source=line.source).save()


def later_chip(chip: Chip, years: int) -> Chip:
    """Two dates move with the period; `year` and `before` say so already."""
    if ".." not in chip.options.get("period", ""):
        return chip
    try:
        found = moved(chips.period_of(chip, Period.year(2000)), years)
    except (ValidationError, ValueError):
        return chip
    dates = f"{found.start.isoformat()}..{found.end.isoformat()}"
    return Chip(chip.key, chip.options | {"period": dates})


def carried(text: str, evaluation: Evaluation, years: int, names: list[str]) -> str:
    """The text for the next period: chips moved, numbers of single records and all typed marked."""
    reader = chips.reader_of(evaluation)

    def token(match: re.Match[str]) -> str:
        chip = Chip.read(match[1])
        if not chip.key.startswith("@"):
            return str(later_chip(chip, years))
        words = re.sub(r"[\[\]\n]", "", reader.part(chip).text)
        return f"[?{words}?]"

    society = evaluation.society
    return marked(TOKEN.sub(token, text), names, kept=(society.name, society.short_name))


def names_in(text: str, society: Any) -> list[str]:
    """The proper names of the society's records that stand in the text: one query a kind."""
    found: set[str] = set()
    for label in NAMED:
        model: Any = apps.get_model(label)
        rows = model.objects.countable().filter(society__path__startswith=society.path)
        rows = rows.annotate(_text=Value(text, TextField())).filter(_text__contains=F("name"))
        found.update(rows.order_by().values_list("name", flat=True))
    return sorted(name for name in found if len(name) > 1)


def confirm(chapter: Chapter, *, by: Any, version: int) -> None:
    """All that was typed in it holds for this period too.

    `version` is the one that was read. Raises StaleVersion and ValidationError.
    """
    chapter.version = version
    chapter.text = confirmed(chapter.text)
    chapter.keep(by=by)


def page(evaluation: Evaluation, user: Any) -> dict[str, Any]:
    """What the page of an evaluation shows of the years beside."""
    own = evaluation.society_id == user.society_id
    return {
        "next": next_of(evaluation),
        "may_start_next": own and user.has_perm(Evaluation.permission("add")),
        "last_actuals": last_actuals(evaluation),
    }


def to_confirm(evaluation: Evaluation) -> dict[int, int]:
    """Chapters in which something is to be confirmed: key to version."""
    rows = evaluation.chapters.countable().filter(text__contains="[?")
    return {one.pk: one.version for one in rows if UNCONFIRMED.search(one.text)}
