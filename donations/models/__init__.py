from .bank import DAYS_TO_CONFIRM, BankAccount, BankLine, BankLineQuerySet, BankMatch
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
from .fund_movement import FundMovementMixin, Reversal, bank_movements, normalised_voucher
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
from .ledger_balance import LedgerBalance, LedgerDifference
from .life_gift import LifeGift
from .refund import FundTransfer, Refund
from .stock import CountedGoods, RemovedGoods, StockCount, StockRemoval

__all__ = [
    "DAYS_TO_CONFIRM",
    "BankAccount",
    "BankLine",
    "BankLineQuerySet",
    "BankMatch",
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
    "LedgerBalance",
    "LedgerDifference",
    "LifeGift",
    "LotMovement",
    "Refund",
    "RemovedGoods",
    "Reversal",
    "StatementLine",
    "StockCount",
    "StockRemoval",
    "bank_movements",
    "check_lots",
    "fund_balance",
    "fund_movements",
    "fund_rounded",
    "lot_remaining",
    "movement_label",
    "normalised_voucher",
    "within_fund",
    "worth_of",
]
