"""Words beside a number that single out a part of what it counts, and name nothing recorded.

其中教师200人, 灾区板房12间, 城区接收3批次: of these neither figures nor records say how many.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from reports.text.dates import dates_in
from reports.text.sentences import Claim, Sentence

from .given_goods import GivenGoods
from .known_values import Candidate
from .named_parts import KnownNames
from .plain_words import DECORATING_WORDS, FUNCTION_WORDS
from .recipients import Recipients
from .subjects import SubjectWord, app_of, subject_words_in, unit_of
from .title_dates import EventTitles
from .vocabulary import GENERIC

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLAIN = re.compile(
    "|".join(sorted(FUNCTION_WORDS | DECORATING_WORDS, key=len, reverse=True))
    + r"|[上中下]旬|[年月][初中底末]|[上下]半年|春节|元旦|中秋|国庆|前夕|期间|[暑寒]假|[春夏秋冬]季"
)
# How or to some unnamed body, which is no part of what is counted.
_HOW = re.compile(
    r"一次性(?![生补救])|分[批期次](?=[捐拨发送接向])|[足全]额|如数|当场|自愿|慷慨(?:解囊)?|再次|率先|陆续|相继|依[规法]|按规定"
    r"|按程序|按要求|统筹|无偿(?!献)|一并|悉数|第一时间|随即|当即|立即|火速|连续|多次|对口|一线单位"
    r"|(?:各?有关|各?相关|各|基层|受援|受助|使用|用款|接收|执行|实施|相应)(?:单位|部门|方面|机构)"
)
_APART = re.compile("[，、：:（）()；]")
_IN_TURN = re.compile("分别|依次|各为")
_OF_ALL = re.compile("全年|年内|累计|总计|合计")
# 洪灾期间，…: a clause that says when, not what.
_WHEN = re.compile("(?:期间|以来|之际|当中|过程中|[^其]中|[之以]?[后时])[，,]?$")
_NOT_OURS = re.compile("财政|政府|部门|全国|低保|临时救助|常住|特困供养")
# What the society itself does or has, of which more than all of it cannot be.
_OWN_DEEDS = re.compile(
    "其中|接[收受]|收到|捐|募|发放|慰问|救助|资助|培训|举办|开展|转移|救治|拨付|支出|使用|结余|志愿者"
)
_LEAST = 2
# Made of plain words, and yet only a part.
_SINGLES_OUT = re.compile(
    "主题日|纪念日|进校园|进社区|进企业|进农村|进机关|进景区|大学生|高中生|初中生|中学生|小学生|青年|妇女|女性|男性|老年"
    "|老人|儿童|退休|退役|党员|团员|教师|教职工|医护|企业职工|社区工作者|残疾|留守|学龄|出动|派出|调派|集结"
)
_ALL_DONORS = re.compile("(?:爱心)?(?:企业|单位)[和、及与](?:爱心)?(?:个人|人士)")
# Of those who came, so many were volunteers.
_VOLUNTEERS_AMONG = re.compile(r"\d人次?[^，。；]{0,6}[，（]其中(?:红十字)?志愿者[^，。；\d]{0,3}$")
_OF_MONEY = {"元", "批次", "%", "天", "个"}


class Qualifiers:
    """Finds what nobody can look up among the words before a number."""

    def __init__(
        self, names: KnownNames, recipients: Recipients, goods: GivenGoods, titles: EventTitles
    ):
        self.names, self.recipients, self.goods, self.titles = names, recipients, goods, titles

    def of(self, claim: Claim, sentence: Sentence) -> str:
        """Return the words that single out what is not recorded, "" where none do.

        A number without a noun of its own has those of the number before it.
        """
        unit = "" if _IN_TURN.search(sentence.text) else claim.stated.unit
        piece = _piece(claim)
        if unknown_words := self._left(piece, unit):
            return unknown_words
        if _VOLUNTEERS_AMONG.search(sentence.text[: claim.at - sentence.at]):
            return "志愿者"
        if "、" in claim.before and any(part.narrows for part in self.names.named_in(piece)):
            # 其中助学8万元、“暖冬行动”13万元: of what itself names.
            return ""
        own = _apps(piece + claim.after)
        earlier = [one for one in sentence.claims if one.at < claim.at and one.number]
        for one in reversed(earlier):
            if _OF_ALL.search(sentence.text[one.end - sentence.at : claim.at - sentence.at]):
                return ""
            theirs = _apps(_piece(one) + one.after)
            if own and theirs and not own & theirs:
                continue
            if unknown_words := self._left(_piece(one), one.stated.unit):
                return unknown_words
        return self._time_before(claim, sentence)

    def of_share(self, claim: Claim) -> str:
        """Return the same of what is said to be a share: 老年人口占27.6%."""
        return self._left(_piece(claim).partition("占")[0], "")

    def of_average(self, claim: Claim) -> str:
        """Return the same of what an average is of: 居民人均可支配收入."""
        return self._left(_piece(claim), "")

    def _time_before(self, claim: Claim, sentence: Sentence) -> str:
        """Return the same of the clause right before, where that says when it was."""
        before = [one for one in sentence.clauses if one.end <= claim.clause.at]
        text = sentence.of(before[-1]) if before else ""
        if not text or re.search(r"\d", text) or not _WHEN.search(text.rstrip("，,")):
            return ""
        return self._left(text, claim.stated.unit)

    def _left(self, piece: str, unit: str) -> str:
        """Return what is left of the words when all is taken out that is known or says nothing.

        `unit`: the measure word with which a noun must be counted to be known; any, where "".
        """
        plain = _HOW.sub("|", piece)
        for known in (self.titles, self.recipients, self.goods):
            plain = known.without(plain)
        plain = self.names.without_names(plain)
        plain = _ALL_DONORS.sub("|", plain)
        if apart := _SINGLES_OUT.search(plain):
            return apart[0]
        for day in reversed(list(dates_in(plain))):
            plain = plain[: day.at] + "|" + plain[day.end :]
        words = [word for word in subject_words_in(plain) if word.word not in GENERIC]
        of_money = bool(words) and all(_is_of_money_alone(word) for word in words)
        if unit and unit not in _OF_MONEY and of_money:
            # 上级 is never counted with 笔.
            return words[0].word
        for word in reversed(list(subject_words_in(plain))):
            plain = plain[: word.at] + "|" + plain[word.end :]
        unknown_words = "".join(_HAN.findall(_PLAIN.sub("|", plain)))
        return unknown_words if len(unknown_words) >= _LEAST else ""

    def exceeds(self, claim: Claim, sentence: Sentence, known: Iterable[Candidate]) -> bool:
        """Return whether it is more than all of which it can be a part."""
        clause = sentence.text[claim.clause.at - sentence.at : claim.at - sentence.at]
        values = [Decimal(one.value.number) for one in known if not one.value.is_unknown]
        if not _OWN_DEEDS.search(clause) or _NOT_OURS.search(clause) or not any(values):
            return False
        return claim.stated.bounds()[0] > max(values)


def _piece(claim: Claim) -> str:
    """Return the words right before the number, up to a comma or another number."""
    return _APART.split(claim.before)[-1]


def _is_of_money_alone(word: SubjectWord) -> bool:
    return {unit_of(key) for key in word.keys} <= _OF_MONEY


def _apps(piece: str) -> set[str]:
    """Return of which sorts of records the words for figures are."""
    words = (word for word in subject_words_in(piece) if word.word not in GENERIC)
    return {app_of(key) for word in words for key in word.keys}
