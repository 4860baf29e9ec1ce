"""Next year from last year: outline, targets and texts, with all that was typed to be confirmed."""

import re
from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, TextField, Value
from django.utils.translation import override

from redcross.figures import Period
from redcross.models import NamedEntry, Society, User
from reports.models import (
    BasicAmount,
    BudgetLine,
    Chapter,
    Evaluation,
    EvaluationQuerySet,
    Indicator,
    IndicatorLine,
    ProjectEvaluation,
    ProjectFunds,
)
from reports.text.figure_references import (
    REFERENCE,
    UNCONFIRMED,
    FigureReference,
    reference_period,
)
from reports.text.free_text import confirm_text, mark_unconfirmed
from reports.text.wording import TextRun

from .drafting import (
    copy_evaluation,
    generate_text,
    save_annex_copy,
    save_chapter_copy,
    save_project_copy,
)
from .scoring import score_evaluation
from .text_renderer import renderer_of


def years_spanned(period: Period) -> int:
    """Return by how many years the next period lies later: a period of two years by two."""
    return max(1, round((period.end - period.start).days / 365.25))


def shift_period(period: Period, years: int) -> Period:
    """Return the same dates so many years later; of February the last day stays the last."""

    def later(day: date) -> date:
        last = (day.month, day.day) in ((2, 28), (2, 29)) and day == _last_of_february(day.year)
        if last:
            return _last_of_february(day.year + years)
        return day.replace(year=day.year + years)

    return Period(later(period.start), later(period.end))


def _last_of_february(year: int) -> date:
    return date.fromordinal(date(year, 3, 1).toordinal() - 1)


def following_period(evaluation: Evaluation) -> Period:
    """Return the period after that of the evaluation."""
    return shift_period(evaluation.period, years_spanned(evaluation.period))


def next_evaluation(evaluation: Evaluation) -> Evaluation | None:
    """Return the evaluation of the period after, if there is one; of revisions the latest."""
    return _evaluations_of(evaluation, following_period(evaluation)).first()


def previous_evaluation(evaluation: Evaluation) -> Evaluation | None:
    """Return that of the period before: the signed one, or what there is."""
    before = shift_period(evaluation.period, -years_spanned(evaluation.period))
    rows = _evaluations_of(evaluation, before)
    return rows.final().first() or rows.first()


def _evaluations_of(evaluation: Evaluation, period: Period) -> EvaluationQuerySet[Evaluation]:
    """Return the evaluations like this one of another period, the latest revision first."""
    rows = Evaluation.objects.of_period(evaluation.society, period)
    return rows.filter(own_records_only=evaluation.own_records_only)


def previous_actuals(evaluation: Evaluation) -> list[tuple[Indicator, TextRun]]:
    """Return the indicators that there were last year too, and what they reached then."""
    last = previous_evaluation(evaluation) if evaluation.indicators.exists() else None
    if last is None:
        return []
    with override("zh-hans"):
        then = {_levels(row.indicator): row.reached for row in score_evaluation(last).rows}
    pairs = ((indicator, then.get(_levels(indicator))) for indicator in evaluation.indicators.all())
    return [(indicator, reached) for indicator, reached in pairs if reached and reached.text]


def _levels(indicator: IndicatorLine) -> tuple[str, str, str]:
    """Return what makes it the same indicator in another year."""
    return indicator.first, indicator.second, indicator.third


