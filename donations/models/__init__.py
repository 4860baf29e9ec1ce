from .bank import DAYS_TO_CONFIRM, BankAccount, BankLine, BankLineQuerySet, BankMatch
from .cash_gift import CashGift
from .consent import ConsentMixin
from .donor import Donor
from .fund import (
    Fund,
    FundQuerySet,
    follow_funds,
    fund_balance,
    fund_moved,
    fund_movements,
    fund_rounded,
    within_fund,
)
from .fund_effect import FundEffect, StatementLine, movement_label
from .fund_movement import FundMovementMixin, Reversal, bank_movements
from .gifts_of_receipts import GIFT_KINDS, gifts_beside
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
from .goods_value import ESTIMATES, YUAN, ValueBasis, as_unit
from .income import Income
from .ledger_balance import LedgerBalance, LedgerDifference
from .life_gift import LifeGift
from .receipt import (
    Receipt,
    ReceiptQuerySet,
    is_differing,
    is_good,
    is_matched,
    red_receipts,
)
from .receipt_number import ReceiptCarrier, canonical_number
from .receipt_range import (
    LEFT_OPEN,
    NUMBERED_KINDS,
    NumberState,
    RangeNumbers,
    ReceiptRange,
    runs,
    states_of,
)
from .receipted_gift import ReceiptedGift
from .refund import FundTransfer, Refund
from .stock import CountedGoods, RemovedGoods, StockCount, StockRemoval

__all__ = [
    "DAYS_TO_CONFIRM",
    "ESTIMATES",
    "GIFT_KINDS",
    "LEFT_OPEN",
    "NUMBERED_KINDS",
    "YUAN",
    "BankAccount",
    "BankLine",
    "BankLineQuerySet",
    "BankMatch",
    "CashGift",
    "ConsentMixin",
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
    "NumberState",
    "RangeNumbers",
    "Receipt",
    "ReceiptCarrier",
    "ReceiptQuerySet",
    "ReceiptRange",
    "ReceiptedGift",
    "Refund",
    "RemovedGoods",
    "Reversal",
    "StatementLine",
    "StockCount",
    "StockRemoval",
    "ValueBasis",
    "as_unit",
    "bank_movements",
    "canonical_number",
    "check_lots",
    "follow_funds",
    "fund_balance",
    "fund_moved",
    "fund_movements",
    "fund_rounded",
    "gifts_beside",
    "is_differing",
    "is_good",
    "is_matched",
    "lot_remaining",
    "movement_label",
    "red_receipts",
    "runs",
    "states_of",
    "within_fund",
    "worth_of",
]
