"""The figures of any records, made at random, agree with their linked lists."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from donations.figures import BY_KEY, figures
from donations.models import CashGift, Donor, Fund, GoodsGift, GoodsLot, LifeGift, ValueBasis
from redcross.figures import Period, Scope, break_down, by_month
from relief.models import Aid, AidGoods
from tests.factories import make_donor
from tests.figures import FIRST, YEAR, check_lists, linked

DAY = st.integers(-3, 368)
AMOUNT = st.integers(1, 10**8)


def records(**fields):
    whose = {"days": DAY, "whose": st.integers(0, 1), "voided": st.booleans()}
    return st.lists(st.fixed_dictionaries(whose | fields), max_size=6)


FUNDS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Fund.Kind.values),
            "opens": st.none() | DAY,
            "opening": AMOUNT,
            "voided": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
GIFTS = records(
    amount=AMOUNT,
    times=st.integers(1, 9),
    rounded=st.lists(st.sampled_from(CashGift.roundable_fields), unique=True),
    source=st.sampled_from(CashGift.Source.values),
    fund=st.integers(0, 3),
    donor=st.integers(0, 2),
)
LOT = st.tuples(st.integers(1, 9999), st.none() | st.integers(0, 9999), st.integers(0, 9999))
BATCHES = records(
    source=st.sampled_from(GoodsGift.Source.values),
    times=st.integers(1, 9),
    rounded=st.sampled_from(([], ["times"])),
    lots=st.lists(LOT, max_size=3),
)
SLIPS = records(
    kind=st.sampled_from(LifeGift.Kind.values),
    number=st.integers(1, 999),
    millilitres=st.none() | st.integers(1, 9999),
    rounded=st.lists(st.sampled_from(LifeGift.roundable_fields), unique=True),
)


@pytest.mark.deep
@given(purses=FUNDS, gifts=GIFTS, batches=BATCHES, slips=SLIPS)
def test_the_linked_lists_agree_over_any_records(
    purses, gifts, batches, slips, society, province, staff, above
):
    def entry(model, row, **fields):
        user = (staff, above)[row.get("whose", 0)]
        gone = {"voided_at": "2022-01-01T00:00Z", "void_reason": "x"} if row["voided"] else {}
        when = {"date": FIRST + timedelta(days=row["days"])} if "days" in row else {}
        return model(society=user.society, entered_by=user, **when, **gone, **fields)

    with transaction.atomic():
        funds = Fund.objects.bulk_create(
            entry(
                Fund,
                purse,
                name=str(number),
                kind=purse["kind"],
                opening_balance=Decimal(purse["opening"]) / 100,
                opens_on=None if purse["opens"] is None else FIRST + timedelta(days=purse["opens"]),
            )
            for number, purse in enumerate(purses)
        )
        donors = [make_donor(staff, kind=kind) for kind in Donor.Kind]
        CashGift.objects.bulk_create(
            entry(
                CashGift,
                gift,
                amount=Decimal(gift["amount"]) / 100,
                fund=funds[gift["fund"] % len(funds)],
                donor=donors[gift["donor"]],
                **{name: gift[name] for name in ("times", "rounded", "source")},
            )
            for gift in gifts
        )
        for batch in batches:
            kept = entry(
                GoodsGift, batch, **{name: batch[name] for name in ("source", "times", "rounded")}
            )
            kept.save()
            aid = entry(Aid, batch | {"days": 300, "voided": False})
            aid.save()
            for quantity, fen, out in batch["lots"]:
                lot = GoodsLot.objects.create(
                    gift=kept,
                    item="rice",
                    quantity=Decimal(quantity) / 1000,
                    unit_value=None if fen is None else Decimal(fen) / 100,
                    value_basis="" if fen is None else ValueBasis.values[fen % 3],
                )
                given_out = Decimal(min(out, quantity)) / 1000
                if given_out:
                    AidGoods.objects.create(aid=aid, lot=lot, quantity=given_out)
        LifeGift.objects.bulk_create(
            entry(
                LifeGift,
                slip,
                millilitres=slip["millilitres"] if slip["kind"] == "blood" else None,
                **{name: slip[name] for name in ("kind", "number", "rounded")},
            )
            for slip in slips
        )
        for whose, own_records_only in ((society, False), (province, False), (province, True)):
            check_lists(figures, whose, YEAR, own_records_only)
            parts = []
            for key in ("donations.cash.amount", "donations.goods.batches_public"):
                parts += [
                    v
                    for _month, v in by_month(
                        BY_KEY[key],
                        Scope(whose, Period.year(2021), own_records_only=own_records_only),
                    )
                ]
                parts += [
                    v
                    for _kind, v in break_down(
                        BY_KEY[key],
                        "fund__kind",
                        Scope(whose, YEAR, own_records_only=own_records_only),
                        parameter="fund_kind",
                    )
                    if v.url  # none for what belongs to no fund
                ]
            for value in parts:
                sum_ = linked(value).aggregate(n=value.figure.aggregate(YEAR))["n"] or 0
                assert sum_ == value.number, value.url
        transaction.set_rollback(True)