def start_next_evaluation(
    evaluation: Evaluation,
    by: User,
    period: Period | None = None,
    own_records_only: bool | None = None,
) -> Evaluation:
    """Save a draft of the period after, or of the one given, with outline and texts of this one.

    Chapters that nobody had edited are written from the new period's records; of the others all
    that was typed is marked. Raises ValidationError when that period has an evaluation.
    """
    period = period or following_period(evaluation)
    years = period.start.year - evaluation.start.year
    with transaction.atomic(), override("zh-hans"):
        chapters = list(evaluation.chapters.countable())
        texts = [chapter.text for chapter in chapters]
        texts += [annex.text for annex in evaluation.annexes.countable()]
        everything = "\n".join([evaluation.goal, *texts])
        names = proper_names_in(everything, evaluation.society)
        copy = copy_evaluation(evaluation)
        copy.start, copy.end = period.start, period.end
        copy.own_records_only = (
            evaluation.own_records_only if own_records_only is None else own_records_only
        )
        copy.title = _shifted_title(evaluation, years)
        copy.goal, copy.achieved = carry_text(evaluation.goal, evaluation, years, names), ""
        copy.goals_number, copy.goals_date, copy.goals_reason = "", None, ""
        copy.initial_stated = copy.adjusted_stated = copy.executed_stated = None
        total = evaluation.three_public_expenses
        copy.three_public_expenses_before = (
            evaluation.three_public_sum("now") if total is None else total
        )
        copy.three_public_expenses = None
        copy.save_entry(by=by, save_related=lambda: _copy_lines(copy, evaluation, years))
        last, now = (
            renderer_of(evaluation).narrative_data(),
            renderer_of(copy).narrative_data(),
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
        for annex in evaluation.annexes.countable():
            text = carry_text(annex.text, evaluation, years, names)
            save_annex_copy(copy, annex, text, by=by)
        for project in evaluation.projects.countable():
            _carry_project(copy, project, years, names, by=by)
    return copy


def _carry_project(
    copy: Evaluation, project: ProjectEvaluation, years: int, names: list[str], *, by: User
) -> None:
    """Save the project for the next period, without sums and what was reached."""
    changed = {
        "goal": carry_text(project.goal, project.evaluation, years, names),
        **dict.fromkeys(("achieved", "conclusion", "goals_number", "goals_reason"), ""),
        "goals_date": None,
    }
    indicators = list(project.indicators.all())
    for indicator in indicators:
        _forget_result(indicator, years)
    funds = [ProjectFunds(source=line.source) for line in project.funds.all()]
    save_project_copy(copy, project, changed, [*funds, *indicators], by=by)


def _shifted_title(evaluation: Evaluation, years: int) -> str:
    """Return the title; a year of the period in it moves, any other stays."""
    own = range(evaluation.start.year, evaluation.end.year + 1)

    def later(year: re.Match[str]) -> str:
        return str(int(year[0]) + years) if int(year[0]) in own else year[0]

    return re.sub(r"(?:19|20)\d\d", later, evaluation.title)


def _copy_lines(copy: Evaluation, evaluation: Evaluation, years: int) -> None:
    """Save indicators with their targets, without what was reached; budget lines without sums."""
    for indicator in evaluation.indicators.all():
        indicator.pk, indicator.evaluation = None, copy
        _forget_result(indicator, years)
        indicator.save(force_insert=True)
    for amount in evaluation.basic_amounts.all():
        BasicAmount(evaluation=copy, kind=amount.kind, before=amount.now).save()
    for line in evaluation.budget.all():
        BudgetLine(evaluation=copy, kind=line.kind, source=line.source).save()


def _forget_result(indicator: IndicatorLine, years: int) -> None:
    """Take out of an indicator what was reached, and move its days by so many years."""
    indicator.actual = indicator.manual_score = indicator.actual_date = None
    indicator.met = indicator.evidence = indicator.reason = ""
    if indicator.target_date:
        due = Period(indicator.target_date, indicator.target_date)
        indicator.target_date = shift_period(due, years).start
    if indicator.figure:
        reference = FigureReference.read(indicator.figure)
        # A record of last year says nothing of this one; the field has no brackets.
        indicator.figure = (
            "" if reference.key.startswith("@") else str(shift_reference(reference, years))[2:-2]
        )


def shift_reference(reference: FigureReference, years: int) -> FigureReference:
    """Return the reference with its two dates moved; `year` and `before` move by themselves.

    One that is wrong stays as it is, to be found where it stands.
    """
    if ".." not in reference.options.get("period", ""):
        return reference
    try:
        period = shift_period(reference_period(reference, Period.year(2000)), years)
    except (ValidationError, ValueError):
        return reference
    dates = f"{period.start.isoformat()}..{period.end.isoformat()}"
    return FigureReference(reference.key, reference.options | {"period": dates})


def carry_text(text: str, evaluation: Evaluation, years: int, names: list[str]) -> str:
    """Return the text for the next period: references move, all that was typed is marked.

    What a reference to a record said is marked too. `names`: proper names to be marked.
    """
    renderer = renderer_of(evaluation)

    def token(match: re.Match[str]) -> str:
        reference = FigureReference.read(match[1])
        if not reference.key.startswith("@"):
            return str(shift_reference(reference, years))
        words = re.sub(r"[\[\]\n]", "", renderer.render_reference(reference).text)
        return f"[?{words}?]"

    society = evaluation.society
    return mark_unconfirmed(
        REFERENCE.sub(token, text), names, confirmed=(society.name, society.short_name)
    )


def proper_names_in(text: str, society: Society) -> list[str]:
    """Return the proper names of the society's records that stand in the text: one query a kind."""
    names: set[str] = set()
    models_with_names = (model for model in apps.get_models() if issubclass(model, NamedEntry))
    for model in models_with_names:
        if not model.has_proper_name:
            continue
        rows = model.objects.countable().filter(society__path__startswith=society.path)
        rows = rows.annotate(_text=Value(text, TextField())).filter(_text__contains=F("name"))
        names.update(rows.order_by().values_list("name", flat=True))
    return sorted(name for name in names if len(name) > 1)


def confirm_chapter(chapter: Chapter, *, by: User, version: int) -> None:
    """Save that all that was typed in it holds for this period too.

    `version` is the one that was read. Raises StaleVersion and ValidationError.
    """
    chapter.version = version
    chapter.text = confirm_text(chapter.text)
    chapter.save_entry(by=by)


def chapters_to_confirm(evaluation: Evaluation) -> dict[int, int]:
    """Return the chapters in which something is to be confirmed: key to version."""
    rows = evaluation.chapters.countable().filter(text__contains="[?")
    return {chapter.pk: chapter.version for chapter in rows if UNCONFIRMED.search(chapter.text)}
