"""Whether what a sentence claims follows from figures and records; else what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from redcross.figures import figures_by_key
from reports.text.numbers import POINTS, as_written
from reports.text.sentences import Claim, ClaimKind, Sentence

from .average_checks import AverageChecks
from .book_values import OPENING, BookValues
from .change_checks import ChangeChecks
from .claim_scope import (
    is_balance_of_another_day,
    is_of_another_body,
    is_of_the_budget,
)
from .claimed_subjects import ClaimSubject, SubjectReader
from .claims_in_words import WordClaims
from .derived_numbers import DerivedNumbers, says_some
from .foreign_nouns import counts_those_at_work, counts_what_nobody_records, ends_in_a_subject
from .fund_balances import FundBalances
from .given_goods import GivenGoods
from .known_values import Candidate, KnownValues
from .matched_values import MatchedValues, named_of
from .other_days import OtherDays
from .paired_lists import PairedLists
from .planned_values import PlannedValues
from .qualifiers import Qualifiers
from .rate_checks import RateChecks
from .recipients import Recipients
from .record_witness import RecordWitness
from .subjects import STRONG_UNITS, WEAK_UNITS, keys_with_unit, totals, unit_of
from .theme_day_checks import ThemeDayChecks
from .title_dates import EventTitles
from .verdicts import (
    StatedNumber,
    Verdict,
    adds_up,
    goes_the_other_way,
    is_difference,
    is_stock,
    says_added,
    says_grown,
)
from .vocabulary import GENERIC

_SAID = frozenset(
    {ClaimKind.VALUE, ClaimKind.TARGET, ClaimKind.RATE, ClaimKind.COMPLETED, ClaimKind.AVERAGE}
)
# What is told of all funds together is no single fund's.
_OF_ALL_FUNDS = re.compile(
    "年[末初底][^，。]{0,6}捐赠资金|捐赠资金[^，。]{0,4}年[末初底]|全部资金|资金总"
)
_AIMED = re.compile("目标|任务|计划|指标|年初|预算|要求|标准")
_ALL_THAT_CAME = re.compile(r"(?:接[收受]|收到|募集|筹集)(?![^。；]*社会)[^。；\d]*款物[^。；\d]*$")
_CAME_IN = ("donations.cash.amount", "donations.cash.from_above", "donations.goods.received_value")
_EACH = re.compile("[户人场期次]均|平均|每")


class ClaimChecks:
    """Judges the claims of sentences, one after the other."""

    def __init__(
        self,
        known: KnownValues,
        subjects: SubjectReader,
        planned: PlannedValues,
        books: BookValues,
        recipients: Recipients,
        titles: EventTitles,
    ):
        self.known, self.subjects, self.planned, self.books = known, subjects, planned, books
        self.society = known.renderer.scope.society.name
        self.balances = FundBalances(subjects.names, books)
        self.goods = GivenGoods(known.renderer.scope)
        self.matched = MatchedValues(known, self.goods)
        self.changes = ChangeChecks(known)
        self.rates = RateChecks(known, planned, self.changes)
        self.averages = AverageChecks(known, planned)
        self.witness = RecordWitness(known)
        self.elsewhere = OtherDays(subjects, self.matched, self.witness)
        self.derived = DerivedNumbers(known, self.witness, self.rates, self.averages)
        self.paired = PairedLists(known, subjects, self.matched)
        self.theme_days = ThemeDayChecks(known)
        self.recipients = recipients
        self.qualifiers = Qualifiers(subjects.names, recipients, self.goods, titles)
        self.in_words = WordClaims(known, subjects, planned, books)

    def wrong_in(
        self, sentence: Sentence, above: str = "", *, aims: bool = False, of_goals: bool = False
    ) -> Iterator[Verdict]:
        """Yield what is wrong in a sentence.

        `aims`: its numbers are what was aimed at. `of_goals`: they may be.
        """
        earlier: list[StatedNumber] = []
        flagged: set[int] = set()
        for claim in sorted(sentence.claims, key=lambda one: one.at):
            subject = self.subjects.read(claim, sentence, above)
            subject.aimed = of_goals or bool(_AIMED.search(sentence.text))
            subject.sentence_text = sentence.text
            subject.of_budget = is_of_the_budget(claim, sentence, above)
            of_others = is_of_another_body(claim, sentence, self.society)
            subject.elsewhere = subject.elsewhere or of_others
            self._keep_the_day(subject)
            if claim.reference is not None:
                if one := self._of_reference(claim):
                    earlier.append(one)
                continue
            if aims and claim.kind is ClaimKind.VALUE:
                claim.kind = ClaimKind.TARGET
            matched: list[Candidate]
            if aims and claim.kind is ClaimKind.RATE:
                wrong, matched = self.planned.judge_aimed_rate(claim), []
            else:
                wrong, matched = self._judge(claim, subject, sentence, earlier)
            if claim.number and claim.kind in _SAID:
                # 一中、二中两场培训共: some, even where there were as many in all.
                some = says_some(claim) and (not matched or "、" in claim.before)
                some = some or (claim.number.unit == "个" and not matched and bool(subject.keys))
                each = claim.kind is ClaimKind.AVERAGE
                earlier.append(
                    StatedNumber(
                        claim.number,
                        claim.at,
                        matched,
                        claim.is_base,
                        some,
                        each,
                        claim.of,
                        of_others,
                        claim.kind is ClaimKind.TARGET,
                    )
                )
            if wrong and not sentence.is_plan and not subject.elsewhere:
                flagged.add(claim.at)
                yield wrong
        if not aims:
            yield from self.in_words.wrong_in(sentence, earlier)
            if not sentence.is_plan:
                paired = self.paired.wrong_in(sentence)
                yield from (wrong for wrong in paired if wrong.claim.at not in flagged)

    def _keep_the_day(self, subject: ClaimSubject) -> None:
        """Of what is recorded on the day that is named, let the number be of that day alone."""
        if subject.day is None or subject.whole_year:
            return
        recorded = self.known.of(subject, subject.keys - totals(), [subject.day])
        if any(one.value.number and not one.value.is_unknown for one in recorded):
            subject.periods = [subject.day]

    def _of_reference(self, claim: Claim) -> StatedNumber | None:
        """Return what a reference says, None where it is no figure of its own."""
        reference = claim.reference
        figure = figures_by_key().get(reference.key) if reference else None
        if reference is None or figure is None or reference.options.get("as") == "change":
            return None
        renderer = self.known.renderer
        options = {n: v for n, v in reference.options.items() if n not in ("as", "period")}
        period = renderer.period
        if reference.options.get("period") == "before":
            period = period.previous()
        elif "period" in reference.options:
            return None
        value = renderer.value(reference.key, period, options)
        parts = self.known.parts_of(options)
        number = as_written(Decimal(value.number), unit_of(reference.key))
        candidate = Candidate(reference.key, value, period, parts)
        return StatedNumber(number, claim.at, [candidate])

    def _judge(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> tuple[Verdict | None, list[Candidate]]:
        """Return what is wrong with a claim, if anything, and the values it was found to be."""
        kind = claim.kind
        if kind is ClaimKind.FREE:
            return None, []
        if kind is ClaimKind.CHANGE:
            planned = self.planned.judge_change(claim, sentence)
            if planned is not None:
                return planned if isinstance(planned, Verdict) else None, []
            if (
                earlier
                and earlier[-1].each
                and not any(word.word not in GENERIC for word in subject.own_words)
            ):
                return self.averages.judge_average_change(claim, subject, earlier), []
            return self.changes.judge_change(claim, subject, sentence, earlier), []
        if kind is ClaimKind.MULTIPLE:
            return self.changes.judge_multiple(claim, subject, sentence, earlier), []
        if kind is ClaimKind.DIFFERENCE:
            return self.derived.than_another(
                claim, subject, sentence, earlier, self.subjects.names
            ), []
        if kind is ClaimKind.SHARE:
            if any(one.some for one in earlier if one.at >= claim.clause.at):
                return None, []
            if self.qualifiers.of_share(claim):
                return None, []
            return self.rates.judge_share(claim, subject, sentence, earlier), []
        if kind is ClaimKind.AVERAGE and self.qualifiers.of_average(claim):
            return None, []
        if kind is ClaimKind.AVERAGE:
            return self.averages.judge_average(claim, subject, sentence, earlier), []
        if claim.ends_base and goes_the_other_way(claim, earlier):
            return Verdict(claim), []
        if kind is ClaimKind.RATE and self.books.says_rate(claim.stated, claim.of):
            return None, []
        if kind in (ClaimKind.RATE, ClaimKind.COMPLETED):
            return self.rates.judge_rate(claim, subject, sentence, earlier)
        if kind is ClaimKind.TARGET_DIFFERENCE:
            return self.rates.judge_target_difference(claim, subject, earlier), []
        if kind is ClaimKind.TARGET:
            return self.planned.judge_target(claim, subject), []
        return self._judge_value(claim, subject, sentence, earlier)

    def _judge_value(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> tuple[Verdict | None, list[Candidate]]:
        number = claim.stated
        if counts_those_at_work(claim):
            return None, []
        of_service = number.unit == "小时" and "志愿" in sentence.text and "服务" in claim.before
        if not subject.before:
            goods = self.goods.judge(claim, sentence, _donors(subject))
            if goods is not None:
                return goods if isinstance(goods, Verdict) else None, []
            got = self.recipients.judge(claim, sentence)
            if got is not None:
                return got if isinstance(got, Verdict) else None, []
        if wrong := self.theme_days.judge(claim, subject, sentence):
            return wrong, []
        if number.unit == POINTS:
            # By what it differs from what, nothing has said.
            return None, []
        if number.unit in WEAK_UNITS and not (subject.adjacent or of_service):
            return None, []
        if number.unit not in STRONG_UNITS and number.unit not in WEAK_UNITS:
            return None, []
        if number.unit == "%":
            wrong = self._judge_bare_share(claim, subject, sentence, earlier)
            if wrong is None or not keys_with_unit(subject.any_keys, "%"):
                return wrong, []
        if self._is_all_that_came(claim, sentence):
            return None, []
        planned = self.planned.judge_value(claim, subject, sentence)
        if planned is not None:
            return planned if isinstance(planned, Verdict) else None, []
        if sentence.says_total(claim) and adds_up(number, earlier):
            return None, []
        rest = self.derived.judge_rest(claim, subject, sentence, earlier)
        if rest is not None:
            return rest if isinstance(rest, Verdict) else None, []
        if is_balance_of_another_day(claim, sentence, self.subjects.period):
            return None, []
        funds, left = self.balances.left(claim, sentence, before=subject.before)
        if left and number.unit == "元":
            follows = any(number.equals(one) for one in left) or is_difference(number, earlier)
            return None if follows else Verdict(claim, follows=left[0]), []
        of_all = not funds and bool(_OF_ALL_FUNDS.search(sentence.text))
        of_now = not subject.before or OPENING.search(claim.before)
        if of_now and self.books.say(number, claim, funds, of_all=of_all):
            return None, []
        return self._judge_by_figures(claim, subject, sentence, earlier)

    def _is_all_that_came(self, claim: Claim, sentence: Sentence) -> bool:
        """Return whether it is all money and goods that came, those from above too."""
        preceding = sentence.text[: claim.at - sentence.at]
        if claim.stated.unit != "元" or not _ALL_THAT_CAME.search(preceding):
            return False
        values = self.known.renderer.values(self.known.renderer.period)
        parts = [values[key] for key in _CAME_IN]
        return not any(one.is_unknown for one in parts) and claim.stated.equals(
            sum(Decimal(one.number) for one in parts)
        )

    def _is_of_a_part(self, claim: Claim, subject: ClaimSubject, sentence: Sentence) -> bool:
        """Return whether words single out what it counts of which nothing is recorded."""
        responses = bool(subject.keys) and all("relief.responses." in key for key in subject.keys)
        if responses or subject.of_budget or _EACH.search(claim.before):
            return False
        if not self.qualifiers.of(claim, sentence):
            return False
        year = replace(subject, periods=[self.subjects.period])
        known = self.known.of(year, subject.keys) if subject.recognised else ()
        return not self.qualifiers.exceeds(claim, sentence, known)

    def _judge_by_figures(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> tuple[Verdict | None, list[Candidate]]:
        """Return what is wrong with a number held against the figures of its subject."""
        number = claim.stated
        if not subject.recognised:
            wrong = self.rates.judge_unrecognised(claim, subject, earlier)
            if wrong and (
                self._is_of_a_part(claim, subject, sentence)
                or self.derived.may_follow(claim, subject, sentence, earlier)
            ):
                return None, []
            return wrong, []
        found, meant = self.matched.match(number, subject)
        if says_grown(sentence.text[: claim.at - sentence.at]) and all(
            is_stock(one.key) for one in found
        ):
            stocks = frozenset(key for key in subject.keys if is_stock(key))
            grown = self.matched.growths(number, replace(subject, keys=stocks))
            if grown and not any(number.equals(one) for one in grown):
                return Verdict(claim, follows=grown[0]), []
        if subject.below and number.unit != "%":
            below = list(self.known.of_those_below(subject, subject.keys))
            if any(number.equals(one) for one in below):
                return None, []
            if any(below):
                return Verdict(claim, follows=max(below)), []
        if found:
            return self.elsewhere.then(claim, subject, sentence, found), found
        wrong = self._wrong_value(claim, subject, sentence, earlier, meant)
        return wrong, []

    def _judge_bare_share(
        self, claim: Claim, subject: ClaimSubject, sentence: Sentence, earlier: list[StatedNumber]
    ) -> Verdict | None:
        """Return what is wrong with a share right after what it is of: 定向捐款近七成."""
        if counts_what_nobody_records(claim, sentence):
            return None
        wrong = self.rates.judge_share(claim, subject, sentence, earlier)
        if wrong is None or not subject.recognised:
            return wrong and self.rates.judge_unrecognised(claim, subject, earlier)
        return wrong if ends_in_a_subject(claim) else None

    def _wrong_value(
        self,
        claim: Claim,
        subject: ClaimSubject,
        sentence: Sentence,
        earlier: list[StatedNumber],
        meant: Candidate | None,
    ) -> Verdict | None:
        """Return what is wrong with a number that none of the subject's figures is."""
        number = claim.stated
        year = replace(subject, periods=[self.subjects.period]) if subject.day else subject
        named = named_of(subject)
        if not subject.whole_year and self.known.record_says(number, year, subject.keys, named):
            return self.elsewhere.then(claim, subject, sentence, [])
        if self._is_of_a_part(claim, subject, sentence):
            return None
        added = "standing.volunteers_added" in subject.keys or says_added(claim)
        if added and any(number.equals(one) for one in self.matched.growths(number, subject)):
            return None
        if number.in_words and number.number < 10 and not subject.adjacent:
            return None
        if self.planned.says(number, subject) or self.derived.may_follow(
            claim, subject, sentence, earlier
        ):
            return None
        if meant is None or not meant.value.says_something:
            if all(key.startswith("campaigns.") for key in subject.keys):
                # Of a sort of events of which nothing is recorded at all.
                return None
            # Nothing is recorded of it: perhaps it is of something else.
            if meant is not None and self.matched.is_never_recorded(subject, self.subjects.period):
                return None
            wrong = self.rates.judge_unrecognised(claim, subject, earlier)
            return Verdict(claim, meant) if wrong else None
        if meant.value.is_unknown:
            return None
        elsewhere = subject.own_records_only or subject.society is not None
        own = self.known.of(year, {meant.key}, parts=named) if named else ()
        meant = next((one for one in own if one.value.says_something), meant)
        return Verdict(claim, meant, elsewhere=elsewhere)

    def recorded_then(self, sentence: Sentence) -> bool:
        """Return whether a number of the sentence is recorded of the year before, as it is told."""
        numbers = (one for one in sentence.claims if one.number and one.kind is ClaimKind.VALUE)
        read = ((one.stated, self.subjects.read(one, sentence)) for one in numbers)
        return any(self.matched.is_recorded(one, of) for one, of in read if of.before)


def _donors(subject: ClaimSubject) -> set[str]:
    """Return the keys of the donors that are named beside the number."""
    named = [part for part in (*subject.parts, *subject.nearby) if part.parameter == "donor"]
    return {part.value for part in named}
