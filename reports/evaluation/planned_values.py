"""What was planned and budgeted, against which a sentence is held: indicators, budget, 三公."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from reports.models import BudgetLine, Evaluation, Indicator, IndicatorLine
from reports.text.figure_references import FigureReference
from reports.text.numbers import EQUIVALENT_MEASURES, POINTS, WrittenNumber
from reports.text.sentences import Claim, Sentence

from .budget_execution import BudgetSums
from .claimed_subjects import ClaimSubject
from .scoring import EvaluationScores
from .subjects import ALSO_WRITTEN, narrow, subject_words_in
from .verdicts import Verdict

_WAN = 10**4
_THREE_PUBLIC = re.compile(r"三公|公务接待费和公车|因公出国")
_BUDGET = re.compile(r"预算|决算|基本支出|项目支出|执行数")
_LEFT = re.compile(r"未执行|未支出|未使用|未完成|剩余|尚余|尾款|结余|结转|沉淀")
# What goes on after a comma: 预算60万元，执行54万元，结余6万元.
_GOES_ON = re.compile(
    r"^[\s，、]*(?:已|实际|尚|年末)?(?:执行|决算|结余|剩余|尚余|未执行|未支出|未使用)了?$"
)
_MORE_OR_LESS = re.compile(
    r"(?:多|少|高|低|超|超支|增加|减少|追加|压减|调增|调减|节约|相差)(?:了|出|约|支出|开支|花|用)*$"
)
_ADDED = re.compile("(?:追加|调增|调减|压减)了?(?:预算|资金|指标|经费)*$")
_NAMED_PARTS = re.compile("基本支出|项目支出")
_FIELDS = (
    ("initial", re.compile(r"年初")),
    ("adjusted", re.compile(r"全年预算|调整后?预算|预算数|追加后|预算批复|全年.{0,4}预算")),
    ("executed", re.compile(r"执行|决算|支出|完成")),
)
_PARTS: dict[str, str] = {
    BudgetLine.Kind.BASIC: "基本支出",
    BudgetLine.Kind.PROJECT: "项目支出",
    BudgetLine.Source.YEAR: "财政拨款",
    BudgetLine.Source.CARRIED: "上年结转",
    BudgetLine.Source.OTHER: "其他资金",
}
# 控制在3万元以内 is a limit.
_AT_MOST = re.compile("控制在|以内|不超过|限额")
_LAST_YEAR = re.compile(r"上年|上一年|去年|\d{4}年")


class PlannedValues:
    """The indicators and the budget of an evaluation as a text may name them. Money in yuan."""

    def __init__(self, evaluation: Evaluation, scores: EvaluationScores):
        self.evaluation, self.scores = evaluation, scores

    @cached_property
    def _indicators(self) -> list[tuple[IndicatorLine, frozenset[str], str, Decimal | None]]:
        """Return each indicator with figures it may mean, its unit, and what was reached."""
        found = []
        for row in self.scores.rows:
            indicator = row.indicator
            actual = row.actual
            unit = indicator.unit or (actual.unit if actual else "")
            keys = narrow(subject_words_in(indicator.third), "")
            if indicator.figure:
                keys |= {FigureReference.read(indicator.figure).key}
            reached = None if actual is None or actual.is_unknown else actual.number
            found.append((indicator, keys, _unit(unit), reached))
        return found

    @cached_property
    def _of_the_budget(self) -> dict[str, list[Decimal]]:
        """Return all that the budget says, by measure word."""
        numbers: dict[str, list[Decimal]] = {}
        evaluation = self.evaluation
        for wan in (
            *(getattr(sums, name) for sums in self._budget.values() for name, _words in _FIELDS),
            *(sums.adjusted - sums.executed for sums in self._budget.values()),
            *(abs(sums.adjusted - sums.initial) for sums in self._budget.values()),
            *(abs(sums.executed - sums.initial) for sums in self._budget.values()),
            evaluation.three_public_expenses,
            evaluation.three_public_expenses_before,
        ):
            if wan:
                numbers.setdefault("元", []).append(wan * _WAN)
        numbers.setdefault("%", []).extend(
            sums.rate for sums in self._budget.values() if sums.rate is not None
        )
        return numbers

    @cached_property
    def _budget(self) -> dict[str, BudgetSums]:
        """Return the sums of the budget by the words for them, "" for all."""
        budget = self.scores.budget
        if not budget.lines:
            return {}
        sums = {"": budget.total}
        for part, one in (*budget.by_kind, *budget.by_source):
            if part in _PARTS:
                sums[_PARTS[part]] = one
        return sums

    @property
    def wholes(self) -> list[Decimal]:
        """Return what the parts of the budget may be shares of, in yuan."""
        total = self._budget.get("")
        return [getattr(total, name) * _WAN for name, _words in _FIELDS] if total else []

    def says(self, number: WrittenNumber, subject: ClaimSubject) -> bool:
        """Return whether an indicator says the number, or the budget where it is spoken of.

        What was aimed at only where that may be meant; money and percentages only of an indicator
        that the sentence names.
        """
        if subject.of_budget:
            known = self._of_the_budget.get(number.unit, ())
            if any(number.equals(one) for one in known):
                return True
        if subject.periods == [subject.day]:
            # Indicators are of the whole year.
            return False
        for indicator, keys, unit, reached in self._indicators:
            if unit != number.unit:
                continue
            if (keys or unit in ("元", "%")) and not (
                keys & subject.any_keys or _names(subject.sentence_text, indicator.third)
            ):
                continue
            scale = _WAN if indicator.unit == "万元" else 1
            if reached is not None and number.equals(reached * scale):
                return True
            target = indicator.target if subject.aimed else None
            if target is not None and number.equals(target * scale):
                return True
        return False

    def _of_subject(
        self, keys: frozenset[str], unit: str, numbers: Sequence[WrittenNumber] = ()
    ) -> list[tuple[Decimal, Decimal | None]]:
        """Return (target, reached) of the indicators that mean one of the figures.

        Or those of which the numbers beside say the target or what was reached.
        """
        found, stated = [], []
        for indicator, own_keys, own_unit, reached in self._indicators:
            target = indicator.target
            if target is None:
                continue
            fits = not unit or own_unit == unit or own_unit in ALSO_WRITTEN.get(unit, ())
            if fits and own_keys & keys:
                found.append((target, reached))
            beside = [
                one
                for one in numbers
                if one.unit == own_unit or own_unit in ALSO_WRITTEN.get(one.unit, ())
            ]
            if any(
                one.equals(target) or (reached is not None and one.equals(reached))
                for one in beside
            ):
                stated.append((target, reached))
        return stated or found

    def judge_target(self, claim: Claim, subject: ClaimSubject) -> Verdict | None:
        """Return that the indicator of the subject aims at another number."""
        number = claim.stated
        aimed = self._of_subject(subject.keys or subject.any_keys, number.unit)
        if not aimed or any(number.number == target for target, _reached in aimed):
            return None
        if any(reached is not None and number.equals(reached) for _target, reached in aimed):
            return None
        if not subject.recognised:
            return None
        return Verdict(claim, follows=aimed[0][0])

    def completions(self, subject: ClaimSubject, numbers: Sequence[WrittenNumber]) -> list[Decimal]:
        """Return percent of their targets that indicators of the subject reached."""
        pairs = self._of_subject(subject.any_keys, "", numbers)
        return [
            reached * 100 / target for target, reached in pairs if target and reached is not None
        ]

    def met(self, subject: ClaimSubject, numbers: Sequence[WrittenNumber]) -> set[bool]:
        """Return whether the indicators of the subject reached their targets: one or both."""
        pairs = self._of_subject(subject.any_keys, "", numbers)
        found = set()
        for indicator, _keys, _of, reached in self._indicators:
            target = indicator.target
            if reached is None or target is None or (target, reached) not in pairs:
                continue
            at_most = indicator.direction == Indicator.Direction.AT_MOST
            found.add(reached <= target if at_most else reached >= target)
        return found

    def judge_aimed_rate(self, claim: Claim) -> Verdict | None:
        """Return that the indicator of that name aims at another rate."""
        name = re.sub(r"^.*(?=..[率度])", "", claim.of)
        aimed = [
            indicator.target
            for indicator, _keys, unit, _reached in self._indicators
            if unit == "%" and indicator.target is not None and name and name in indicator.third
        ]
        if not aimed or any(claim.stated.number == target for target in aimed):
            return None
        return Verdict(claim, follows=aimed[0])

    def differences(self, subject: ClaimSubject, numbers: Sequence[WrittenNumber]) -> list[Decimal]:
        """Return by how much more than their targets indicators of the subject reached."""
        pairs = self._of_subject(subject.any_keys, "", numbers)
        return [reached - target for target, reached in pairs if reached is not None]

    def rates_named(self, claim: Claim, sentence: Sentence) -> Iterator[Decimal]:
        """Yield what the budget and the indicators say of a rate of that name, in percent."""
        preceding = sentence.text[: claim.at - sentence.at]
        if re.search(r"执行率|预算完成率|支出进度", claim.of) and "捐赠" not in claim.of:
            sums = self._sums_named(
                sentence.text[claim.clause.at - sentence.at : claim.at - sentence.at], preceding
            )
            if sums and sums.rate is not None:
                yield sums.rate
        if "变动率" in claim.of and (rate := self._three_public_change()) is not None:
            yield rate
        for indicator, _keys, unit, reached in self._indicators:
            name = re.sub(r"^.*(?=..[率度])", "", claim.of)
            if unit == "%" and reached is not None and name and name in indicator.third:
                yield reached

    def _sums_named(self, clause: str, preceding: str) -> BudgetSums | None:
        """Return the sums of the kind or source named in the clause, or last before it."""
        if not self._budget:
            return None
        for text in (clause, preceding):
            places = [(text.rfind(word), word) for word in self._budget if word and word in text]
            if places:
                return self._budget[max(places)[1]]
        return self._budget[""]

    def rate_of(self, words: str) -> Decimal | None:
        """Return percent to which the part of the budget that is named last was executed."""
        named = [(words.rfind(part), part) for part in self._budget if part and part in words]
        return self._budget[max(named)[1]].rate if named else None

    def judge_value(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence
    ) -> Verdict | bool | None:
        """Return what is wrong with a sum of the budget or of 三公, True where it is right.

        None where it speaks of neither.
        """
        number = claim.stated
        if number.unit != "元":
            return None
        clause = sentence.of(claim.clause)
        preceding = sentence.text[: claim.at - sentence.at]
        if _THREE_PUBLIC.search(preceding):
            return self._judge_three_public(claim, clause)
        own = _BUDGET.search(claim.before) or _BUDGET.search(clause)
        if subject.of_budget and self._budget and not own:
            own = _ADDED.search(claim.before) or _LEFT.match(claim.after)
        goes_on = subject.of_budget and _BUDGET.search(preceding) and _GOES_ON.search(claim.before)
        if not self._budget or not (own or goes_on):
            return None
        sums = self._sums_named(claim.before, preceding)
        if sums is None:
            return None
        if _LEFT.search(claim.before) or _LEFT.match(claim.after):
            remaining = (sums.adjusted - sums.executed) * _WAN
            return True if number.equals(remaining) else Verdict(claim, follows=remaining)
        if _MORE_OR_LESS.search(claim.before) and self.says(number, subject):
            return True
        if _ADDED.search(claim.before):
            added = abs(sums.adjusted - sums.initial) * _WAN
            return True if number.equals(added) else Verdict(claim, follows=added)
        names = self._fields_named(claim.before, clause[: claim.at - claim.clause.at])
        if claim.is_base:
            names = ["initial"]
        if not names and _NAMED_PARTS.search(claim.before):
            either = [sums.adjusted * _WAN, sums.executed * _WAN]
            right = any(number.equals(one) for one in either)
            return True if right else Verdict(claim, follows=either[1])
        if not names:
            return None
        if "initial" in names:
            names = ["initial"]
        elif "adjusted" in names and "executed" in names and "执行" not in claim.before:
            names = ["adjusted"]
        expected = [getattr(sums, name) * _WAN for name in names]
        if "预算" in claim.before and "initial" not in names:
            expected += [sums.initial * _WAN]
        if any(number.equals(one) for one in expected):
            return True
        if not re.search(r"预算|决算|执行数|基本支出|项目支出", claim.before) and not goes_on:
            return None
        return Verdict(claim, follows=expected[0])

    def _fields_named(self, before: str, clause: str) -> list[str]:
        """Return which sums the words speak of: 年初预算中基本支出98万元、项目支出30万元.

        `clause`: all that stands before the number in its clause.
        """
        for text in (before, clause):
            plain = _NAMED_PARTS.sub("", text)
            if names := [name for name, words in _FIELDS if words.search(plain)]:
                return names
        return []

    def _judge_three_public(self, claim: Claim, clause: str) -> Verdict | bool | None:
        """Return what is wrong with a sum of 三公."""
        now = self.evaluation.three_public_expenses
        before = self.evaluation.three_public_expenses_before
        number = claim.stated
        # Of the kinds of it, nothing is kept apart.
        if now is None or re.search(r"接待|公车|公务用车|出国", claim.before):
            return True
        if _AT_MOST.search(claim.before + claim.after + number.words):
            return True if number.bounds()[1] >= now * _WAN else Verdict(claim, follows=now * _WAN)
        earlier = claim.is_base or _LAST_YEAR.search(claim.before)
        expected = before if earlier and before is not None else now
        if number.equals(expected * _WAN):
            return True
        changed = claim.sign or _MORE_OR_LESS.search(claim.before)
        if before is not None and number.equals(abs(now - before) * _WAN) and changed:
            return True
        return Verdict(claim, follows=expected * _WAN)

    def _three_public_change(self) -> Decimal | None:
        now = self.evaluation.three_public_expenses
        before = self.evaluation.three_public_expenses_before
        return None if now is None or not before else (now - before) * 100 / before

    def judge_change(self, claim: Claim, sentence: Sentence) -> Verdict | bool | None:
        """Return what is wrong with a change of 三公, True where it is right, None of another."""
        if not _THREE_PUBLIC.search(sentence.text[: claim.at - sentence.at]):
            return None
        rate = self._three_public_change()
        now = self.evaluation.three_public_expenses
        before = self.evaluation.three_public_expenses_before
        if rate is None or now is None or before is None:
            return True
        delta = now - before
        if claim.number is None:
            holds = rate * claim.sign > 0 if claim.sign else abs(rate) < 5
        elif claim.number.unit in ("%", POINTS):
            holds = rate * claim.sign > 0 and claim.number.equals(abs(rate))
        else:
            holds = delta * claim.sign > 0 and claim.number.equals(abs(delta) * _WAN)
        by_share = claim.number is None or claim.number.unit in ("%", POINTS)
        return True if holds else Verdict(claim, follows=rate if by_share else delta * _WAN)


def _names(text: str, name: str) -> bool:
    """Return whether a text has a word of an indicator's name: two characters of it."""
    return any(name[at : at + 2] in text for at in range(len(name) - 1))


def _unit(unit: str) -> str:
    """Return what an indicator's unit amounts to in a text."""
    return "元" if unit == "万元" else EQUIVALENT_MEASURES.get(unit, unit)
