from .cash_gift import CashGift
from .donor import Donor
from .fund import (
    Fund,
    FundEffect,
    FundQuerySet,
    StatementLine,
    fund_balance,
    fund_movements,
    fund_rounded,
    movement_label,
    within_fund,
)
from .fund_movement import FundMovementMixin, Reversal
from .goods import (
    GoodsGift,
    GoodsLine,
    GoodsLot,
    GoodsLotQuerySet,
    LotMovement,
    check_lots,
    lot_remaining,
    worth_of,
)
from .income import Income
from .life_gift import LifeGift
from .refund import FundTransfer, Refund
from .stock import CountedGoods, RemovedGoods, StockCount, StockRemoval

__all__ = [
    "CashGift",
    "CountedGoods",
    "Donor",
    "Fund",
    "FundEffect",
    "FundMovementMixin",
    "FundQuerySet",
    "FundTransfer",
    "GoodsGift",
    "GoodsLine",
    "GoodsLot",
    "GoodsLotQuerySet",
    "Income",
    "LifeGift",
    "LotMovement",
    "Refund",
    "RemovedGoods",
    "Reversal",
    "StatementLine",
    "StockCount",
    "StockRemoval",
    "check_lots",
    "fund_balance",
    "fund_movements",
    "fund_rounded",
    "lot_remaining",
    "movement_label",
    "within_fund",
    "worth_of",
]
