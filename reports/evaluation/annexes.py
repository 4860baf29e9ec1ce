"""The annexes of an evaluation in their order, the same for page, print and Word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from redcross.formatting import format_decimal
from redcross.models import Attachment
from reports.models import ANNEX_TITLES, Annex, Evaluation
from reports.text.wording import TextRun

from .annex_order import annex_key, annexes_in_order
from .basic_data import KIND_NAMES, SOURCE_NAMES, basic_data_grids, format_period
from .generated_annexes import cost_grids, duties_cells, survey_grids
from .grids import Grid, GridCell, head_cell, number_cell, text_cell
from .page_fit import fit_to_pages
from .pasted_tables import table_grid
from .scoring import EvaluationScores, ProjectScores
from .statement_grids import statement_grids
from .text_renderer import Block, TextRenderer

BUDGET_HEADS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
Kind = Annex.Kind


@dataclass(frozen=True)
class PrintedAnnex:
    """One 附件: its mark, its title, what it says; `wide` stands on landscape pages."""

    mark: str
    title: str
    grids: list[Grid]
    wide: bool = False
    note: str = ""
    # Above the tables.
    paragraphs: list[Block] = field(default_factory=list)
    # Files whose pages follow.
    files: list[Attachment] = field(default_factory=list)
    # What names it among the annexes of the evaluation.
    key: str = ""
    # These pages as addresses of pictures, in print alone.
    pages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AnnexSources:
    """What annexes are made from."""

    evaluation: Evaluation
    scores: EvaluationScores
    renderer: TextRenderer

    @property
    def rounding_note(self) -> str:
        """Return what is said below a table whose total is rounded."""
        if any(total.is_rounding for total in self.scores.budget.differing_totals):
            return "注：分项合计与总额之间的尾差系四舍五入所致。"
        return ""


def evaluation_annexes(
    evaluation: Evaluation, scores: EvaluationScores, renderer: TextRenderer
) -> list[PrintedAnnex]:
    """Return those with something in them, marked 附件, or 附件1 and so on of several."""
    sources = AnnexSources(evaluation, scores, renderer)
    annexes = [
        replace(printed, key=annex_key(annex))
        for annex in annexes_in_order(evaluation)
        for printed in _WRITERS[Kind(annex.kind)](annex, sources)
    ]
    several = len(annexes) > 1
    return [
        replace(
            annex,
            mark=f"附件{index}" if several else "附件",
            grids=fit_to_pages(annex.grids, wide=annex.wide),
        )
        for index, annex in enumerate(annexes, 1)
    ]


def _written(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
    """Yield a text."""
    paragraphs = sources.renderer.paragraphs(annex.text)
    yield PrintedAnnex("", annex.title, [], annex.wide, paragraphs=paragraphs)


def _pasted(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
    """Yield a table as it was pasted; of duties that nobody wrote, what the records tell."""
    rows = annex.cells
    if not rows and annex.kind == Kind.DUTIES:
        rows = duties_cells(sources.renderer)
    if rows:
        grid = table_grid(rows, sources.renderer, wide=annex.wide)
        yield PrintedAnnex("", annex.title, [grid], annex.wide)


def _enclosed(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
    """Yield the pages of its files, below what is said of them; of sensitive ones never."""
    paragraphs = sources.renderer.paragraphs(annex.text)
    files = list(annex.evidence.filter(sensitive=False))
    if files:
        yield PrintedAnnex("", annex.title, [], annex.wide, paragraphs=paragraphs, files=files)


def _generated(
    grids: Callable[[AnnexSources], list[Grid]], wide: bool = False, noted: bool = False
) -> Callable[[Annex, AnnexSources], Iterator[PrintedAnnex]]:
    """Return what yields an annex of tables, where there are any, below the text beside them."""

    def write(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
        tables = grids(sources)
        paragraphs = sources.renderer.paragraphs(annex.text)
        if tables or paragraphs:
            note = sources.rounding_note if noted else ""
            on = wide or annex.wide
            yield PrintedAnnex("", annex.title, tables, on, note, paragraphs=paragraphs)

    return write


def _projects(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
    """Yield the table of each project."""
    for scores in sources.scores.projects:
        title = f"{annex.title}（{scores.project.name}）"
        yield PrintedAnnex("", title, project_grids(scores, sources.renderer), True)


def _statement(annex: Annex, sources: AnnexSources) -> Iterator[PrintedAnnex]:
    """Yield the statement of money, and that of goods where there are any."""
    evaluation = sources.evaluation
    whose = [evaluation.society.name, format_period(evaluation.period)]
    for index, (title, grids, note) in enumerate(statement_grids(evaluation.scope, *whose)):
        own = annex.title if title == ANNEX_TITLES[Kind.STATEMENT] else title
        paragraphs = [] if index else sources.renderer.paragraphs(annex.text)
        yield PrintedAnnex("", own, grids, True, note, paragraphs=paragraphs)


def _self_evaluation(sources: AnnexSources) -> list[Grid]:
    scores = sources.scores
    if not scores.anything:
        return []
    return self_evaluation_grids(sources.evaluation, scores, sources.renderer)


def _basic_data(sources: AnnexSources) -> list[Grid]:
    scores = sources.scores
    if not scores.anything and not scores.basic_amounts:
        return []
    return basic_data_grids(sources.evaluation, scores, sources.renderer)


_WRITERS: dict[Kind, Callable[[Annex, AnnexSources], Iterator[PrintedAnnex]]] = {
    Kind.TEXT: _written,
    Kind.TABLE: _pasted,
    Kind.DUTIES: _pasted,
    Kind.FILE: _enclosed,
    Kind.SELF_EVALUATION: _generated(_self_evaluation, wide=True, noted=True),
    Kind.PROJECTS: _projects,
    Kind.BASIC_DATA: _generated(_basic_data, noted=True),
    Kind.INDICATORS: _generated(lambda sources: indicator_system_grids(sources.scores), wide=True),
    Kind.COSTS: _generated(lambda sources: cost_grids(sources.scores, sources.renderer)),
    Kind.SURVEY: _generated(lambda sources: survey_grids(sources.renderer)),
    Kind.STATEMENT: _statement,
}


def self_evaluation_grids(
    evaluation: Evaluation, scores: EvaluationScores, renderer: TextRenderer
) -> list[Grid]:
    """Return the tables of 自评表: whose it is, the budget, the goal, the indicators."""
    who = Grid(
        (30, 115, 25, 55),
        [],
        [
            [
                [
                    head_cell("单位名称"),
                    text_cell(evaluation.society.name),
                    head_cell("年度"),
                    number_cell(format_period(evaluation.period)),
                ]
            ]
        ],
    )
    goals = Grid(
        (112, 113),
        [[head_cell("年度总体目标", 2)], [head_cell("预期目标"), head_cell("实际完成情况")]],
        [[[_prose_cell(evaluation.goal, renderer), _prose_cell(evaluation.achieved, renderer)]]],
    )
    return [who, budget_grid(scores), goals, indicator_grid(scores)]


def _prose_cell(text: str, renderer: TextRenderer) -> GridCell:
    """Return a cell with the lines of a text and what stands for its references."""
    lines = tuple(renderer.line(line.strip()) for line in text.splitlines() if line.strip())
    return GridCell(lines or ([TextRun("—")],))


def budget_grid(scores: EvaluationScores) -> Grid:
    """Return the budget's total with its score, and its parts by kind and by source, in 万元."""
    budget = scores.budget
    names = BUDGET_HEADS
    *sums, rate = budget.total.shown
    total = [
        head_cell("年度资金总额", 2),
        *map(number_cell, sums),
        number_cell(format_decimal(budget.points)),
        number_cell(rate),
        number_cell(format_decimal(budget.score)),
    ]
    groups = [[total]]
    for label, parts in (
        ("按支出性质分", zip(KIND_NAMES, budget.by_kind, strict=True)),
        ("按资金来源分", zip(SOURCE_NAMES, budget.by_source, strict=True)),
    ):
        rows = []
        sources = list(parts)
        for index, (name, (_choice, part)) in enumerate(sources):
            # The rate is stated once: that of the whole.
            *sums, _rate = part.shown
            start = [] if index else [head_cell(label, rows=len(sources))]
            blank = [number_cell("")] * 3
            rows.append([*start, head_cell(name), *map(number_cell, sums), *blank])
        groups.append(rows)
    return Grid(
        (30, 40, 30, 30, 30, 20, 25, 20),
        [[head_cell("预算执行（万元）", 2), *map(head_cell, names)]],
        groups,
    )


