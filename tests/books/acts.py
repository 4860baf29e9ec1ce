"""What may happen to money and goods, each through the one save, and written into the ledger.

An act draws what it does. What the rules refuse is raised, and the ledger stays as it was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from donations.models import CashGift, Fund, GoodsGift, GoodsLot, Income, StockRemoval, ValueBasis
from redcross.models.many import EntriesRefused
from relief.models import Aid, Disbursement
from tests import factories
from tests.books.ledger import KnownLot, KnownRecord, Ledger

FIRST, YEARS = date(2020, 1, 1), (2020, 2021, 2022)
EDGES = [date(year, *day) for year in YEARS for day in ((1, 1), (6, 30), (7, 1), (12, 31))]
DAYS = st.sampled_from(EDGES) | st.integers(0, 1095).map(lambda n: FIRST + timedelta(n))
SUMS = st.integers(1, 20_000).map(lambda fen: Decimal(fen) / 100)
QUANTITIES = st.integers(1, 6_000).map(lambda number: Decimal(number) / 1000)
PRICES = st.sampled_from([None, Decimal("0.01"), Decimal("3.33"), Decimal(50)])
FEN, GRAM = Decimal("0.01"), Decimal("0.001")
REFUSALS = (ValidationError, EntriesRefused)


class NothingToDo(Exception):
    """There is nothing yet that it could be done to."""


@dataclass
class World:
    """`users`, `donors`: by the key of the society; `data` draws."""

    ledger: Ledger
    users: dict
    donors: dict
    data: object

    def draw(self, strategy):
        return self.data.draw(strategy)

    def among(self, choices):
        if not (choices := list(choices)):
            raise NothingToDo
        return self.draw(st.sampled_from(choices))

    def recent(self, choices):
        """One of the last: what is done to the same few things meets."""
        return self.among(list(choices)[-5:])

    def entangled(self, choices):
        """One that something was taken back of, or a fund with records; else one of the last."""
        choices = list(choices)
        standing = [one for one in self.ledger.records.values() if not one.voided]
        held = {id(one.of) for one in standing if one.of}
        held |= {id(self.ledger.funds[one.fund]) for one in standing if one.fund}
        return self.recent([one for one in choices if id(one) in held] * self.coin() or choices)

    def coin(self):
        return self.draw(st.integers(0, 1))

    def some_of(self, cells):
        """Twelve of the cells, most of them not nothing."""
        told = [cell for cell in cells if cell[0].number] or cells
        return [self.among(told if number < 10 else cells) for number in range(12 if cells else 0)]

    def maybe(self, strategy):
        return self.draw(st.none() | strategy)

    def society(self):
        """The first one mostly."""
        first, *others = self.users
        return self.among([first] * 5 + others)

    def fund(self, society, *kinds):
        funds = self.ledger.own_funds(society)
        return self.among(f for f in funds if not kinds or f.kind in kinds)

    def lot(self, society):
        lots = self.ledger.lots.values()
        return self.among(one for one in lots if one.society == society and not one.batch.voided)

    def part_of(self, number, least):
        """All of it mostly, or less, or too much; in steps of the least there is."""
        half = (number / 2).quantize(least, ROUND_UP)
        return self.among([number, number, half, least, number + least])

    def later(self, day):
        return day + timedelta(self.draw(st.integers(-3, 400)))

    def span(self, day):
        """The last day of what goes on, often after the end of a period."""
        return self.among([None, None, day, day + timedelta(40), day + timedelta(800)])


def add(world, made, **known):
    """Write what was made into the ledger."""
    record = KnownRecord(type(made), made.pk, made.society_id, made.date, **known)
    world.ledger.records[record.model, record.pk] = record
    return record


def give(world):
    society, day, amount = world.society(), world.draw(DAYS), world.draw(SUMS)
    fund = world.fund(society, *Fund.DONATED)
    fee = world.among([None, None, min(amount, Decimal("0.60")), amount])
    made = factories.make_cash_gift(
        world.users[society],
        amount,
        fund=Fund.objects.get(pk=fund.pk),
        donor=world.donors[society],
        date=day,
        end_date=world.span(day),
        fee=fee,
        channel=CashGift.Channel.PLATFORM if fee else CashGift.Channel.BANK,
    )
    add(world, made, fund=fund.pk, amount=amount, fee=fee)


def earn(world):
    society, day, amount = world.society(), world.draw(DAYS), world.draw(SUMS)
    fund = world.fund(society)
    source = world.among(Income.Source.values)
    row = Fund.objects.get(pk=fund.pk)
    by, span = world.users[society], world.span(day)
    made = factories.make_income(
        by, amount, source=source, name="x", fund=row, date=day, end_date=span
    )
    add(world, made, fund=fund.pk, amount=amount)


def give_back(world):
    of = world.recent(world.ledger.standing(CashGift))
    amount, day = world.part_of(of.amount, FEN), world.later(of.date)
    reason = world.among(["mistaken", "bounced", "double"])
    gift = CashGift.objects.get(pk=of.pk)
    made = factories.make_refund(
        world.users[of.society], amount, gift=gift, date=day, reason=reason
    )
    add(world, made, of=of, amount=amount)


def transfer(world):
    society, day, amount = world.society(), world.draw(DAYS), world.draw(SUMS)
    out, into = world.fund(society), world.fund(society)
    made = factories.make_fund_transfer(
        world.users[society],
        amount,
        from_fund=Fund.objects.get(pk=out.pk),
        to_fund=Fund.objects.get(pk=into.pk),
        date=day,
    )
    add(world, made, fund=out.pk, to_fund=into.pk, amount=amount)


def goods_out(world, society):
    """Lots with how much of each."""
    lots = {world.lot(society).pk for _number in range(world.draw(st.integers(1, 2)))}
    return {pk: some_of_lot(world, pk) for pk in sorted(lots)}


def least_of(world, pk):
    """What is counted in yuan has no parts of a fen."""
    return FEN if world.ledger.lots[pk].unit == "元" else GRAM


def some_of_lot(world, pk):
    least = least_of(world, pk)
    return max(world.draw(QUANTITIES).quantize(least), least)


def lines(goods):
    return [{"lot": GoodsLot.objects.get(pk=pk), "quantity": q} for pk, q in goods.items()]


def spend(world, make, **more):
    """Money, goods or both, on a day: mostly after what there is to spend came."""
    society, day = world.society(), world.draw(DAYS)
    what = world.among(["money", "goods", "both"])
    fund = world.maybe(st.just(None)) if what == "goods" else world.fund(society)
    amount = None if what == "goods" else world.draw(SUMS)
    goods = {} if what == "money" else goods_out(world, society)
    row = fund and Fund.objects.get(pk=fund.pk)
    made = make(
        world.users[society],
        goods=lines(goods),
        date=day,
        end_date=world.span(day),
        fund=row,
        **({"amount": amount} if amount else {}),
        **more,
    )
    add(world, made, fund=fund and fund.pk, amount=amount, goods=goods)


def help_(world):
    spend(world, factories.make_aid)


def help_by_others(world):
    society, day, amount = world.society(), world.draw(DAYS), world.draw(SUMS)
    by, paid = world.users[society], world.among(Aid.Paid.values)
    add(world, factories.make_aid(by, amount=amount, paid=paid, date=day), amount=amount)


def disburse(world):
    kind = world.among(Disbursement.Kind.values)
    spend(world, factories.make_disbursement, kind=kind, decided_by="B1")


def get_back(world):
    paid = world.ledger.standing(Aid, Disbursement)
    of = world.recent(one for one in paid if one.amount)
    amount, day = world.part_of(of.amount, FEN), world.later(of.date)
    original = {of.model._meta.model_name: of.model.objects.get(pk=of.pk)}
    made = factories.make_recovery(world.users[of.society], amount, date=day, **original)
    add(world, made, of=of, amount=amount)


def return_goods(world):
    of = world.recent(one for one in world.ledger.standing(Aid, Disbursement) if one.goods)
    lot = world.among(of.goods)
    goods, day = {lot: world.part_of(of.goods[lot], least_of(world, lot))}, world.later(of.date)
    original = {of.model._meta.model_name: of.model.objects.get(pk=of.pk)}
    made = factories.make_goods_return(
        world.users[of.society], goods=lines(goods), date=day, **original
    )
    add(world, made, of=of, goods=goods)


def receive(world):
    society, day = world.society(), world.draw(DAYS)
    number = world.draw(st.integers(1, 2))
    values = [
        {
            "item": world.among(["大米", "油", "棉被"]),
            "unit": world.among(["袋", "件", "元"]),
            "quantity": world.draw(QUANTITIES) * 3,
            "unit_value": world.draw(PRICES),
        }
        for _number in range(number)
    ]
    for lot in values:
        if lot["unit"] == "元":
            lot |= {"quantity": round(lot["quantity"], 2) or FEN, "unit_value": Decimal(1)}
        if lot["unit_value"] is not None:
            lot["value_basis"] = world.among(ValueBasis.values)
    source = world.among([GoodsGift.Source.PUBLIC, GoodsGift.Source.PURCHASED])
    receive_lots(world, society, values, date=day, end_date=world.span(day), source=source)


def receive_lots(world, society, values, **fields):
    made = factories.make_goods_gift(
        world.users[society], values, donor=world.donors[society], **fields
    )
    batch = add(world, made)
    for lot in made.lots.order_by("pk"):
        world.ledger.lots[lot.pk] = KnownLot(
            lot.pk,
            society,
            batch,
            lot.item,
            lot.unit,
            lot.quantity,
            lot.unit_value,
            vouched=lot.value_basis == ValueBasis.VOUCHER,
        )


def remove(world):
    society, day = world.society(), world.draw(DAYS)
    goods, kind = goods_out(world, society), world.among(StockRemoval.Kind.values)
    made = factories.make_stock_removal(
        world.users[society], goods=lines(goods), kind=kind, date=day
    )
    add(world, made, goods=goods, to_donor=kind == StockRemoval.Kind.RETURNED)


def count_stock(world):
    society, day = world.society(), world.draw(DAYS)
    found = goods_out(world, society)
    counted = [{"lot": GoodsLot.objects.get(pk=pk), "found": q} for pk, q in found.items()]
    made = factories.make_stock_count(world.users[society], counted=counted, date=day)
    world.ledger.take_count(add(world, made, found=found))
