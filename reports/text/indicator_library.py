"""Indicators that societies report by, to choose from: level, target, unit, where counted from."""

from dataclasses import dataclass
from decimal import Decimal

OUTPUT, BENEFIT, SATISFACTION, MANAGEMENT = "产出指标", "效益指标", "满意度指标", "管理指标"
AT_LEAST, AT_MOST, BY_DATE, IN_WORDS = "at_least", "at_most", "by_date", "quality"


@dataclass(frozen=True)
class LibraryIndicator:
    """One to choose. `target`: what is usual, of a day its month and day; empty where none is.

    `how`, `deduction` and `bands` are how a missed one is scored, where that is not the usual way.
    """

    first: str
    second: str
    third: str
    direction: str
    unit: str = ""
    figure: str = ""
    target: str = ""
    weight: int = 4
    how: str = ""
    deduction: Decimal | None = None
    bands: str = ""


def _counted(
    first: str, second: str, third: str, unit: str, figure: str, target: str = "", weight: int = 4
) -> LibraryIndicator:
    """Return one of at least a number that is counted from records."""
    return LibraryIndicator(first, second, third, AT_LEAST, unit, figure, target, weight)


_QUANTITY, _QUALITY, _TIME, _COST = "数量指标", "质量指标", "时效指标", "成本指标"
_SOCIAL, _LASTING, _SERVED = "社会效益指标", "可持续影响指标", "服务对象满意度指标"
INDICATOR_LIBRARY = (
    _counted(OUTPUT, _QUANTITY, "新增持证救护员", "人", "training.certified.certificates"),
    _counted(OUTPUT, _QUANTITY, "应急救护普及培训人次", "人次", "training.awareness.people"),
    _counted(OUTPUT, _QUANTITY, "应急救护普及培训场次", "场", "training.awareness.sessions"),
    _counted(OUTPUT, _QUANTITY, "心肺复苏和AED培训人次", "人次", "training.cpr_aed.people"),
    _counted(OUTPUT, _QUANTITY, "养老护理员培训人次", "人次", "training.care.people"),
    _counted(OUTPUT, _QUANTITY, "救护师资培训人次", "人次", "training.trainer.people"),
    _counted(OUTPUT, _QUANTITY, "新增红十字志愿者", "人", "standing.volunteers_added"),
    _counted(OUTPUT, _QUANTITY, "救助慰问困难群众户数", "户", "relief.aid.households"),
    _counted(OUTPUT, _QUANTITY, "救助困难群众人数", "人", "relief.aid.people"),
    _counted(OUTPUT, _QUANTITY, "大病救助人数", "人", "relief.illness.people"),
    _counted(OUTPUT, _QUANTITY, "造血干细胞血样采集", "份", "donations.life.sampled"),
    _counted(OUTPUT, _QUANTITY, "三献宣传活动次数", "次", ""),
    _counted(OUTPUT, _QUANTITY, "无偿献血宣传活动次数", "次", "campaigns.topic.blood"),
    _counted(OUTPUT, _QUANTITY, "组织宣传活动次数", "次", "campaigns.publicity.events"),
    _counted(OUTPUT, _QUANTITY, "发放宣传资料", "份", "campaigns.materials.printed"),
    _counted(OUTPUT, _QUANTITY, "乡镇救护培训基地", "个", "standing.training_bases", "3"),
    _counted(OUTPUT, _QUANTITY, "公共场所AED数量", "台", "standing.aed"),
    _counted(OUTPUT, _QUANTITY, "志愿服务活动次数", "次", "campaigns.service.events"),
    _counted(OUTPUT, _QUANTITY, "应急救援出动次数", "次", "relief.responses"),
    _counted(OUTPUT, _QUANTITY, "拨付捐赠物资批次", "批次", "relief.disbursed.batches"),
    LibraryIndicator(OUTPUT, _QUALITY, "救护员培训考核合格率", AT_LEAST, "%", target="95"),
    LibraryIndicator(OUTPUT, _QUALITY, "备灾物资完好率", AT_LEAST, "%", target="100"),
    LibraryIndicator(OUTPUT, _QUALITY, "救助对象审核公示", IN_WORDS, target="符合规定程序"),
    LibraryIndicator(OUTPUT, _TIME, "救助资金发放到位时间", BY_DATE, target="12-31"),
    _counted(OUTPUT, _TIME, "捐赠款物执行率", "%", "reports.execution", "80"),
    LibraryIndicator(
        OUTPUT,
        _TIME,
        "救助资金从审批到拨付平均天数",
        AT_MOST,
        "天",
        "relief.aid.days_average",
        "30",
    ),
    LibraryIndicator(
        OUTPUT,
        _TIME,
        "救助资金从审批到拨付最长天数",
        AT_MOST,
        "天",
        "relief.aid.days_longest",
        "60",
    ),
    LibraryIndicator(OUTPUT, _COST, "救助标准", AT_MOST, "元/人", target="1000"),
    LibraryIndicator(OUTPUT, _COST, "部门支出总额", AT_MOST, "万元"),
    LibraryIndicator(OUTPUT, _COST, "项目支出总额", AT_MOST, "万元"),
    _counted(BENEFIT, "经济效益指标", "救助慰问款物合计", "万元", "reports.aid.worth;as=wan"),
    _counted(BENEFIT, _SOCIAL, "救助慰问受益人次", "人次", "relief.aid.person_times"),
    _counted(BENEFIT, _SOCIAL, "累计持证救护员占常住人口比例", "%", "reports.certified_share", "8"),
    _counted(BENEFIT, _SOCIAL, "应急救护知识普及率", "%", "reports.trained_share", "40"),
    _counted(BENEFIT, _SOCIAL, "每万人AED数量", "台", "reports.aed_density", "1.5"),
    _counted(BENEFIT, _SOCIAL, "参加无偿献血人次", "人次", "donations.life.blood"),
    _counted(BENEFIT, _SOCIAL, "博爱项目通过验收", "个", "campaigns.projects.accepted"),
    _counted(BENEFIT, _LASTING, "红十字志愿者人数", "人", "standing.volunteers"),
    LibraryIndicator(BENEFIT, _LASTING, "公众应急救护能力", IN_WORDS, target="持续提升"),
    LibraryIndicator(
        SATISFACTION, _SERVED, "群众满意度", AT_LEAST, "%", "reports.satisfaction", "90", 10
    ),
    # As offices of Hunan score the department itself; points and bands differ, and can be changed.
    LibraryIndicator(
        *(MANAGEMENT, "预算管理指标", "在职人员控制率", AT_MOST, "%", "reports.staffing", "100", 5),
        how="deduct",
        deduction=Decimal("0.5"),
    ),
    LibraryIndicator(
        *(MANAGEMENT, "预算管理指标", "“三公”经费变动率", AT_MOST, "%", "", "0", 8),
        how="deduct",
        deduction=Decimal("0.8"),
    ),
    LibraryIndicator(
        *(MANAGEMENT, "预算管理指标", "预算完成率", AT_LEAST, "%", "", "100", 5),
        how="deduct",
        deduction=Decimal("0.4"),
    ),
    LibraryIndicator(
        *(MANAGEMENT, "预算管理指标", "预算控制率", AT_MOST, "%", "", "0", 5),
        how="bands",
        bands="0:5 10:4 20:3 30:2",
    ),
)
