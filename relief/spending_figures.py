"""Figures of whether spending kept the conditions of what was given."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from donations.models import Fund
from redcross.figures import CountedFigure, FigureSource, Flow, Unit

from .models import Aid, Disbursement, Recovery

aid: FigureSource = {"model": Aid, "filterset": "relief.filters.AidFilter"}
disbursements: FigureSource = {
    "model": Disbursement,
    "filterset": "relief.filters.DisbursementFilter",
}
_own = {"paid": Aid.Paid.OWN.value}

recoveries: FigureSource = {"model": Recovery, "filterset": "relief.filters.RecoveryFilter"}

spending_figures: list[CountedFigure] = [
    Flow(
        key="relief.recovered_donated",
        label=_("Of money that came back, donated money"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"fund_donated": "yes"},
        rule=_("By the day it came back, into funds of donated money."),
        **recoveries,
    ),
    Flow(
        key="relief.recovered_fiscal",
        label=_("Of money that came back, fiscal money"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"fund_kind": Fund.Kind.FISCAL.value},
        rule=_("By the day it came back, into funds of fiscal money."),
        **recoveries,
    ),
    *(
        Flow(
            key=f"relief.{name}.unfunded",
            label=label,
            value=Sum("amount"),
            unit=Unit.YUAN,
            where=where,
            rule=_("Its fund is still to be named; it is in no balance and no statement."),
            **source,
        )
        for name, label, where, source in (
            ("aid", _("Cash given in aid, of no fund yet"), {**_own, "funded": "no"}, aid),
            ("disbursed", _("Money disbursed, of no fund yet"), {"funded": "no"}, disbursements),
        )
    ),
    Flow(
        key="relief.aid.in_cash",
        label=_("Of aid in money, paid in cash"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={**_own, "means": Aid.Means.CASH.value},
        rule=_("By date given."),
        **aid,
    ),
    Flow(
        key="relief.aid.other_purpose",
        label=_("Aid for another purpose than its fund's"),
        value=Sum("times"),
        unit=Unit.TIMES,
        where={"other_purpose": "yes"},
        rule=_(
            "Out of money or goods earmarked for other programmes, without a paper of the donor's"
            " consent."
        ),
        **aid,
    ),
]
