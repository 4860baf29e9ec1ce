"""Figures of what the books of donated money began with, and what moved into them and out."""

from datetime import date
from typing import ClassVar

from django.db.models import Aggregate, Q, Sum
from django.utils.translation import gettext_lazy as _

from redcross.figures import CountedFigure, FigureSource, OpeningStock, Period, Unit

from .models import Fund, fund_balance, fund_moved, fund_rounded

funds: FigureSource = {"model": Fund, "filterset": "donations.filters.FundFilter"}


class OpenedFunds(CountedFigure):
    """Of the funds that opened within a period."""

    # As of a stock: the list's parameter for the day.
    at: ClassVar[str] = "opened_to"

    def days(self, period: Period) -> dict[str, date]:
        return {"opened_from": period.start, "opened_to": period.end}


def balance(period: Period) -> Aggregate:
    """Return what is left in funds at the end of a period."""
    return Sum(fund_balance(period.end))


def balance_rounded(period: Period) -> Q:
    """Return the condition over funds for that being known only about."""
    return fund_rounded(period.end)


def _moved(period: Period) -> Aggregate:
    return Sum(fund_moved(date__range=(period.start, period.end)))


fund_book_figures: list[CountedFigure] = [
    OpeningStock(
        key="donations.funds.opening",
        label=_("Balance of donated money before the period"),
        value=lambda period: Sum(fund_balance(period.day_before)),
        difference_of=(balance, _moved),
        inexact=lambda period: fund_rounded(period.day_before),
        unit=Unit.YUAN,
        at="as_of",
        where={"donated": "yes"},
        rule=_("At the end of the day before it: the balance of the period before."),
        **funds,
    ),
    OpenedFunds(
        key="donations.funds.brought",
        label=_("Opening balances of funds opened in the period"),
        value=Sum("opening_balance"),
        unit=Unit.YUAN,
        where={"donated": "yes"},
        rule=_("By the day on which they open."),
        **funds,
    ),
]
