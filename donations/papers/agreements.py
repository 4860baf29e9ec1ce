"""Agreements with donors: filled as far as the record knows, blank where it does not."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.models import CashGift, Donor, Fund, GoodsGift
from redcross.formatting import amount_in_words
from redcross.models import Entry
from redcross.papers import Fields, Part, PrintContext, Sheet, Text

from .certificates import goods_in_words, is_listed, list_of
from .parties import PaperOfDonor, identity_of
from .wording import (
    BLANK,
    Gift,
    LotPart,
    days_of,
    no_donation,
    purpose_of,
    received,
    stands_for_several,
    yuan,
)

E = TypeVar("E", bound=Entry)

_SIGNED_ON = "\n\n\n　　　　年　　月　　日"
_TO_BE_SHOWN = {
    Donor.Consent.YES: "甲方同意乙方公布其姓名（名称）及捐赠情况",
    Donor.Consent.NO: "甲方不同意公布其姓名（名称），乙方不得公开",
    Donor.Consent.NOT_ASKED: "甲方（□同意　□不同意）乙方公布其姓名（名称）及捐赠情况",
}
# What an agreement says: 慈善法 39; 40, whom a donor may not name; 捐赠法 18, another purpose;
# 红十字会法 20 and 21, the receipt, and that the donor may ask and copy.
_TEXT = (
    "甲方自愿无偿捐赠，乙方同意接受。双方依照《中华人民共和国民法典》《中华人民共和国慈善法》"
    "《中华人民共和国公益事业捐赠法》和《中华人民共和国红十字会法》订立本协议。\n"
    "一、财产种类：【种类】。\n"
    "二、数量：【数量】。\n"
    "三、质量：【质量】。\n"
    "四、用途：【用途】。\n"
    "五、交付时间：【交付时间】。\n"
    "六、捐赠目的：【目的】。\n"
    "七、意向受益人：【意向受益人】。甲方不得指定与其有利害关系的人作为受益人。\n"
    "八、宣传：【宣传】。\n"
    "九、甲方保证捐赠财产来源合法、有权处分。乙方收到后开具公益事业捐赠票据，按约定用途使用；"
    "确需改变用途的，事先征得甲方同意；剩余财产用于相同或者相近的目的，并向社会公开。\n"
    "十、甲方有权查询、复制捐赠财产管理使用的有关资料，乙方应当如实提供。\n"
    "十一、本协议一式【份数】份，自双方签字或者盖章之日起生效。未尽事宜由双方协商。"
)


class Agreement(PaperOfDonor[E]):
    """捐赠协议: both parties, what is given, how much, of what quality, for what, when, to whom."""

    title = gettext_lazy("donation agreement")
    text = _TEXT
    editable_as = ("docx",)

    def agreement(
        self,
        donor: Donor | None,
        known: Mapping[str, str],
        printing: PrintContext,
        number: str = "",
        annex: Sequence[LotPart] = (),
    ) -> Sheet:
        """Return the sheet; what is not among the known is blank."""
        consent = Donor.Consent(donor.name_public) if donor else Donor.Consent.NOT_ASKED
        names = ("种类", "数量", "质量", "用途", "交付时间", "目的", "意向受益人", "份数")
        values = dict.fromkeys(names, BLANK) | {"宣传": _TO_BE_SHOWN[consent]}
        values |= {name: value for name, value in known.items() if value}
        parties = Fields(
            [
                ("甲方（捐赠人）", str(donor or "")),
                *identity_of(donor, printing),
                ("乙方（受赠人）", printing.society.name),
            ],
            columns=1,
        )
        signed = Fields([("甲方（签章）", _SIGNED_ON), ("乙方（签章）", _SIGNED_ON)])
        parts: list[Part] = [parties, Text(self.worded(printing, values)), signed]
        if annex:
            parts.append(list_of(annex, "捐赠物资清单"))
        return Sheet("", parts, number=number or BLANK)


def refusal_of_agreement(gift: Gift) -> str:
    """Return why there is no agreement about a gift, "" where there may be one."""
    if found := no_donation(gift):
        return found
    if gift.donor and gift.donor.kind == Donor.Kind.ANONYMOUS:
        return _("Its donor is anonymous, and an agreement has two parties.")
    if gift.donor is None and stands_for_several(gift):
        return _("It stands for several gifts whose donors are not named.")
    return ""


def aim_of(fund: Fund | None) -> dict[str, str]:
    """Return what use and aim are, as far as the fund says so."""
    if fund is None:
        return {}
    general = fund.kind == Fund.Kind.GENERAL
    use = "非定向，由乙方按照红十字会的宗旨统筹使用" if general else f"定向用于{purpose_of(fund)}"
    return {"用途": use, "目的": fund.purpose}


class CashGiftAgreement(Agreement[CashGift]):
    """捐赠协议 about money."""

    key = "cash-gift-agreement"
    model = CashGift

    def refusal(self, entry: CashGift) -> str:
        return refusal_of_agreement(entry)

    def sheet(self, entries: Sequence[CashGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        known = gift.rounding_of("amount")
        # An agreement names a sum to the fen or leaves it to be written.
        exact = f"人民币{yuan(gift.amount)}（大写：{amount_in_words(gift.amount)}）"
        values = {
            "种类": "货币资金",
            "数量": "" if known else exact,
            "质量": "货币资金，不适用",
            "交付时间": f"{days_of(gift)}，{gift.get_channel_display()}",
            **aim_of(gift.fund),
        }
        return self.agreement(gift.donor, values, printing, gift.agreement_number)


class GoodsGiftAgreement(Agreement[GoodsGift]):
    """捐赠协议 about goods; more than a few lots are listed behind it."""

    key = "goods-gift-agreement"
    model = GoodsGift

    def refusal(self, entry: GoodsGift) -> str:
        return refusal_of_agreement(entry)

    def sheet(self, entries: Sequence[GoodsGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        parts = received(gift)
        proofs = dict.fromkeys(part.lot.quality_proof for part in parts)
        proved = "、".join(filter(None, proofs))
        values = {
            "种类": "实物",
            "数量": goods_in_words(gift, parts, "清单附后"),
            "质量": f"符合国家有关标准，附{proved}" if proved else "",
            "交付时间": days_of(gift),
            **aim_of(gift.fund),
        }
        annex = parts if is_listed(parts) else ()
        return self.agreement(gift.donor, values, printing, gift.agreement_number, annex)


class DonorAgreement(Agreement[Donor]):
    """捐赠协议 before anything is given: what is agreed is written by hand, or in Word."""

    key = "donor-agreement"
    model = Donor

    def refusal(self, entry: Donor) -> str:
        if entry.kind == Donor.Kind.ANONYMOUS:
            return _("The donor is anonymous, and an agreement has two parties.")
        return ""

    def sheet(self, entries: Sequence[Donor], printing: PrintContext) -> Sheet:
        [donor] = entries
        return self.agreement(donor, {}, printing)
