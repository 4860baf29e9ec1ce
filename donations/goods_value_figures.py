"""Figures of how the value of goods is known."""

from django.db.models import Aggregate, F, Sum
from django.utils.translation import gettext_lazy as _

from redcross.figures import CountedFigure, FigureSource, Flow, Period, Stock, Unit

from .models import (
    GoodsGift,
    GoodsLine,
    GoodsLot,
    RemovedGoods,
    ValueBasis,
    lot_remaining,
    worth_of,
)

lots: FigureSource = {"model": GoodsLot, "filterset": "donations.filters.GoodsLotFilter"}
removed: FigureSource = {
    "model": RemovedGoods,
    "filterset": "donations.stock_filters.RemovedGoodsFilter",
}
VOUCHED, ESTIMATED = {"value_basis": ValueBasis.VOUCHER}, {"value_basis": "estimated"}
_public = {"source": GoodsGift.Source.PUBLIC, "priced": "yes"}
_estimated = _("Of lots whose value is known by assessment or by the market price of the like.")


def left_value(period: Period) -> Aggregate:
    """Return the value of what is left of lots at the end of a period."""
    return Sum(worth_of(lot_remaining(period.end)))


goods_value_figures: list[CountedFigure] = [
    Flow(
        key="donations.goods.value_vouched",
        label=_("Of the value of goods given, by voucher"),
        value=Sum(GoodsLot.worth),
        unit=Unit.YUAN,
        where={**_public, **VOUCHED},
        rule=_("Of lots whose value an invoice, an agreement or a price certificate tells."),
        **lots,
    ),
    Flow(
        key="donations.goods.value_estimated",
        label=_("Of the value of goods given, estimated"),
        value=Sum(GoodsLot.worth),
        unit=Unit.YUAN,
        where={**_public, **ESTIMATED},
        rule=_estimated,
        **lots,
    ),
    Flow(
        key="donations.goods.written_off_estimated",
        label=_("Of the value of goods written off, estimated"),
        value=Sum(worth_of(F("quantity"), "lot__unit_value")),
        unit=Unit.YUAN,
        where={"line": GoodsLine.WRITTEN_OFF.value, "priced": "yes", **ESTIMATED},
        rule=_estimated,
        **removed,
    ),
    Stock(
        key="donations.goods.in_store_estimated",
        label=_("Of the value of goods in store, estimated"),
        value=left_value,
        unit=Unit.YUAN,
        where={"priced": "yes", **ESTIMATED},
        rule=_estimated,
        **lots,
    ),
]
