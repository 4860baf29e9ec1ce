"""What a claim is about: figures, named parts, days and whose records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from redcross.figures import Period
from redcross.models import Society
from reports.text.sentences import Claim, ClaimKind, Sentence

from .claim_days import NOW, read_days
from .named_parts import KnownNames, NamedPart
from .subjects import SubjectWord, keys_with_unit, narrow, subject_words_in, totals
from .vocabulary import GENERIC, OF_ITS_NUMBER

# Whose numbers: of the society alone.
_ALONE = re.compile(r"[县区市省]?本级|机关本级|会机关")
_TOGETHER = re.compile(r"全系统|各级|红十字系统")
_BELOW = re.compile(
    r"[县区市]级红十字会|各[县区市]|[县区]级|所辖|下级|[两二三四五六七八九十]个[县区]"
)
# What is said of others than those named before: 此后又收到捐款11笔.
_OTHERS = re.compile("又|此后|随后|其后|另(?!捐)|其余|其他|除")
_IN_ALL = re.compile(
    r"截至|截止|历年|历史|以来共|建会以来|总数|已有|现有|在册|注册|保有量|总人数|累计"
)
_OF_PERIOD = re.compile(rf"新增|{NOW}|新发展|期间")
_CAME_NEWLY = re.compile("新增|新发展|新[采取捐加登]|当年")
# Of what stands in another clause, 新增 says nothing.
_OF_PERIOD_ALL = re.compile(rf"{NOW}|期间")
_ANSWERS = re.compile("问卷|答卷|满意度调查")
# 上级下拨人道救助资金3万元 came in, whatever it is for.
_COMES_FROM_ABOVE = re.compile(
    r"(?:上级|总会|[省市]红十字会|[省市]红会)[^，。\d]{0,6}(?:下拨|拨入|拨来|拨付|补助)[^，。\d]{0,10}$"
)
# 市红十字会下拨救助款500万元，其中我区12万元.
_HANDED_DOWN = re.compile("(?:上级|总会|红十字会|红会)[^，。]{0,6}(?:下拨|拨付|补助|拨来)")
_OUR_PART = re.compile("其中[^，。\\d]{0,4}(?:我[会县区市]|本[会县区市])[^，。\\d]{0,3}$")
_INCLUDES = re.compile("(?:含|包含|包括|不含|未含|其中含|计入)[^，。]*[）)]$")
_OF_MONEY_OR_GOODS = re.compile("(?:资金|现金|款项|物资)[^，。]{0,4}$")
# 接收款物97.8万元，其中资金63万元: all money that came in; 发放款物, all that went out.
_PARTS_OF_BOTH = (
    (
        re.compile(
            r"(?:接[收受]|收到|募集|筹集)[^。；]*款物[^。；]*(?:资金|现金|款项)[^，。、\d]{0,4}$"
        ),
        frozenset({"reports.cash.income", "donations.cash.amount"}),
    ),
    (
        re.compile(r"(?:发放|救助|慰问)[^。；]*款物[^。；]*(?:资金|现金|款项)[^，。、\d]{0,4}$"),
        frozenset({"relief.aid.amount"}),
    ),
)
_GOES_OUT = re.compile("支出|使用|用于|发放|结余|余额|结转|资助|慰问|拨付给")
_FROM_ABOVE = frozenset(
    {"donations.cash.from_above", "donations.income.fiscal_above", "donations.goods.batches_above"}
)
# Who applies is counted as the applications are.
_APPLIED = re.compile("申请|申报")
# 募集36万元, after 募集款物: of money and goods.
_GATHERED = ("募集", "募捐", "接受捐赠")
_IN_TURN = re.compile("分别|依次|各为")

# By what the parts of one whole are named in a row.
_IN_ROWS = ("fund", "programme", "kind")


@dataclass
class ClaimSubject:
    """What a claim is about. `keys`: figures with the measure word of its number.

    `any_keys`: those of any measure word. `recognised`: some word said it. `adjacent`: one right
    beside the number. `parts`: what restricts it; `nearby`, `later`: what may,
    named before and after its clause. `periods`: of which days.
    """

    keys: frozenset[str]
    any_keys: frozenset[str]
    recognised: bool
    adjacent: bool
    own_words: list[SubjectWord]
    # Figures that one of several words, read alone, may mean.
    perhaps: frozenset[str] = frozenset()
    parts: list[NamedPart] = field(default_factory=list)
    nearby: list[NamedPart] = field(default_factory=list)
    later: list[NamedPart] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    before: bool = False
    # Days of another year, of which nothing is looked up.
    elsewhere: bool = False
    own_records_only: bool = False
    # Of the societies below together, without what is the society's own.
    below: bool = False
    society: Society | None = None
    whole_year: bool = False
    # What was aimed at may be meant as well as what was reached.
    aimed: bool = False
    # The day of which alone it is said to be.
    day: Period | None = None
    # The nearest noun is one of the budget.
    of_budget: bool = False
    # The sentence.
    sentence_text: str = ""


class SubjectReader:
    """Finds the subject of each claim of a text, sentence after sentence."""

    def __init__(self, period: Period, names: KnownNames):
        self.period, self.names = period, names
        self.has_below = bool(names.societies)

    def read(self, claim: Claim, sentence: Sentence, above: str = "") -> ClaimSubject:
        """Return what the claim is about. `above`: the sentence before it, for what it lacks."""
        unit = claim.number.unit if claim.number else ""
        if unit in ("%", "百分点"):
            unit = ""
        if unit in ("人", "户") and _APPLIED.search(claim.before):
            unit = "份"
        if unit == "份" and _ANSWERS.search(sentence.text):
            unit = "份问卷"
        if unit == "台" and "每万人" in sentence.of(claim.clause):
            unit = "台/万人"
        own = [*reversed(list(self._words(claim.before))), *self._words(claim.after)]
        clause = sentence.of(claim.clause)
        rest = [
            word
            for word in self._words(clause)
            if word not in own and word.word not in OF_ITS_NUMBER
        ]
        specific = any(word.word not in GENERIC for word in own)
        context = [] if specific else list(self._earlier(claim, sentence))
        from_above = not own and not rest and not context
        if from_above:
            context = list(reversed(list(subject_words_in(above))))
        words = [*own, *([] if specific else rest), *context]
        keys = narrow(words, unit)
        if _IN_TURN.search(sentence.text[: claim.at - sentence.at]):
            # 甲、乙分别3场和5场: each may be of either.
            keys = frozenset().union(*(narrow([word], unit) for word in [*own, *rest, *context]))
        came = bool(_COMES_FROM_ABOVE.search(claim.before) and not _GOES_OUT.search(clause))
        if _OUR_PART.search(claim.before):
            came = bool(_HANDED_DOWN.search(sentence.text[: claim.clause.at - sentence.at]))
        if came and unit:
            keys = keys_with_unit(_FROM_ABOVE, unit)
        if specific and not keys:
            words = [*own, *rest, *self._earlier(claim, sentence)]
            keys = narrow(words, unit)
        subject = ClaimSubject(
            keys=keys,
            any_keys=narrow(words, ""),
            # What only the sentence before speaks of is guessed.
            recognised=bool(keys) and not from_above,
            adjacent=self._adjacent(claim, unit),
            own_words=own,
        )
        subject.perhaps = self._perhaps(claim, sentence, unit, [*own, *rest], came=came)
        self._read_parts(subject, claim, sentence)
        days = read_days(claim, sentence, self.period)
        subject.periods, subject.day, subject.before = days.periods, days.day, days.before
        subject.elsewhere, subject.whole_year = days.elsewhere, days.whole_year
        self._read_whose(subject, claim, sentence)
        subject.keys = self._in_all_or_not(subject.keys, claim, sentence)
        if self._is_of_the_period(claim, sentence):
            # 当年新增1230人份: what is so many in all is not meant, whatever the words may mean.
            subject.perhaps -= _in_all_only(subject.perhaps)
        return subject

    def _perhaps(
        self, claim: Claim, sentence: Sentence, unit: str, words: list[SubjectWord], *, came: bool
    ) -> frozenset[str]:
        """Return the figures that one of several words, read alone, may mean.

        `words`: those of its clause. `came`: it is what came from above, whatever they say.
        """
        found: frozenset[str] = frozenset()
        meant = [word for word in words if word.word not in GENERIC]
        readings = [[word] for word in meant] if len(meant) > 1 else []
        if sentence.of(claim.clause).lstrip().startswith("其中"):
            own = [*reversed(list(self._words(claim.before))), *self._words(claim.after)]
            readings.append([*self._earlier(claim, sentence), *own])
        if not came:
            found = found.union(*(narrow(each, unit) for each in readings))
        beside = {word.word for word in self._words(claim.before + "\0" + claim.after)}
        if unit == "元" and "款物" in sentence.text and beside & {*_GATHERED}:
            found |= {"reports.gifts.value"}
        for of_both, both in _PARTS_OF_BOTH if unit == "元" else ():
            if of_both.search(sentence.text[: claim.at - sentence.at]):
                found |= both
        return found

    def _words(self, text: str) -> Iterator[SubjectWord]:
        """Yield the words of a piece of text, but those in names of funds."""
        return subject_words_in(self.names.without_funds(text))

    def _earlier(self, claim: Claim, sentence: Sentence) -> Iterator[SubjectWord]:
        """Yield the words of the clauses before, the nearest first."""
        for clause in reversed(sentence.clauses):
            if _INCLUDES.match(sentence.of(clause)) and _OF_MONEY_OR_GOODS.search(claim.before):
                # 款物（含上级拨入）97.8万元，其中资金63万元: of all money, not of that alone.
                continue
            if clause.end <= claim.clause.at and (
                (claim.kind is not ClaimKind.CHANGE and not claim.is_base)
                or not sentence.is_aside(clause.at)
            ):
                words = list(self._words(sentence.of(clause)))
                yield from (word for word in reversed(words) if word.word not in OF_ITS_NUMBER)

    def _adjacent(self, claim: Claim, unit: str) -> bool:
        """Return whether a word right beside the number says of what it is."""
        words = [*subject_words_in(claim.before[-8:]), *subject_words_in(claim.after[:6])]
        return bool(narrow(words, unit))

    def _read_parts(self, subject: ClaimSubject, claim: Claim, sentence: Sentence) -> None:
        """Say what named parts the clause, and what the clauses before it, restrict it to."""
        own = self.names.named_in(claim.before)
        own += [part for part in self.names.named_in(claim.after) if part not in own]
        clause = sentence.of(claim.clause)
        # 其中助学8万元、“暖冬行动”13万元: what stands beside another number is of that.
        in_row = clause.lstrip().startswith("其中") and any(
            part.narrows and part.parameter in _IN_ROWS for part in own
        )
        for part in self.names.named_in(clause):
            if part in own or part.parameter == "fund_kind":
                continue
            if not in_row or part.parameter not in _IN_ROWS:
                own.append(part)
        earlier = sentence.text[: max(0, claim.clause.at - sentence.at)]
        nearby = [part for part in self.names.named_in(earlier) if part.parameter != "fund_kind"]
        taken = {part.parameter for part in own}
        subject.parts = own
        if _OTHERS.search(sentence.text[: claim.at - sentence.at]):
            nearby = [part for part in nearby if part.parameter != "donor"]
        subject.nearby = [part for part in reversed(nearby) if part.parameter not in taken]
        later = self.names.named_in(sentence.text[claim.clause.end - sentence.at :])
        later += self.names.cores_in(sentence.text)
        if clause.lstrip().startswith("其中"):
            later += self.names.funds_with(re.split("[，、：]|其中", claim.before)[-1])
        subject.later = [part for part in later if part not in own and part not in nearby]

    def _read_whose(self, subject: ClaimSubject, claim: Claim, sentence: Sentence) -> None:
        """Say whose records are meant where there are societies below."""
        if not self.has_below:
            return
        end = claim.at
        clause = sentence.text[max(0, claim.clause.at - sentence.at) : end - sentence.at]
        preceding = sentence.text[: end - sentence.at]
        last = {
            "alone": max((match.end() for match in _ALONE.finditer(preceding)), default=-1),
            "together": max((match.end() for match in _TOGETHER.finditer(preceding)), default=-1),
        }
        society, at = self.names.society_in(preceding, sentence.text)
        if in_turn := _IN_TURN.search(preceding):
            # 甲区、乙区分别为3笔和5笔: the first number is of the first.
            several = self.names.societies_in(preceding[: in_turn.start()])
            turn = sum(
                in_turn.end() <= one.at - sentence.at < end - sentence.at for one in sentence.claims
            )
            if len(several) > 1:
                society = several[turn % len(several)]
        below = max((match.end() for match in _BELOW.finditer(clause)), default=-1)
        if below >= 0 and not society:
            subject.below = True
        elif society and at > max(last.values()):
            subject.society = society
        elif last["alone"] > last["together"] or _ALONE.search(clause):
            subject.own_records_only = True

    def _is_of_the_period(self, claim: Claim, sentence: Sentence) -> bool:
        """Return whether its clause says that it is what came in the period: 新增, 当年."""
        clause = sentence.text[
            max(0, claim.clause.at - sentence.at) : max(0, claim.at - sentence.at)
        ]
        for piece in (claim.before, clause):
            in_all = [match.end() for match in _IN_ALL.finditer(piece)]
            if of_period := [match.end() for match in _CAME_NEWLY.finditer(piece)]:
                return max(of_period) > max(in_all, default=-1)
            if in_all:
                return False
        return False

    def _in_all_or_not(
        self, keys: frozenset[str], claim: Claim, sentence: Sentence
    ) -> frozenset[str]:
        """Return the figures of the period, or those in all, where a word says which."""
        clause = sentence.text[
            max(0, claim.clause.at - sentence.at) : max(0, claim.at - sentence.at)
        ]
        preceding = sentence.text[: claim.at - sentence.at]
        for piece in (claim.before, clause, preceding):
            in_all = [match.end() for match in _IN_ALL.finditer(piece)]
            words = _OF_PERIOD_ALL if piece is preceding and piece != clause else _OF_PERIOD
            of_period = [match.end() for match in words.finditer(piece)]
            if not in_all and not of_period:
                continue
            if max(of_period, default=-1) > max(in_all, default=-1):
                return keys - _in_all_only(keys) or keys
            whole = keys & totals()
            if whole and not re.search(r"累计", piece):
                return whole
            # 累计 of what is trained is often said of the year; of lives given it is in all.
            lasting = whole - {"reports.trained_total"}
            return lasting or keys
        return keys


def _in_all_only(keys: frozenset[str]) -> frozenset[str]:
    """Return those that are counted in all, and of which others are counted in the period."""
    return frozenset(key for key in keys if key.endswith("_total") or key == "standing.volunteers")
