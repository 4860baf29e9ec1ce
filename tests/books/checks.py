"""The statement of a period against the ledger, and each of its numbers against its list."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import resolve
from lxml import html

from donations.goods_statements import goods_statements
from donations.models import Fund, GoodsLot, LotMovement
from donations.statements import StatementLine, StatementSums, statements
from redcross.figures import Period
from redcross.views.list import list_for
from relief.models import Aid
from tests.books.ledger import NOTHING, worth


def lines_of(sums):
    """The lines of the statement that are not nothing."""
    told = {line.value: sums.line(line) for line in StatementLine}
    told |= {"opening": sums.opening, "opened": sums.opened, "left": sums.balance}
    return {name: amount for name, amount in told.items() if amount}


def added(several):
    sums = defaultdict(lambda: NOTHING)
    for lines in several:
        for name, amount in lines.items():
            sums[name] += amount
    return {name: amount for name, amount in sums.items() if amount}


def societies_of(scope):
    return {scope.society.pk} if scope.own_records_only else {*scope.society.keys_below}


def check_money(ledger, scope):
    """Each fund, each with those below it, each kind and all together; and the day after."""
    period, of = scope.period, societies_of(scope)
    known = ledger.fund_lines(period.start, period.end)
    every = [one for top in statements(scope) for one in top.with_all_below()]
    there = [f for f in ledger.funds.values() if f.society in of and not f.voided]
    assert {one.fund.pk for one in every} == {fund.pk for fund in there}
    for one in every:
        assert lines_of(one.own_sums) == added([known[one.fund.pk]]), one.fund
        below = ledger.within(ledger.funds[one.fund.pk])
        assert lines_of(one.sums) == added(known[fund.pk] for fund in below), one.fund
        assert one.own_sums.balance >= 0
    for kind in Fund.Kind.values:
        sums = StatementSums.of(one for one in every if one.fund.kind == kind)
        assert lines_of(sums) == added(known[fund.pk] for fund in there if fund.kind == kind)
    total = StatementSums.of(every)
    assert lines_of(total) == added(known[fund.pk] for fund in there)
    assert total.transfers == 0
    came = total.opening + total.opened + total.income + total.recovered
    assert total.balance == came - total.refunds - total.spending
    later = Period(period.end + timedelta(1), period.end + timedelta(31))
    follows = statements(replace(scope, period=later))
    openings = {o.fund.pk: o.own_sums.opening for top in follows for o in top.with_all_below()}
    assert openings == {one.fund.pk: one.own_sums.balance for one in every}


def goods_of(ledger, scope):
    """Known (quantities, values) by (item, unit, priced), added up over the lots."""
    quantities, values = ledger.lot_lines(scope.period.start, scope.period.end)
    of, found = societies_of(scope), defaultdict(list)
    for lot in ledger.lots.values():
        if lot.society in of and lot.pk in quantities:
            goods = (lot.item, lot.unit, lot.price is not None)
            found[goods].append((quantities[lot.pk], values[lot.pk]))
    return {goods: tuple(map(added, zip(*lots, strict=True))) for goods, lots in found.items()}


def told_of(one):
    """What the statement says of goods of one kind: (quantities, values)."""
    amounts = {"opening": one.opening, "received": one.received, "left": one.left}
    amounts |= {line.value: amount for line, amount in one.moved.items()}
    return (
        {name: amount.quantity for name, amount in amounts.items() if amount.quantity},
        {name: amount.value for name, amount in amounts.items() if amount.value},
    )


def check_goods(ledger, scope):
    known = {goods: told for goods, told in goods_of(ledger, scope).items() if told[0]}
    found = goods_statements(scope)
    assert {tuple(one.goods): told_of(one) for one in found} == known
    for one in found:
        assert one.rounding.quantity == 0 and one.left.quantity >= 0 and one.left.value >= 0
        vouched, in_all = vouched_of(ledger, scope, one.goods)
        assert (one.left.vouched, one.left.estimated) == (vouched, in_all - vouched)
        if one.goods.by_value:
            assert one.left.quantity == one.left.value and not one.rounding
    later = Period(scope.period.end + timedelta(1), scope.period.end + timedelta(31))
    follows = goods_statements(replace(scope, period=later))
    assert {one.goods: one.opening for one in follows if one.opening} == {
        one.goods: one.left for one in found if one.left
    }


def vouched_of(ledger, scope, goods):
    """What is left is worth: (by voucher, in all)."""
    of, day = societies_of(scope), scope.period.end
    lots = [
        (lot, worth(ledger.left_of(lot.pk, day), lot.price))
        for lot in ledger.lots.values()
        if (lot.item, lot.unit, lot.price is not None) == tuple(goods)
        and (lot.society in of and not lot.batch.voided and lot.batch.date <= day)
    ]
    by_voucher = sum((value for lot, value in lots if lot.vouched), NOTHING)
    return by_voucher, sum((value for _lot, value in lots), NOTHING)


def check_stores(ledger, day):
    """What is left of each lot, and what aid of goods is worth."""
    left = {lot.pk: lot.remaining for lot in GoodsLot.objects.countable().with_remaining(day)}
    for lot in ledger.lots.values():
        if not lot.batch.voided and lot.batch.date <= day:
            assert left[lot.pk] == ledger.left_of(lot.pk, day)
    told = dict(Aid.objects.values_list("pk", "value"))
    for aid in ledger.standing(Aid):
        assert told[aid.pk] == ledger.worth_of_aid(aid)


def listed(user, url):
    """The page of the list at the address, with its rows; every parameter is one it knows."""
    address = urlsplit(url)
    page = list_for(resolve(address.path).func.view_class, user, QueryDict(address.query))
    page.find()
    assert page.filterset.is_valid(), page.filterset.errors
    assert set(page.request.GET) <= set(page.filterset.filters), url
    return page


def number_of(page, in_yuan):
    """What the rows of a list come to, added up one by one; `in_yuan`: what goods are worth."""
    asked = page.request.GET
    if page.model is Fund:
        name = "opening_balance" if "opened_from" in asked else "balance"
    elif page.model is GoodsLot:
        name = "remaining" if "on" in asked else "quantity"
    elif issubclass(page.model, LotMovement):
        name = "quantity"
    else:
        name = "fee" if "with_fee" in asked else "amount"
    numbers = [(row, getattr(row, name) or NOTHING) for row in page.object_list]
    if in_yuan:
        numbers = [(row, worth(n, getattr(row, "lot", row).unit_value)) for row, n in numbers]
    return sum((number for _row, number in numbers), NOTHING)


def check_page(client, user, scope, among):
    """Each number stands on the page with its link, and some are what their lists come to.

    `among` chooses which, so many as it takes.
    """
    period = scope.period
    asked = {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}
    asked |= {"society": scope.society.pk, "scope": "alone" if scope.own_records_only else "all"}
    client.force_login(user)
    page = client.get("/statement/2021/", asked)
    assert page.status_code == 200 and not page.context["form"].errors
    text, cells = html.fromstring(page.content.decode()), []
    for table in page.context["tables"]:
        shown = text.get_element_by_id(table.id).xpath("tbody/tr")
        for row, tr in zip(table.rows, shown, strict=True):
            for cell, td in zip(row.cells, tr.xpath("td"), strict=True):
                in_yuan = table.id == "priced-goods" and not cell.is_quantity
                if cell.number:
                    assert td.text_content().strip() == f"{cell.number:,.{cell.places}f}"
                    assert td.xpath("a/@href") == ([cell.url] if cell.url else [])
                if cell.url:
                    cells.append((cell, in_yuan, (table.id, row.label)))
    chosen = among(cells)
    for cell, in_yuan, place in chosen:
        told = number_of(listed(user, cell.url), in_yuan)
        assert abs(told) == abs(cell.number), (place, cell, told)
    money = [cell for cell, _in_yuan, (table, _label) in chosen if table.startswith("by-")]
    if money := [cell for cell in money if cell.number]:
        _check_list_page(client, user, money[0])


def _check_list_page(client, user, cell):
    """The page that the number opens has the rows that were added up, and tells the same sum."""
    page = client.get(cell.url)
    assert {row.pk for row in page.context["table"].data.data} == {
        row.pk for row in listed(user, cell.url).object_list
    }
    assert abs(cell.number) in [number for _label, number in page.context["totals"]]
