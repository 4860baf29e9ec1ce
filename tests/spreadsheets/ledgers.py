"""Sheets as offices keep them, generated: their layout, not their content."""

from redcross.spreadsheets.headings import LedgerColumn
from redcross.spreadsheets.reading import Sheet
from redcross.spreadsheets.synonyms import synonyms_of
from redcross.typed_values import TypedAs


def sheet(*rows, name="Sheet1", merged=(), hidden_rows=(), errors=()):
    return Sheet(
        name=name,
        rows=[list(row) for row in rows],
        merged=tuple(merged),
        hidden=False,
        hidden_rows=frozenset(hidden_rows),
        errors=frozenset(errors),
    )


def column(name, label, key, typed_as=None, required=False):
    return LedgerColumn(name, label, synonyms_of(key), typed_as, required)


CASH = (
    column("date", "日期", "donations.cashgift.date", TypedAs.PAST_DATE, required=True),
    column("donor", "捐赠人", "donations.cashgift.donor", required=True),
    column("amount", "金额（元）", "donations.cashgift.amount", TypedAs.YUAN, required=True),
    column("receipt_number", "票据号码", "donations.cashgift.receipt_number"),
    column("note", "备注", "donations.cashgift.note"),
)
GOODS = (
    column("date", "日期", "donations.goodsgift.date", TypedAs.PAST_DATE, required=True),
    column("donor", "捐赠人", "donations.goodsgift.donor"),
    column("item", "品名", "donations.goodslot.item", required=True),
    column("specification", "规格", "donations.goodslot.specification"),
    column("quantity", "数量", "donations.goodslot.quantity", TypedAs.NUMBER, required=True),
    column("unit", "计量单位", "donations.goodslot.unit", required=True),
    column("unit_value", "单价（元）", "donations.goodslot.unit_value", TypedAs.YUAN),
    column("value", "价值（元）", "donations.goodslot.value", TypedAs.YUAN),
)
GOODS_OUT = (
    column("date", "日期", "relief.disbursement.date", TypedAs.PAST_DATE, required=True),
    column("recipient", "接收单位", "relief.disbursement.recipient", required=True),
    column("contents", "物资说明", "relief.disbursement.contents"),
    column("specification", "规格", "relief.disbursedgoods.specification"),
    column("quantity", "数量", "relief.disbursedgoods.quantity", TypedAs.NUMBER),
    column("unit", "计量单位", "relief.disbursedgoods.unit"),
    column("donor", "捐赠人", "relief.disbursement.donor"),
    column("value", "价值（元）", "relief.disbursement.value", TypedAs.YUAN),
)
ROSTER = (
    column("date", "日期", "relief.aid.date", TypedAs.PAST_DATE, required=True),
    column("person", "受助人", "relief.aid.person"),
    column("id_number", "身份证号", "relief.aid.id_number"),
    column("place", "地点", "relief.aid.place"),
    column("people", "受助人数", "relief.aid.people", TypedAs.COUNT),
    column("amount", "救助金额（元）", "relief.aid.amount", TypedAs.YUAN),
    column("contents", "物资说明", "relief.aid.contents"),
)
