"""The only module of this app that reports imports."""

from django.db.models import Count, F, Q, Sum, TextField
from django.db.models import Value as Literal
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redcross.figures import (
    CountedFigure,
    Distinct,
    FigureSource,
    Flow,
    OpeningStock,
    Scope,
    Stock,
    Unit,
)

from .fund_book_figures import balance, balance_rounded, fund_book_figures, funds
from .goods_value_figures import goods_value_figures, left_value, lots, removed
from .life_figures import life_figures
from .models import (
    CashGift,
    Donor,
    Fund,
    GoodsGift,
    GoodsLine,
    GoodsLot,
    Income,
    Refund,
    lot_remaining,
    worth_of,
)
from .receipt_figures import cash, goods, receipt_figures

income: FigureSource = {"model": Income, "filterset": "donations.filters.IncomeFilter"}
refunds: FigureSource = {"model": Refund, "filterset": "donations.filters.RefundFilter"}
_by_date = _("By date received; voided gifts left out.")
# Not bought with money, of which the spending is told already.
_donated_goods = {"priced": "yes", "bought": "out"}
_public = {"source": CashGift.Source.PUBLIC}

figures: list[CountedFigure] = [
    Flow(
        key="donations.cash.amount",
        label=_("Cash given by the public"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where=_public,
        rule=_("By date received; transfers from above and voided gifts left out."),
        **cash,
    ),
    Flow(
        key="donations.cash.gifts",
        label=_("Cash gifts from the public"),
        value=Sum("times"),
        unit=Unit.GIFTS,
        where=_public,
        rule=_("Sums how often each record says it was given; otherwise as the amount."),
        **cash,
    ),
    Flow(
        key="donations.cash.earmarked",
        label=_("Of this, earmarked"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={**_public, "fund_kind": Fund.Kind.EARMARKED},
        rule=_("Cash given by the public into earmarked funds."),
        **cash,
    ),
    Flow(
        key="donations.cash.unearmarked",
        label=_("Of this, not earmarked"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={**_public, "fund_kind": Fund.Kind.GENERAL},
        rule=_("Cash given by the public into funds that are not earmarked."),
        **cash,
    ),
    Distinct(
        key="donations.cash.donors",
        label=_("Donors of cash"),
        value=Count("donor", distinct=True),
        unit=Unit.DONORS,
        where={**_public, "anonymous": "out"},
        unknown=Q(donor=None),
        rule=_(
            "Different donors, each once however often they gave. The anonymous, of whom nobody"
            " knows how many they are, are left out; with a gift that names no donor the number is"
            " not known."
        ),
        **cash,
    ),
    Flow(
        key="donations.cash.from_above",
        label=_("Transfers from above"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"source": CashGift.Source.ABOVE},
        rule=_(
            "By date received; voided ones left out. Of a whole system what its societies handed on"
            " to each other is counted too."
        ),
        **cash,
    ),
    Flow(
        key="donations.cash.fees",
        label=_("Fees kept by platforms"),
        value=Sum("fee"),
        unit=Unit.YUAN,
        where={"with_fee": "yes"},
        rule=_("Of gifts that came through a platform; spending, by the day of the gift."),
        **cash,
    ),
    *(
        Flow(
            key=f"donations.cash.fees_{kind.value}",
            label=format_lazy(_("Fees kept by platforms: {}"), kind.label),
            value=Sum("fee"),
            unit=Unit.YUAN,
            where={"with_fee": "yes", "fund_kind": kind.value},
            rule=_("Of gifts that came through a platform; spending, by the day of the gift."),
            **cash,
        )
        for kind in Fund.DONATED
    ),
    Flow(
        key="donations.cash.held_for_others",
        label=_("Of cash received, held for others"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"fund_held_as": Fund.HeldAs.AGENCY},
        rule=_("Into funds that are held for others and are no donation income."),
        **cash,
    ),
    *(
        Flow(
            key=f"donations.income.{source.value}",
            label=source.label,
            value=Sum("amount"),
            unit=Unit.YUAN,
            where={"source": source.value},
            rule=_("By date received."),
            **income,
        )
        for source in Income.Source
    ),
    Flow(
        key="donations.income.donated",
        label=_("Other income of donated money"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        where={"fund_donated": "yes"},
        rule=_("Interest and the like into funds of donated money, by date received."),
        **income,
    ),
    Flow(
        key="donations.cash.refunded",
        label=_("Gifts given back"),
        value=Sum("amount"),
        unit=Unit.YUAN,
        rule=_("By the day it went back. It is no spending."),
        **refunds,
    ),
    Stock(
        key="donations.funds.open",
        label=_("Funds open at the end"),
        value=Count("pk"),
        unit=Unit.FUNDS,
        where={"donated": "yes"},
        rule=_(
            "Opened on or before the last day and not closed before it; funds of own income and"
            " fiscal money left out."
        ),
        **funds,
    ),
    *fund_book_figures,
    *(
        Stock(
            key=key,
            label=label,
            value=balance,
            inexact=balance_rounded,
            unit=Unit.YUAN,
            at="as_of",
            where=where,
            rule=_("Opening balance and all that came in, less all that went out, to that day."),
            **funds,
        )
        for key, label, where in (
            ("donations.funds.balance", _("Balance of donated money"), {"donated": "yes"}),
            (
                "donations.funds.balance_earmarked",
                _("Balance of earmarked funds"),
                {"kind": Fund.Kind.EARMARKED},
            ),
            (
                "donations.funds.balance_general",
                _("Balance of funds not earmarked"),
                {"kind": Fund.Kind.GENERAL},
            ),
            (
                "donations.funds.balance_above",
                _("Balance of money from above"),
                {"kind": Fund.Kind.ABOVE},
            ),
            (
                "donations.funds.balance_held_for_others",
                _("Of donated money, held for others"),
                {"donated": "yes", "held_as": Fund.HeldAs.AGENCY},
            ),
            ("donations.funds.balance_own", _("Balance of own income"), {"kind": Fund.Kind.OWN}),
            (
                "donations.funds.balance_fiscal",
                _("Balance of fiscal money"),
                {"kind": Fund.Kind.FISCAL},
            ),
        )
    ),
    *(
        Flow(
            key=f"donations.goods.batches_{source}",
            label=label,
            value=Sum("times"),
            unit=Unit.BATCHES,
            where={"source": source},
            rule=_by_date,
            **goods,
        )
        for source, label in (
            (GoodsGift.Source.PUBLIC.value, _("Batches of goods given by the public")),
            (GoodsGift.Source.ABOVE.value, _("Batches of goods from above")),
            (GoodsGift.Source.PURCHASED.value, _("Batches of goods purchased")),
        )
    ),
    Flow(
        key="donations.goods.value",
        label=_("Value of goods given by the public"),
        value=Sum(GoodsLot.worth),
        unit=Unit.YUAN,
        where={"source": GoodsGift.Source.PUBLIC, "priced": "yes"},
        rule=_("Quantity times unit value of every lot that has one, by voucher or estimated."),
        **lots,
    ),
    Flow(
        key="donations.goods.unpriced",
        label=_("Lots given without proof of value"),
        value=Count("pk"),
        unit=Unit.LOTS,
        where={"source": GoodsGift.Source.PUBLIC, "priced": "no"},
        rule=_("They carry no price and are in no sum of money."),
        **lots,
    ),
    Flow(
        key="donations.goods.written_off",
        label=_("Value of goods written off"),
        value=Sum(worth_of(F("quantity"), "lot__unit_value")),
        unit=Unit.YUAN,
        where={"line": GoodsLine.WRITTEN_OFF.value, "priced": "yes"},
        rule=_("Quantity times unit value; lots without one left out."),
        **removed,
    ),
    Stock(
        key="donations.goods.in_store",
        label=_("Lots in store at the end"),
        value=Count("pk"),
        unit=Unit.LOTS,
        where={"by_value": "no"},
        rule=_(
            "Lots of which not everything had been given out on that day; goods known only by their"
            " value are no number of lots."
        ),
        **lots,
    ),
    Stock(
        key="donations.goods.in_store_value",
        label=_("Value of goods in store"),
        value=left_value,
        unit=Unit.YUAN,
        where={"priced": "yes"},
        rule=_("What is left of every lot times its unit value; lots without one left out."),
        **lots,
    ),
    Stock(
        key="donations.goods.fixed_assets_value",
        label=_("Of goods in store, kept as fixed assets"),
        value=left_value,
        unit=Unit.YUAN,
        where={"priced": "yes", "fixed_asset": "yes"},
        rule=_("What is left of every such lot times its unit value."),
        **lots,
    ),
    OpeningStock(
        key="donations.goods.opening_value",
        label=_("Value of goods not bought that were in store before"),
        value=lambda period: Sum(worth_of(lot_remaining(period.day_before))),
        unit=Unit.YUAN,
        where=_donated_goods,
        rule=_(
            "At the end of the day before the period; lots that were bought, and those without a"
            " unit value, left out."
        ),
        **lots,
    ),
    Flow(
        key="donations.goods.received_value",
        label=_("Value of goods received, not bought"),
        value=Sum(GoodsLot.worth),
        unit=Unit.YUAN,
        where=_donated_goods,
        rule=_("From the public and from above, by date; lots without a unit value left out."),
        **lots,
    ),
]

figures += goods_value_figures
figures += life_figures
figures += receipt_figures
BY_KEY = {figure.key: figure for figure in figures}
# What came in and was no gift, by its keys.
OTHER_INCOME = tuple(f"donations.income.{source.value}" for source in Income.Source)


def donors_refusing_publication(scope: Scope, text: str) -> list[str]:
    """Return the names in the text of donors of the scope who do not want to be published."""
    refusing = Donor.objects.countable().filter(scope.owned(), name_public=Donor.Consent.NO)
    named = refusing.annotate(_text=Literal(text, output_field=TextField()))
    names = named.filter(_text__contains=F("name")).values_list("name", flat=True)
    return list(names.distinct().order_by("name"))
