"""What an evaluation itself comes to, as its text names it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from donations.statements import Fund, Statement, StatementLine, StatementSums, statements
from redcross.figures import Period, Value
from redcross.formatting import format_decimal
from reports.models import Evaluation, Indicator
from reports.text.figure_references import FigureReference
from reports.text.result_references import (
    DONATED,
    STATEMENT_FIGURE,
    check_result,
    get_fund,
    name_in_reference,
)
from reports.text.wording import TextRun, format_percent

from .figure_reader import FigureReader
from .indicator_scores import IndicatorScore
from .scoring import EvaluationScores, score_evaluation

# Lines that leave are written as what they come to; their name says that they leave.
_LEAVING = (StatementLine.REFUND, StatementLine.SPENDING)


class EvaluationResults:
    """Scores and statements of one evaluation, each worked out once, when a text asks for them."""

    def __init__(self, reader: FigureReader, evaluation: Evaluation | None):
        self.reader, self._evaluation = reader, evaluation
        self._statements: dict[Period, list[Statement]] = {}

    @property
    def evaluation(self) -> Evaluation:
        """Return whose results they are. Raises ValidationError where a text has none."""
        if self._evaluation is None:
            raise ValidationError(_("Only the text of an evaluation says this."))
        return self._evaluation

    @cached_property
    def scores(self) -> EvaluationScores:
        """Return the scores, with the figures that are counted already."""
        return score_evaluation(self.evaluation, self.reader)

    def fault(self, reference: FigureReference) -> str:
        """Return what is wrong with a reference to a result, or nothing."""
        try:
            check_result(reference.key, reference.options, self.reader.society)
            if reference.key != STATEMENT_FIGURE.key:
                self.run(reference)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def run(self, reference: FigureReference) -> TextRun:
        """Return what stands for the score, the grade, the budget's rate or a share of a target.

        As the annexes print it. Raises ValidationError where there is none.
        """
        check_result(reference.key, reference.options, self.reader.society)
        if reference.key == "completion":
            return self._completion(reference.options["of"])
        url = self.evaluation.get_absolute_url()
        if reference.key == "execution":
            *_sums, rate = self.scores.budget.total.shown
            if not rate:
                raise ValidationError(_("There is no budget of the year."))
            return TextRun(rate, url)
        if not self.scores.rows:
            raise ValidationError(_("There are no indicators yet."))
        if reference.key == "score":
            return TextRun(f"{format_decimal(self.scores.total)}分", url)
        if not self.scores.grade:
            raise ValidationError(_("There is no grade while the points are not 100 in all."))
        return TextRun(self.scores.grade, url)

    def _completion(self, name: str) -> TextRun:
        """Return how much of its target the indicator of this name reached, in percent."""
        rows = [row for row in self.scores.rows if name_in_reference(row.indicator.third) == name]
        if len(rows) != 1:
            none, several = _("There is no such indicator."), _("Several indicators are called so.")
            raise ValidationError(several if rows else none)
        return self._share_reached(rows[0])

    def _share_reached(self, row: IndicatorScore) -> TextRun:
        """Return what was reached of the target. Raises ValidationError where that says nothing."""
        indicator, actual = row.indicator, row.actual
        upward = (Indicator.Direction.AT_LEAST, Indicator.Direction.EXACTLY)
        if indicator.direction not in upward or not indicator.target:
            raise ValidationError(_("Only a number that is to be reached has such a share."))
        if actual is None or actual.is_unknown:
            raise ValidationError(_("What was reached is not known."))
        share = actual.number * 100 / indicator.target
        return TextRun(format_percent(share, actual.rounded), actual.url)

    def indicators(self) -> Iterator[str]:
        """Yield the names of the indicators of whose target a share can be reached."""
        for row in self.scores.rows:
            try:
                self._completion(name := name_in_reference(row.indicator.third))
            except ValidationError:
                continue
            yield name

    def statement_value(self, reference: FigureReference, period: Period) -> Value:
        """Return a line of the statement, in yuan, opening the statement of the period.

        Raises ValidationError where there is no such line, fund or kind.
        """
        options = reference.options
        check_result(reference.key, options, self.reader.society)
        sums = self._sums(options.get("fund", ""), options.get("kind", ""), period)
        line = options["line"]
        if line == "opening":
            number, known = sums.opening + sums.opened, sums.known(None)
        elif line == "balance":
            number, known = sums.balance, sums.balance_known
        else:
            of_statement = StatementLine(line)
            sign = -1 if of_statement in _LEAVING else 1
            number, known = sign * sums.line(of_statement), sums.line_known(of_statement)
        return Value(STATEMENT_FIGURE, Decimal(number), known, self._statement_url(period))

    def _statement_url(self, period: Period) -> str:
        """Return the address of the statement over the period."""
        parameters = {
            "society": str(self.reader.society.pk),
            **({"scope": "alone"} if self.reader.scope.own_records_only else {}),
            "date_from": period.start.isoformat(),
            "date_to": period.end.isoformat(),
        }
        return f"{reverse('reports:statement')}?{urlencode(parameters)}"

    def _sums(self, fund: str, kind: str, period: Period) -> StatementSums:
        """Return the sums of the fund with all below it, of the kind, or of everything."""
        if period not in self._statements:
            self._statements[period] = statements(replace(self.reader.scope, period=period))
        every = [one for top in self._statements[period] for one in top.with_all_below()]
        if fund:
            pk = get_fund(fund, self.reader.society).pk
            return next((one.sums for one in every if one.fund.pk == pk), StatementSums())
        kinds = Fund.DONATED if kind == DONATED else [kind] if kind else list(Fund.Kind.values)
        return StatementSums.of(one for one in every if one.fund.kind in kinds)
