"""What stands against an evaluation before it is reviewed; each finding leads to its place.

The number of queries depends on the text and the kinds of records, never on how many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from donations.figures import Statement, statements
from redcross.attachments import has_evidence
from redcross.figures import Counted, Period
from redcross.models import Line, Record

from . import chips, scoring
from .balances import broken
from .chips import BLOCKS, TOKEN, Chip
from .drafting import generated
from .drafts import Chapter, Evaluation, Remark
from .typed import ALIKE, dates, numbers, typed, unconfirmed
from .wording import MEASURE, plain

# What is the sum of what.
WHOLES = {
    "donations.cash.amount": ("donations.cash.earmarked", "donations.cash.unearmarked"),
    **{
        whole: tuple(f"{whole}{sign}{kind}" for kind in ("general", "earmarked", "above"))
        for whole, sign in (("donations.funds.balance", "_"), ("reports.spending", "."))
    },
}


@dataclass(frozen=True)
class Finding:
    """`text` names what is found; who waives it gives a reason."""

    text: str
    url: str
    waived: str = ""


@dataclass(frozen=True)
class Found:
    """A finding in no language yet: `words` is translated when it is read."""

    words: Any
    url: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self):
        words = str(self.words)
        return (words % self.values if self.values else words)[:300]

    def in_every_language(self) -> set[str]:
        """Who waived it may have read it in another language."""
        found = set()
        for code, _name in settings.LANGUAGES:
            with override(code):
                found.add(str(self))
        return found


def findings(evaluation: Evaluation, reader: chips.Reader | None = None) -> list[Finding]:
    """Everything found, each once, the waived with their reasons."""
    waived = dict(evaluation.waivers.countable().values_list("finding", "reason"))
    found: dict[str, Finding] = {}
    for one in _found(Draft(evaluation, reader or chips.reader_of(evaluation))):
        known = sorted(waived.keys() & one.in_every_language()) if waived else []
        found.setdefault(str(one), Finding(str(one), one.url, waived[known[0]] if known else ""))
    return list(found.values())


def _found(draft: "Draft") -> Iterator[Found]:
    yield from _head(draft)
    for chapter, below in zip_longest(draft.chapters, draft.chapters[1:]):
        yield from _chips(draft, chapter)
        yield from _said(draft, chapter, below)
        yield from _typed(draft, chapter.heading, f"{chapter.heading}\n{chapter.text}", chapter)
        yield from _balances(draft, chapter)
    yield from _scores(draft)
    yield from _funds(draft)
    yield from _sums(draft)
    yield from _without_evidence(draft)
    yield from _remarks(draft)
    yield from _revisions(draft)


class Draft:
    """An evaluation with what several checks look at, each read once."""

    def __init__(self, evaluation: Evaluation, reader: chips.Reader):
        self.evaluation = evaluation
        self.period: Period = evaluation.period
        self.reader = reader
        self.chapters: list[Chapter] = list(evaluation.chapters.countable())
        self._of_society: dict[str, Q] = {}

    @cached_property
    def tokens(self) -> list[Chip]:
        """The chips of all chapters, each once."""
        found = (chip for chapter in self.chapters for chip in chips.tokens(chapter.text))
        return list({str(chip): chip for chip in found}.values())

    @cached_property
    def records(self) -> dict[Any, dict[int, Record]]:
        """The records of all chips that name one, by kind and key."""
        asked = defaultdict(set)
        for chip in self.tokens:
            if chip.key.startswith("@"):
                try:
                    model, pk, *_rest = chips.reference_of(chip)
                except ValidationError:
                    continue
                asked[model].add(pk)
        return {
            model: model.objects.countable().select_related("society").in_bulk(keys)
            for model, keys in asked.items()
        }

    def record_of(self, chip: Chip) -> Record | None:
        """The record that the chip names, if it counts and is one of this evaluation's society."""
        try:
            model, pk, *_rest = chips.reference_of(chip)
        except ValidationError:
            return None
        record = self.records[model].get(pk)
        below = record and record.society.path.startswith(self.evaluation.society.path)
        return record if below else None

    def leads_nowhere(self, chip: Chip) -> bool:
        return str(chip) in self.faulty

    @cached_property
    def faulty(self) -> set[str]:
        return {
            str(chip)
            for chip in self.tokens
            if (
                self.record_of(chip) is None
                if chip.key.startswith("@")
                else chips.fault_of(chip, self.evaluation.society)
            )
        }

    def of_society(self, figure: Counted) -> Q:
        """The condition for the list's rows being the society's, read once a list."""
        if figure.filterset not in self._of_society:
            one = self.evaluation
            parameters = {"alone" if one.alone else "society": str(one.society_id)}
            self._of_society[figure.filterset] = figure.condition(parameters)
        return self._of_society[figure.filterset]

    def number_of(self, chip: Chip) -> Decimal | int:
        """What a chip that leads somewhere says."""
        if record := self.record_of(chip) if chip.key.startswith("@") else None:
            return getattr(record, chips.reference_of(chip)[2]) or 0
        period = chips.period_of(chip, self.period)
        return self.reader.value(chip.key, period, chips.parameters_of(chip)).number

    @cached_property
    def scores(self) -> scoring.Scores:
        return scoring.scores_of(self.evaluation, self.reader)

    @cached_property
    def known(self) -> dict[str, list[Decimal]]:
        """Numbers that are counted or planned, by measure word; money in yuan."""
        found: dict[str, list[Decimal]] = defaultdict(list)

        def add(number: Any, unit: str) -> None:
            if number is not None:
                wan = unit == "万元"
                found["元" if wan else ALIKE.get(unit, unit)].append(number * (10**4 if wan else 1))

        now = self.reader.values(self.period)
        before = self.reader.values(self.period.before())
        for value in (*now.values(), *before.values()):
            add(Decimal(value.number), MEASURE[value.figure.unit])
        for key in now.keys() & before.keys():
            if then := Decimal(before[key].number):
                add(abs(now[key].number - then) * 100 / then, "%")
        budget = self.scores.budget
        for sums in (budget.total, *(sums for _name, sums in budget.by_kind + budget.by_source)):
            for wan in (sums.initial, sums.adjusted, sums.executed):
                add(wan, "万元")
            add(sums.rate, "%")
        for row in self.scores.rows:
            add(row.indicator.target, row.indicator.unit)
            if row.actual:
                add(row.actual.number, row.actual.unit)
        return found

    @cached_property
    def of_records(self) -> set[str]:
        """Numbers and dates that would be written from the records now: events have their days."""
        told = self.reader.year()
        text = "\n".join(
            typed(generated(chapter, told)) for chapter in self.chapters if chapter.source
        )
        return {one.words for one in numbers(text)} | {one.words for one in dates(text)}


