"""What is counted that no figure and no record knows: 股室, 党组会, 党员, 60%的乡镇."""

import re

from reports.text.numbers import WrittenNumber
from reports.text.sentences import Claim, Sentence

from .subjects import subject_words_in
from .vocabulary import GENERIC

# Of what these count there is much that nobody records.
_OF_THINGS = frozenset({"次", "场", "期", "个", "项", "件", "天", "小时", "批次"})
_OF_BODIES = frozenset({"个", "项", "件"})
_OF_PEOPLE = frozenset({"人", "名"})
_PEOPLE = re.compile(
    "群众|学员|师生|学生|教师|老师|干部|职工|员工|村民|居民|市民|患者|病人|患儿|志愿者|困难|人员|爱心|网格员"
    "|青少年|老人|儿童|孤儿|救护员|对象|受[助灾益]|捐献|捐款|献血|参训|参加|听众|观众|工作者|护理|师资"
    "|问卷|满意|会员|家庭|学子|中学|小学|民警|司机|团员|社区|农民|妇女|官兵|医护|医生|护士"
)
# Words that say nothing of what is counted.
_FUNCTION = re.compile(
    "|".join(
        sorted(
            [
                "全年",
                "全市",
                "全县",
                "全区",
                "全省",
                "共",
                "总",
                "合计",
                "累计",
                "共计",
                "总计",
                "约",
                "近",
                "达",
                "到",
                "了",
                "为",
                "有",
                "已",
                "先后",
                "各",
                "分别",
                "其中",
                "开展",
                "举办",
                "组织",
                "召开",
                "实施",
                "完成",
                "进行",
                "举行",
                "建成",
                "建立",
                "新建",
                "新增",
                "增加",
                "配备",
                "布设",
                "设立",
                "参加",
                "参与",
                "安排",
                "接受",
                "接收",
                "收到",
                "发放",
                "投放",
                "活动",
                "工作",
                "大型",
                "各类",
                "各种",
                "各项",
                "专题",
                "集中",
                "主题",
                "人数",
                "数量",
                "总数",
                "次数",
                "场次",
                "以来",
                "今年",
                "本年",
                "本年度",
                "年度",
                "期间",
                "在",
                "于",
                "的",
                "和",
                "与",
                "及",
                "、",
                "系列",
                "多",
                "余",
                "我会",
                "我市",
                "我县",
                "我区",
                "县",
                "市",
                "区",
                "省",
                "红十字会",
                "红十字",
                "群众",
                "人员",
                "较",
                "比",
                "上年",
                "去年",
                "同比",
                "是",
                "由",
                "从",
                "又",
                "再",
                "均",
                "每",
                "向",
                "对",
                "给",
                "把",
                "将",
                "被",
                "并",
                "还",
                "也",
                "都",
                "仅",
                "只",
                "超",
                "超过",
                "突破",
                "达到",
                "实现",
                "募集",
                "捐赠",
                "捐献",
                "培训",
                "救护",
                "救助",
                "慰问",
                "走访",
                "发展",
                "取得",
                "成功",
                "实际",
                "计划",
                "平均",
                "每场",
                "每次",
                "志愿",
                "服务",
                "应急",
                "处置",
                "出动",
                "派出",
                "调派",
                "投入",
                "使用",
                "用于",
                "支付",
                "开具",
                "填写",
                "回收",
                "收回",
                "印制",
                "印发",
                "编印",
                "制作",
                "张贴",
                "悬挂",
                "推送",
                "播放",
                "送出",
                "惠及",
                "受益",
                "覆盖",
                "服务",
                "帮助",
                "资助",
                "帮扶",
                "动员",
                "吸引",
                "引导",
                "带动",
                "受到",
                "获得",
                "获",
                "荣获",
                "被评为",
                "评为",
                "表彰",
                "命名",
                "出席",
                "深入",
                "走进",
                "面向",
                "围绕",
                "利用",
                "通过",
                "联合",
                "会同",
                "协助",
                "配合",
                "支持",
                "指导",
                "督促",
                "检查",
                "巡检",
                "维护",
                "更换",
                "安装",
                "登记",
                "采集",
                "入库",
            ],
            key=len,
            reverse=True,
        )
    )
)
_TIME = re.compile(
    r"\d+年|\d+月|\d+日|[上中下]旬|月[底初末]|年[底初末]|[上下]半年|春节|前夕|暑假|寒假|[春夏秋冬]季"
)
_OF_BUDGET = re.compile("预算|决算|执行")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def counts_what_nobody_records(claim: Claim, sentence: Sentence) -> bool:
    """Return whether the noun beside the number is none that figures or records have."""
    number = claim.stated
    if number.unit == "%":
        return bool(_share_of_unknown(claim))
    if number.unit in _OF_PEOPLE:
        return _is_of_other_people(claim, number, sentence)
    if number.unit not in _OF_THINGS:
        return False
    said = list(subject_words_in(claim.before))
    if any(word.word not in GENERIC for word in said):
        rest = claim.before[said[-1].end :]
        # 捐款箱25个, but 捐款笔数.
        return _rest(rest) >= (1 if number.unit in _OF_BODIES else 2)
    after = re.split(r"[，。、：（“]", claim.after)[0]
    if any(word.word not in GENERIC for word in subject_words_in(after)):
        return False
    before = re.split("[，、]", claim.before)[-1]
    if _rest(before) >= 2 or (number.unit in _OF_THINGS - {"次", "场"} and _rest(after[:6]) >= 2):
        return True
    clause = sentence.of(claim.clause)
    if list(subject_words_in(clause)):
        return False
    # 均举行告别仪式，全年12场: what it counts stands at the end of the clause before.
    earlier = [one for one in sentence.clauses if one.end <= claim.clause.at]
    if not earlier or number.in_words:
        return False
    text = sentence.of(earlier[-1]).rstrip("，,：:")
    known = list(subject_words_in(text))
    return not re.search(r"\d", text) and _rest(text[known[-1].end :] if known else text) >= 3


