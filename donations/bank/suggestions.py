"""Which records a line of the bank is likely made of: the same sum, a near day, a like name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, QuerySet, Sum
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from donations.models import BankLine, FundMovementMixin, bank_movements
from donations.reconciliation import with_names
from redcross.naming import normalised
from redcross.views import list_of

# Days between a record and its line; settlements of a platform take their time.
NEAR, OF_ONE_DAY = 60, 15
# Records of one day that are paid with one line, at most.
MOST_TOGETHER = 200
SHOWN = 3


@dataclass(frozen=True)
class MatchSuggestion:
    """Records of one kind that together make the line. `days`: how far apart they are."""

    model: type[FundMovementMixin]
    keys: tuple[int, ...]
    label: str
    url: str
    days: int
    like: bool = False

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.model._meta.label_lower}:{','.join(map(str, self.keys))}"

    @property
    def kind(self) -> str:
        return str(self.model._meta.verbose_name)


def moves_like(model: type[FundMovementMixin], line: BankLine) -> bool:
    """Return whether records of the kind move money the line's way."""
    sign = model.bank_sign()
    return not sign or (sign > 0) is (line.amount > 0)


def unmatched(model: type[FundMovementMixin], line: BankLine) -> "QuerySet[FundMovementMixin]":
    """Return the records of the kind and of the line's society that no line is matched with."""
    rows = model.objects.countable().filter(model.moves_money(), society=line.society_id)
    return rows.filter(~Exists(model.own_matches()))


def suggestions(lines: Sequence[BankLine]) -> dict[int, list[MatchSuggestion]]:
    """Return for lines of one society, by key, what they are likely made of, the likeliest first.

    The lines have what `with_open` adds. Two queries for each kind of record, however many lines.
    """
    found: dict[int, list[MatchSuggestion]] = defaultdict(list)
    for model in bank_movements():
        by_sum: dict[Decimal, list[BankLine]] = defaultdict(list)
        for line in lines:
            if moves_like(model, line):
                by_sum[abs(line.open)].append(line)
        if by_sum:
            for line, suggestion in (*_alone(model, by_sum), *_together(model, by_sum)):
                found[line.pk].append(suggestion)
    return {
        key: sorted(own, key=lambda one: (not one.like, one.days, len(one.keys)))[:SHOWN]
        for key, own in found.items()
    }


def _near(
    model: type[FundMovementMixin], lines: Iterable[BankLine], days: int
) -> "QuerySet[FundMovementMixin]":
    """Return the unmatched records of the kind within so many days of the lines."""
    dates = [line.date for line in lines]
    reach = timedelta(days)
    return unmatched(model, next(iter(lines))).filter(
        date__range=(min(dates) - reach, max(dates) + reach)
    )


def _alone(
    model: type[FundMovementMixin], by_sum: dict[Decimal, list[BankLine]]
) -> Iterator[tuple[BankLine, MatchSuggestion]]:
    every = [line for lines in by_sum.values() for line in lines]
    rows = _near(model, every, NEAR).filter(In(model.bank_sum(), list(by_sum)))
    for record in with_names(rows):
        label = f"{record.date} {record}"
        for line in by_sum[record.bank_amount()]:
            days = abs((line.date - record.date).days)
            if days <= NEAR and record.bank_account_id in (None, line.account_id):
                like = names_counterparty(line.counterparty, label)
                yield (
                    line,
                    MatchSuggestion(
                        model, (record.pk,), label, record.get_absolute_url(), days, like
                    ),
                )


def _together(
    model: type[FundMovementMixin], by_sum: dict[Decimal, list[BankLine]]
) -> Iterator[tuple[BankLine, MatchSuggestion]]:
    """Yield what records of one day come to together: one line pays ten aids (代发)."""
    every = [line for lines in by_sum.values() for line in lines]
    days = _near(model, every, OF_ONE_DAY).order_by().values("date", "bank_account")
    sums = days.annotate(
        sum=Sum(model.bank_sum()), number=Count("pk"), keys=ArrayAgg("pk", order_by="pk")
    )
    several = sums.filter(sum__in=by_sum, number__gte=2, number__lte=MOST_TOGETHER)
    for row in several:
        day = row["date"]
        for line in by_sum[row["sum"]]:
            apart = abs((line.date - day).days)
            if apart <= OF_ONE_DAY and row["bank_account"] in (None, line.account_id):
                label = _("%(number)s of %(day)s together") % {"number": row["number"], "day": day}
                url = list_of(model, date_from=day, date_to=day, at_bank="expected")
                yield line, MatchSuggestion(model, tuple(row["keys"]), label, url, apart)


def names_counterparty(name: str, text: str) -> bool:
    """Return whether the text names who stands on the line."""
    sought = normalised(name)
    return len(sought) > 1 and sought in normalised(text)