# --- the text ----------------------------------------------------------------------------------


def _head(draft: Draft) -> Iterator[Found]:
    """The title and the goal, which are not among the chapters."""
    one = draft.evaluation
    for name in ("title", "goal", "achieved"):
        label = one._meta.get_field(name).verbose_name
        yield from _typed(draft, label, getattr(one, name), one, of_figures=False)


def _chips(draft: Draft, chapter: Chapter) -> Iterator[Found]:
    for chip in chips.tokens(chapter.text):
        if draft.leads_nowhere(chip):
            fault: Any = _("There is no such record, or it is void.")
            if not chip.key.startswith("@"):
                fault = lazy(chips.fault_of, str)(chip, draft.evaluation.society)
            values = {"heading": chapter.heading, "chip": chip, "fault": fault}
            yield Found(_("“%(heading)s”: %(chip)s: %(fault)s"), _writes(chapter), values)


def _said(draft: Draft, chapter: Chapter, below: Chapter | None) -> Iterator[Found]:
    """A chapter that says nothing, or only zeros."""
    named = {"heading": chapter.heading}
    lines = [line.strip() for line in chapter.text.splitlines() if line.strip()]
    found = [Chip.read(inside[1]) for inside in TOKEN.finditer(chapter.text)]
    lists = bool(lines) and all(TOKEN.fullmatch(line) for line in lines)
    if lists and all(chip.key == "list" for chip in found):
        lines = draft.reader.paragraphs(chapter.text)
    if not lines:
        if not (below and below.level > chapter.level):
            yield Found(_("“%(heading)s” is empty."), _writes(chapter), named)
        return
    told = [chip for chip in found if not draft.leads_nowhere(chip)]
    if told and not any(chip.key in BLOCKS or draft.number_of(chip) for chip in told):
        yield Found(_("“%(heading)s” says only zeros."), _writes(chapter), named)


