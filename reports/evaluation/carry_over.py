import re
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, TextField, Value
from django.utils.translation import override

from redcross.figures import Period
from redcross.models import NamedEntry
from reports.models import BudgetLine, Chapter, Evaluation, Indicator
from reports.text import figure_references
from reports.text.figure_references import REFERENCE, UNCONFIRMED, FigureReference
from reports.text.free_text import confirm_text, mark_unconfirmed
from reports.text.wording import TextRun

from . import text_renderer
from .drafting import copy_evaluation, generate_text, save_chapter_copy
from .scoring import score_evaluation


def years_spanned(period: Period) -> int:
    """By how many years the next period lies later: a period of two years by two."""
    return max(1, round((period.end - period.start).days / 365.25))


def shift_period(period: Period, years: int) -> Period:
    """The same dates so many years later; of February the last day stays the last."""

    def later(day: date) -> date:
        last = (day.month, day.day) in ((2, 28), (2, 29)) and day == _last_of_february(day.year)
        if last:
            return _last_of_february(day.year + years)
        return day.replace(year=day.year + years)

    return Period(later(period.start), later(period.end))


def _last_of_february(year: int) -> date:
    return date.fromordinal(date(year, 3, 1).toordinal() - 1)


def following_period(evaluation: Evaluation) -> Period:
    return shift_period(evaluation.period, years_spanned(evaluation.period))


def next_evaluation(evaluation: Evaluation) -> Evaluation | None:
    """The evaluation of the period after, if there is one; of revisions the latest."""
    found: Evaluation | None = _evaluations_of(evaluation, following_period(evaluation)).first()
    return found


def previous_evaluation(evaluation: Evaluation) -> Evaluation | None:
    """That of the period before: the signed one, or what there is."""
    rows = _evaluations_of(
        evaluation, shift_period(evaluation.period, -years_spanned(evaluation.period))
    )
    found: Evaluation | None = rows.final().first() or rows.first()
    return found


def _evaluations_of(evaluation: Evaluation, period: Period) -> Any:
    rows = Evaluation.objects.of_period(evaluation.society, period)
    return rows.filter(own_records_only=evaluation.own_records_only)


def previous_actuals(evaluation: Evaluation) -> list[tuple[Indicator, TextRun]]:
    """The indicators that there were last year too, and what they reached then."""
    last = previous_evaluation(evaluation) if evaluation.indicators.exists() else None
    if last is None:
        return []
    with override("zh-hans"):
        then = {_levels(row.indicator): row.reached for row in score_evaluation(last).rows}
    now = ((one, then.get(_levels(one))) for one in evaluation.indicators.all())
    return [(one, part) for one, part in now if part and part.text]


