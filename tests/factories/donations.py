"""Donors, funds, gifts, receipts, income, bank and store."""

from datetime import date
from decimal import Decimal

from donations.models import (
    BankAccount,
    BankLine,
    CashGift,
    Donor,
    Fund,
    FundTransfer,
    GoodsGift,
    Income,
    LedgerBalance,
    LifeGift,
    Receipt,
    ReceiptRange,
    Refund,
    StockCount,
    StockRemoval,
)
from tests.factories.saving import number_in_turn, save_new


def make_donor(by, **fields):
    return save_new(Donor, by, {"name": f"D{next(number_in_turn)}"} | fields)


def make_fund(by, **fields):
    return save_new(Fund, by, {"name": f"F{next(number_in_turn)}"} | fields)


def make_cash_gift(by, amount="300", **fields):
    if "donor" not in fields:
        fields["donor"] = make_donor(by)
    if "fund" not in fields:
        above = fields.get("source") == CashGift.Source.ABOVE
        fields["fund"] = make_fund(by, kind=Fund.Kind.ABOVE if above else Fund.Kind.GENERAL)
    given = {"date": date(2021, 5, 1), "amount": Decimal(amount)} | _receipt_of(fields)
    return save_new(CashGift, by, given | fields)


def _receipt_of(fields):
    """Its donor wants no receipt, unless it is said what of one."""
    return {} if fields.get("receipt_number") else {"receipt_waived": True}


def make_receipt(by, number=None, **fields):
    number = number or f"{10**9 + next(number_in_turn)}"
    given = {"date": date(2021, 5, 1), "code": "43060121", "payer": "D1", "amount": Decimal(300)}
    return save_new(Receipt, by, given | {"number": number} | fields)


def make_red_receipt(by, original, number=None, **fields):
    """Of the whole of the original."""
    told = {"original_number": original.receipt_number, "payer": original.payer, "reason": "Y1"}
    whole = {"amount": original.amount and -original.amount, "kind": "red"}
    return make_receipt(by, number, **told | whole | fields)


def make_receipt_range(by, first=None, last=None, **fields):
    first = first or f"{100 * next(number_in_turn):08}"
    numbers = {"first_number": first, "last_number": last or f"{int(first) + 9:0{len(first)}}"}
    given = {"taken_on": date(2021, 1, 4), "taken_from": "B1", "keeper": "N1", "code": "430621"}
    return save_new(ReceiptRange, by, given | numbers | fields)


def make_income(by, amount="300", **fields):
    given = {"date": date(2021, 5, 1), "amount": Decimal(amount), "source": Income.Source.INTEREST}
    if "fund" not in fields:
        fiscal = fields.get("source") in Income.FISCAL_SOURCES
        kind = Fund.Kind.FISCAL if fiscal else Fund.Kind.OWN
        fields["fund"] = make_fund(by, kind=kind)
    return save_new(Income, by, given | fields)


def make_refund(by, amount="300", **fields):
    if "gift" not in fields:
        fields["gift"] = make_cash_gift(by, "900")
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount), "decided_by": "B1"}
    return save_new(Refund, by, given | {"reason": "mistaken"} | fields)


def make_fund_transfer(by, amount="100", **fields):
    if "from_fund" not in fields:
        fields["from_fund"] = make_fund(by, opening_balance=9 * Decimal(amount))
    if "to_fund" not in fields:
        fields["to_fund"] = make_fund(by)
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount)}
    return save_new(FundTransfer, by, given | {"reason": "Y1", "decided_by": "B1"} | fields)


def make_bank_account(by, **fields):
    account = {"name": f"K{next(number_in_turn)}", "opens_on": date(2020, 1, 1)}
    return save_new(BankAccount, by, account | fields)


def make_bank_line(by, amount="300", **fields):
    """Below zero: paid."""
    if "account" not in fields:
        fields["account"] = make_bank_account(by)
    moved = Decimal(amount)
    way = {"received": moved} if moved > 0 else {"paid": -moved}
    return save_new(BankLine, by, {"date": date(2021, 5, 1)} | way | fields)


def make_ledger_balance(by, balance="0", differences=(), **fields):
    if not fields:
        fields["account"] = make_bank_account(by)
    given = {"date": date(2021, 5, 31), "balance": Decimal(balance)}
    return save_new(LedgerBalance, by, given | fields, differences=differences)


def make_goods_gift(by, lots=(), **fields):
    """`lots`: what each lot holds; without any the goods are in words.

    What a lot is worth a voucher tells, unless another basis is named.
    """
    known = {"value_basis": "voucher"}
    lots = [lot if lot.get("unit_value") is None else known | lot for lot in lots]
    words = {} if lots else {"description": "G1"}
    given = {"date": date(2021, 5, 1)} | words | _receipt_of(fields)
    return save_new(GoodsGift, by, given | fields, lots=lots)


def make_lot(by):
    return make_goods_gift(by, lots=[{"item": "I1", "quantity": 9, "unit": "U1"}]).lots.get()


def make_stock_removal(by, goods=None, **fields):
    goods = goods or [{"lot": make_lot(by), "quantity": 1}]
    who = {"checker": "N1", "second_checker": "N2", "decided_by": "B1", "kind": "expired"}
    return save_new(StockRemoval, by, {"date": date(2021, 6, 1)} | who | fields, goods=goods)


def make_stock_count(by, counted=None, **fields):
    counted = counted or [{"lot": make_lot(by), "found": 9}]
    who = {"counter": "N1", "witness": "N2"}
    return save_new(StockCount, by, {"date": date(2021, 6, 30)} | who | fields, counted=counted)


def make_life_gift(by, number=1, **fields):
    return save_new(LifeGift, by, {"date": date(2021, 5, 1), "number": number} | fields)


def in_yuan(item, yuan, basis="voucher"):
    """Goods of which only the value is known."""
    return {"item": item, "quantity": yuan, "unit": "元", "unit_value": 1, "value_basis": basis}
