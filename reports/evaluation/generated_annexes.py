"""Annexes that are written from records: duties, costs, the survey of satisfaction."""

from dataclasses import replace
from typing import Any, cast

from redcross.figures import CountedFigure, Value, figures_by_key
from redcross.models import EntryQuerySet, Record
from reports.text.wording import TextRun, format_date, format_percent, level_percents

from .budget_execution import HUNDRED, format_rate, format_wan
from .grids import Grid, head_cell, number_cell, text_cell
from .scoring import EvaluationScores
from .text_renderer import TextRenderer, format_value

# Duty by the law, what is done of it, and of each figure what is said where something is counted.
DUTIES = (
    (
        "应急救援",
        "应急队伍建设，突发事件救援和救助",
        (("relief.responses", "应急救援出动"), ("relief.responses.moved", "转移群众")),
    ),
    (
        "应急救护培训",
        "普及应急救护知识，培训持证救护员",
        (
            ("training.awareness.people", "普及培训"),
            ("training.certified.certificates", "新增持证救护员"),
            ("standing.aed", "公共场所AED"),
        ),
    ),
    (
        "人道救助",
        "救助慰问困难群众，大病救助",
        (
            ("relief.aid.households", "救助慰问"),
            ("relief.illness.people", "大病救助"),
            ("reports.aid.worth", "救助款物合计"),
        ),
    ),
    (
        "无偿献血",
        "参与、推动无偿献血",
        (("donations.life.blood", "参加无偿献血"),),
    ),
    (
        "造血干细胞和遗体、人体器官捐献",
        "宣传动员、采样入库、登记和实现捐献",
        (
            ("donations.life.sampled", "造血干细胞血样采集"),
            ("donations.life.stem_cells", "造血干细胞捐献"),
            ("reports.life.registered", "遗体、器官捐献登记"),
        ),
    ),
    (
        "捐赠款物接受和使用",
        "依法接受、管理、使用和公开捐赠款物",
        (
            ("donations.cash.amount", "接受社会捐款"),
            ("donations.goods.batches_public", "接受捐赠物资"),
        ),
    ),
    (
        "志愿服务和宣传",
        "组织志愿服务、红十字青少年活动和宣传",
        (
            ("standing.volunteers", "红十字志愿者"),
            ("campaigns.service.events", "志愿服务活动"),
            ("campaigns.publicity.events", "宣传活动"),
        ),
    ),
)


def duties_cells(renderer: TextRenderer) -> list[list[str]]:
    """Return 职能分解及完成情况 as rows of cells, with references to what is counted.

    Of a duty of which nothing is recorded nothing is said.
    """
    rows = [["部门职能", "主要工作", "完成情况"]]
    values = renderer.values(renderer.period)
    for duty, work, figures in DUTIES:
        done = [
            f"{words}[[{key}]]"
            for key, words in figures
            if (value := values.get(key)) and (value.number or value.is_unknown)
        ]
        rows.append([duty, work, "，".join(done)])
    return rows


# What a case costs: its name, the money and of how many, both counted from the same records.
UNIT_COSTS = (
    ("大病救助每人救助金额", "relief.illness.amount", "relief.illness.people", "元/人"),
    ("救助慰问每受益人次款物", "reports.aid.worth", "relief.aid.person_times", "元/人次"),
)


def cost_grids(scores: EvaluationScores, renderer: TextRenderer) -> list[Grid]:
    """Return what was spent on what, and what a case cost where both numbers are known."""
    grids = []
    if scores.budget.lines:
        grids.append(_structure_grid(scores))
    values = renderer.values(renderer.period)
    rows = []
    for name, money, cases, unit in UNIT_COSTS:
        cost, number = values.get(money), values.get(cases)
        if cost and number and _is_plain(cost) and _is_plain(number):
            each = f"{cost.number / number.number:.2f}{unit}"
            shown = [format_value(cost), format_value(number), TextRun(each)]
            rows.append([text_cell(name), *(number_cell(one) for one in shown)])
    if rows:
        heads = ("成本项目", "金额", "数量", "单位成本")
        grids.append(Grid((57, 33, 33, 33), [[*map(head_cell, heads)]], [rows]))
    return grids


def _is_plain(value: Value) -> bool:
    """Return whether it is a number, known exactly, that is not nothing."""
    return bool(value.number) and not value.rounded and not value.is_unknown


def _structure_grid(scores: EvaluationScores) -> Grid:
    """Return each kind of expenditure with its share of all that was spent."""
    budget = scores.budget
    names = ("基本支出", "项目支出")
    parts = [(name, sums) for name, (_, sums) in zip(names, budget.by_kind, strict=True)]
    parts += [
        (f"其中：{project.project.name}", sums)
        for project in scores.projects
        if (sums := project.budget.total).adjusted or sums.executed
    ]
    parts.append(("合计", budget.total))
    whole = budget.total.executed
    shares = level_percents(
        [format_rate(sums.executed * HUNDRED / whole) if whole else "" for _name, sums in parts]
    )
    rows = [
        [
            head_cell(name) if sums is budget.total else text_cell(name),
            *map(number_cell, (format_wan(sums.adjusted), format_wan(sums.executed), share)),
        ]
        for (name, sums), share in zip(parts, shares, strict=True)
    ]
    heads = ("支出项目（万元）", "全年预算数", "全年执行数", "占支出比重")
    return Grid((57, 33, 33, 33), [[*map(head_cell, heads)]], [rows])


def survey_grids(renderer: TextRenderer) -> list[Grid]:
    """Return the surveys of the period with what they found, and 满意度 over all."""
    figure = cast(CountedFigure, figures_by_key()["campaigns.surveys.answered"])
    surveys = cast(EntryQuerySet[Any], figure.model.objects.countable())
    surveys = surveys.filter(figure.condition(figure.arguments(renderer.scope))).order_by(
        "date", "pk"
    )
    found = list(surveys)
    if not found:
        return []
    values = renderer.values(renderer.period)
    satisfaction = values.get("reports.satisfaction")
    over_all = format_value(satisfaction) if satisfaction else TextRun("")
    shares = [format_percent(survey.satisfied * HUNDRED / survey.answered) for survey in found]
    *shares, shown = level_percents([*shares, over_all.text])
    total = [head_cell("满意度", 5), number_cell(replace(over_all, text=shown))]
    rows = [_survey_cells(survey, share) for survey, share in zip(found, shares, strict=True)]
    heads = ("调查内容", "调查时间", "发放问卷", "有效问卷", "满意", "满意度")
    return [Grid((46, 34, 20, 20, 16, 20), [[*map(head_cell, heads)]], [rows, [total]])]


def _survey_cells(survey: Any, share: str) -> list[Any]:
    number = "" if survey.asked is None else str(survey.asked)
    record = cast(Record, survey)
    return [
        text_cell(survey.subject),
        number_cell(format_date(record)),
        number_cell(number),
        number_cell(TextRun(str(survey.answered), record.get_absolute_url())),
        number_cell(str(survey.satisfied)),
        number_cell(share),
    ]
