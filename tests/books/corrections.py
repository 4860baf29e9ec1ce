"""What may be corrected, voided, merged and closed, and written into the ledger likewise."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from donations.models import (
    CashGift,
    Donor,
    Fund,
    FundTransfer,
    GoodsLot,
    Income,
    Refund,
    StockCount,
    StockRemoval,
    ValueBasis,
)
from redcross.merging import merge, undo_merge
from redcross.models import EntryToSave, Merge, save_entries
from relief.models import Aid, Disbursement, GoodsReturn, Recovery
from tests import factories
from tests.books.acts import (
    DAYS,
    FEN,
    FIRST,
    PRICES,
    QUANTITIES,
    SUMS,
    NothingToDo,
    count_stock,
    disburse,
    earn,
    get_back,
    give,
    give_back,
    help_,
    help_by_others,
    receive,
    remove,
    return_goods,
    some_of_lot,
    transfer,
)
from tests.books.ledger import KnownFund, KnownMerge


def change(world, known, save_related=None, **values):
    """Set fields of what is known, alone or in the way of many."""
    row = known.model.objects.get(pk=known.pk)
    for name, value in values.items():
        setattr(row, name, value)
    by = world.users[known.society]
    if save_related is None and world.draw(st.booleans()):
        save_entries([EntryToSave(row)], by=by)
    else:
        row.save_entry(by=by, save_related=save_related)


def correct_amount(world):
    known = world.entangled(one for one in world.ledger.records.values() if one.amount)
    amount = world.draw(SUMS)
    change(world, known, amount=amount)
    known.amount = amount


def correct_fee(world):
    known = world.among(world.ledger.standing(CashGift))
    fee = world.maybe(SUMS)
    change(world, known, fee=fee)
    known.fee = fee


def correct_date(world):
    known = world.entangled(world.ledger.records.values())
    day = world.draw(DAYS)
    change(world, known, date=day, end_date=world.span(day))
    if known.date != day:
        known.date = day
        world.ledger.take_count(known)


def correct_fund(world):
    kinds = (CashGift, Income, Aid, Disbursement, FundTransfer)
    known = world.entangled(world.ledger.standing(*kinds))
    fund = world.fund(known.society)
    name = world.among(["fund", "to_fund"]) if known.model is FundTransfer else "fund"
    field = {"fund": "from_fund"}.get(name, name) if known.model is FundTransfer else "fund"
    change(world, known, **{field: Fund.objects.get(pk=fund.pk)})
    setattr(known, name, fund.pk)


def correct_original(world):
    """Let it take back another of the same kind."""
    known = world.among(world.ledger.standing(Refund, Recovery))
    same = world.ledger.standing(known.of.model)
    of = world.among(one for one in same if one.society == known.society)
    name = "gift" if known.model is Refund else of.model._meta.model_name
    change(world, known, **{name: of.model.objects.get(pk=of.pk)})
    known.of = of


def _correct_lot(world, lot, **values):
    rows = GoodsLot.objects.filter(pk=lot.pk)
    change(world, lot.batch, save_related=lambda: rows.update(**values))


def correct_price(world):
    # What is counted in yuan has no other price.
    lot = world.among(lot for lot in world.ledger.lots.values() if lot.unit != "元")
    price = world.draw(PRICES)
    basis = "" if price is None else world.among(ValueBasis.values)
    _correct_lot(world, lot, unit_value=price, value_basis=basis)
    lot.price, lot.vouched = price, basis == ValueBasis.VOUCHER


def correct_lot(world):
    lot, quantity = world.among(world.ledger.lots.values()), world.draw(QUANTITIES)
    if lot.unit == "元":
        quantity = round(quantity, 2) or FEN
    _correct_lot(world, lot, quantity=quantity)
    lot.quantity = quantity


def correct_line(world):
    kinds = (Aid, Disbursement, GoodsReturn, StockRemoval, StockCount)
    known = world.entangled(one for one in world.ledger.standing(*kinds) if one.goods)
    lot = world.among(known.goods)
    quantity = some_of_lot(world, lot)
    name, field = ("counted", "found") if known.found else ("goods", "quantity")
    rows = known.model._meta.get_field(name).related_model.objects
    rows = rows.filter(**{rows.model.owner: known.pk, "lot": lot})
    change(world, known, save_related=lambda: rows.update(**{field: quantity}))
    if not known.found:
        known.goods[lot] = quantity
    elif known.found[lot] != quantity:
        known.found[lot] = quantity
        known.goods[lot] = quantity - world.ledger.left_of(lot, known.date, without=known)


def void(world):
    known = world.entangled(world.ledger.records.values())
    known.model.objects.get(pk=known.pk).void(by=world.users[known.society], reason="x")
    known.voided = True


def open_fund(world, society=None, **given):
    society = society or world.society()
    kind = given.get("kind") or world.among(Fund.Kind.values)
    opening = given["opening"] if "opening" in given else world.draw(st.just(Decimal(0)) | SUMS)
    parent = given["parent"] if given else world.among([None, *world.ledger.own_funds(society)])
    opens_on = None if given else world.maybe(DAYS)
    made = factories.make_fund(
        world.users[society],
        kind=kind,
        opening_balance=opening,
        parent=parent and Fund.objects.get(pk=parent.pk),
        opens_on=opens_on,
    )
    known = KnownFund(made.pk, society, kind, parent and parent.pk, opening)
    known.opens_on = opens_on or world.ledger.day_after_closed(society)
    world.ledger.funds[made.pk] = known
    return known


def _change_fund(world, known, **values):
    row = Fund.objects.get(pk=known.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save_entry(by=world.users[known.society])


def correct_opening(world):
    known = world.fund(world.society())
    opening, opens_on = world.draw(SUMS), world.maybe(DAYS)
    _change_fund(world, known, opening_balance=opening, opens_on=opens_on)
    known.opening, known.opens_on = opening, opens_on


def move_fund(world):
    known = world.fund(world.society())
    parent = world.among([None, *world.ledger.own_funds(known.society)])
    _change_fund(world, known, parent=parent and Fund.objects.get(pk=parent.pk))
    known.parent = parent and parent.pk


def correct_kind(world):
    known, kind = world.fund(world.society()), world.among(Fund.Kind.values)
    _change_fund(world, known, kind=kind)
    known.kind = kind


def void_fund(world):
    known = world.among(f for f in world.ledger.funds.values() if not f.voided)
    Fund.objects.get(pk=known.pk).void(by=world.users[known.society], reason="x")
    known.voided = True


def merge_funds(world):
    gone = world.entangled(world.ledger.own_funds(world.society()))
    same = world.ledger.own_funds(gone.society)
    kept = world.among(one for one in same if one.kind == gone.kind and one is not gone)
    rows = [Fund.objects.get(pk=one.pk) for one in (gone, kept)]
    made = merge(*rows, by=world.users[gone.society], reason="x")
    places = [*world.ledger.records.values(), *world.ledger.funds.values()]
    moved = [
        (one, name)
        for one in places
        for name in ("fund", "to_fund", "parent")
        if not one.voided and getattr(one, name, None) == gone.pk
    ]
    for one, name in moved:
        setattr(one, name, kept.pk)
    kept.opening += gone.opening
    gone.voided = True
    world.ledger.merges.append(KnownMerge(made.pk, gone, kept, moved))


def undo(world):
    known = world.recent(world.ledger.merges)
    undo_merge(Merge.objects.get(pk=known.pk), by=world.users[known.gone.society])
    for one, name in known.moved:
        if getattr(one, name) == known.kept.pk:
            setattr(one, name, known.gone.pk)
    if not known.kept.voided:
        known.kept.opening -= known.gone.opening
    known.gone.voided = False
    world.ledger.merges.remove(known)


def merge_donors(world):
    society = world.society()
    gone = factories.make_donor(world.users[society])
    gifts = [one for one in world.ledger.standing(CashGift) if one.society == society]
    change(world, world.among(gifts), donor=gone)
    kept = Donor.objects.get(pk=world.donors[society].pk)
    merge(gone, kept, by=world.users[society], reason="x")


def close(world):
    society = next(iter(world.users))
    if world.ledger.closed or world.among([True, True, False]):
        raise NothingToDo
    factories.close_year(world.users[society].society, FIRST.year)
    world.ledger.close(society, date(FIRST.year, 12, 31))


# What happens more often stands more than once.
ACTS = [
    *[give, help_, give_back, get_back] * 4,
    *[receive, disburse, return_goods, merge_funds, undo, correct_fund] * 3,
    # Most of these find nothing to do, or are refused.
    *[correct_original, correct_fee] * 4,
    *[open_fund, close] * 6,
    *[earn, transfer, remove, count_stock, void, correct_amount, correct_line] * 2,
    *(help_by_others, correct_date, correct_price, correct_lot),
    *(correct_opening, correct_kind, move_fund, void_fund, merge_donors),
]
