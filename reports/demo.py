"""Demonstration records, made up: what the society is and has, and its evaluation of 2021."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from redcross.demo import Demonstration
from redcross.models import StandingNumber
from reports.evaluation.drafting import new_chapters
from reports.text.outlines import DEFAULT_TITLE, FORMAL_OUTLINE

from .models import Annex, BudgetLine, Evaluation, Indicator, KeptText, ProjectEvaluation

Met = Indicator.Met
Kind, Source = BudgetLine.Kind, BudgetLine.Source

# Kind, and its number at the end of 2020 and of 2021.
NUMBERS = (
    (StandingNumber.Kind.ESTABLISHED, 5, 5),
    (StandingNumber.Kind.STAFF, 5, 5),
    (StandingNumber.Kind.MEMBERS, 620, 655),
    (StandingNumber.Kind.VOLUNTEERS, 210, 246),
    (StandingNumber.Kind.BRANCHES, 12, 14),
    (StandingNumber.Kind.POPULATION, 289000, 288000),
)


GOAL = """全年救助慰问困难群众200户以上，大病救助12人以上，普及应急救护知识1000人次以上。
捐赠款物专账管理、及时拨付、依法公开；部门支出控制在批复的预算之内。"""
ACHIEVED = (
    "救助慰问困难群众[[relief.aid.households]]，大病救助[[relief.illness.people]]，"
    "普及应急救护知识[[training.awareness.people]]，"
    "新增持证救护员[[training.certified.certificates]]。\n"
    "接受社会捐款[[donations.cash.gifts]]、[[donations.cash.amount]]，"
    "拨付捐赠物资[[relief.disbursed.batches]]，全部登记入账并公开。"
)
# Chapters without records, by heading.
TEXTS = {
    "应急救援": "全年没有应急救援出动记录。",
    "内部管理制度": "执行财务管理、捐赠款物管理、物资出入库和信息公开等制度。"
    "捐赠款物接受、保管、拨付由不同人员经办，收支逐笔登记并附凭据。",
    "绩效目标": GOAL,
    "评价思路和目的": "以年初绩效目标为标准，以业务记录和财务决算为依据，逐项核对目标完成情况，"
    "查找预算执行和业务管理中的不足，为下一年度预算安排和工作改进提供参考。",
    "评价依据": "《中华人民共和国预算法》《中华人民共和国红十字会法》"
    "《中华人民共和国公益事业捐赠法》，本年度部门预算批复和决算资料，以及本会业务记录和凭据。",
    "评价对象和时段": "评价对象为本部门全部支出及所履行的职责，"
    "评价时段为2021年1月1日至2021年12月31日。",
    "评价结论和绩效分析": """年度绩效目标总体完成，各项指标的目标值、完成值和得分见附件1，\
