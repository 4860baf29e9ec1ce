"""What is printed of donations. Fields and their order are those of the forms in use."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.formatting import amount_in_words, format_day
from redcross.models import Record
from redcross.papers import Column, Fields, Paper, Printing, Sheet, Table, Text
from redcross.typed_values import KnownTo

from .models import CashGift, GoodsGift


def day_of(record: Record) -> str:
    """Return the day of a record as far as it is known: 2021年3月5日, 2021年3月."""
    if record.date_precision != KnownTo.DAY:
        return format_day(record.date, KnownTo(record.date_precision))
    return f"{record.date.year}年{record.date.month}月{record.date.day}日"


class CashGiftCertificate(Paper[CashGift]):
    """捐赠证书 of a gift of money."""

    key = "cash-gift-certificate"
    title = gettext_lazy("donation certificate")
    model = CashGift
    returns = False
    note = "本证书非财政票据"
    text = (
        "【捐赠人】：\n"
        "感谢您于【日期】向【单位】捐赠人民币【金额】（大写：【大写】），用于【用途】。"
        "您的爱心善举弘扬了“人道、博爱、奉献”的红十字精神。\n"
        "特颁此证，以资感谢。"
    )

    def refusal(self, entry: CashGift) -> str:
        if entry.donor is None:
            return _("It is not known who gave it.")
        if entry.rounding_of("amount"):
            return _("The amount is not known exactly.")
        return ""

    def sheet(self, entries: Sequence[CashGift], printing: Printing) -> Sheet:
        [gift] = entries
        day = printing.day
        values = {
            "捐赠人": str(gift.donor),
            "日期": day_of(gift),
            "单位": printing.society.name,
            "金额": f"{gift.amount:,.2f}元",
            "大写": amount_in_words(gift.amount),
            "用途": gift.fund.purpose or str(gift.fund),
        }
        return Sheet(
            "",
            [Text(self.worded(printing, values), large=True)],
            number=f"{gift.date:%Y}-{gift.pk}",
            closing=[printing.society.name, f"{day.year}年{day.month}月{day.day}日"],
        )


class GoodsGiftNote(Paper[GoodsGift]):
    """捐赠物资接收单（入库单）."""

    key = "goods-gift-note"
    title = gettext_lazy("note of goods received")
    model = GoodsGift
    editable_as = ("xlsx",)
    signatures = ("交货人", "验收人", "验收人", "保管员", "审批")

    def sheet(self, entries: Sequence[GoodsGift], printing: Printing) -> Sheet:
        [gift] = entries
        columns = [
            Column("序号", 10, centred=True),
            Column("品名", 44),
            Column("单位", 12, centred=True),
            Column("数量", 20),
            Column("单价（元）", 22),
            Column("金额（元）", 24, total=True),
            Column("计价依据", 30),
            Column("有效期至", 24, centred=True),
            Column("质量证明", 30),
            Column("备注", 41),
        ]
        rows = [
            [
                *(str(place), lot.item, lot.unit, lot.quantity, lot.unit_value),
                *(None if lot.unit_value is None else lot.quantity * lot.unit_value,),
                *(lot.get_value_basis_display() if lot.value_basis else "",),
                *(lot.expires_on.isoformat() if lot.expires_on else "", lot.quality_proof, ""),
            ]
            for place, lot in enumerate(gift.lots.order_by("pk"), 1)
        ]
        whose = Fields(
            [
                ("来源", gift.get_source_display()),
                ("日期", day_of(gift)),
                ("捐赠人", str(gift.donor or "")),
                ("捐赠项目", str(gift.fund or "")),
            ]
        )
        return Sheet(
            "",
            [whose, Table(columns, rows, capitals="金额（元）")],
            number=f"{gift.date:%Y}-{gift.pk}",
            landscape=True,
        )


papers = [CashGiftCertificate(), GoodsGiftNote()]