def _typed(
    draft: Draft, heading: Any, text: str, on: Any, *, of_figures: bool = True
) -> Iterator[Found]:
    """What was typed: pieces of another period, dates outside, numbers that nothing counts."""
    if pieces := unconfirmed(text):
        quoted = "、".join(f"“{piece}”" for piece in pieces)
        values = {"heading": heading, "pieces": quoted, "number": len(pieces)}
        words = _("“%(heading)s”: not confirmed for this period (%(number)s): %(pieces)s")
        yield Found(words, _writes(on), values)
    by_hand = typed(text)
    for day in dates(by_hand):
        if not day.within(draft.period) and day.words not in draft.of_records:
            values = {"heading": heading, "date": day.words}
            yield Found(_("“%(heading)s”: %(date)s lies outside the period."), _writes(on), values)
    for number in numbers(by_hand) if of_figures else ():
        equal = any(number.equals(value) for value in draft.known[number.unit])
        if not equal and number.words not in draft.of_records:
            values = {"heading": heading, "number": number.words}
            yield Found(_("“%(heading)s”: no figure says %(number)s."), _writes(on), values)


def _balances(draft: Draft, chapter: Chapter) -> Iterator[Found]:
    for line in chapter.text.splitlines():
        if "结余" not in line and "余额" not in line:
            continue
        with override("zh-hans"):
            read = "".join(part.text for part in draft.reader.line(line))
        for one in broken(read):
            values = {
                "heading": chapter.heading,
                "lines": f"{one.opening:,f} + {one.income:,f} − {one.spending:,f}",
                "sum": f"{one.follows:,f}",
                "balance": f"{one.balance:,f}",
            }
            text = _("“%(heading)s”: the balance %(balance)s does not follow: %(lines)s = %(sum)s.")
            yield Found(text, _writes(chapter), values)


def _writes(on: Any) -> str:
    """Where it is written."""
    return reverse(on.url_name("change"), args=[on.pk])


# --- the numbers -------------------------------------------------------------------------------


def _scores(draft: Draft) -> Iterator[Found]:
    if not draft.scores.anything:
        return
    for number in range(len(draft.scores.faults)):
        words = lazy(lambda number=number: draft.scores.faults[number], str)()
        yield Found(words, _writes(draft.evaluation))


def _funds(draft: Draft) -> Iterator[Found]:
    """What left a fund was in it, and all funds together are their figure."""
    period = draft.period
    found = list(_flat(statements(draft.evaluation.society, period, alone=draft.evaluation.alone)))
    for one in found:
        for day, left in ((period.start, one.opening), (period.end, one.balance)):
            if left < 0:
                values = {"fund": one.fund, "sum": f"{-left:,.2f}", "day": day.isoformat()}
                text = _("“%(fund)s” is overdrawn by %(sum)s yuan on %(day)s.")
                yield Found(text, one.fund.get_absolute_url(), values)
    figure = draft.reader.values(period)["donations.funds.balance"]
    total = sum((one.balance for one in found), Decimal(0))
    if figure.number != total:
        values = {"figure": f"{figure.number:,.2f}", "sum": f"{total:,.2f}"}
        text = _("The balance of all funds is %(figure)s, their movements make %(sum)s.")
        yield Found(text, figure.url, values)


def _flat(lines: Iterable[Statement]) -> Iterator[Statement]:
    for one in lines:
        yield one
        yield from _flat(one.below)


