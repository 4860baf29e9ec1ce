"""What a sentence claims without a number: 无结余, 未开展, 全部取得, 已全部用于, 未完成目标."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from donations.statements import Fund
from reports.text.sentences import Claim, Clause, Sentence

from .book_values import BookValues
from .change_checks import restrictions
from .claimed_subjects import SubjectReader
from .known_values import KnownValues
from .named_parts import NamedPart
from .planned_values import PlannedValues
from .subjects import keys_with_unit, narrow, subject_words_in
from .verdicts import StatedNumber, Verdict, stated_numbers

_NO_BALANCE = re.compile(
    r"(?:无|没有)(?:任何)?(?:结余|余额|结存|节余)|(?:结余|余额|结存|节余)(?:资金|款项)?(?:为|是)?"
    r"(?:零|0(?:\.0+)?(?:万?元)?(?![.\d]))"
)
# Of the budget nothing is in the statement of funds.
_OF_BUDGET = re.compile("预算|财政|基本支出|项目支出|三公|经费|指标")
_AT_END = re.compile("年末|期末|年底|累计|账面|截至|尚")
_NOTHING = re.compile(
    r"(?:(?:没有|从未|尚未|并未|未曾|未|没)(?:能)?|(?P<none>(?<!有)无(?![偿私论法需须])))"
    r"(?(none)(?P<no_verb>)|(?P<verb>开展|举办|组织|接收|接受|收到|募集|拨付|下拨)(?:到|过)?)"
    r"(?P<what>[^，。的\d]{2,14})$"
)
# What may follow the noun and is of it: 捐款接收工作.
_OF_IT = re.compile("工作|活动|业务|任务|事项|资金|物资|款|接收|接受|培训|项目|服务|班|[的等]")
_CONDITION = re.compile("如|若|凡|对|因|应|不得|防止|避免|是否|或")
_VERBS = {
    **dict.fromkeys(("接收", "接受", "收到", "募集"), ("donations.cash", "donations.goods")),
    **dict.fromkeys(("拨付", "下拨"), ("relief.disbursed",)),
}
_ALL_PASSED = re.compile(
    r"^[^，。\d]{0,8}?(?:全部|全员|均|都|悉数)(?:已|顺利|成功)?[^，。\d]{0,4}?(?:取得|获得|拿到|通过|合格|考取|领取)"
)
_ALL_SPENT = re.compile(
    r"(?:已|均已|现已)?(?:全部|全额|悉数|足额全部)(?:已)?(?P<verb>用于|拨付|下拨|转拨|支出|使用|用完)(?P<what>[^，。\d]*)"
)
_KINDS = {
    "donations.cash.from_above": Fund.Kind.ABOVE,
    "donations.cash.earmarked": Fund.Kind.EARMARKED,
    "donations.cash.unearmarked": Fund.Kind.GENERAL,
}
_TARGET_MET = re.compile(
    r"(?P<not>未能?|没有|尚未|没能|未全面|未如期)?(?P<verb>超额完成|圆满完成|完成|达到|实现|达成|超过)"
    r"(?P<of>[^，。]{0,16}?)(?:目标|任务|计划)"
)


class WordClaims:
    """Judges what is claimed in words."""

    def __init__(
        self,
        known: KnownValues,
        subjects: SubjectReader,
        planned: PlannedValues,
        books: BookValues,
    ):
        self.known, self.subjects, self.planned, self.books = known, subjects, planned, books

    def wrong_in(self, sentence: Sentence, earlier: list[StatedNumber]) -> Iterator[Verdict]:
        """Yield what is wrong. `earlier`: the numbers of the sentence, as they were found to be."""
        if sentence.is_plan:
            return
        for clause in sentence.clauses:
            text = sentence.of(clause)
            for judged in (self._balance, self._nothing, self._all_spent, self._target):
                if wrong := judged(sentence, clause, text, earlier):
                    yield wrong
        for claim in sentence.claims:
            if wrong := self._all_passed(claim, sentence):
                yield wrong

    def _claim(self, clause: Clause, text: str, match: re.Match[str]) -> Claim:
        """Return the words as a claim of their clause."""
        at, end = clause.at + match.start(), clause.at + match.end()
        claim = Claim(at, end, clause, text[: match.start()], text[match.end() :])
        claim.of = match[0]
        return claim

    def _balance(
        self, sentence: Sentence, clause: Clause, text: str, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that something is left where nothing is said to be."""
        match = _NO_BALANCE.search(text)
        so_far = sentence.text[: clause.end - sentence.at]
        if match is None or _OF_BUDGET.search(so_far):
            return None
        claim = self._claim(clause, text, match)
        subject = self.subjects.read(claim, sentence)
        if subject.own_records_only or subject.society or subject.before or subject.elsewhere:
            return None
        names = self.subjects.names
        funds = names.funds_in(text) or names.funds_in(so_far)
        if funds:
            balance = self.books.left_in(funds, "结余")
        else:
            kinds: list[list[str]] = [[*Fund.DONATED], [*Fund.Kind.values]]
            for words, kind in _KIND_WORDS:
                if words.search(so_far):
                    kinds = [[kind]]
                    break
            balance = [self.books.left_in_all(one, of_year=False) for one in kinds]
            if not _AT_END.search(text):
                balance += [self.books.left_in_all(one, of_year=True) for one in kinds]
        if not balance or any(not one for one in balance):
            return None
        return Verdict(claim, follows=balance[0], unit="元")

    def _nothing(
        self, sentence: Sentence, clause: Clause, text: str, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that there was some of what is said not to have been."""
        text = text.rstrip("，,：:；")
        match = _NOTHING.search(text)
        if match is None or _CONDITION.search(text):
            return None
        words = list(subject_words_in(match["what"]))
        if not words or "现金" in match["what"]:
            return None
        rest = match["what"][words[-1].end :]
        if _OF_IT.sub("", rest):
            return None
        claim = self._claim(clause, text, match)
        subject = self.subjects.read(claim, sentence)
        if subject.elsewhere or subject.before:
            return None
        keys = narrow(reversed(words), "")
        if prefixes := _VERBS.get(match["verb"]):
            keys = frozenset(key for key in keys if key.startswith(prefixes))
        keys = frozenset(
            key
            for key in keys
            if not key.startswith(("standing.", "reports.", "training.certificates"))
            and not key.endswith("_purchased")
        )
        parts = [part for part in subject.parts if part.narrows]
        found = list(self.known.of(subject, keys, parts=parts))
        if not found:
            return None
        fewest = min(restrictions(one.key) for one in found)
        first = [one for one in found if restrictions(one.key) == fewest]
        some = [one for one in first if one.value.says_something and one.value.number]
        elsewhere = subject.own_records_only or subject.society is not None
        return Verdict(claim, some[0], elsewhere=elsewhere) if some else None

    def _all_passed(self, claim: Claim, sentence: Sentence) -> Verdict | None:
        """Return that not all who came passed, where all are said to have."""
        number = claim.number
        if number is None or number.unit not in ("人", "人次"):
            return None
        match = _ALL_PASSED.match(sentence.text[claim.end - sentence.at :])
        if match is None or re.search(r"[。；]", match[0]):
            return None
        subject = self.subjects.read(claim, sentence)
        keys = ("training.certified.people", "training.certified.passed")
        values = {one.key: Decimal(one.value.number) for one in self.known.of(subject, keys)}
        came, passed = (values.get(key, Decimal(0)) for key in keys)
        if not passed or passed >= came or not number.equals(came):
            return None
        return Verdict(claim, follows=passed)

    def _all_spent(
        self, sentence: Sentence, clause: Clause, text: str, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that less went out of money than came in, where all is said to have."""
        match = _ALL_SPENT.search(text)
        money = [
            one for one in earlier if one.number.unit == "元" and one.at < clause.end and one.keys
        ]
        if match is None or not money:
            return None
        came = money[-1]
        kinds = {_KINDS[one.key] for one in came.keys if one.key in _KINDS}
        if len(kinds) != 1 or came.number.near or came.number.more or came.number.below:
            return None
        claim = self._claim(clause, text, match)
        subject = self.subjects.read(claim, sentence)
        of_kind = NamedPart("", "fund_kind", kinds.pop().value)
        several = False
        if match["verb"] in ("拨付", "下拨", "转拨"):
            keys = frozenset({"relief.disbursed.amount", "relief.aid.amount"})
        else:
            keys = keys_with_unit(narrow(reversed(list(subject_words_in(match["what"]))), ""), "元")
            keys = frozenset(
                key for key in keys if key in ("relief.aid.amount", "relief.illness.amount")
            )
            several = len(keys) > 1
            # 大病救助 is one sort of aid: what is said of it is not said of all.
            keys = frozenset({"relief.illness.amount"}) & keys or keys
            if not keys:
                return None
        parts = [of_kind, *(part for part in self._parts(match["what"]) if part.narrows)]
        plain = replace(subject, whole_year=True)
        spent = [Decimal(one.value.number) for one in self.known.of(plain, keys, parts=parts)]
        if not spent or sum(spent) >= came.number.number or (several and not sum(spent)):
            return None
        return Verdict(claim, follows=sum(spent, Decimal(0)), unit="元")

    def _parts(self, text: str) -> list[NamedPart]:
        parts = self.subjects.names.named_in(text)
        return [part for part in parts if part.parameter in ("programme", "kind")][:1]

    def _target(
        self, sentence: Sentence, clause: Clause, text: str, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return that a target was reached that is said not to have been, or was not."""
        match = _TARGET_MET.search(text)
        if match is None or re.search(r"[\d一二三四五六七八九]%|百分|率", match["of"]):
            return None
        claim = self._claim(clause, text, match)
        subject = self.subjects.read(claim, sentence)
        so_far = [one for one in earlier if one.at < clause.end]
        met = self.planned.met(subject, stated_numbers(so_far))
        if len(met) != 1 or not (so_far or subject.recognised):
            return None
        if met == {not match["not"]}:
            return None
        return Verdict(claim)


_KIND_WORDS = (
    (re.compile("上级"), Fund.Kind.ABOVE.value),
    (re.compile("非定向|不定向"), Fund.Kind.GENERAL.value),
    (re.compile("定向"), Fund.Kind.EARMARKED.value),
)
