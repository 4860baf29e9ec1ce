"""Programmes, applications, aid and what follows it."""

from datetime import date
from decimal import Decimal

from relief.models import (
    Aid,
    Allocation,
    Application,
    Disbursement,
    GoodsReturn,
    Programme,
    Recovery,
    Response,
)
from tests.factories.donations import make_donor, make_fund, make_lot
from tests.factories.saving import number_in_turn, save_new


def make_programme(by, **fields):
    return save_new(Programme, by, {"name": f"R{next(number_in_turn)}"} | fields)


def make_application(by, **fields):
    fields.setdefault("programme", None)
    fields["programme"] = fields["programme"] or make_programme(by)
    return save_new(Application, by, {"date": date(2021, 5, 1)} | fields)


def make_aid(by, goods=(), **fields):
    """Without cash or goods: worth 100 yuan."""
    given = {"amount", "value", "contents", "packages", "rate"} & fields.keys()
    fields = ({} if given or goods else {"value": Decimal(100)}) | fields
    return save_new(Aid, by, {"date": date(2021, 5, 1)} | fields, goods=goods)


def make_disbursement(by, goods=(), **fields):
    fields = ({} if {"amount", "batches"} & fields.keys() or goods else {"contents": "G1"}) | fields
    return save_new(
        Disbursement, by, {"date": date(2021, 5, 1), "recipient": "H1"} | fields, goods=goods
    )


def make_allocation(by, **fields):
    if "donor" not in fields:
        fields["donor"] = make_donor(by)
    return save_new(Allocation, by, {"date": date(2021, 5, 1), "contents": "G1"} | fields)


def make_recovery(by, amount="100", **fields):
    if not {"aid", "disbursement"} & fields.keys():
        fund = make_fund(by, opening_balance=9 * Decimal(amount))
        fields["aid"] = make_aid(by, fund=fund, amount=9 * Decimal(amount))
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount), "reason": "bounced"}
    return save_new(Recovery, by, given | fields)


def make_goods_return(by, goods=None, **fields):
    if not {"aid", "disbursement"} & fields.keys():
        lot = make_lot(by)
        fields["aid"] = make_aid(by, goods=[{"lot": lot, "quantity": 2}])
        goods = goods or [{"lot": lot, "quantity": 1}]
    given = {"date": date(2021, 6, 1), "reason": "Y1"}
    return save_new(GoodsReturn, by, given | fields, goods=goods)


def make_response(by, **fields):
    return save_new(Response, by, {"date": date(2021, 5, 1), "title": "E1"} | fields)
