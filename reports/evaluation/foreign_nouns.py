"""What is counted that no figure and no record knows: 股室, 党组会, 党员, 60%的乡镇."""

import re

from reports.text.numbers import WrittenNumber
from reports.text.sentences import Claim, Sentence

from .plain_words import FUNCTION_WORDS
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
_FUNCTION = re.compile("|".join(sorted(FUNCTION_WORDS, key=len, reverse=True)))
_TIME = re.compile(
    r"\d+年|\d+月|\d+日|[上中下]旬|月[底初末]|年[底初末]|[上下]半年|春节|前夕|暑假|寒假|[春夏秋冬]季"
)
_OF_BUDGET = re.compile("预算|决算|执行")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# 由两名工作人员清点, 成立3人评价小组: who does it, of whom nobody keeps a figure.
_MOST_AT_WORK = 20
_AT_WORK = re.compile(
    r"(?:专职|兼职|财务|业务|机关|本会|我会)?(?:工作人员|干部|专人|同志|经办人|负责人|专干|职工|人员)"
    r"(?:共同|现场|当场|一同|一起|同时|轮流|分别|负责|专门|具体|进行)*"
    r"(?:清点|验收|核对|复核|核查|核实|入户|值守|值班|经办|办理|签字|押运|护送|陪同|监督|管理|登记|保管|对接|记录|审核|把关|到场|在场|分发|盘点|统计)"
)
_GROUP = re.compile(
    r"(?:绩效|自我|自查|审计|专项)*(?:评价|自评|领导|工作|专家|评审|检查|督查|监督|核查|验收|调查|工作)*(?:小组|工作组|专班|评审组|评价组|核查组|检查组)"
)
_FORMED_OF = re.compile(
    r"(?:(?:小组|工作组|专班|评审组|评价组|核查组|检查组)(?:成员)?(?:共|由|有|为)*"
    r"|(?:安排|抽调|指派|指定|选派|明确|配备)(?:了|专职|业务|机关)*)$"
)
_EMPLOYED = re.compile("实有|在职|在编|在岗|现有|编制|共有|核定|聘")


def counts_what_nobody_records(claim: Claim, sentence: Sentence) -> bool:
    """Return whether the noun beside the number is none that figures or records have."""
    number = claim.stated
    if number.unit == "%":
        return bool(_share_of_unknown(claim))
    if number.unit in _OF_PEOPLE:
        return _is_of_other_people(claim, number, sentence)
    if number.unit not in _OF_THINGS:
        return False
    subjects = list(subject_words_in(claim.before))
    if any(word.word not in GENERIC for word in subjects):
        rest = claim.before[subjects[-1].end :]
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


def counts_those_at_work(claim: Claim) -> bool:
    """Return whether it is how many of the staff do something, or form a group for it."""
    number = claim.stated
    if number.unit != "人" or number.number > _MOST_AT_WORK or _EMPLOYED.search(claim.before):
        return False
    return bool(
        _AT_WORK.match(claim.after) or _GROUP.match(claim.after) or _FORMED_OF.search(claim.before)
    )


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
    subjects = list(subject_words_in(claim.before))
    return bool(subjects) and not _rest(claim.before[subjects[-1].end :])


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