def indicator_grid(scores: EvaluationScores) -> Grid:
    """Return the indicators with what was reached and scored, the total and the grade."""
    widths = (21, 27, 46, 27, 29, 14, 14, 47)
    names = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    groups = [
        [
            [
                head_cell(row.indicator.first),
                head_cell(row.indicator.second),
                text_cell(row.indicator.third),
                number_cell(row.target),
                number_cell(row.reached if row.reached.text else None),
                number_cell(format_decimal(row.indicator.weight)),
                number_cell("" if row.score is None else format_decimal(row.score)),
                text_cell(row.indicator.reason),
            ]
        ]
        for row in scores.rows
    ]
    total = [
        head_cell("总分（含预算执行得分）", 5),
        number_cell(format_decimal(scores.points)),
        number_cell(format_decimal(scores.total)),
        head_cell(f"评价等级：{scores.grade}" if scores.grade else ""),
    ]
    head = [*map(head_cell, names), head_cell("偏差原因分析及改进措施")]
    return Grid(widths, [head], [*groups, [total]], labels=2)


def indicator_system_grids(scores: EvaluationScores) -> list[Grid]:
    """Return 评价指标体系: each indicator with its target, its points and how they are given."""
    if not scores.rows:
        return []
    widths = (24, 30, 50, 32, 15, 74)
    names = ("一级指标", "二级指标", "三级指标", "指标值", "分值", "评分标准")
    groups = [
        [
            [
                head_cell(row.indicator.first),
                head_cell(row.indicator.second),
                text_cell(row.indicator.third),
                number_cell(row.target),
                number_cell(format_decimal(row.indicator.weight)),
                text_cell(row.how_scored),
            ]
        ]
        for row in scores.rows
    ]
    total = sum((row.indicator.weight for row in scores.rows), Decimal(0))
    last = [head_cell("合计", 4), number_cell(format_decimal(total)), text_cell("")]
    return [Grid(widths, [[*map(head_cell, names)]], [*groups, [last]], labels=2)]


