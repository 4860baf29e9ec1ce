"""The only module of this app that reports imports."""

from datetime import date
from typing import Any

from django.db.models import Avg, Count, DecimalField, F, Func, Max, Sum
from django.utils.translation import gettext_lazy as _

from donations.models import Fund, worth_of
from redcross.figures import (
    CountedFigure,
    Distinct,
    FigureSource,
    Flow,
    Period,
    Unit,
)

from .models import (
    Aid,
    AidGoods,
    Allocation,
    Application,
    DisbursedGoods,
    Programme,
    Response,
    ReturnedGoods,
)
from .spending_figures import aid, disbursements, recoveries, spending_figures

applications: FigureSource = {
    "model": Application,
    "filterset": "relief.filters.ApplicationFilter",
}
responses: FigureSource = {"model": Response, "filterset": "relief.filters.ResponseFilter"}
allocations: FigureSource = {
    "model": Allocation,
    "filterset": "relief.filters.AllocationFilter",
}
given: FigureSource = {"model": AidGoods, "filterset": "relief.filters.AidGoodsFilter"}
disbursed: FigureSource = {
    "model": DisbursedGoods,
    "filterset": "relief.filters.DisbursedGoodsFilter",
}
returned: FigureSource = {
    "model": ReturnedGoods,
    "filterset": "relief.filters.ReturnedGoodsFilter",
}


class ByDecision(CountedFigure):
    """Applications over a period by the day on which they were decided."""

    def days(self, period: Period) -> dict[str, date]:
        return {"decided_from": period.start, "decided_to": period.end}


