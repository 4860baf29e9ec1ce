"""Of what a claim speaks beside figures: of the budget, of a day, of another body's numbers."""

import re
from collections.abc import Iterator
from datetime import date

from redcross.figures import Period
from reports.text.dates import WrittenDate, dates_in
from reports.text.sentences import Claim, Sentence

from .subjects import subject_words_in
from .vocabulary import GENERIC

_BUDGET = re.compile(
    "预算|决算|基本支出|项目支出|执行[率数进]|支出进度|未完成支付|未支付|未执行|追加|调增|调减|压减|三公|公务接待|经费|财政|全年执行|部门支出"
)
# Of words that figures have too, these say nothing against the budget.
_OF_EITHER = GENERIC | {"结余", "余额", "结存", "节余", "结转结余", "拨付", "下拨", "发放", "开支"}
# Said of all there is, or of when it was told, not of what was done on a day.
NOT_OF_THE_DAY = re.compile(
    "截至|截止|全年|累计|合计|共计|总计|此后|随后|会议|审议|通报|公示|公布|印发|报告|汇报|启动|总结|部署|动员|计划"
    "|以来|申报|研究|等地|等单位|其中|现有|目前"
)
_FROM_OR_UNTIL = re.compile(r"\s*(?:前|之前|以前|止|为止|起|开始|后|之后|以后)")
_JOINED = re.compile(r"[-—–~～至到]")
# What others tell: 据区民政局统计, 据市红十字会通报.
_AS_OTHERS_TELL = re.compile(
    r"据(?!统计)[^，。]{1,16}?(?:统计|通报|数据|公报|显示|反馈|测算|摸底|公布|介绍)"
)
# Other offices, whose money and people are not the society's.
_OFFICE = re.compile(
    r"(?:财政|民政|卫健|卫生健康|教育|教体|教科|应急|应急管理|人社|医保|公安|交通|农业农村|乡村振兴|退役军人事务|住建"
    r"|水利|文旅|司法|气象|统计|税务|审计)(?:局|委员会|委|厅|部门|系统|办)|残联|妇联|团委|共青团|总工会|慈善总会"
    r"|慈善会|慈善协会|慈善联合会|工商联|疾控中心|中心血站|消防救援大队|[县市区](?:委县?政府|政府|委(?=[^员]))"
)
# 联合县教育局举办: it is not they who do it; 县教育局向我会捐款, neither.
_WITH_THEM = re.compile(
    r"(?:会同|联合|协同|协助|向|给|对|与|和|同|由|经|在|到|赴|为|从|据|[拨交送]付?|受)[^，。、]{0,4}$"
)
_TOGETHER = re.compile(r"[^，。\d]{0,12}(?:联合|会同|共同|支持|捐|我会|红十字会)")
_GOES_ON = re.compile(r"^(?:并|共|累计|惠及|覆盖|受益|占|其中|为|人均|户均|较|比|同比)")
_UNTIL = re.compile(r"(?:截至|截止|至|到)[^，。]{0,2}$")
_LEFT = re.compile("结余|余额|结存|节余|尚存|账上|剩余|尚余")
_OWN = re.compile(r"我[会县区市州省]|本[会县区市]|全会")
# The places above a society, by what its own is called: 区红十字会 is beneath 全市 and 全省.
_PLACES_ABOVE = {"县": "市州省国", "区": "市省国", "旗": "市盟省国", "市": "省国", "州": "省国"}
_HANDED_DOWN = re.compile(r"其中[^，。\d]{0,4}(?:我[会县区市]|本[会县区市])")


def is_of_the_budget(claim: Claim, sentence: Sentence, above: str = "") -> bool:
    """Return whether the nearest noun before the number is one of the budget, of 三公 or the like.

    `above`: the sentence before, for what this one lacks.
    """
    clause = sentence.text[claim.clause.at - sentence.at : claim.at - sentence.at]
    earlier = sentence.text[: max(0, claim.clause.at - sentence.at)]
    for text in (claim.before + claim.after, clause, earlier, above):
        of_budget = {match.start(): match.end() for match in _BUDGET.finditer(text)}
        words = (word for word in subject_words_in(text) if word.word not in _OF_EITHER)
        others = [word.at for word in words if word.at not in of_budget]
        if of_budget or others:
            return max(of_budget.values(), default=-1) > max(others, default=-1)
    return False


