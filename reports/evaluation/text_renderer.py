"""The text of an evaluation with its figures: what stands for each of them, counted now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError

from redcross.figures import (
    CountedFigure,
    Derived,
    Flow,
    Period,
    Scope,
    Value,
    break_down,
    break_down_nested,
    by_month,
    count,
    figures_by_key,
    registered_figures,
)
from redcross.typed_values import Rounding
from reports.figures import figure_values
from reports.models import Evaluation, KeptText
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
    get_figure,
    get_record,
    list_parameters,
    reference_fault,
    reference_period,
    with_filters,
)
from reports.text.period_words import PeriodWords
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


def not_compared(now: Value, before: Value, words: PeriodWords) -> str:
    """Return why a number is not compared with the year before; nothing where it may be."""
    if not words.compared:
        return "因期间长短不同，不作比较"
    if now.is_unknown or before.is_unknown:
        return "因数量不详，不与上年比较"
    return "因含约数，不与上年比较" if now.rounded or before.rounded else ""


class TextRenderer:
    """Reads the figures in one evaluation's texts; each figure is counted once a period."""

    def __init__(self, scope: Scope):
        self.scope, self.society, self.period = scope, scope.society, scope.period
        self.words = PeriodWords(scope.period)
        self._counted: dict[Period, dict[str, Value]] = {}
        self._values: dict[Period, dict[str, Value]] = {}
        self._figures: dict[tuple[str, frozenset[tuple[str, str]]], CountedFigure | Derived] = {}
        self._restricted: dict[tuple[CountedFigure, Period], Value] = {}
        self._charts = 0

    def values(self, period: Period) -> dict[str, Value]:
        """Return every figure of the period by key."""
        if period not in self._values:
            scope = replace(self.scope, period=period)
            found = figure_values(scope, self._counted.get(period))
            self._counted[period] = self._values[period] = found
        return self._values[period]

    def narrative_data(self) -> NarrativeData:
        """Return what the generated chapters are told from."""
        now, before = self.values(self.period), self.values(self.period.previous())
        kept = {
            place: [self.line(self.words.fill(line)) for line in text.splitlines()]
            for place, text in KeptText.of_period(self.society, self.period).items()
        }
        return NarrativeData(self.scope, now, before, kept)

    def value(self, key: str, period: Period, parameters: dict[str, str]) -> Value:
        """Return the figure's value over the period, its list restricted by the parameters.

        0 of what is undefined, or unknown where a part of it is. Raises ValidationError for what
        its list does not know.
        """
        figure = self.figure(key, parameters)
        if isinstance(figure, Derived):
            values = self.values(period)
            return values.get(key) or undefined_value(figure, values)
        if not parameters:
            return self._counted_with(figure, period).get(key) or Value(figure, 0)
        if (figure, period) not in self._restricted:
            counted = count([figure], replace(self.scope, period=period))
            self._restricted[figure, period] = counted.get(key) or Value(figure, 0)
        return self._restricted[figure, period]

    def figure(self, key: str, parameters: dict[str, str]) -> CountedFigure | Derived:
        """Return the figure restricted by the parameters of its list, what they name read once.

        Raises ValidationError for what its list does not know.
        """
        asked = key, frozenset(parameters.items())
        if asked not in self._figures:
            self._figures[asked] = with_filters(get_figure(key), parameters, self.society)
        return self._figures[asked]

    def _counted_with(self, figure: CountedFigure, period: Period) -> dict[str, Value]:
        """Return figures of the period by key, all of the figure's model among them.

        A text that names few figures need not wait for all of them.
        """
        counted = self._counted.setdefault(period, {})
        if figure.key not in counted:
            of_model = [one for one in registered_figures() if one.model is figure.model]
            counted |= count(of_model, replace(self.scope, period=period))
        return counted

    def render_reference(self, reference: FigureReference) -> TextRun:
        """Return what stands in the text for the reference; one that leads nowhere says so."""
        try:
            if reference.key.startswith("@"):
                record, name, unit = get_record(reference, self.society)
                part = record_number_run(record, name, getattr(record, name) or 0, unit)
                return replace(part, token=str(reference))
            period = reference_period(reference, self.period)
            parameters = list_parameters(reference)
            value = self.value(reference.key, period, parameters)
            form = reference.options.get("as", "")
            if form == "change":
                before = self.value(reference.key, period.previous(), parameters)
                words = PeriodWords(period)
                text = format_change(value.number, before.number, words.compared, words.unchanged)
                text = not_compared(value, before, words) or text or "上年无此项数据"
                return TextRun(text, value.url, str(reference))
            return replace(format_value(value, form), token=str(reference))
        except ValidationError as error:
            return TextRun(f"〔{' '.join(error.messages)}〕", token=str(reference), faulty=True)

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


def undefined_value(figure: Derived, values: Mapping[str, Value]) -> Value:
    """Return what stands for a derived figure that is not among the values: 0, or unknown."""
    known = figures_by_key()
    for key in figure.parts:
        part = values.get(key)
        if part is None and isinstance(lacking := known.get(key), Derived):
            part = undefined_value(lacking, values)
        if part is not None and part.is_unknown:
            return Value(figure, 0, Rounding.UNKNOWN)
    return Value(figure, 0)


def renderer_of(evaluation: Evaluation) -> TextRenderer:
    """Return a renderer that counts over the days of the evaluation, as it says."""
    return TextRenderer(evaluation.scope)


def to_source(parts: Paragraph) -> str:
    """Return the text with its references, from the parts of a generated paragraph."""
    return "".join(part.token or part.text for part in parts)
