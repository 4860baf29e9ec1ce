"""The text of an evaluation with its figures: what stands for each of them, counted now."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError

from redcross.figures import Period, Scope, Value, break_down, by_month, count
from reports.figures import figure_values
from reports.narrative.chapters import CHAPTERS
from reports.narrative.data import NarrativeData
from reports.text.charts import Chart, Series
from reports.text.figure_references import (
    BLOCKS,
    BREAKDOWN_PARAMETERS,
    REFERENCE,
    UNCONFIRMED,
    FigureReference,
    describe_reference,
    get_figure,
    get_record,
    list_parameters,
    reference_fault,
    reference_period,
    with_filters,
)
from reports.text.wording import (
    TextRun,
    append_unit,
    format_amount,
    format_change,
    format_percent,
    format_rounded,
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


def format_value(value: Value, form: str = "") -> TextRun:
    """The number in the form asked for, opening its list."""
    unit = value.figure.unit.measure_word
    if unit == "%":
        return TextRun(format_percent(value.number), value.url)
    if form == "wan":
        return number_run(value, wan=True)
    if form == "about":
        return TextRun(
            append_unit(format_rounded(int(value.number), value.rounded), unit), value.url
        )
    if form == "bare":
        rounded = value.rounded
        return TextRun(
            format_rounded(int(value.number)) if rounded else format_amount(value.number), value.url
        )
    if form == "yuan" or unit != "元":
        return number_run(value)
    return money_run(value)


class TextRenderer:
    """Reads the figures in one evaluation's texts; each figure is counted once a period."""

    def __init__(self, scope: Scope):
        self.scope, self.society, self.period = scope, scope.society, scope.period
        self._values: dict[Period, dict[str, Value]] = {}
        self._charts = 0

    def values(self, period: Period) -> dict[str, Value]:
        if period not in self._values:
            self._values[period] = figure_values(replace(self.scope, period=period))
        return self._values[period]

    def narrative_data(self) -> Any:
        """What the generated chapters are told from."""
        now, before = self.values(self.period), self.values(self.period.previous())
        return NarrativeData(self.scope, now, before)

    def value(self, key: str, period: Period, parameters: dict[str, str]) -> Value:
        figure = with_filters(get_figure(key), parameters, self.society)
        if not parameters:
            found = self.values(period).get(key)
            return found or Value(figure, 0)
        return count([figure], replace(self.scope, period=period))[key]

    def render_reference(self, reference: FigureReference) -> TextRun:
        """What stands in the text for the reference; one that leads nowhere says so."""
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
                text = format_change(value.number, before.number) or "上年无此项数据"
                if value.rounded or before.rounded:
                    text = "因含约数，不与上年比较"
                return TextRun(text, value.url, str(reference))
            return replace(format_value(value, form), token=str(reference))
        except ValidationError as error:
            return TextRun(f"〔{' '.join(error.messages)}〕", token=str(reference), faulty=True)

    def paragraphs(self, text: str) -> list[Any]:
        """Lines of a text: each a list of parts, a Table or a Chart."""
        found: list[Any] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            whole = REFERENCE.fullmatch(line.strip())
            reference = FigureReference.read(whole[1]) if whole else None
            if (
                reference
                and reference.key in BLOCKS
                and not reference_fault(reference, self.society)
            ):
                found += self.block(reference)
            else:
                found.append(self.line(line.strip()))
        return found

    def line(self, text: str) -> list[TextRun]:
        parts: list[TextRun] = []
        for index, piece in enumerate(REFERENCE.split(text)):
            if index % 2:
                parts.append(self.render_reference(FigureReference.read(piece)))
            else:
                for place, words in enumerate(UNCONFIRMED.split(piece)):
                    if words:
                        parts.append(TextRun(words, unconfirmed=bool(place % 2)))
        return parts

    def reference_texts(self, text: str) -> dict[str, str]:
        """Every reference of the text as it is written, and what stands for it."""
        found = {}
        for match in REFERENCE.finditer(text):
            reference = FigureReference.read(match[1])
            block = BLOCKS.get(reference.key)
            found[match[0]] = (
                f"{block}：{describe_reference(reference)}"
                if block
                else self.render_reference(reference).text
            )
        return found

    def compare(self, before: str, after: str) -> list[tuple[str, list[TextRun]]]:
        """("same", "removed" or "added", line) of the way from one text to the other."""
        old, new = ([li.strip() for li in t.splitlines() if li.strip()] for t in (before, after))
        steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        found = []
        for step, first, last, start, end in steps:
            if step == "equal":
                found += [("same", line) for line in old[first:last]]
            else:
                found += [("removed", line) for line in old[first:last]]
                found += [("added", line) for line in new[start:end]]
        return [(kind, self._line_or_block_name(line)) for kind, line in found]

    def _line_or_block_name(self, line: str) -> list[TextRun]:
        """A line; a table, a chart or a listing only by its name."""
        whole = REFERENCE.fullmatch(line)
        reference = FigureReference.read(whole[1]) if whole else None
        if reference and reference.key in BLOCKS and not reference_fault(reference, self.society):
            return [TextRun(f"{BLOCKS[reference.key]}：{describe_reference(reference)}")]
        return self.line(line)

    def block(self, reference: FigureReference) -> list[Any]:
        if reference.key == "list":
            return CHAPTERS[reference.options["of"]](self.narrative_data())
        figure = with_filters(
            get_figure(reference.options["figure"]), list_parameters(reference), self.society
        )
        by, period = reference.options["by"], reference_period(reference, self.period)
        scope = replace(self.scope, period=period)
        pairs: list[tuple[Any, Value]]
        if by == "month":
            several = period.start.year != period.end.year
            pairs = [
                (f"{month.start.year}年" * several + f"{month.start.month}月", value)
                if month
                else ("月份不详", value)
                for month, value in by_month(figure, scope)
                if value.number
            ]
        else:
            pairs = break_down(figure, by, scope, parameter=BREAKDOWN_PARAMETERS.get(by))
        pairs = [("未注明" if group is None else str(group), value) for group, value in pairs]
        unit = figure.unit.measure_word
        label = str(figure.label)
        if not any(value.number for _group, value in pairs):
            return [[TextRun(f"{label}：本期无记录。")]]
        if reference.key == "chart":
            self._charts += 1
            groups, values = zip(*pairs, strict=True)
            series = [Series(label, values)]
            key = f"chart-{self._charts}"
            return [Chart(key, label, figure.unit, "项目", groups, series, over_time=by == "month")]
        rows = [[TextRun(group), format_value(value, "bare")] for group, value in pairs]
        return [BreakdownTable(label, ["项目", unit], rows)]


def renderer_of(evaluation: Any) -> TextRenderer:
    return TextRenderer(evaluation.scope)


def to_source(parts: list[TextRun]) -> str:
    """The text with its references, from the parts of a generated paragraph."""
    return "".join(part.token or part.text for part in parts)
