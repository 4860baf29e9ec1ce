"""The tables of 基础数据表: staff, 三公, the budget by kind and source, and what else is stated."""

from decimal import Decimal

from redcross.figures import Period
from reports.models import BasicAmount, BudgetLine, Evaluation
from reports.text.wording import level_percents

from .budget_execution import BudgetSums, format_change_rate, format_wan
from .grids import Grid, GridCell, head_cell, number_cell, text_cell
from .scoring import EvaluationScores
from .text_renderer import TextRenderer, format_value

Kind = BasicAmount.Kind
# As the finance bureau names them, in the order of `BudgetExecution.by_kind` and `by_source`.
KIND_NAMES = ("基本支出", "项目支出")
SOURCE_NAMES = ("本年财政拨款", "上年结转", "其他资金")
_LINE_NAMES = {
    BudgetLine.Kind.PERSONNEL: "人员经费",
    BudgetLine.Kind.RUNNING: "公用经费",
    BudgetLine.Kind.BASIC: "基本支出",
    BudgetLine.Kind.PROJECT: "项目支出",
}
_THREE_PUBLIC = {
    Kind.ABROAD: "因公出国（境）费",
    Kind.CARS_BOUGHT: "公务用车购置费",
    Kind.CARS_RUN: "公务用车运行维护费",
    Kind.RECEPTION: "公务接待费",
}
_OTHERS = {
    Kind.PROCUREMENT: "政府采购金额",
    Kind.ASSETS: "年末资产总额",
    Kind.FIXED_ASSETS: "其中：固定资产",
    Kind.LIABILITIES: "年末负债总额",
    Kind.LEFT_BASIC: "年末基本支出结转",
    Kind.LEFT_PROJECT: "年末项目支出结转和结余",
}


def format_period(period: Period) -> str:
    """Write 2021年, or both days of what is no calendar year."""
    if period == Period.year(period.start.year):
        return f"{period.start.year}年"
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (period.start, period.end))
    return f"{first}至{last}"


def basic_data_grids(
    evaluation: Evaluation, scores: EvaluationScores, renderer: TextRenderer
) -> list[Grid]:
    """Return the tables of 基础数据表 of which something is known."""
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
    amounts = {Kind(amount.kind): amount for amount in scores.basic_amounts}
    grids += _three_public_grids(evaluation, amounts)
    if scores.budget.lines:
        grids.append(_budget_detail_grid(scores))
    rows = [
        [text_cell(name), *map(_amount_cell, (line.before, line.planned, line.now))]
        for kind, name in _OTHERS.items()
        if (line := amounts.get(kind))
    ]
    if rows:
        heads = ("项目", "上年决算数", "本年预算数", "本年决算数")
        title = [head_cell("政府采购、资产和结转结余（万元）", 4)]
        grids.append(Grid((60, 32, 32, 32), [title, [*map(head_cell, heads)]], [rows]))
    return grids


def _amount_cell(wan: Decimal | None) -> GridCell:
    """Return a sum in 万元 as it is known, a dash where it is not."""
    return number_cell("" if wan is None else format_wan(wan))


def _three_public_grids(evaluation: Evaluation, amounts: dict[Kind, BasicAmount]) -> list[Grid]:
    """Return 三公 by kind with their sum, or the sum alone, with the rate of change."""
    lines = [(name, amounts[kind]) for kind, name in _THREE_PUBLIC.items() if kind in amounts]
    now, before = evaluation.three_public_expenses, evaluation.three_public_expenses_before
    now = evaluation.three_public_sum("now") if now is None else now
    before = evaluation.three_public_sum("before") if before is None else before
    if now is None and before is None and not lines:
        return []
    *rates, rate = level_percents(
        [
            *(format_change_rate(line.now, line.before) for _name, line in lines),
            format_change_rate(now, before),
        ]
    )
    if not lines:
        names = ("上年决算数", "本年决算数", "变动率")
        head = [[head_cell("“三公”经费（万元）", 3)], [*map(head_cell, names)]]
        return [
            Grid((52, 52, 52), head, [[[*map(_amount_cell, (before, now)), number_cell(rate)]]])
        ]
    heads = ("“三公”经费（万元）", "上年决算数", "本年预算数", "本年决算数", "变动率")
    rows = [
        [
            text_cell(name),
            *map(_amount_cell, (line.before, line.planned, line.now)),
            number_cell(changed),
        ]
        for (name, line), changed in zip(lines, rates, strict=True)
    ]
    planned = evaluation.three_public_sum("planned")
    rows.append([head_cell("合计"), *map(_amount_cell, (before, planned, now)), number_cell(rate)])
    return [Grid((48, 28, 28, 28, 24), [[*map(head_cell, heads)]], [rows])]


def _budget_detail_grid(scores: EvaluationScores) -> Grid:
    """Return each line of the budget, sums by kind and the total, in 万元.

    Without rates: that of the whole is stated in 自评表, once.
    """
    budget = scores.budget
    names = ("支出性质", "资金来源", "年初预算数", "全年预算数", "全年执行数")
    groups = []
    source_names = dict(zip(BudgetLine.Source.values, SOURCE_NAMES, strict=True))
    own = [line for line in budget.lines if isinstance(line, BudgetLine)]
    for kind, name in _LINE_NAMES.items():
        lines = sorted(
            (line for line in own if line.kind == kind),
            key=lambda line: BudgetLine.Source.values.index(line.source),
        )
        rows = [
            [head_cell(source_names[line.source]), *_sum_cells(BudgetSums.of([line]))]
            for line in lines
        ]
        if len(rows) > 1:
            rows.append([head_cell("小计"), *_sum_cells(BudgetSums.of(lines))])
        if rows:
            rows[0].insert(0, head_cell(name, rows=len(rows)))
            groups.append(rows)
        if kind == BudgetLine.Kind.BASIC and any(line.kind in _DIVIDED for line in own):
            (_kind, basic), _project = budget.by_kind
            groups.append([[head_cell("基本支出合计", 2), *_sum_cells(basic)]])
    groups.append([[head_cell("合计", 2), *_sum_cells(budget.total)]])
    title = [head_cell("预算执行明细（万元）", 5)]
    return Grid((30, 36, 30, 30, 30), [title, [*map(head_cell, names)]], groups)


_DIVIDED = (BudgetLine.Kind.PERSONNEL, BudgetLine.Kind.RUNNING)


def _sum_cells(sums: BudgetSums) -> list[GridCell]:
    """Return the three sums."""
    return [number_cell(text) for text in sums.shown[:3]]
