"""What is left in funds, as a sentence tells it of one, of a kind of them, or of a list of them."""

import re
from decimal import Decimal

from reports.text.sentences import Claim, Sentence

from .book_values import LEFT, OPENING, BookValues
from .named_parts import KnownNames, NamedPart

_FLOWS = re.compile("收入|支出|接受|接收|捐|拨付|使用|救助|发放")
# The balance with which a sentence begins, and the one with which it ends.
_OPENING_BALANCE = re.compile(
    r"^[^，。；\d]*(?:上年|年初|期初|上期)[^，。；\d]*(?:结余|余额|结存|结转)"
)
_OF_THE_SAME = re.compile("^(?:本|至|截至)?(?:年[末底]|期末)(?:累计|滚存)?(?:结余|余额|结存)")
_OF_WHICH = re.compile("^其中|其中[：:]?$")


class FundBalances:
    """Finds the funds beside a number, and what is left in them."""

    def __init__(self, names: KnownNames, books: BookValues):
        self.names, self.books = names, books

    def left(
        self, claim: Claim, sentence: Sentence, *, before: bool = False
    ) -> tuple[list[NamedPart], list[Decimal]]:
        """Return the funds of the number, and what may be left in them where it is a balance.

        `before`: at the end of the year before.
        """
        if before:
            funds = self._funds(claim, sentence)
            words = claim.before if _FLOWS.search(claim.before) else self._clause(claim, sentence)
            return funds, self.books.opening_of(funds, words)
        if words := self._balance_of_list(claim, sentence):
            funds = self.names.funds_in(claim.before, common=True)
            if funds:
                return funds, self.books.left_in(funds, words)
            return [], self.books.left_of_kind(f"结余{claim.before}")
        funds = self._funds(claim, sentence)
        if funds:
            return funds, self.books.left_in(funds, self._words(claim, sentence))
        clause = self._clause(claim, sentence)
        return [], self.books.left_of_kind(clause) or self._left_of_the_same(sentence, clause)

    def _left_of_the_same(self, sentence: Sentence, clause: str) -> list[Decimal]:
        """Return what is left at the end of what the sentence tells the beginning of.

        年初社会捐赠资金结余16.3万元，当年收入37.8万元、支出33万元，年末结余21.1万元.
        """
        first = _OPENING_BALANCE.search(sentence.text)
        if first is None or not _OF_THE_SAME.search(clause) or self.names.funds_in(sentence.text):
            return []
        return self.books.left_of_kind(f"{re.sub(OPENING, '', first[0])}结余")

    def _balance_of_list(self, claim: Claim, sentence: Sentence) -> str:
        """Return the words for the balance that 其中 takes apart: 年末结余25万元，其中…."""
        start = claim.clause.at - sentence.at
        clause, earlier = sentence.of(claim.clause).lstrip(), sentence.text[:start]
        if not _OF_WHICH.search(clause[:2]) and not _OF_WHICH.search(earlier):
            return ""
        words = re.split("[，；]", re.sub("[，：:]?(?:其中[：:])?$", "", earlier))[-1]
        if not LEFT.search(words) or OPENING.search(words):
            return ""
        return "" if _FLOWS.search(self.names.without_any_fund(claim.before)) else words

    def _funds(self, claim: Claim, sentence: Sentence) -> list[NamedPart]:
        """Return the funds that are named beside the number, or last before it."""
        if funds := self.names.funds_in(claim.before) or self.names.funds_in(claim.after[:10]):
            return funds
        return self.names.funds_in(self._clause(claim, sentence))

    def _clause(self, claim: Claim, sentence: Sentence) -> str:
        return sentence.text[claim.clause.at - sentence.at : claim.at - sentence.at]

    def _words(self, claim: Claim, sentence: Sentence) -> str:
        """Return the words that may say that it is a balance: beside the number, else before it."""
        if _FLOWS.search(claim.before) or LEFT.search(claim.before):
            return claim.before
        return sentence.text[: claim.at - sentence.at]
