"""The two outlines that come with the program. A society copies one and makes it its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """A heading of a level, what is told below it, and the text it starts with."""

    level: int
    heading: str
    source: str = ""
    text: str = ""


TITLE = "{year}年部门整体绩效评价报告"
NARRATIVE = (
    Chapter(0, "导语", "opening"),
    Chapter(1, "夯实事业基础，服务中心工作"),
    Chapter(2, "无偿献血工作", "blood"),
    Chapter(2, "乡村（社区）项目建设", "community"),
    Chapter(2, "志愿服务", "service"),
    Chapter(2, "组织建设", "organisation"),
    Chapter(1, "聚焦人道救助，惠及困难群众"),
    Chapter(2, "接受社会捐赠", "gifts"),
    Chapter(2, "捐赠款物使用", "use_of_gifts"),
    Chapter(2, "救助慰问", "aid"),
    Chapter(2, "应急救援", "emergency"),
    Chapter(1, "普及救护知识，弘扬人道精神"),
    Chapter(2, "应急救护培训", "training"),
    Chapter(2, "主题宣传", "publicity"),
    Chapter(2, "造血干细胞和遗体、人体器官捐献", "bodies"),
)
FORMAL = (
    Chapter(1, "部门概况"),
    Chapter(
        2,
        "机构设置和编制情况",
        text="年末编制数[[standing.established]]，实有人数[[standing.staff]]，"
        "在职人员控制率[[reports.staffing]]。",
    ),
    Chapter(
        2,
        "部门职能",
        text="依照《中华人民共和国红十字会法》开展应急救援、应急救护、人道救助，参与、推动无偿献血、"
        "遗体和人体器官捐献工作，参与开展造血干细胞捐献的相关工作，组织开展红十字志愿服务、红十字青少年工作。",
    ),
    Chapter(2, "年度工作完成情况"),
    Chapter(3, "应急救援", "emergency"),
    Chapter(3, "应急救护培训", "training"),
    Chapter(3, "人道救助", "aid"),
    Chapter(3, "无偿献血工作", "blood"),
    Chapter(3, "造血干细胞和遗体、人体器官捐献", "bodies"),
    Chapter(3, "宣传和志愿服务", "publicity"),
    Chapter(2, "内部管理制度"),
    Chapter(2, "资金来源及使用情况", "gifts"),
    Chapter(2, "捐赠款物使用情况", "use_of_gifts"),
    Chapter(
        2,
        "年末结转结余",
        text="年末捐赠资金结余[[donations.funds.balance]]，其中定向捐赠资金"
        "[[donations.funds.balance_earmarked]]，非定向捐赠资金[[donations.funds.balance_general]]。",
    ),
    Chapter(1, "绩效目标"),
    Chapter(1, "评价思路和过程"),
    Chapter(2, "评价思路和目的"),
    Chapter(2, "评价依据"),
    Chapter(2, "评价对象和时段"),
    Chapter(1, "评价结论和绩效分析"),
    Chapter(1, "主要经验做法"),
    Chapter(1, "存在的问题"),
    Chapter(1, "改进措施及建议"),
)
# What a chapter can be generated from, in the words of its heading.
SOURCES = {one.source: one.heading for one in NARRATIVE if one.source}
SHIPPED = {"narrative": ("三段式工作报告", NARRATIVE), "formal": ("正式评价报告", FORMAL)}
