"""To whom money was handed on, as records have it: 3万元拨付石门镇."""

import re
from collections import defaultdict
from decimal import Decimal

from redcross.figures import Scope
from relief.handed_on import money_handed_on
from reports.text.sentences import Claim, Sentence

from .verdicts import Verdict

_HANDED_ON = re.compile("拨付|下拨|转拨|拨给|划拨|转交|拨款")
_TO_AFTER = re.compile("^[^，。、]{0,4}(?:拨付|下拨|转拨|拨给|划拨|转交|用于|支持|给)")
_APART = re.compile("[，、：:；]")


class Recipients:
    """Those who got money in the period and whom the text names: one query. Money in yuan."""

    def __init__(self, scope: Scope, text: str):
        self._got: dict[str, list[Decimal]] = defaultdict(list)
        if not _HANDED_ON.search(text):
            return
        place = scope.society.name.removesuffix("红十字会")
        for name, amount in money_handed_on(scope):
            # 甲县人民医院 is called 县人民医院.
            short = place[-1:] + name.removeprefix(place) if name.startswith(place) else name
            for called in {name, short}:
                if called in text:
                    self._got[called].append(amount)

    def without(self, text: str) -> str:
        """Return the text without their names."""
        for name in sorted(self._got, key=len, reverse=True):
            text = text.replace(name, "|")
        return text

    def judge(self, claim: Claim, sentence: Sentence) -> Verdict | None:
        """Return that those who are named beside the sum did not get it."""
        if claim.stated.unit != "元" or not _HANDED_ON.search(sentence.of(claim.clause)):
            return None
        after = re.split("[，。、]", sentence.text[claim.end - sentence.at :])[0]
        named = self._named(after) if _TO_AFTER.search(after) else []
        named = named or self._named(_APART.split(claim.before)[-1])
        if not named:
            return None
        amounts = [amount for name in named for amount in self._got[name]]
        sums = [sum(self._got[name], Decimal(0)) for name in named]
        total = sum(amounts, Decimal(0))
        if any(claim.stated.equals(one) for one in (*amounts, *sums, total)):
            return None
        return Verdict(claim, follows=total)

    def _named(self, text: str) -> list[str]:
        named = [name for name in self._got if name in text]
        return [name for name in named if not any(name != one and name in one for one in named)]
