"""The tables behind the text, 自评表 and 基础数据表, the same for page, print and Word."""

from dataclasses import dataclass, replace

from redcross.figures import Period
from redcross.formatting import format_decimal
from reports.models import BudgetLine, Evaluation
from reports.text.wording import TextRun

from .budget_execution import BudgetSums, format_change_rate, format_wan
from .grids import Grid, GridCell, head_cell, number_cell, text_cell
from .page_fit import fit_to_pages
from .scoring import EvaluationScores
from .statement_grids import statement_grids
from .text_renderer import TextRenderer, format_value


@dataclass(frozen=True)
class Annex:
    """One 附件: its mark, its title, its tables; `wide` stands on landscape pages."""

    mark: str
    title: str
    grids: list[Grid]
    wide: bool = False
    note: str = ""


def evaluation_annexes(
    evaluation: Evaluation, scores: EvaluationScores, renderer: TextRenderer
) -> list[Annex]:
    """Return those with something in them, marked 附件, or 附件1 and so on of several."""
    annexes: list[Annex] = []
    if scores.anything:
        note = ""
        if any(tie.is_rounding for tie in scores.budget.ties):
            note = "注：分项合计与总额之间的尾差系四舍五入所致。"
        grids = self_evaluation_grids(evaluation, scores, renderer)
        annexes.append(Annex("", "部门整体支出绩效自评表", grids, True, note))
        if basics := basic_data_grids(evaluation, scores, renderer):
            annexes.append(Annex("", "部门整体支出绩效评价基础数据表", basics, False, note))
    if evaluation.with_statement:
        whose = [evaluation.society.name, format_period(evaluation.period)]
        for title, grids, note in statement_grids(evaluation.scope, *whose):
            annexes.append(Annex("", title, grids, True, note))
    several = len(annexes) > 1
    return [
        replace(
            annex,
            mark=f"附件{place}" if several else "附件",
            grids=fit_to_pages(annex.grids, wide=annex.wide),
        )
        for place, annex in enumerate(annexes, 1)
    ]


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


def format_period(period: Period) -> str:
    """Write 2021年, or both days of what is no calendar year."""
    if period == Period.year(period.start.year):
        return f"{period.start.year}年"
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (period.start, period.end))
    return f"{first}至{last}"


def budget_grid(scores: EvaluationScores) -> Grid:
    """Return the budget's total with its score, and its parts by kind and by source, in 万元."""
    budget = scores.budget
    names = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
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
        named = list(parts)
        for place, (name, (_choice, part)) in enumerate(named):
            *sums, rate = part.shown
            start = [] if place else [head_cell(label, rows=len(named))]
            rows.append(
                [
                    *start,
                    head_cell(name),
                    *map(number_cell, sums),
                    number_cell(""),
                    number_cell(rate),
                    number_cell(""),
                ]
            )
        groups.append(rows)
    return Grid(
        (30, 40, 30, 30, 30, 20, 25, 20),
        [[head_cell("预算执行（万元）", 2), *map(head_cell, names)]],
        groups,
    )


# As the finance bureau names them, in the order of `BudgetLine.Kind` and `BudgetLine.Source`.
KIND_NAMES = ("基本支出", "项目支出")
SOURCE_NAMES = ("本年财政拨款", "上年结转", "其他资金")


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


def basic_data_grids(
    evaluation: Evaluation, scores: EvaluationScores, renderer: TextRenderer
) -> list[Grid]:
    """Return the tables of 基础数据表 of which something is known: staff, 三公, the budget."""
    values = renderer.values(evaluation.period)
    grids = []
    keys = ("standing.established", "standing.staff", "reports.staffing")
    known = [values.get(key) for key in keys]
    if known[0] and known[0].number:
        shown = [number_cell(format_value(value) if value else "") for value in known]
        names = ("年末编制数", "年末实有人数", "在职人员控制率")
        grids.append(
            Grid((52, 52, 52), [[head_cell("人员情况", 3)], [*map(head_cell, names)]], [[shown]])
        )
    now, before = evaluation.three_public_expenses, evaluation.three_public_expenses_before
    if now is not None or before is not None:
        shown = [number_cell("" if wan is None else format_wan(wan)) for wan in (before, now)]
        names = ("上年决算数", "本年决算数", "变动率")
        grids.append(
            Grid(
                (52, 52, 52),
                [[head_cell("“三公”经费（万元）", 3)], [*map(head_cell, names)]],
                [[[*shown, number_cell(format_change_rate(now, before))]]],
            )
        )
    if scores.budget.lines:
        grids.append(_budget_detail_grid(scores))
    return grids


def _budget_detail_grid(scores: EvaluationScores) -> Grid:
    """Return each line of the budget with its rate, sums by kind and the total, in 万元."""
    budget = scores.budget
    names = ("支出性质", "资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率")
    groups = []
    source_names = dict(zip(BudgetLine.Source.values, SOURCE_NAMES, strict=True))
    for name, (kind, sums) in zip(KIND_NAMES, budget.by_kind, strict=True):
        lines = [line for line in budget.lines if line.kind == kind]
        rows = [
            [head_cell(source_names[line.source]), *map(number_cell, BudgetSums.of([line]).shown)]
            for line in lines
        ]
        if rows:
            rows.append([head_cell("小计"), *map(number_cell, sums.shown)])
            rows[0].insert(0, head_cell(name, rows=len(rows)))
            groups.append(rows)
    groups.append([[head_cell("合计", 2), *map(number_cell, budget.total.shown)]])
    title = [head_cell("预算执行明细（万元）", 6)]
    return Grid((22, 30, 27, 27, 27, 23), [title, [*map(head_cell, names)]], groups)
