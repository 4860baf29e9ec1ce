"""What was accepted, written down once more in plain Python: what should be left of it all.

Nothing here asks the database. Money in yuan, out of a fund or the store below zero.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from donations.models import CashGift, Fund, FundTransfer, Income, Refund, StockCount, StockRemoval
from relief.models import Aid, Disbursement, GoodsReturn, Recovery

NOTHING = Decimal(0)
# What each kind of record is in the statement of its fund.
MONEY = {
    CashGift: ("income", 1),
    Income: ("income", 1),
    Refund: ("refund", -1),
    Aid: ("spending", -1),
    Disbursement: ("spending", -1),
    Recovery: ("recovered", 1),
}
GOODS = {Aid: ("given", -1), Disbursement: ("disbursed", -1), GoodsReturn: ("returned", 1)}


def worth(quantity, price):
    """In yuan, to the fen; without a price nothing."""
    if price is None:
        return NOTHING
    return (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass
class KnownFund:
    pk: int
    society: int
    kind: str = Fund.Kind.GENERAL
    parent: int | None = None
    opening: Decimal = NOTHING
    opens_on: date | None = None
    voided: bool = False


@dataclass
class KnownRecord:
    """`of`: what it takes back; `goods`: lot to quantity, of a count what was found too much."""

    model: type
    pk: int
    society: int
    date: date
    fund: int | None = None
    to_fund: int | None = None
    amount: Decimal | None = None
    fee: Decimal | None = None
    of: "KnownRecord | None" = None
    goods: dict[int, Decimal] = field(default_factory=dict)
    found: dict[int, Decimal] = field(default_factory=dict)
    # Whether goods went back to their donor.
    to_donor: bool = False
    voided: bool = False


@dataclass
class KnownLot:
    pk: int
    society: int
    # The record of the goods received.
    batch: KnownRecord
    item: str
    unit: str
    quantity: Decimal
    price: Decimal | None
    vouched: bool


@dataclass
class KnownMerge:
    """`moved`: (record or fund, its field) that pointed to the one that went."""

    pk: int
    gone: KnownFund
    kept: KnownFund
    moved: list


@dataclass
class Ledger:
    funds: dict[int, KnownFund] = field(default_factory=dict)
    records: dict[tuple[type, int], KnownRecord] = field(default_factory=dict)
    lots: dict[int, KnownLot] = field(default_factory=dict)
    merges: list[KnownMerge] = field(default_factory=list)
    # By society the last day of what is closed, and what it came to.
    closed: dict[int, tuple[date, dict]] = field(default_factory=dict)

    def standing(self, *models):
        """The records of these kinds that count."""
        return [r for r in self.records.values() if r.model in models and not r.voided]

    def own_funds(self, society):
        return [f for f in self.funds.values() if f.society == society and not f.voided]

    def within(self, fund):
        """The fund and all below it that count."""
        found = [fund]
        for one in found:
            found += [f for f in self.funds.values() if f.parent == one.pk and not f.voided]
        return found

    def money(self):
        """Yield (fund, day, line, sum) of all that counts."""
        for record in self.standing(*MONEY, FundTransfer):
            if record.model is FundTransfer:
                yield record.fund, record.date, "transfer", -record.amount
                yield record.to_fund, record.date, "transfer", record.amount
                continue
            line, sign = MONEY[record.model]
            fund = record.of.fund if record.of else record.fund
            if fund is None or record.amount is None:
                continue
            yield fund, record.date, line, sign * record.amount
            if record.fee:
                yield fund, record.date, "spending", -record.fee

    def goods(self):
        """Yield (lot, day, line, quantity) of all that counts."""
        for record in self.standing(*GOODS, StockRemoval, StockCount):
            for lot, quantity in record.goods.items():
                if record.model is StockCount:
                    line, sign = "surplus" if quantity > 0 else "shortage", 1
                elif record.model is StockRemoval:
                    line, sign = "given_back" if record.to_donor else "written_off", -1
                else:
                    line, sign = GOODS[record.model]
                if quantity:
                    yield lot, record.date, line, sign * quantity

    def fund_lines(self, start, end):
        """Fund to its lines, with `opening`, `opened` and `left`."""
        found = {}
        for fund in self.funds.values():
            if not fund.voided:
                found[fund.pk] = lines = defaultdict(Decimal)
                opened = fund.opens_on or date.min
                name = "opening" if opened < start else "opened" if opened <= end else "later"
                lines[name] += fund.opening
        for fund, day, line, amount in self.money():
            if day <= end:
                found[fund]["opening" if day < start else line] += amount
        for lines in found.values():
            lines.pop("later", None)
            lines["left"] = sum(lines.values(), NOTHING)
        return found

    def lot_lines(self, start, end):
        """Lot to its lines in quantities and in yuan, with `opening`, `received` and `left`."""
        quantities = {}
        for lot in self.lots.values():
            if not lot.batch.voided and lot.batch.date <= end:
                name = "opening" if lot.batch.date < start else "received"
                quantities[lot.pk] = defaultdict(Decimal, {name: lot.quantity})
        values = {pk: defaultdict(Decimal) for pk in quantities}
        for pk, day, line, quantity in self.goods():
            if day > end:
                continue
            if day < start:
                quantities[pk]["opening"] += quantity
            else:
                quantities[pk][line] += quantity
                values[pk][line] += worth(quantity, self.lots[pk].price)
        for pk, lines in quantities.items():
            lines["left"] = sum(lines.values(), NOTHING)
            for name in ("opening", "received", "left"):
                values[pk][name] = worth(lines[name], self.lots[pk].price)
        return quantities, values

    def left_of(self, lot, day, without=None):
        """What is left of the lot at the end of the day, without what one record moved."""
        moved = sum(
            (q for pk, on, _line, q in self.goods() if pk == lot and on <= day),
            self._came(lot, day),
        )
        counts = without is not None and not without.voided and without.date <= day
        return moved - (without.goods.get(lot, NOTHING) if counts else NOTHING)

    def _came(self, lot, day):
        known = self.lots[lot]
        return known.quantity if known.batch.date <= day and not known.batch.voided else NOTHING

    def take_count(self, count):
        """What was found less what the books say without the count itself."""
        for lot, found in count.found.items():
            count.goods[lot] = found - self.left_of(lot, count.date, without=count)

    def worth_of_aid(self, aid):
        """What the lots with a price say; None where none has one, or all is worth nothing."""
        prices = [(self.lots[pk].price, quantity) for pk, quantity in aid.goods.items()]
        known = (worth(quantity, price) for price, quantity in prices if price is not None)
        return sum(known, NOTHING) or None

    def check_no_day_below_zero(self):
        """Every fund and every lot, on every day on which something moved."""
        moved = defaultdict(lambda: defaultdict(Decimal))
        for fund, day, _line, amount in self.money():
            moved["fund", fund][day] += amount
        for fund in self.funds.values():
            if not fund.voided:
                moved["fund", fund.pk][fund.opens_on or date.min] += fund.opening
        for lot, day, _line, quantity in self.goods():
            moved["lot", lot][day] += quantity
        for lot in self.lots.values():
            if not lot.batch.voided:
                moved["lot", lot.pk][lot.batch.date] += lot.quantity
        for what, days in moved.items():
            left = NOTHING
            for day in sorted(days):
                left += days[day]
                assert left >= 0, (what, day, left)

    def check_no_more_came_back(self):
        """Of what counts, no more than it was, and not before it."""
        money, goods = defaultdict(Decimal), defaultdict(Decimal)
        for record in self.standing(Refund, Recovery, GoodsReturn):
            of = record.of
            assert not of.voided and of.date <= record.date, record
            money[of.model, of.pk] += record.amount or NOTHING
            for lot, quantity in record.goods.items():
                goods[of.model, of.pk, lot] += quantity
        for key, amount in money.items():
            assert amount <= (self.records[key].amount or NOTHING), key
        for (model, pk, lot), quantity in goods.items():
            assert quantity <= self.records[model, pk].goods[lot], (model, pk, lot)

    def close(self, society, end):
        self.closed[society] = end, self._known_at(society, end)

    def day_after_closed(self, society):
        return self.closed[society][0] + timedelta(days=1) if society in self.closed else None

    def check_closed_stays(self):
        for society, (end, known) in self.closed.items():
            assert self._known_at(society, end) == known

    def _known_at(self, society, end):
        """What is not nothing of the year until that day."""
        start = date(end.year, 1, 1)
        quantities, values = self.lot_lines(start, end)
        kinds = (
            (self.funds, self.fund_lines(start, end)),
            (self.lots, quantities),
            (self.lots, values),
        )
        return [
            {(pk, name): n for pk, lines in found.items() for name, n in lines.items() if n}
            for found in (
                {pk: lines for pk, lines in told.items() if known[pk].society == society}
                for known, told in kinds
            )
        ]
