"""Certificates that donors are given."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.models import CashGift, Donor, GoodsGift
from redcross.formatting import amount_in_words
from redcross.papers import LETTER_CLOSING, Column, Paper, Part, PrintContext, Sheet, Table, Text
from redcross.papers.sheet import Cell

from .wording import (
    REFUNDED,
    RETURNED,
    LotPart,
    days_of,
    given_back,
    kept,
    no_donation,
    number_of,
    purpose_of,
    stands_for_several,
    worth_of_all,
    yuan,
)

G = TypeVar("G", CashGift, GoodsGift)
# So many lots stand within the text; more are listed below it.
_IN_TEXT = 4
_THANKS = "【称呼】的爱心善举弘扬了“人道、博爱、奉献”的红十字精神。\n特颁此证，以资感谢。"


class Certificate(Paper[G]):
    """What is common to certificates: who may be given one, and who signs it."""

    title = gettext_lazy("donation certificate")
    # It is the donor's and stays there.
    returns = False
    note = "本证书非财政票据"
    closing = LETTER_CLOSING

    def refusal(self, entry: G) -> str:
        donor: Donor | None = entry.donor
        if found := no_donation(entry):
            return found
        if donor is None:
            return _("It is not known who gave it.")
        if donor.kind == Donor.Kind.ANONYMOUS:
            return _("Its donor is anonymous: there is nobody to give a certificate to.")
        return ""

    def certificate(self, gift: G, parts: Sequence[Part], printing: PrintContext) -> Sheet:
        """Return the sheet: who refused to be published gets one that is not shown to others."""
        private = gift.donor is not None and gift.donor.name_public == Donor.Consent.NO
        return Sheet(
            "",
            parts,
            number=number_of(gift),
            note=f"{self.note}；仅交捐赠人本人，不公开展示" if private else "",
        )

    def common(self, gift: G, printing: PrintContext) -> dict[str, str]:
        """Return the values that stand on every certificate."""
        organisation = gift.donor is not None and gift.donor.kind == Donor.Kind.ORGANISATION
        return {
            "捐赠人": str(gift.donor),
            "称呼": "贵单位" if organisation else "您",
            "日期": days_of(gift),
            "单位": printing.society.name,
            "用途": purpose_of(gift.fund),
        }


class CashGiftCertificate(Certificate[CashGift]):
    """捐赠证书 of a gift of money: of what of it stayed."""

    key = "cash-gift-certificate"
    model = CashGift
    related = REFUNDED
    text = (
        "【捐赠人】：\n"
        "感谢【称呼】于【日期】向【单位】捐赠人民币【金额】（大写：【大写】），用于【用途】。"
        + _THANKS
    )

    def refusal(self, entry: CashGift) -> str:
        if found := super().refusal(entry):
            return found
        if entry.rounding_of("amount"):
            return _("The amount is not known exactly.")
        if given_back(entry) == entry.amount:
            return _("All of it went back to its donor.")
        return ""

    def sheet(self, entries: Sequence[CashGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        stayed = gift.amount - given_back(gift)
        values = {
            **self.common(gift, printing),
            "金额": yuan(stayed),
            "大写": amount_in_words(stayed),
        }
        text = Text(self.worded(printing, values), large=True)
        return self.certificate(gift, [text], printing)


class GoodsGiftCertificate(Certificate[GoodsGift]):
    """捐赠证书 of goods: of what of them stayed, with its value where every lot has one."""

    key = "goods-gift-certificate"
    model = GoodsGift
    related = RETURNED
    text = "【捐赠人】：\n感谢【称呼】于【日期】向【单位】捐赠【物资】，用于【用途】。" + _THANKS

    def refusal(self, entry: GoodsGift) -> str:
        if found := super().refusal(entry):
            return found
        if entry.lots.all() and not kept(entry):
            return _("All of it went back to its donor.")
        return ""

    def sheet(self, entries: Sequence[GoodsGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        parts = kept(gift)
        goods = goods_in_words(gift, parts, "清单如下")
        values = {**self.common(gift, printing), "物资": goods}
        on_it: list[Part] = [Text(self.worded(printing, values), large=True)]
        if is_listed(parts):
            on_it.append(list_of(parts))
        return self.certificate(gift, on_it, printing)


def is_listed(parts: Sequence[LotPart]) -> bool:
    """Return whether so many goods are listed instead of named within a text."""
    return len(parts) > _IN_TEXT


def goods_in_words(gift: GoodsGift, parts: Sequence[LotPart], where: str) -> str:
    """Return the goods within a sentence: all of them, or the first of many and their number.

    `where`: where the many are listed.
    """
    if not parts:
        several = f"{gift.times}批" if stands_for_several(gift) and gift.times else ""
        known = not gift.rounding_of("times")
        return f"{gift.description}{several}" if known else gift.description
    total = worth_of_all(parts)
    worth = f"折价人民币{yuan(total)}（大写：{amount_in_words(total)}）" if total else ""
    if is_listed(parts):
        listed = f"{parts[0].lot.item}等{len(parts)}种物资（{where}）"
        return f"{listed}，{worth}" if worth else listed
    goods = "、".join(part.in_words for part in parts)
    return f"{goods}，共{worth}" if worth and len(parts) > 1 else goods


def list_of(parts: Sequence[LotPart], name: str = "品名及规格型号") -> Table:
    """Return the goods listed: what they are, unit, quantity, price and value."""
    rows: list[list[Cell]] = [[str(n), *part.cells] for n, part in enumerate(parts, 1)]
    priced: Decimal | None = worth_of_all(parts)
    columns = [
        Column("序号", 12, centred=True),
        Column(name, 64),
        Column("单位", 18, centred=True),
        Column("数量", 22),
        Column("单价（元）", 24),
        Column("折价（元）", 30, total=priced is not None),
    ]
    return Table(columns, rows)