def is_of_an_unknown_noun(claim: Claim, *, recognised: bool) -> bool:
    """Return whether a noun without a figure stands beside the number: 车辆2台, 其中学校20台.

    `recognised`: something said before it has figures, of which this may be a part.
    """
    before = re.split("[，、：:（]", claim.before)[-1]
    after = re.split(r"[，。、：（“]", claim.after)[0]
    if any(subject_words_in(before)) or any(subject_words_in(after)):
        return False
    if _OF_BUDGET.search(before):
        return False
    return _rest(before) >= 2 or (not recognised and _rest(after[:8]) >= 2)


def ends_in_a_subject(claim: Claim) -> bool:
    """Return whether nothing but the word for what is counted stands before the number."""
    said = list(subject_words_in(claim.before))
    return bool(said) and not _rest(claim.before[said[-1].end :])


def _share_of_unknown(claim: Claim) -> bool:
    """Return whether a percentage is of a noun that is not known: 60%的乡镇."""
    match = re.match(r"(?:以上)?的([\u4e00-\u9fff]{2,6})", claim.after)
    return bool(match and not list(subject_words_in(match[1])) and not claim.before.endswith("占"))


def _is_of_other_people(claim: Claim, number: WrittenNumber, sentence: Sentence) -> bool:
    """Return whether they are people of a sort that no record has: 党员4名, 5名专家."""
    clause = sentence.of(claim.clause)
    if list(subject_words_in(clause)) or _PEOPLE.search(clause):
        return False
    before = re.split("[，、]", claim.before)[-1]
    return _rest(before) >= 2 or _rest(claim.after[:6]) >= 2


def _rest(text: str) -> int:
    """Return how many characters are left of a noun when the words without a noun are taken out."""
    return len(_HAN.findall(_FUNCTION.sub("", _TIME.sub("", text))))
