"""Of which days a number is said to be: of the year, of the one before, of a part of one."""

import re
from dataclasses import dataclass
from datetime import date

from redcross.figures import Period
from reports.text.comparisons import COMPARED
from reports.text.dates import WrittenDate, dates_in
from reports.text.sentences import Claim, Sentence

from .claim_scope import day_of

_SPAN = re.compile(r"(20\d\d)年?度?\s*(?:[-—–~～至到和、与])+\s*(20\d\d)年")
_BOTH_YEARS = re.compile("两年(?:来|间|内|累计|共|合计|里)")
NOW = r"今年|本年度?|当年|全年|年内|一年来|报告期"
_BEFORE = r"(?<!加)上一?年度?|前一年"
_EITHER = "去年"
_MARKS = re.compile(
    rf"(?P<now>{NOW})|(?P<before>{_BEFORE})|(?P<either>{_EITHER})"
    r"|(?P<upto>前[一二三]个?季度)|(?P<half>[上下]半年)|第?(?P<quarter>[一二三四])季度"
)
_OPENING_WORDS = re.compile(
    r"(?:上一?年度?|年初|期初|上期|20\d\d年)末?(?:累计)?(?:(?:社会)?捐赠资金|社会捐款|资金)?(?:结转|结余|余额|结存)"
)
_OPENING = re.compile(rf"(?:{_OPENING_WORDS.pattern})[^，。]{{0,10}}$")
_MONTHS = re.compile(r"(?<!\d)(1[0-2]|[1-9])\s*[-—–~～至到]\s*(1[0-2]|[1-9])月")
# 由上年的2批次4.05万元增至26批次16.96万元: after 增至 it is of this year.
_WENT_TO_NOW = re.compile(
    r"[由从][^，。]{0,16}\d[^，。]*?(?:[增升降减][到至]|(?:增加|增长|提高|上升|扩大|减少|下降|降低|发展|提升)[到至为])"
)
# 2021年以来累计资助286名: of more years than two.
_SINCE_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:以来|起|至今|成立)")
_QUARTERS = "一二三四"
_WHOLE_YEAR = re.compile("全年|一年来|全系统")


@dataclass
class ClaimDays:
    """The days of a number. `before`: of the year before; `elsewhere`: of a year not looked up.

    `day`: of which alone it is said to be. `whole_year`: said to be of all of it.
    """

    periods: list[Period]
    before: bool = False
    elsewhere: bool = False
    whole_year: bool = False
    day: Period | None = None


def read_days(claim: Claim, sentence: Sentence, period: Period) -> ClaimDays:
    """Return of which days it is: of the period unless a word says another."""
    before = period.previous()
    plain = _without_comparisons(claim, sentence)
    clause = plain[max(0, claim.clause.at - sentence.at) :]
    adds = bool(re.search("[共总]|合计", claim.before))
    found = ClaimDays([period], whole_year=bool(_WHOLE_YEAR.search(plain if adds else clause)))
    if claim.is_base or _OPENING.search(claim.before):
        found.periods, found.before = [before], True
        years_named = [day.year for day in dates_in(claim.before) if day.year]
        found.elsewhere = bool(years_named) and years_named[-1] != before.end.year
        return found
    if claim.ends_base or _WENT_TO_NOW.search(clause):
        return found
    if span := _span(plain, period):
        found.periods = [span]
        return found
    since = _SINCE_YEAR.search(plain)
    found.elsewhere = bool(since and int(since[1]) < period.start.year)
    dates = [day for day in dates_in(plain) if not _compares(plain, day.end)]
    years = [day for day in dates if day.year]
    marks = list(_MARKS.finditer(plain))
    if years and not years[-1].within(period):
        # 2022年启动，当年救助15人.
        marks = [mark for mark in marks if mark[0] != "当年" or mark.end() < years[-1].at]
    if years and years[-1].end > (marks[-1].end() if marks else -1):
        found.elsewhere |= not years[-1].within(period)
        if years[-1].year == before.end.year and not years[-1].within(period):
            found.periods, found.before, found.elsewhere = [before], True, False
            return found
    elif marks:
        last = marks[-1]
        if last["before"] and adds and _goes_back(claim, sentence, last.start()):
            found.periods = [period, before]
            return found
        if last["before"]:
            found.periods, found.before = [before], True
            return found
        if last["either"]:
            found.periods = [period, before]
        elif part := _part_of_year(last, period):
            found.periods = [part]
            return found
    if months := _MONTHS.search(plain):
        found.periods = [_months(period, int(months[1]), int(months[2]))]
        return found
    _read_single_days(found, dates, claim, sentence, period)
    return found