class AverageToATenth(Avg):
    """An average of numbers, rounded to one decimal; None of none."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)
        # About the whole: the condition stands behind the average.
        return f"ROUND({sql}, 1)", params


# From the decision to the payment: the database gives whole days.
_DAYS = Func(
    F("date"),
    F("application__decided_on"),
    template="(%(expressions)s)::numeric",
    arg_joiner=" - ",
    output_field=DecimalField(),
)
_by_date = _("By date given; voided records left out.")
_own = {"paid": Aid.Paid.OWN}
HEADS = ("households", "people", "person_times", "packages")

figures: list[CountedFigure] = [
    Flow(
        key="relief.applications",
        label=_("Applications for help"),
        value=Sum("times"),
        unit=Unit.APPLICATIONS,
        rule=_("By date received; a batch counts as many as it says."),
        **applications,
    ),
    ByDecision(
        key="relief.applications_approved",
        label=_("Applications approved"),
        value=Sum("times"),
        unit=Unit.APPLICATIONS,
        where={"decision": Application.Decision.APPROVED},
        rule=_("By the day of the decision; where that is not recorded, by the date received."),
        **applications,
    ),
    Flow(
        key="relief.aid.amount",
        label=_("Cash given in aid"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where=_own,
        rule=_("By date given; what others paid and goods left out."),
        **aid,
    ),
    Flow(
        key="relief.aid.value",
        label=_("Worth of goods given in aid"),
        value=Sum("value"),
        unit=Unit.YUAN,
        where=_own,
        rule=_("As typed, with its basis; goods without a known worth left out."),
        **aid,
    ),
    Flow(
        key="relief.aid.value_estimated",
        label=_("Of the worth of goods given in aid, estimated"),
        value=Sum(worth_of(F("quantity"), "lot__unit_value")),
        unit=Unit.YUAN,
        where={**_own, "worth": "lots", "value_basis": "estimated"},
        rule=_(
            "Goods out of lots whose value is known by assessment or market price, of aid whose"
            " worth was not typed."
        ),
        **given,
    ),
    Flow(
        key="relief.aid.obtained",
        label=_("Cash obtained from other funds"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"paid": Aid.Paid.OTHER},
        rule=_("What this society obtained for somebody, paid by others."),
        **aid,
    ),
    *(
        Flow(
            key=f"relief.aid.{name}",
            label=label,
            value=Sum(name),
            unit=unit,
            rule=_by_date,
            **aid,
        )
        for name, unit, label in (
            ("households", Unit.HOUSEHOLDS, _("Households helped")),
            ("people", Unit.PEOPLE, _("People helped")),
            ("person_times", Unit.PERSON_TIMES, _("Person-times of help")),
            ("packages", Unit.PACKAGES, _("Packages given out")),
        )
    ),
    Distinct(
        key="relief.aid.named",
        label=_("People helped by name"),
        value=Count("person", distinct=True),
        unit=Unit.PEOPLE,
        rule=_("Different people, each once however often they were helped."),
        **aid,
    ),
    Flow(
        key="relief.illness.people",
        label=_("People helped in serious illness"),
        value=Sum("people"),
        unit=Unit.PEOPLE,
        where={"kind": Programme.Kind.ILLNESS},
        rule=_by_date,
        **aid,
    ),
    Flow(
        key="relief.illness.amount",
        label=_("Cash given in serious illness"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"kind": Programme.Kind.ILLNESS, **_own},
        rule=_by_date,
        **aid,
    ),
    Flow(
        key="relief.disbursed.amount",
        label=_("Money disbursed"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        rule=_("What left otherwise than as aid, by date."),
        **disbursements,
    ),
    Flow(
        key="relief.recovered",
        label=_("Money that came back"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        rule=_("By the day it came back, of whatever year the payment was."),
        **recoveries,
    ),
    Flow(
        key="relief.disbursed.batches",
        label=_("Batches of goods handed on"),
        value=Sum("batches"),
        unit=Unit.BATCHES,
        rule=_("What left otherwise than as aid, by date."),
        **disbursements,
    ),
    *(
        Flow(
            key=f"relief.aid.amount_{name}",
            label=_label,
            value=Sum("amount"),
            unit=Unit.YUAN,
            where={**_own, "fund_kind": kind},
            rule=_("Cash given in aid, by the kind of its fund."),
            **aid,
        )
        for name, kind, _label in (
            ("general", Fund.Kind.GENERAL.value, _("Aid from funds not earmarked")),
            ("earmarked", Fund.Kind.EARMARKED.value, _("Aid from earmarked funds")),
            ("above", Fund.Kind.ABOVE.value, _("Aid from money from above")),
            ("own", Fund.Kind.OWN.value, _("Aid from own income")),
            ("fiscal", Fund.Kind.FISCAL.value, _("Aid from fiscal money")),
        )
    ),
    *(
        Flow(
            key=f"relief.disbursed.amount_{name}",
            label=_label,
            value=Sum("amount"),
            unit=Unit.YUAN,
            where={"fund_kind": kind},
            rule=_("Money disbursed, by the kind of its fund."),
            **disbursements,
        )
        for name, kind, _label in (
            ("general", Fund.Kind.GENERAL.value, _("Disbursed from funds not earmarked")),
            ("earmarked", Fund.Kind.EARMARKED.value, _("Disbursed from earmarked funds")),
            ("above", Fund.Kind.ABOVE.value, _("Disbursed from money from above")),
            ("own", Fund.Kind.OWN.value, _("Disbursed from own income")),
            ("fiscal", Fund.Kind.FISCAL.value, _("Disbursed from fiscal money")),
        )
    ),
    *(
        Flow(
            key=key,
            label=label,
            value=Sum(worth_of(F("quantity"), "lot__unit_value")),
            unit=Unit.YUAN,
            where={"priced": "yes", "bought": "out"},
            rule=_("Quantity times unit value; lots that were bought, or without one, left out."),
            **of_lots,
        )
        for key, label, of_lots in (
            ("relief.goods.given_value", _("Value of goods given in aid, not bought"), given),
            ("relief.goods.disbursed_value", _("Value of goods handed on, not bought"), disbursed),
            ("relief.goods.returned_value", _("Value of goods returned, not bought"), returned),
        )
    ),
    *(
        Flow(
            key=f"relief.aid.days_{name}",
            label=label,
            value=aggregate,
            unit=Unit.DAYS,
            absent_without_records=True,
            where={"decision_day": "known", **_own},
            rule=_(
                "Of money paid on an approved application, by the day of payment; only where the"
                " days of decision and of payment are both known, and the payment is not before."
            ),
            **aid,
        )
        for name, label, aggregate in (
            ("average", _("Days from decision to payment, on average"), AverageToATenth(_DAYS)),
            ("longest", _("Days from decision to payment, the longest"), Max(_DAYS)),
        )
    ),
    Flow(
        key="relief.allocations",
        label=_("Batches announced in allocation notices"),
        value=Sum("times"),
        unit=Unit.BATCHES,
        rule=_("By the date of the notice, received or not; what came is goods received."),
        **allocations,
    ),
    Flow(
        key="relief.responses",
        label=_("Emergency responses"),
        value=Sum("times"),
        unit=Unit.TIMES,
        rule=_by_date,
        **responses,
    ),
    *(
        Flow(
            key=f"relief.responses.{name}",
            label=label,
            value=Sum(name),
            unit=Unit.PEOPLE,
            rule=_by_date,
            **responses,
        )
        for name, label in (
            ("moved", _("People moved to safety")),
            ("treated", _("People treated in emergencies")),
        )
    ),
]
figures += spending_figures
BY_KEY = {figure.key: figure for figure in figures}
