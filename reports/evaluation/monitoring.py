"""绩效运行监控表: where goals and indicators stand at a day within the period."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import override

from redcross.figures import Period
from reports.models import Evaluation
from reports.text.wording import TextRun

from .basic_data import format_period
from .budget_execution import HUNDRED, format_rate, format_wan
from .document import demonstration_mark
from .grids import Grid, GridCell, head_cell, number_cell, text_cell
from .indicator_scores import IndicatorScore
from .page_fit import fit_to_pages
from .scoring import EvaluationScores, score_evaluation
from .text_renderer import TextRenderer, renderer_of

# What its title takes of the first page, in mm.
TITLE = 16


@dataclass(frozen=True)
class MonitoringTable:
    """The table of an evaluation up to a day: what is printed of it."""

    # Above each page, of what is only shown.
    mark: str
    title: str
    society: str
    approved: str
    grids: list[Grid]


def monitoring_table(
    evaluation: Evaluation, until: date, executed: Decimal | None
) -> MonitoringTable:
    """Return the table, its figures counted from the start of the period to that day.

    What only somebody can judge stays empty, to be filled in on paper. `executed`: in 万元, None
    where nobody has said it.
    """
    period = Period(evaluation.start, until)
    with override("zh-hans"):
        scores = score_evaluation(
            evaluation, TextRenderer(replace(evaluation.scope, period=period))
        )
        months = _months(period)
        number, day = evaluation.goals_number, evaluation.goals_date
        approval = f"{number}（{day.year}年{day.month}月{day.day}日）" if number and day else ""
        who = Grid(
            (30, 105, 30, 60),
            [],
            [
                [
                    [
                        head_cell("单位名称"),
                        text_cell(evaluation.society.name),
                        head_cell("监控期间"),
                        number_cell(months),
                    ],
                    [head_cell("绩效目标批复"), text_cell(approval, span=3)],
                ]
            ],
        )
        goal = renderer_of(evaluation)
        goals = Grid(
            (30, 195),
            [],
            [
                [
                    [
                        head_cell("年度总体目标"),
                        GridCell(
                            tuple(goal.line(line) for line in evaluation.goal.splitlines() if line)
                            or ([TextRun("")],)
                        ),
                    ]
                ]
            ],
        )
        grids = [who, _money_grid(scores, months, executed), goals]
        if scores.rows:
            grids.append(_indicators_grid(scores.rows, months))
        title = f"{evaluation.start.year}年部门整体支出绩效运行监控表"
        grids = fit_to_pages(grids, wide=True, title=TITLE)
        mark = demonstration_mark(evaluation.society)
        return MonitoringTable(mark, title, evaluation.society.name, approval, grids)


def _months(period: Period) -> str:
    """Write 1—7月 of whole months of a year, else both days."""
    start, end = period.start, period.end
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole and start.year == end.year:
        return f"{start.month}—{end.month}月" if start.month != end.month else f"{end.month}月"
    return format_period(period)


def _money_grid(scores: EvaluationScores, months: str, executed: Decimal | None) -> Grid:
    """Return the money of the year and what was spent of it, in 万元."""
    total = scores.budget.total
    rate = ""
    if executed is not None and total.adjusted:
        rate = format_rate(executed * HUNDRED / total.adjusted)
    shown = [
        format_wan(total.initial),
        format_wan(total.adjusted),
        "" if executed is None else format_wan(executed),
        rate,
        "",
    ]
    heads = ("年初预算数", "全年预算数", f"{months}执行数", "执行率", "全年预计执行数")
    return Grid(
        (45, 36, 36, 36, 36, 36),
        [[head_cell("资金（万元）"), *map(head_cell, heads)]],
        [[[head_cell("年度资金总额"), *map(_open_cell, shown)]]],
    )


def _open_cell(text: str) -> GridCell:
    """Return a cell with a number, left open to be filled in where there is none."""
    return GridCell(([TextRun(text)],), "number")


def _indicators_grid(rows: list[IndicatorScore], months: str) -> Grid:
    """Return each indicator with where it stands; the rest is for whoever judges it."""
    heads = (
        *("一级指标", "二级指标", "三级指标", "年度指标值", f"{months}完成情况"),
        *("全年预计完成", "偏差原因", "完成可能性"),
    )
    groups = [
        [
            [
                head_cell(row.indicator.first),
                head_cell(row.indicator.second),
                text_cell(row.indicator.third),
                number_cell(row.target),
                _open_cell(row.reached.text if row.indicator.figure else ""),
                *map(_open_cell, ("", "", "")),
            ]
        ]
        for row in rows
    ]
    widths = (22, 26, 44, 28, 28, 25, 32, 20)
    return Grid(widths, [[*map(head_cell, heads)]], groups, breaks=True, labels=2)
