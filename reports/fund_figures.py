"""Figures over those of donated money: what came in and went out of its books."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from redcross.figures import Derived, Unit, total

# A sum in yuan.
Number = Decimal | int


def all_but_last(*parts: Number) -> Number:
    """Return the sum of the parts without the last, which is taken off."""
    *sums, less = parts
    return sum(sums) - less


_DONATED = ("general", "earmarked", "above")
_IN = (
    "donations.cash.amount",
    "donations.cash.from_above",
    "donations.income.donated",
    "donations.funds.brought",
)
_REFUNDED = "donations.cash.refunded"
fund_derived = [
    Derived(
        key="reports.funds.received",
        label=_("Income of donated money, refunds not taken off"),
        unit=Unit.YUAN,
        rule=_("Gifts, transfers from above, interest and what funds brought along."),
        parts=_IN,
        expression=total,
    ),
    Derived(
        key="reports.funds.income",
        label=_("Income of donated money"),
        unit=Unit.YUAN,
        rule=_(
            "Gifts, transfers from above, interest and what funds brought along, less refunds: with"
            " the balance before and the spending it makes the balance."
        ),
        parts=(*_IN, _REFUNDED),
        less=(_REFUNDED,),
        expression=all_but_last,
    ),
    Derived(
        key="reports.funds.spending",
        label=_("Spending of donated money, less what came back"),
        unit=Unit.YUAN,
        rule=_("Aid, money disbursed and fees of platforms, less what recipients paid back."),
        parts=(
            *(f"relief.aid.amount_{kind}" for kind in _DONATED),
            *(f"relief.disbursed.amount_{kind}" for kind in _DONATED),
            *(f"donations.cash.fees_{kind}" for kind in _DONATED),
            "relief.recovered_donated",
        ),
        less=("relief.recovered_donated",),
        expression=all_but_last,
    ),
    *(
        Derived(
            key=f"reports.spending.donated_{name}",
            label=label,
            unit=Unit.YUAN,
            rule=_("From funds of donated money."),
            parts=tuple(f"{key}_{kind}" for kind in _DONATED),
            expression=total,
        )
        for name, label, key in (
            ("aid", _("Of donated money spent, given in aid"), "relief.aid.amount"),
            ("disbursed", _("Of donated money spent, disbursed"), "relief.disbursed.amount"),
            ("fees", _("Of donated money spent, fees of platforms"), "donations.cash.fees"),
        )
    ),
]
