"""What an evaluation itself comes to, within its text: `[[score]]`, `[[completion;of=培训人数]]`.

Its score, its grade, its budget's rate, how far an indicator's target was reached, and the lines of
the statement: `[[statement;line=income;fund=3;as=wan]]`, of a fund with all below it, or of a kind.
"""

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.statements import Fund, StatementLine
from redcross.figures import Derived, Unit
from redcross.keys import read_key
from redcross.models import Society

# Name in a text to its words.
RESULTS: dict[str, str | Promise] = {
    "score": gettext_lazy("total score"),
    "grade": gettext_lazy("grade of the evaluation"),
    "execution": gettext_lazy("rate of carrying out the budget"),
    "completion": gettext_lazy("how far the target was reached"),
    "statement": gettext_lazy("income and spending"),
}
STATEMENT_LINES: dict[str, str | Promise] = {
    "opening": gettext_lazy("left before"),
    **{line.value: line.label for line in StatementLine},
    "balance": gettext_lazy("left at the end"),
}
# Funds of several kinds together, by the parameter's value.
DONATED = "donated"
FUND_KINDS: dict[str, str | Promise] = {
    DONATED: gettext_lazy("donated money"),
    **{kind.value: kind.label for kind in Fund.Kind},
}
STATEMENT_FIGURE = Derived(
    key="statement",
    label=RESULTS["statement"],
    unit=Unit.YUAN,
    rule=gettext_lazy("As the statement of money says, of a fund with all below it."),
    parts=(),
    expression=lambda: None,
)
_PARAMETERS = {"completion": {"of"}, "statement": {"line", "fund", "kind", "period", "as"}}
# What separates the pieces of a reference is no part of a name in it.
_SEPARATORS = re.compile(r"[\[\];\n]")


def name_in_reference(name: str) -> str:
    """Return an indicator's name as a reference has it."""
    return _SEPARATORS.sub("", name).strip()


def check_result(
    key: str,
    options: Mapping[str, str],
    society: Society | None = None,
    indicators: Collection[str] | None = None,
) -> None:
    """Raise ValidationError where the reference to one of RESULTS says what it cannot say.

    `indicators`: the names of its evaluation's, where that is known.
    """
    if options.keys() - _PARAMETERS.get(key, set()):
        raise ValidationError(_("It cannot be restricted like that."))
    if key == "completion" and not options.get("of"):
        raise ValidationError(_("Say of which indicator."))
    if key == "completion" and indicators is not None and options["of"] not in indicators:
        raise ValidationError(_("There is no such indicator."))
    if key != "statement":
        return
    if options.get("line") not in STATEMENT_LINES:
        raise ValidationError(_("There is no such line of the statement."))
    if "fund" in options and "kind" in options:
        raise ValidationError(_("A fund or a kind of funds: one or the other."))
    if "kind" in options and options["kind"] not in FUND_KINDS:
        raise ValidationError(_("There is no such kind of funds."))
    if "fund" in options:
        get_fund(options["fund"], society)


def get_fund(key: str, society: Society | None = None) -> Fund:
    """Return the fund. Raises ValidationError where there is none that the society sees."""
    pk = read_key(key)
    fund = Fund.objects.countable().filter(pk=pk).first() if pk is not None else None
    if fund is None or (society and fund.society_id not in society.keys_below):
        raise ValidationError(_("There is no such fund."))
    return fund


def describe_result(key: str, options: Mapping[str, str]) -> str:
    """Return in words what the reference refers to. Raises ValidationError or KeyError."""
    words = [str(RESULTS[key])]
    if key == "completion":
        words.append(options["of"])
    if key == "statement":
        words.append(str(STATEMENT_LINES[options["line"]]))
        if "kind" in options:
            words.append(str(FUND_KINDS[options["kind"]]))
        if "fund" in options:
            words.append(str(get_fund(options["fund"])))
    return " · ".join(words)