def _sums(draft: Draft) -> Iterator[Found]:
    """A whole and some of its parts, both told."""
    told = {chip.key for chip in draft.tokens}
    values = draft.reader.values(draft.period)
    for whole, parts in WHOLES.items():
        if whole not in told or not told & {*parts}:
            continue
        total = sum(values[part].number for part in parts)
        if values[whole].number != total:
            named = {
                "whole": values[whole].figure.label,
                "number": plain(values[whole].number),
                "sum": plain(total),
            }
            text = _("%(whole)s: %(number)s, but its parts make %(sum)s.")
            yield Found(text, values[whole].url, named)


def _without_evidence(draft: Draft) -> Iterator[Found]:
    """Records that a number in the text was counted from, and that nothing shows."""
    counted: dict[Any, Q] = defaultdict(Q)
    asked: dict[Any, list[dict[str, str]]] = defaultdict(list)
    for chip in draft.tokens:
        if draft.leads_nowhere(chip) or chip.key == "list":
            continue
        if chip.key.startswith("@"):
            model, pk, *_rest = chips.reference_of(chip)
            counted[model] |= Q(pk=pk)
            continue
        period = chips.period_of(chip, draft.period)
        for figure in _counted(chip):
            parameters = {**figure.where, **figure.dates(period)}
            q = draft.of_society(figure) & figure.condition(parameters)
            if issubclass(figure.model, Line):
                rows = figure.model.objects.countable().filter(q)
                counted[figure.model.owner_model()] |= Q(pk__in=rows.values(figure.model.owner))
            elif issubclass(figure.model, Record):
                counted[figure.model] |= q
                asked[figure.model].append(parameters)
    for model, q in counted.items():
        number = model.objects.countable().filter(q, ~has_evidence(model)).count()
        if number:
            values = {"kind": model._meta.verbose_name, "number": number}
            text = _("%(kind)s: records without evidence: %(number)s.")
            yield Found(text, _list(draft, model, asked[model]), values)


def _counted(chip: Chip) -> Iterator[Counted]:
    """The figures that count records, of the one in the chip."""
    figure = chips.by_key()[chip.options["figure"] if chip.key in BLOCKS else chip.key]
    if isinstance(figure, Counted):
        # That its list knows them has been looked at.
        yield replace(figure, where={**figure.where, **chips.parameters_of(chip)})
        return
    for part in figure.parts:
        yield from _counted(Chip(part))


def _list(draft: Draft, model: Any, asked: list[dict[str, str]]) -> str:
    """Their list: as narrow as all the figures that were counted from it."""
    one = draft.evaluation
    whose = {"alone" if one.alone else "society": str(one.society_id)}
    dates = {"date_from": one.start.isoformat(), "date_to": one.end.isoformat()}
    shared = dict(set.intersection(*(set(p.items()) for p in asked))) if asked else dates
    parameters = {**shared, **whose, "evidence": "no"}
    return f"{reverse(model.url_name('list'))}?{urlencode(parameters)}"


# --- what others said and signed ---------------------------------------------------------------


def _remarks(draft: Draft) -> Iterator[Found]:
    open_ones = Remark.objects.countable().filter(
        chapter__evaluation=draft.evaluation, chapter__voided_at=None, settled=False
    )
    for remark in open_ones.select_related("chapter"):
        values = {"heading": remark.chapter.heading, "remark": remark.text}
        text = _("“%(heading)s”: a remark is not settled: %(remark)s")
        yield Found(text, remark.get_absolute_url(), values)


def _revisions(draft: Draft) -> Iterator[Found]:
    """Of one period only one revision is in work, and none is signed after a later one."""
    one = draft.evaluation
    others = Evaluation.objects.of_period(one.society, draft.period).filter(alone=one.alone)
    for other in others.exclude(pk=one.pk):
        named = {"revision": other.revision}
        if other.status != Evaluation.Status.FINAL:
            text = _("Revision %(revision)s of this period is in work too.")
            yield Found(text, other.get_absolute_url(), named)
        elif other.revision > one.revision:
            text = _("Revision %(revision)s of this period is final already.")
            yield Found(text, other.get_absolute_url(), named)
