"""The outlines that come with the program."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BuiltinSection:
    """A heading of a level, what is told below it, and the text it starts with."""

    level: int
    heading: str
    source: str = ""
    text: str = ""


DEFAULT_TITLE = "{year}年部门整体绩效评价报告"
NARRATIVE_OUTLINE = (
    BuiltinSection(0, "导语", "opening"),
    BuiltinSection(1, "夯实事业基础，服务中心工作"),
    BuiltinSection(2, "无偿献血工作", "blood"),
    BuiltinSection(2, "乡村（社区）项目建设", "community"),
    BuiltinSection(2, "志愿服务", "service"),
    BuiltinSection(2, "组织建设", "organisation"),
    BuiltinSection(1, "聚焦人道救助，惠及困难群众"),
    BuiltinSection(2, "接受社会捐赠", "gifts"),
    BuiltinSection(2, "捐赠款物使用", "use_of_gifts"),
    BuiltinSection(2, "捐赠资金收支结余", "balance"),
    BuiltinSection(2, "救助慰问", "aid"),
    BuiltinSection(2, "应急救援", "emergency"),
    BuiltinSection(2, "服务对象满意度", "satisfaction"),
    BuiltinSection(1, "普及救护知识，弘扬人道精神"),
    BuiltinSection(2, "应急救护培训", "training"),
    BuiltinSection(2, "主题宣传", "publicity"),
    BuiltinSection(2, "造血干细胞和遗体、人体器官捐献", "bodies"),
    BuiltinSection(0, "结语", "closing"),
)
FORMAL_OUTLINE = (
    BuiltinSection(1, "部门概况"),
    BuiltinSection(2, "机构设置和编制情况", "staffing"),
    BuiltinSection(
        2,
        "部门职能",
        text="依照《中华人民共和国红十字会法》开展应急救援、应急救护、人道救助，参与、推动无偿献血、"
        "遗体和人体器官捐献工作，参与开展造血干细胞捐献的相关工作，组织开展红十字志愿服务、红十字青少年工作。",
    ),
    BuiltinSection(2, "工作完成情况"),
    BuiltinSection(3, "应急救援", "emergency"),
    BuiltinSection(3, "应急救护培训", "training"),
    BuiltinSection(3, "人道救助", "aid"),
    BuiltinSection(3, "无偿献血工作", "blood"),
    BuiltinSection(3, "造血干细胞和遗体、人体器官捐献", "bodies"),
    BuiltinSection(3, "主题宣传", "publicity"),
    BuiltinSection(3, "志愿服务", "service"),
    BuiltinSection(3, "乡村（社区）项目建设", "community"),
    BuiltinSection(3, "组织建设", "organisation"),
    BuiltinSection(3, "服务对象满意度", "satisfaction"),
    BuiltinSection(2, "内部管理制度"),
    BuiltinSection(2, "资金来源及使用情况", "gifts"),
    BuiltinSection(2, "捐赠款物使用情况", "use_of_gifts"),
    BuiltinSection(2, "捐赠资金收支结余", "balance"),
    BuiltinSection(1, "绩效目标"),
    BuiltinSection(1, "评价思路和过程"),
    BuiltinSection(2, "评价思路和目的"),
    BuiltinSection(2, "评价依据"),
    BuiltinSection(2, "评价对象和时段"),
    BuiltinSection(1, "评价结论和绩效分析"),
    BuiltinSection(1, "主要经验做法"),
    BuiltinSection(1, "存在的问题"),
    BuiltinSection(1, "改进措施及建议"),
)
# What a chapter can be generated from, in the words of its heading.
CHAPTER_SOURCES = {
    section.source: section.heading
    for section in (*FORMAL_OUTLINE, *NARRATIVE_OUTLINE)
    if section.source
}
# Name in an address to its title and its headings.
BUILTIN_OUTLINES = {
    "narrative": ("三段式工作报告", NARRATIVE_OUTLINE),
    "formal": ("正式评价报告", FORMAL_OUTLINE),
}
