"""What goods were given, by donors and funds, and of each sort of them how many."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from donations.given_goods import GivenLot, lots_given, worth_given
from redcross.figures import Period, Scope
from reports.text.dates import dates_in
from reports.text.numbers import EQUIVALENT_MEASURES
from reports.text.sentences import Claim, Sentence

from .claim_scope import NOT_OF_THE_DAY
from .named_parts import NamedPart
from .record_witness import known_days
from .verdicts import Verdict

_CAME = re.compile("接受|接收|收到|捐|获赠|募集")
_WENT = re.compile("发放|拨付|下拨|调拨|送|转交|慰问|分发|配发|投放|使用")
_BY = ("donor", "fund")
# 上级调拨物资1批次、6万元: goods, not the money that went on.
_ABOVE = r"(?:上级|总会|[省市]红十字会|[省市]红会)"
_FROM_ABOVE = re.compile(
    rf"{_ABOVE}[^，。；：（]*?(?:(?:调拨|拨付|下拨|配发|支援|捐|下达|援助)[^，。；：（]*?(?:物资|物品|批次|[\d一二三四五六七八九十]批)"
    rf"|(?:物资|物品)[^，。；：（]*?(?:调拨|下拨|配发|支援|援助|批次))"
)
# What was sent out, promised or handed over solemnly had its day too.
_NOT_OF_ITS_DAY = re.compile(
    f"{_WENT.pattern}|{NOT_OF_THE_DAY.pattern}|仪式|签|协议|对接|联系|得知|拟|公示|揭牌|倡议"
)
_PRICED = re.compile("^(?:[、，（]|和|折合|折价|价值|估价|总|共计|合计|计|人民币|约|为|，)*$")


class GivenGoods:
    """The lots of goods that came in the period."""

    def __init__(self, scope: Scope):
        self.scope = scope

    def worth(self, parts: Iterable[NamedPart], period: Period) -> Decimal:
        """Return what the goods of the named donors, or for the funds, are worth in yuan."""
        conditions = {part.parameter: part.value for part in parts if part.parameter in _BY}
        return worth_given(self.scope, period, conditions)

    @cached_property
    def _lots(self) -> list[GivenLot]:
        return lots_given(self.scope)

    def without(self, text: str) -> str:
        """Return the text without the names of the goods."""
        for item in sorted({one.item for one in self._lots}, key=len, reverse=True):
            text = text.replace(item, "|") if item else text
        return text

    def _are_worth(self, claim: Claim, sentence: Sentence) -> bool:
        """Return whether goods named before the number are worth so much: 大米折价3万元."""
        clause = re.split("；", sentence.text[: claim.at - sentence.at])[-1]
        goods_named = [one for one in self._lots if one.item in clause and one.worth]
        if not _CAME.search(sentence.text):
            return False
        worths = [one.worth or Decimal(0) for one in goods_named]
        return any(claim.stated.equals(one) for one in (*worths, sum(worths, Decimal(0))) if one)

    def _judge_from_above(self, claim: Claim, sentence: Sentence) -> Verdict | bool | None:
        """Return that the goods from above are worth something else, True where so much.

        None where the sum is of none, or of none whose worth is known.
        """
        so_far = sentence.text[: claim.at - sentence.at]
        worths = [one.worth or Decimal(0) for one in self._lots if one.from_above]
        total = sum(worths, Decimal(0))
        of_goods = re.search("物资|批|调拨|物品", sentence.of(claim.clause))
        is_so = any(claim.stated.equals(one) for one in (*worths, total) if one)
        if is_so and of_goods and re.search(_ABOVE, so_far):
            return True
        clause = re.split("[；。]|其中|社会", so_far)[-1]
        matches = list(_FROM_ABOVE.finditer(clause))
        if not matches or not total or re.search("将|发放|转|资金|款(?!物)", clause):
            return None
        beside = re.sub(r"\d[\d,.]*|批次|[一二三四五六七八九十]批", "", clause[matches[-1].end() :])
        return Verdict(claim, follows=total) if _PRICED.match(beside) else None

    def judge(self, claim: Claim, sentence: Sentence, donors: set[str]) -> Verdict | bool | None:
        """Return that of the goods that are named beside the number so many did not come.

        True where they did, None where it counts no goods.

        `donors`: the keys of those that the sentence names.
        """
        if claim.stated.unit == "元":
            if self._are_worth(claim, sentence):
                return True
            return self._judge_from_above(claim, sentence)
        clause = sentence.of(claim.clause)
        if not _CAME.search(clause) or _WENT.search(clause):
            return None
        beside = claim.before + claim.after
        unit = claim.stated.unit
        lots = [
            one
            for one in self._lots
            if EQUIVALENT_MEASURES.get(one.unit, one.unit) == unit and one.item in beside
        ]
        if donors:
            lots = [one for one in lots if str(one.donor) in donors]
        if not lots:
            return None
        sums = [one.quantity for one in lots]
        for same in ("gift", "donor"):
            totals: dict[int | None, Decimal] = {}
            for one in lots:
                key = getattr(one, same)
                totals[key] = totals.get(key, Decimal(0)) + one.quantity
            sums += totals.values()
        total = sum((one.quantity for one in lots), Decimal(0))
        if any(claim.stated.equals(one) for one in (*sums, total)):
            return (donors and self._on_another_day(claim, sentence, lots)) or True
        return Verdict(claim, follows=total)

    def _on_another_day(
        self, claim: Claim, sentence: Sentence, lots: Iterable[GivenLot]
    ) -> Verdict | None:
        """Return that so many came on none of the days that the sentence names, with their own.

        `lots`: those that came from whom it names.
        """
        period = self.scope.period
        days = [day for day in dates_in(sentence.text) if day.month]
        spans = [span for day in days for span in day.days(period)]
        if not 0 < len(days) < 3 or not spans or _NOT_OF_ITS_DAY.search(sentence.text):
            return None
        if any(not period.start <= first <= last <= period.end for first, last in spans):
            return None
        same = [one for one in lots if claim.stated.equals(one.quantity)]
        came = [known_days(one.first, one.last, one.precision) for one in same]
        if not came or any(
            first <= one.last and last >= one.first for first, last in spans for one in came
        ):
            return None
        return Verdict(claim, days=came[0])
