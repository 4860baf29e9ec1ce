from .cash_gift import CashGift
from .donor import Donor
from .fund import (
    Fund,
    FundMovementMixin,
    FundQuerySet,
    fund_balance,
    fund_movements,
    fund_rounded,
    within_fund,
)
from .goods import GoodsGift, GoodsLot, GoodsLotQuerySet, lot_remaining, worth
from .life_gift import LifeGift

__all__ = [
    "CashGift",
    "Donor",
    "Fund",
    "FundMovementMixin",
    "FundQuerySet",
    "GoodsGift",
    "GoodsLot",
    "GoodsLotQuerySet",
    "LifeGift",
    "fund_balance",
    "fund_movements",
    "fund_rounded",
    "lot_remaining",
    "within_fund",
    "worth",
]