def _levels(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.first, indicator.second, indicator.third


def start_next_evaluation(
    evaluation: Evaluation,
    by: Any,
    period: Period | None = None,
    own_records_only: bool | None = None,
) -> Evaluation:
    """A draft of the period after (or of the one given) with the outline and the texts of this.

    Chapters that nobody had edited are written from the new period's records; of the others all
    that was typed is marked. Raises ValidationError when that period has an evaluation.
    """
    period = period or following_period(evaluation)
    years = period.start.year - evaluation.start.year
    with transaction.atomic(), override("zh-hans"):
        chapters = list(evaluation.chapters.countable())
        everything = "\n".join([evaluation.goal, *(chapter.text for chapter in chapters)])
        names = proper_names_in(everything, evaluation.society)
        copy = copy_evaluation(evaluation)
        copy.start, copy.end = period.start, period.end
        copy.own_records_only = (
            evaluation.own_records_only if own_records_only is None else own_records_only
        )
        copy.title = _shifted_title(evaluation, years)
        copy.goal, copy.achieved = carry_text(evaluation.goal, evaluation, years, names), ""
        copy.initial_stated = copy.adjusted_stated = copy.executed_stated = None
        copy.three_public_expenses_before = evaluation.three_public_expenses
        copy.three_public_expenses = None
        copy.save_entry(by=by, save_related=lambda: _copy_lines(copy, evaluation, years))
        last, now = (
            text_renderer.renderer_of(evaluation).narrative_data(),
            text_renderer.renderer_of(copy).narrative_data(),
        )
        for chapter in chapters:
            unedited = (
                chapter.source and chapter.text.strip() == generate_text(chapter, last).strip()
            )
            text = (
                generate_text(chapter, now)
                if unedited
                else carry_text(chapter.text, evaluation, years, names)
            )
            save_chapter_copy(copy, chapter, text, by=by)
    return copy


def _shifted_title(evaluation: Evaluation, years: int) -> str:
    """A year of the period in the title moves; any other stays."""
    own = range(evaluation.start.year, evaluation.end.year + 1)

    def later(year: re.Match[str]) -> str:
        return str(int(year[0]) + years) if int(year[0]) in own else year[0]

    return re.sub(r"(?:19|20)\d\d", later, evaluation.title)


def _copy_lines(copy: Evaluation, evaluation: Evaluation, years: int) -> None:
    """Indicators with their targets, without what was reached; the budget's lines without sums."""
    for one in evaluation.indicators.all():
        one.pk, one.evaluation = None, copy
        one.actual = one.manual_score = None
        one.met = one.evidence = one.reason = ""
        if one.figure:
            reference = FigureReference.read(one.figure)
            one.figure = (
                ""
                if reference.key.startswith("@")
                else str(shift_reference(reference, years))[2:-2]
            )
        one.save(force_insert=True)
    for line in evaluation.budget.all():
        BudgetLine(evaluation=copy, kind=line.kind, source=line.source).save()


def shift_reference(reference: FigureReference, years: int) -> FigureReference:
    """Two dates move with the period; `year` and `before` say so already."""
    if ".." not in reference.options.get("period", ""):
        return reference
    try:
        found = shift_period(
            figure_references.reference_period(reference, Period.year(2000)), years
        )
    except (ValidationError, ValueError):
        return reference
    dates = f"{found.start.isoformat()}..{found.end.isoformat()}"
    return FigureReference(reference.key, reference.options | {"period": dates})


def carry_text(text: str, evaluation: Evaluation, years: int, names: list[str]) -> str:
    """The text for the next period: references move, numbers said of records are marked."""
    renderer = text_renderer.renderer_of(evaluation)

    def token(match: re.Match[str]) -> str:
        reference = FigureReference.read(match[1])
        if not reference.key.startswith("@"):
            return str(shift_reference(reference, years))
        words = re.sub(r"[\[\]\n]", "", renderer.render_reference(reference).text)
        return f"[?{words}?]"

    society = evaluation.society
    return mark_unconfirmed(
        REFERENCE.sub(token, text), names, kept=(society.name, society.short_name)
    )


def proper_names_in(text: str, society: Any) -> list[str]:
    """The proper names of the society's records that stand in the text: one query a kind."""
    found: set[str] = set()
    named = (model for model in apps.get_models() if issubclass(model, NamedEntry))
    for model in named:
        if not model.has_proper_name:
            continue
        rows = model.objects.countable().filter(society__path__startswith=society.path)
        rows = rows.annotate(_text=Value(text, TextField())).filter(_text__contains=F("name"))
        found.update(rows.order_by().values_list("name", flat=True))
    return sorted(name for name in found if len(name) > 1)


def confirm_chapter(chapter: Chapter, *, by: Any, version: int) -> None:
    """All that was typed in it holds for this period too.

    `version` is the one that was read. Raises StaleVersion and ValidationError.
    """
    chapter.version = version
    chapter.text = confirm_text(chapter.text)
    chapter.save_entry(by=by)


def chapters_to_confirm(evaluation: Evaluation) -> dict[int, int]:
    """Chapters in which something is to be confirmed: key to version."""
    rows = evaluation.chapters.countable().filter(text__contains="[?")
    return {one.pk: one.version for one in rows if UNCONFIRMED.search(one.text)}
