"""The text of an evaluation with its figures: what stands for each of them, counted now."""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from django.core.exceptions import ValidationError

from redcross.figures import (
    CountedFigure,
    Flow,
    Period,
    Scope,
    Value,
    break_down,
    break_down_nested,
    by_month,
)
from redcross.typed_values import Rounding
from reports.models import Evaluation, KeptText
from reports.models.kept_text import CLAUSES
from reports.narrative.chapters import tell_chapter
from reports.narrative.data import NarrativeData
from reports.narrative.phrases import Paragraph
from reports.text.charts import Chart, Series
from reports.text.figure_references import (
    BLOCKS,
    BREAKDOWN_PARAMETERS,
    NESTED_PARAMETERS,
    REFERENCE,
    UNCONFIRMED,
    FigureReference,
    describe_reference,
    get_counted_figure,
    get_record,
    list_parameters,
    reference_fault,
    reference_period,
    references_in,
    with_filters,
)
from reports.text.period_words import PeriodWords
from reports.text.result_references import RESULTS, STATEMENT_FIGURE
from reports.text.wording import (
    TextRun,
    append_unit,
    format_change,
    format_percent,
    format_rounded,
    format_value_roughly,
    money_run,
    number_run,
    record_number_run,
)

from .figure_reader import FigureReader, not_compared
from .results import EvaluationResults

# A sentence with its mark, or what stands behind the last.
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_ENDS = "。！？：；…”）"


@dataclass(frozen=True)
class BreakdownTable:
    """A breakdown as a table: a heading and rows of parts."""

    title: str
    head: list[str]
    rows: list[list[TextRun]]


# What a text consists of: paragraphs, and tables and charts that stand among them.
Block = Paragraph | BreakdownTable | Chart


def format_value(value: Value, form: str = "") -> TextRun:
    """Return the number in one of DISPLAY_FORMS but `change`, opening its list.

    Without a form money is in 元 or 万元, whichever reads more easily.
    """
    unit = value.figure.unit.measure_word
    if value.is_unknown:
        return TextRun(format_value_roughly(value, "" if form == "bare" else unit), value.url)
    if unit == "%":
        return TextRun(format_percent(value.number, value.rounded), value.url)
    if form == "wan":
        return number_run(value, wan=True)
    if form == "about":
        if value.rounded not in (Rounding.EXACT, Rounding.OVER):
            return TextRun(format_value_roughly(value, unit), value.url)
        over = value.rounded is Rounding.OVER
        return TextRun(append_unit(format_rounded(int(value.number), over), unit), value.url)
    if form == "bare":
        return TextRun(format_value_roughly(value), value.url)
    if form == "yuan" or unit != "元":
        return number_run(value)
    return money_run(value)