人员、经费和预算执行情况见附件3。
救助慰问方面，慰问困难群众[[relief.aid.households]]，款物合计[[reports.aid.worth]]。
[[table;figure=relief.aid.value;by=programme]]
宣传方面，组织各类宣传活动[[campaigns.publicity.events]]，各月分布如下。
[[chart;figure=campaigns.publicity.events;by=month]]""",
    "主要经验做法": "一是业务记录与绩效评价同源。各项数据均由日常登记汇总形成，可以逐笔追溯。\n"
    "二是借助社会力量。联合救援队、学校和医疗机构开展培训和宣传，弥补人手不足。",
    "存在的问题": "一是持证救护员培训人数未达到年初目标。\n"
    "二是部分活动只登记了约数，记录的精细程度有待提高。",
    "改进措施及建议": "一是合理安排全年培训计划，增加救护员培训班次。\n"
    "二是规范活动登记，做到一事一记、数据有据可查。",
}
OUTPUT, BENEFIT, CONTENT = "产出指标", "效益指标", "满意度指标"
# First and second level, indicator, direction, target, unit, points, and what else the row holds.
INDICATORS = (
    (OUTPUT, "数量指标", "救助慰问困难群众户数", "≥", 200, "户", 5, "relief.aid.households"),
    (OUTPUT, "数量指标", "大病救助人数", "≥", 12, "人", 5, "relief.illness.people"),
    (OUTPUT, "数量指标", "应急救护普及培训场次", "≥", 4, "场", 4, "training.awareness.sessions"),
    (OUTPUT, "数量指标", "应急救护普及培训人次", "≥", 1000, "人次", 5, "training.awareness.people"),
    (OUTPUT, "数量指标", "新增持证救护员", "≥", 45, "人", 5, "training.certified.certificates"),
    (OUTPUT, "数量指标", "组织宣传活动次数", "≥", 10, "次", 4, "campaigns.publicity.events"),
    (OUTPUT, "数量指标", "发放宣传资料", "≥", 10000, "份", 3, "campaigns.materials.printed"),
    (OUTPUT, "质量指标", "救护员培训考核合格率", "≥", 95, "%", 4, (100, "培训班成绩册")),
    (OUTPUT, "质量指标", "救助对象审核公示", "", "符合规定程序", "", 4, Met.FULLY),
    (
        *(OUTPUT, "时效指标", "救助资金发放到位时间", "不晚于", date(2021, 12, 31), "", 5),
        (date(2021, 12, 20), "拨付凭证"),
    ),
    (OUTPUT, "成本指标", "部门支出总额", "≤", 97, "万元", 3, (Decimal("95.85"), "部门决算报表")),
    (OUTPUT, "成本指标", "“三公”经费变动率", "≤", 0, "%", 3, (-15, "部门决算报表")),
    (BENEFIT, "经济效益指标", "救助慰问款物合计", "≥", 20, "万元", 4, "reports.aid.worth;as=wan"),
    (BENEFIT, "社会效益指标", "救助慰问受益人次", "≥", 350, "人次", 4, "relief.aid.person_times"),
    (BENEFIT, "社会效益指标", "参加无偿献血人次", "≥", 1000, "人次", 8, "donations.life.blood"),
    (BENEFIT, "社会效益指标", "博爱项目通过验收", "≥", 3, "个", 4, "campaigns.projects.accepted"),
    (BENEFIT, "可持续影响指标", "红十字志愿者人数", "≥", 240, "人", 5, "standing.volunteers"),
    (BENEFIT, "可持续影响指标", "公众应急救护能力", "", "持续提升", "", 5, Met.PARTLY),
    (CONTENT, "服务对象满意度指标", "救助对象满意度", "≥", 90, "%", 10, (96, "回访问卷")),
)
REASONS = {
    "大病救助人数": "申请家庭中符合条件的多于年初预计，救助资金来自捐赠结余，未超出预算。",
    "新增持证救护员": "受疫情影响，全年救护员培训只举办1期。下一年度增加班次。",
    "公众应急救护能力": "培训覆盖面仍不够，乡镇参训人数偏少。下一年度培训向乡镇延伸。",
}
# Kind, source, budget at the start and of the year, executed, in 万元.
BUDGET = (
    (Kind.PERSONNEL, Source.YEAR, Decimal("52.40"), Decimal("56.85"), Decimal("56.85")),
    (Kind.RUNNING, Source.YEAR, Decimal("10.00"), Decimal("10.00"), Decimal("10.00")),
    (Kind.RUNNING, Source.CARRIED, Decimal("0.60"), Decimal("0.60"), Decimal("0.60")),
    (Kind.PROJECT, Source.YEAR, Decimal("18.00"), Decimal("25.50"), Decimal("24.60")),
    (Kind.PROJECT, Source.CARRIED, Decimal("1.50"), Decimal("1.50"), Decimal("1.50")),
    (Kind.PROJECT, Source.OTHER, Decimal("2.00"), Decimal("2.50"), Decimal("2.30")),
)
# Kind, in 万元 the year before, as planned and of the year.
BASIC = (
    ("cars", "0.80", "0.80", "0.70"),
    ("reception", "0.40", "0.40", "0.32"),
    ("procured", "2.10", "3.00", "2.86"),
    ("assets", "118.25", None, "121.40"),
    ("fixed", "64.30", None, "66.12"),
    ("left_basic", "0.60", None, "0.00"),
    ("left_proj", "1.50", None, "1.10"),
)
SURVEY_TEXT = """本次调查面向受助群众和参训人员发放问卷，了解对救助、培训和志愿服务的评价。
问卷由工作人员现场发放、回收，结果如下。"""


# What the society itself says of 2021, by where it stands.
KEPT_TEXTS = {
    "leadership": "在区委、区政府的坚强领导下",
    "theme": "大力弘扬“人道、博爱、奉献”的红十字精神，以“创新思路、弘扬人道”为工作目标，"
    "充分发挥政府人道事务工作方面的助手作用，持续开展救灾、帮困和送温暖活动",
    "blood": "在全区形成了良好的无偿献血氛围，保证了全区临床用血的正常供应。",
    "community": "有关项目主要针对辖区居民、红十字志愿者开展系列活动，"
    "着力解决村民“看病难、看病贵、看病远”的问题，切实推进为民办实事走深走实。",
    "service": "把“文明健康、有你有我”的宣传理念落到了实处。",
    "aid": "为困难群众送去了党和政府及社会各界爱心人士的深切关怀和红十字会的博爱情怀。",
    "training": "通过组织一系列应急救援培训和救护认证培训班，践行“我为群众办实事”，"
    "努力营造“人人学急救、急救为人人”的浓厚氛围。",
    "publicity": "使广大群众认识红十字、理解红十字、支持红十字、热爱红十字，"
    "扩大了红十字会的影响，有力支持了全区红十字事业的顺利发展。",
    "bodies": "通过各种“宣传日”活动向群众宣传遗体器官捐献知识，动员志愿者捐献遗体器官。",
    "closing": "下一步，我会将继续发挥党和政府在人道领域的助手作用，引导社会各界力量共同努力，"
    "推动红会体制管理、服务创新、事业发展齐头并进。",
}


def load(demo: Demonstration) -> None:
    """Save the records of this app that are not there yet."""
    _load_numbers(demo)
    for place, text in KEPT_TEXTS.items():
        demo.save_once(KeptText(place=place, year=2021, text=text), f"kept text {place}")
    _load_evaluation(demo)


def _indicator(
    first: str,
    second: str,
    third: str,
    sign: str,
    target: int | str | date,
    unit: str,
    weight: int,
    reached: str | tuple[Decimal | int | date, str],
) -> dict[str, Any]:
    """Return the values of an indicator's fields.

    `reached`: a reference to a figure, or a number and what shows it; without a sign, how far the
    target in words was met.
    """
    directions = {
        "≥": Indicator.Direction.AT_LEAST,
        "≤": Indicator.Direction.AT_MOST,
        "不晚于": Indicator.Direction.BY_DATE,
    }
    row: dict[str, Any] = {
        "first": first,
        "second": second,
        "third": third,
        "unit": unit,
        "weight": weight,
    }
    row["reason"] = REASONS.get(third, "")
    if not sign:
        return row | {
            "direction": Indicator.Direction.QUALITY,
            "target_words": target,
            "met": reached,
        }
    if isinstance(target, date) and isinstance(reached, tuple):
        day, evidence = reached
        days = {"target_date": target, "actual_date": day, "evidence": evidence}
        return row | {"direction": directions[sign]} | days
    row |= {"direction": directions[sign], "target": target}
    if isinstance(reached, str):
        return row | {"figure": reached}
    return row | {"actual": reached[0], "evidence": reached[1]}


def _load_evaluation(demo: Demonstration) -> None:
    """Save the year 2021 from the formal outline, unless somebody has set one up already."""
    start, end = date(2021, 1, 1), date(2021, 12, 31)
    if Evaluation.objects.filter(society=demo.society, start=start, end=end).exists():
        return
    names = ("kind", "source", "initial", "adjusted", "executed")
    evaluation = Evaluation(
        title=DEFAULT_TITLE.format(year=2021),
        start=start,
        end=end,
        goal=GOAL,
        achieved=ACHIEVED,
        addressee="株洲市渌口区财政局",
        budget_code="演示310001",
        contact="演示联系人",
        phone="0731-00000000",
        goals_number="演示财预〔2021〕1号",
        goals_date=date(2021, 1, 28),
        initial_stated=Decimal("84.50"),
        adjusted_stated=Decimal("96.95"),
        executed_stated=Decimal("95.85"),
        cover=True,
    )
    demo.save_once(
        evaluation,
        "evaluation 2021",
        indicators=[_indicator(*row) for row in INDICATORS],
        budget=[
            dict(zip(names, (*row[:2], *map(Decimal, row[2:])), strict=True)) for row in BUDGET
        ],
        basic_amounts=[
            {
                "kind": kind,
                **{
                    name: wan and Decimal(wan)
                    for name, wan in zip(("before", "planned", "now"), sums, strict=True)
                },
            }
            for kind, *sums in BASIC
        ],
    )
    _load_project(demo, evaluation)
    for position, (kind, text) in enumerate(
        ((Annex.Kind.DUTIES, ""), (Annex.Kind.SURVEY, SURVEY_TEXT))
    ):
        annex = Annex(evaluation=evaluation, kind=kind, text=text, position=100 + position)
        demo.save_once(annex, f"annex 2021 {kind}")
    with override("zh-hans"):
        for chapter in new_chapters(evaluation, FORMAL_OUTLINE):
            chapter.text = TEXTS.get(chapter.heading, chapter.text)
            demo.save_once(chapter, f"chapter 2021 {chapter.position // 10}")


def _load_project(demo: Demonstration, evaluation: Evaluation) -> None:
    """Save the one project of the budget that has a table of its own."""
    demo.save_once(
        ProjectEvaluation(
            evaluation=evaluation,
            name="人道救助项目",
            goal="救助慰问困难群众200户以上。",
            achieved="救助慰问困难群众[[relief.aid.households]]。",
            conclusion="项目目标已经实现，资金使用合规。",
        ),
        "project 2021",
        funds=[
            {
                "source": Source.YEAR,
                "initial": Decimal(8),
                "adjusted": Decimal("12.50"),
                "executed": Decimal("12.35"),
            }
        ],
        indicators=[
            _indicator(
                *(OUTPUT, "数量指标", "救助慰问困难群众户数", "≥", 200, "户", 40),
                "relief.aid.households",
            ),
            _indicator(
                *(OUTPUT, "成本指标", "救助标准", "≤", 1000, "元/人", 20, (900, "救助审批表")),
            ),
            _indicator(
                *(CONTENT, "服务对象满意度指标", "救助对象满意度", "≥", 90, "%", 30),
                (96, "回访问卷"),
            ),
        ],
    )


def _load_numbers(demo: Demonstration) -> None:
    """Save what the society is and has at the end of two years."""
    for kind, *numbers in NUMBERS:
        for year, number in zip((2020, 2021), numbers, strict=True):
            demo.save_once(
                StandingNumber(date=date(year, 12, 31), kind=kind, number=number, slip="演示数据"),
                f"standing {kind} {year}",
            )
