"""The tables behind the text, 自评表 and 基础数据表, the same for page, print and Word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from redcross.figures import Period
from redcross.numbers import short

from . import chips
from .charts import Chart
from .scoring import Row, Scores, Sums, change_of, money
from .wording import Part

Line = Sequence[Part]
# Of the print: mm a character and a line of 5号 take, and room beside the text of a cell.
CHARACTER, LINE, ROOM = 3.75, 5, 3
# Width of the type area in mm.
TEXT = 156
# Rows that share a label are kept on one page; in parts of about this many mm.
TOGETHER = 70


@dataclass(frozen=True)
class Cell:
    """Lines of parts, over `span` columns and `rows` rows. `kind`: head, number or text."""

    lines: tuple[Line, ...]
    kind: str = "text"
    span: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: widths of its columns in mm, rows of its head, and groups of rows kept together."""

    widths: tuple[int, ...]
    head: list[list[Cell]]
    groups: list[list[list[Cell]]]
    caption: str = ""

    @property
    def twips(self) -> list[int]:
        return [round(width * 1440 / 25.4) for width in self.widths]

    @property
    def laid_out(self) -> Iterator[tuple[bool, bool, list[tuple[Cell, int, str]]]]:
        """For Word: each row as (of the head, with the next, cells with width and merging).

        A width is in twentieths of a point; merging is restart, continue or nothing.
        """
        for group in (self.head, *self.groups):
            above: dict[int, tuple[Cell, int]] = {}
            for number, row in enumerate(group):
                found, cells, column = [], iter(row), 0
                while column < len(self.widths):
                    if column in above:
                        cell, left = above.pop(column)
                        merging = "continue"
                    else:
                        cell = next(cells)
                        left = cell.rows
                        merging = "restart" if cell.rows > 1 else ""
                    if left > 1:
                        above[column] = (cell, left - 1)
                    width = sum(self.twips[column : column + cell.span])
                    found.append((cell, width, merging))
                    column += cell.span
                yield group is self.head, number < len(group) - 1, found


def grid_of(block: Any) -> Grid | None:
    """A breakdown within the text as a grid; None for a paragraph."""
    if isinstance(block, chips.Table):
        names = block.head
        rows = [[Cell((row[0:1],)), *map(number, row[1:])] for row in block.rows]
    elif isinstance(block, Chart):
        names = [block.heading, *(one.label for one in block.series)]
        rows = [
            [words(group), *(number(chips.shown(v, "bare") if v else "0") for v in values)]
            for group, values in block.rows
        ]
    else:
        return None
    widths = (TEXT - 40 * (len(names) - 1), *[40] * (len(names) - 1))
    if len(names) > 3:
        widths = (TEXT // len(names),) * len(names)
    return Grid(widths, [[*map(head, names)]], [[row] for row in rows], block.title)


@dataclass(frozen=True)
class Annex:
    """One 附件: its mark, its title, its tables; `wide` stands on landscape pages."""

    mark: str
    title: str
    grids: list[Grid]
    wide: bool = False
    note: str = ""


def head(text: str, span: int = 1, rows: int = 1) -> Cell:
    return Cell(([Part(text)],), "head", span, rows)


def words(text: str, span: int = 1, rows: int = 1) -> Cell:
    return Cell(([Part(text)],), "text", span, rows)


def number(shown: Part | str | None, span: int = 1) -> Cell:
    return Cell(([shown if isinstance(shown, Part) else Part(shown or "—")],), "number", span)


def annexes_of(evaluation: Any, scores: Scores, reader: chips.Reader) -> list[Annex]:
    """Those with something in them, marked 附件, or 附件1 and so on where there are several."""
    if not scores.anything:
        return []
    tables: list[tuple[str, list[Grid], bool]] = [
        ("部门整体支出绩效自评表", self_evaluation(evaluation, scores, reader), True)
    ]
    if basics := basic_data(evaluation, scores, reader):
        tables.append(("部门整体支出绩效评价基础数据表", basics, False))
    note = ""
    if any(tie.is_rounding for tie in scores.budget.ties):
        note = "注：分项合计与总额之间的尾差系四舍五入所致。"
    return [
        Annex(f"附件{place}" if len(tables) > 1 else "附件", title, grids, wide, note)
        for place, (title, grids, wide) in enumerate(tables, 1)
    ]


# --- 自评表 -------------------------------------------------------------------------------------


def self_evaluation(evaluation: Any, scores: Scores, reader: chips.Reader) -> list[Grid]:
    who = Grid(
        (30, 115, 25, 55),
        [],
        [
            [
                [
                    head("单位名称"),
                    words(evaluation.society.name),
                    head("年度"),
                    number(span_of(evaluation.period)),
                ]
            ]
        ],
    )
    goals = Grid(
        (112, 113),
        [[head("年度总体目标", 2)], [head("预期目标"), head("实际完成情况")]],
        [[[_text(evaluation.goal, reader), _text(evaluation.achieved, reader)]]],
    )
    return [who, funds(scores), goals, indicators(scores)]


def _text(text: str, reader: chips.Reader) -> Cell:
    lines = tuple(reader.line(line.strip()) for line in text.splitlines() if line.strip())
    return Cell(lines or ([Part("—")],))


def span_of(period: Period) -> str:
    """2021年, or both days of what is no calendar year."""
    if period == Period.year(period.start.year):
        return f"{period.start.year}年"
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (period.start, period.end))
    return f"{first}至{last}"