class TextRenderer(FigureReader):
    """Reads the figures in one evaluation's texts.

    `evaluation`: whose score, budget and indicators a text may name; none of a generated text.
    """

    def __init__(self, scope: Scope, evaluation: Evaluation | None = None):
        super().__init__(scope)
        self.evaluation = evaluation
        self._charts = 0

    def narrative_data(self) -> NarrativeData:
        """Return what the generated chapters are told from."""
        now, before = self.values(self.period), self.values(self.period.previous())
        texts = KeptText.of_period(self.society, self.period)
        lines_of_places = {
            place: [self._what_is_known(line, place not in CLAUSES) for line in text.splitlines()]
            for place, text in texts.items()
        }
        rendered = {
            place: [self.line(line) for line in lines if line]
            for place, lines in lines_of_places.items()
        }
        known_texts = {place: lines for place, lines in rendered.items() if lines}
        return NarrativeData(self.scope, now, before, known_texts)

    def _what_is_known(self, line: str, ends: bool) -> str:
        """Return the sentences of a kept text whose figures say something in the period.

        `ends`: it is no part of a sentence, and ends with a mark.
        """
        sentences = _SENTENCE.findall(self.words.fill(line).strip())
        known = [one for one in sentences if not any(map(self._is_empty, references_in(one)))]
        text = "".join(known)
        return f"{text}。" if ends and text and text[-1] not in _ENDS else text

    def _is_empty(self, reference: FigureReference) -> bool:
        """Return whether the figure is nothing, not known, or cannot be compared."""
        if reference.key.startswith("@") or reference.key in RESULTS:
            return False
        try:
            period = reference_period(reference, self.period)
            value = self.referenced_value(reference, period)
            if reference.options.get("as") != "change":
                return not value.number or value.is_unknown
            before = self.referenced_value(reference, period.previous())
        except ValidationError:
            return False  # it is told what is wrong with it
        return not before.number or bool(not_compared(value, before, PeriodWords(period)))

    @cached_property
    def results(self) -> EvaluationResults:
        """Return what the evaluation itself comes to."""
        return EvaluationResults(self, self.evaluation)

    def fault(self, reference: FigureReference) -> str:
        """Return what is wrong with the reference in this evaluation, or nothing."""
        fault = reference_fault(reference, self.society, self.figure)
        if not fault and reference.key in RESULTS:
            return self.results.fault(reference)
        return fault

    def render_reference(self, reference: FigureReference) -> TextRun:
        """Return what stands in the text for the reference; one that leads nowhere says so."""
        try:
            if reference.key.startswith("@"):
                record, name, unit = get_record(reference, self.society)
                part = record_number_run(record, name, getattr(record, name) or 0, unit)
                return replace(part, token=str(reference))
            if reference.key in RESULTS and reference.key != STATEMENT_FIGURE.key:
                return replace(self.results.run(reference), token=str(reference))
            period = reference_period(reference, self.period)
            value = self.referenced_value(reference, period)
            form = reference.options.get("as", "")
            if form == "change":
                before = self.referenced_value(reference, period.previous())
                words = PeriodWords(period)
                text = format_change(value.number, before.number, words.compared, words.unchanged)
                text = not_compared(value, before, words) or text or "上年无此项数据"
                return TextRun(text, value.url, str(reference))
            return replace(format_value(value, form), token=str(reference))
        except ValidationError as error:
            return TextRun(f"〔{' '.join(error.messages)}〕", token=str(reference), faulty=True)

    def referenced_value(self, reference: FigureReference, period: Period) -> Value:
        """Return the number that the reference stands for, over the period.

        Raises ValidationError for one that leads nowhere.
        """
        if reference.key == STATEMENT_FIGURE.key:
            return self.results.statement_value(reference, period)
        return self.value(reference.key, period, list_parameters(reference))

    def paragraphs(self, text: str) -> list[Block]:
        """Return the lines of a text that hold something, each as what it is."""
        blocks: list[Block] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            if reference := self._block_reference(line.strip()):
                blocks += self.block(reference)
            else:
                blocks.append(self.line(line.strip()))
        return blocks

    def _block_reference(self, line: str) -> FigureReference | None:
        """Return the reference to a table, chart or listing that the line is, if it leads there."""
        match = REFERENCE.fullmatch(line)
        reference = FigureReference.read(match[1]) if match else None
        if reference is None or reference.key not in BLOCKS:
            return None
        return None if reference_fault(reference, self.society) else reference

    def line(self, text: str) -> Paragraph:
        """Return a line with what stands for its references, and what is unconfirmed marked."""
        parts: Paragraph = []
        for index, piece in enumerate(REFERENCE.split(text)):
            # A pattern with one group splits into what is outside and what is inside by turns.
            if index % 2:
                parts.append(self.render_reference(FigureReference.read(piece)))
            else:
                for place, words in enumerate(UNCONFIRMED.split(piece)):
                    if words:
                        parts.append(TextRun(words, unconfirmed=bool(place % 2)))
        return parts

    def reference_texts(self, text: str) -> dict[str, str]:
        """Return every reference of the text as it is written, and what stands for it."""
        texts = {}
        for match in REFERENCE.finditer(text):
            reference = FigureReference.read(match[1])
            block = BLOCKS.get(reference.key)
            texts[match[0]] = (
                f"{block}：{describe_reference(reference)}"
                if block
                else self.render_reference(reference).text
            )
        return texts

    def compare(self, before: str, after: str) -> list[tuple[str, Paragraph]]:
        """Return ("same", "removed" or "added", line) of the way from one text to the other."""
        old, new = (
            [line.strip() for line in text.splitlines() if line.strip()] for text in (before, after)
        )
        steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        changes = []
        for step, first, last, start, end in steps:
            if step == "equal":
                changes += [("same", line) for line in old[first:last]]
            else:
                changes += [("removed", line) for line in old[first:last]]
                changes += [("added", line) for line in new[start:end]]
        return [(kind, self._line_or_block_name(line)) for kind, line in changes]

    def _line_or_block_name(self, line: str) -> Paragraph:
        """Return a line; of a table, a chart or a listing only its name."""
        if reference := self._block_reference(line):
            return [TextRun(f"{BLOCKS[reference.key]}：{describe_reference(reference)}")]
        return self.line(line)

    def block(self, reference: FigureReference) -> list[Block]:
        """Return the table or the chart, or the paragraphs of the listing, that it stands for.

        The reference leads somewhere. A breakdown of nothing is a paragraph that says so.
        """
        if reference.key == "list":
            return list(tell_chapter(reference.options["of"], self.narrative_data()))
        counted = get_counted_figure(reference.options["figure"])
        figure = with_filters(counted, list_parameters(reference), self.society)
        by, period = reference.options["by"], reference_period(reference, self.period)
        # A chart shows the groups at the top, a table also those within them.
        pairs = self._breakdown(figure, by, period, nested=reference.key != "chart")
        unit = figure.unit.measure_word
        label = str(figure.label)
        if not any(value.says_something for _group, value in pairs):
            return [[TextRun(f"{label}：本期无记录。")]]
        if reference.key == "chart":
            self._charts += 1
            groups, values = zip(*pairs, strict=True)
            series = [Series(label, values)]
            key = f"chart-{self._charts}"
            return [Chart(key, label, figure.unit, "项目", groups, series, over_time=by == "month")]
        rows = [[TextRun(group), format_value(value, "bare")] for group, value in pairs]
        return [BreakdownTable(label, ["项目", unit], rows)]

    def _breakdown(
        self, figure: CountedFigure, by: str, period: Period, *, nested: bool
    ) -> list[tuple[str, Value]]:
        """Return (name of the group, value): months in order, else the largest first.

        What nests counts with all below it; `nested`: followed by these, set in.
        """
        scope = replace(self.scope, period=period)
        if by == "month" and isinstance(figure, Flow):
            several = period.start.year != period.end.year
            return [
                (f"{month.start.year}年" * several + f"{month.start.month}月", value)
                if month
                else ("月份不详", value)
                for month, value in by_month(figure, scope)
                if value.says_something
            ]
        if parameter := NESTED_PARAMETERS.get(by):
            groups = break_down_nested(figure, by, scope, parameter)
            return [
                (f"{'　' * one.level}{'未注明' if one.group is None else one.group}", one.value)
                for one in groups
                if nested or not one.level
            ]
        pairs = break_down(figure, by, scope, parameter=BREAKDOWN_PARAMETERS.get(by))
        return [("未注明" if group is None else str(group), value) for group, value in pairs]


def renderer_of(evaluation: Evaluation) -> TextRenderer:
    """Return a renderer that counts over the days of the evaluation, as it says."""
    return TextRenderer(evaluation.scope, evaluation)


def to_source(parts: Paragraph) -> str:
    """Return the text with its references, from the parts of a generated paragraph."""
    return "".join(part.token or part.text for part in parts)