def day_of(claim: Claim, sentence: Sentence, period: Period) -> Period | None:
    """Return the days, or the month, of which alone the number is said to be; None without any.

    Of several days that a clause names, it is not said which is meant.
    """
    preceding = sentence.text[: claim.at - sentence.at]
    if NOT_OF_THE_DAY.search(preceding):
        return None
    days = [day for day in dates_in(preceding) if day.month]
    if not days or any(_FROM_OR_UNTIL.match(preceding[day.end :]) for day in days):
        return None
    start = max(preceding.rfind("，", 0, days[-1].at), preceding.rfind("；", 0, days[-1].at))
    days_near = [day for day in days if day.at > start]
    if len(days_near) > 2 or (len(days_near) == 2 and not _are_joined(preceding, *days_near)):
        return None
    spans = [span for day in days_near for span in _days_with_end(preceding, day, period)]
    if not spans:
        return None
    first, last = min(one[0] for one in spans), max(one[1] for one in spans)
    return Period(first, last) if period.start <= first <= last <= period.end else None


def _days_with_end(preceding: str, day: WrittenDate, period: Period) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day: of 9月5日至9日 the fifth and the ninth."""
    until = re.match(r"\s*[-—–~～至到]\s*(\d{1,2})[日号]", preceding[day.end :])
    for first, last in day.days(period):
        if until and first.day <= int(until[1]) <= 28:
            last = first.replace(day=int(until[1]))
        yield first, last


def _are_joined(preceding: str, one: WrittenDate, other: WrittenDate) -> bool:
    return bool(_JOINED.fullmatch(preceding[one.end : other.at].strip()))


def is_of_another_body(claim: Claim, sentence: Sentence, society: str) -> bool:
    """Return whether it is a number of others: of what lies above the society, or of an office.

    `society`: its name, which says what lies above.
    """
    preceding = sentence.text[: claim.at - sentence.at]
    others = [match.end() for match in _AS_OTHERS_TELL.finditer(preceding)]
    level = society.removesuffix("红十字会")[-1:]
    above = _PLACES_ABOVE.get(level, "国")
    others += [match.end() for match in re.finditer(f"全[{above}]", preceding)]
    to_all = (
        rf"(?:[{above}]红十字会|上级)[^，。\d]{{0,10}}(?:下拨|拨付|发放|调拨)[^，。\d]{{0,2}}各"
    )
    others += [match.end() for match in re.finditer(to_all, preceding)]
    if _HANDED_DOWN.search(sentence.text):
        others += [match.end() for match in re.finditer(f"[{above}]红十字会", preceding)]
    others += _offices_in(preceding, sentence.text)
    own = max((match.end() for match in _OWN.finditer(preceding)), default=-1)
    return max(others, default=-1) > own


def is_of_an_office(claim: Claim, sentence: Sentence) -> bool:
    """Return whether it is a number of another office that the sentence names before it."""
    return any(_offices_in(sentence.text[: claim.at - sentence.at], sentence.text))


def _offices_in(preceding: str, text: str) -> Iterator[int]:
    """Yield where another office is named whose number the next one is."""
    for match in _OFFICE.finditer(preceding):
        if _WITH_THEM.search(preceding[: match.start()]) or _TOGETHER.match(text, match.end()):
            continue
        own, *clauses = re.split("[，：；]", preceding[match.end() :])
        # What they say of themselves goes on until the society is named.
        if re.search(r"\d", own) or all(
            _GOES_ON.match(one) or not any(subject_words_in(one)) for one in clauses
        ):
            yield match.end()


def is_balance_of_another_day(claim: Claim, sentence: Sentence, period: Period) -> bool:
    """Return whether it is what was left on a day within the period: 截至6月30日结余5万元."""
    preceding = sentence.text[: claim.at - sentence.at]
    if not _LEFT.search(claim.before):
        return False
    for day in dates_in(preceding):
        ends = [last for _first, last in day.days(period) if day.month]
        if ends and _UNTIL.search(preceding[: day.at]) and period.start <= ends[0] < period.end:
            return True
    return False