def funds(scores: Scores) -> Grid:
    budget = scores.budget
    names = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    *sums, rate = budget.total.shown
    total = [
        head("年度资金总额", 2),
        *map(number, sums),
        number(short(budget.points)),
        number(rate),
        number(short(budget.score)),
    ]
    groups = [[total]]
    for label, parts in (
        ("按支出性质分", zip(KINDS, budget.by_kind, strict=True)),
        ("按资金来源分", zip(SOURCES, budget.by_source, strict=True)),
    ):
        rows = []
        named = list(parts)
        for place, (name, (_choice, of)) in enumerate(named):
            *sums, rate = of.shown
            start = [] if place else [head(label, rows=len(named))]
            rows.append(
                [*start, head(name), *map(number, sums), number(""), number(rate), number("")]
            )
        groups.append(rows)
    return Grid(
        (30, 40, 30, 30, 30, 20, 25, 20),
        [[head("预算执行（万元）", 2), *map(head, names)]],
        groups,
    )


KINDS = ("基本支出", "项目支出")
SOURCES = ("本年财政拨款", "上年结转", "其他资金")


def indicators(scores: Scores) -> Grid:
    widths = (21, 27, 46, 27, 29, 14, 14, 47)
    names = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    groups = []
    for rows in _together(scores.rows, widths):
        one = rows[0].indicator
        group = []
        for place, row in enumerate(rows):
            labels = (one.first, one.second)
            start = [] if place else [head(label, rows=len(rows)) for label in labels]
            group.append(
                [
                    *start,
                    words(row.indicator.third),
                    number(row.target),
                    number(row.reached if row.reached.text else None),
                    number(short(row.indicator.weight)),
                    number("" if row.score is None else short(row.score)),
                    words(row.indicator.reason),
                ]
            )
        groups.append(group)
    total = [
        head("总分（含预算执行得分）", 5),
        number(short(scores.points)),
        number(short(scores.total)),
        head(f"评价等级：{scores.grade}" if scores.grade else ""),
    ]
    return Grid(widths, [[*map(head, names), head("偏差原因分析及改进措施")]], [*groups, [total]])


def _together(rows: list[Row], widths: tuple[int, ...]) -> list[list[Row]]:
    """Neighbours of the same first and second level, in parts that fit on a page."""
    found: list[list[Row]] = []
    height = 0.0
    for row in rows:
        one = row.indicator
        texts = (one.third, row.target, row.reached.text)
        own = max(map(_height, texts, widths[2:5]))
        own = max(own, _height(one.reason, widths[-1]))
        last = found[-1][0].indicator if found else None
        same = last and (last.first, last.second) == (one.first, one.second)
        if same and height + own <= TOGETHER:
            found[-1].append(row)
            height += own
        else:
            found.append([row])
            height = own
    return found


def _height(text: str, width: int) -> float:
    """About how high the text stands in a column, in mm."""
    long = sum(1 if east_asian_width(letter) in "WFA" else 0.6 for letter in text)
    return LINE * (1 + int(long * CHARACTER / (width - ROOM)))


# --- 基础数据表 ---------------------------------------------------------------------------------


def basic_data(evaluation: Any, scores: Scores, reader: chips.Reader) -> list[Grid]:
    values = reader.values(evaluation.period)
    found = []
    keys = ("standing.established", "standing.staff", "reports.staffing")
    known = [values.get(key) for key in keys]
    if known[0] and known[0].number:
        shown = [number(chips.shown(value)) if value else number("") for value in known]
        names = ("年末编制数", "年末实有人数", "在职人员控制率")
        found.append(Grid((52, 52, 52), [[head("人员情况", 3)], [*map(head, names)]], [[shown]]))
    now, before = evaluation.travel_cars_guests, evaluation.travel_cars_guests_before
    if now is not None or before is not None:
        shown = [number("" if one is None else money(one)) for one in (before, now)]
        names = ("上年决算数", "本年决算数", "变动率")
        found.append(
            Grid(
                (52, 52, 52),
                [[head("“三公”经费（万元）", 3)], [*map(head, names)]],
                [[[*shown, number(change_of(now, before))]]],
            )
        )
    if scores.budget.lines:
        found.append(_budget(scores))
    return found


def _budget(scores: Scores) -> Grid:
    budget = scores.budget
    names = ("支出性质", "资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率")
    groups = []
    source_names = dict(zip((choice for choice, _of in budget.by_source), SOURCES, strict=True))
    for name, (kind, of) in zip(KINDS, budget.by_kind, strict=True):
        lines = [line for line in budget.lines if line.kind == kind]
        rows = [
            [head(source_names[line.source]), *map(number, Sums.of([line]).shown)] for line in lines
        ]
        if rows:
            rows.append([head("小计"), *map(number, of.shown)])
            rows[0].insert(0, head(name, rows=len(rows)))
            groups.append(rows)
    groups.append([[head("合计", 2), *map(number, budget.total.shown)]])
    title = [head("预算执行明细（万元）", 6)]
    return Grid((22, 30, 27, 27, 27, 23), [title, [*map(head, names)]], groups)