def _without_comparisons(claim: Claim, sentence: Sentence) -> str:
    """Return what stands before the number, what it is compared with left blank."""

    def blank(match: re.Match[str]) -> str:
        return "\0" * len(match[0])

    plain = COMPARED.sub(blank, sentence.text[: claim.at - sentence.at])
    plain = _OPENING_WORDS.sub(blank, plain)
    own = max(0, claim.clause.at - sentence.at)
    # 由上年的2000元提高到3000元，共发放18万元: what follows is of this year again.
    return _WENT_TO_NOW.sub(blank, plain[:own]) + plain[own:]


def _read_single_days(
    found: ClaimDays, dates: list[WrittenDate], claim: Claim, sentence: Sentence, period: Period
) -> None:
    """Say of which days of the period it may be, and of which alone it is said to be."""
    days = [span for day in dates if day.month for span in day.days(period)]
    if not days:
        return
    first, last = min(span[0] for span in days), max(span[1] for span in days)
    if period.start <= first <= last <= period.end:
        found.periods = [*found.periods, Period(first, last)]
        found.day = day_of(claim, sentence, period)


def _goes_back(claim: Claim, sentence: Sentence, at: int) -> bool:
    """Return whether a sum may be of this year, after the year before: 上年2000元，共18万元.

    `at`: where in the sentence the year before is named.
    """
    stated_before = [one for one in sentence.claims if one.number and one.end <= at + sentence.at]
    return bool(stated_before) and at + sentence.at < claim.clause.at


def _span(plain: str, period: Period) -> Period | None:
    """Return the years that are told together: 2020年至2021年, 两年来."""
    span = list(_SPAN.finditer(plain))
    if span and period.start.year - 1 <= int(span[-1][1]) < int(span[-1][2]):
        first, last = int(span[-1][1]), int(span[-1][2])
        return Period(date(first, 1, 1), date(last, 12, 31))
    if _BOTH_YEARS.search(plain):
        return Period(period.previous().start, period.end)
    return None


def _part_of_year(mark: re.Match[str], period: Period) -> Period | None:
    """Return the half or the quarter of the year that is named."""
    if mark["upto"]:
        first, last = 1, 3 * (_QUARTERS.index(mark["upto"][1]) + 1)
    elif mark["half"]:
        first, last = (1, 6) if mark["half"] == "上半年" else (7, 12)
    elif mark["quarter"]:
        last = 3 * (_QUARTERS.index(mark["quarter"]) + 1)
        first = last - 2
    else:
        return None
    return _months(period, first, last)


def _compares(plain: str, end: int) -> bool:
    """Return whether a date is the other side of a comparison, or where something began."""
    return bool(re.match(r"年?度?(?:以来|起|成立|始建|印发|出台|同期|相比)", plain[end : end + 6]))


def _months(period: Period, first: int, last: int) -> Period:
    """Return the days from one month to another of the year in which the period begins."""
    year = period.start.year
    start = period.start.replace(year=year, month=first, day=1)
    if last == 12:
        end = start.replace(month=12, day=31)
    else:
        following = start.replace(month=last + 1, day=1)
        end = following.fromordinal(following.toordinal() - 1)
    return Period(start, end)