def project_grids(scores: ProjectScores, renderer: TextRenderer) -> list[Grid]:
    """Return the tables of 项目支出绩效自评表: whose it is, its money, its goal, its indicators."""
    project, society = scores.project, scores.project.society.name
    whose = [head_cell("主管部门"), text_cell(project.department or society)]
    whose += [head_cell("实施单位"), text_cell(project.unit or society)]
    heading = [head_cell("项目名称"), text_cell(project.name, span=3)]
    who = Grid((30, 85, 25, 85), [], [[heading, whose]])
    *sums, rate = scores.budget.total.shown
    earned = [format_decimal(scores.budget.points), rate, format_decimal(scores.budget.score)]
    groups = [[[head_cell("年度资金总额"), *map(number_cell, (*sums, *earned))]]]
    parts = [
        [
            head_cell(f"其中：{name}" if not index else name),
            *map(number_cell, part.shown[:3]),
            *[number_cell("")] * 3,
        ]
        for index, (name, (_source, part)) in enumerate(
            zip(SOURCE_NAMES, scores.budget.by_source, strict=True)
        )
    ]
    money = Grid(
        (50, 35, 35, 35, 20, 30, 20),
        [[head_cell("项目资金（万元）"), *map(head_cell, BUDGET_HEADS)]],
        [*groups, parts],
    )
    goals = Grid(
        (112, 113),
        [[head_cell("年度总体目标", 2)], [head_cell("预期目标"), head_cell("实际完成情况")]],
        [[[_prose_cell(project.goal, renderer), _prose_cell(project.achieved, renderer)]]],
    )
    grids = [who, money, goals]
    if scores.rows:
        grids.append(indicator_grid(scores))
    if project.conclusion:
        conclusion = [head_cell("自评结论"), text_cell(project.conclusion)]
        grids.append(Grid((30, 195), [], [[conclusion]]))
    return grids
