"""Notes of goods that come into the store, and of those that leave it without being given out."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.models import GoodsGift, RemovedGoods, StockRemoval
from redcross.papers import Column, Fields, Paper, PrintContext, Sheet, Table
from redcross.papers.sheet import Cell

from .wording import (
    NOT_PRICED,
    LotPart,
    days_of,
    earmarked,
    how_many,
    number_of,
    purpose_of,
    received,
    stands_for_several,
    unpriced_note,
)

VALUE = "金额（元）"
_COLUMNS = [
    Column("序号", 12, centred=True),
    Column("品名及规格型号", 44),
    Column("单位", 14, centred=True),
    Column("数量", 18),
    Column("单价（元）", 22),
    Column(VALUE, 26, total=True),
    Column("计价依据", 18, centred=True),
    Column("批号", 25),
    Column("生产日期", 24, centred=True),
    Column("有效期至", 24, centred=True),
    Column("备注", 30),
]


def goods_table(parts: Sequence[LotPart], words: Sequence[Cell] = ()) -> Table:
    """Return the goods in rows with their sum; `words` is the row of goods without lots."""
    rows: list[Sequence[Cell]] = []
    for index, part in enumerate(parts, 1):
        lot = part.lot
        priced = lot.unit_value is not None
        remarks = [lot.quality_proof, "固定资产" if lot.fixed_asset else ""]
        rows.append(
            [
                str(index),
                *part.cells,
                str(lot.get_value_basis_display()) if priced else NOT_PRICED,
                lot.batch_number,
                lot.produced_on.isoformat() if lot.produced_on else "",
                lot.expires_on.isoformat() if lot.expires_on else "",
                "；".join(filter(None, remarks)),
            ]
        )
    if words:
        rows.append(["1", *words, *[""] * (len(_COLUMNS) - 1 - len(words))])
    return Table(_COLUMNS, rows, capitals=VALUE)


def two_checkers(checker: str, second: str, label: str) -> list[str]:
    """Return the two who check, each with the name where it is known."""
    return [f"{label}（{name}）" if name else label for name in (checker, second)]


class NoteOfGoods(Paper[GoodsGift]):
    """What came in one batch, in lots."""

    model = GoodsGift
    editable_as = ("xlsx",)
    # Who signs before the two who check the goods, and after them.
    before: ClassVar[Sequence[str]] = ()
    after: ClassVar[Sequence[str]] = ()

    def sheet(self, entries: Sequence[GoodsGift], printing: PrintContext) -> Sheet:
        [gift] = entries
        parts = received(gift)
        bought = gift.source == GoodsGift.Source.PURCHASED
        words: list[Cell] = []
        if not parts:
            words = [gift.description, "批", how_many(gift), None, None]
        whose: list[tuple[str, Cell]] = [
            ("日期", days_of(gift)),
            ("来源", str(gift.get_source_display())),
            ("供货单位" if bought else "捐赠人", str(gift.donor or "")),
            ("定向/非定向", earmarked(gift.fund)),
            ("用途", purpose_of(gift.fund) if gift.fund else ""),
            ("协议号", gift.agreement_number),
            ("票据号码", gift.receipt_number),
            *unpriced_note(parts),
        ]
        checkers = two_checkers(gift.checker, gift.second_checker, "验收人")
        return Sheet(
            "",
            [Fields(whose, columns=3), goods_table(parts, words)],
            number=number_of(gift),
            signatures=[*self.before, *checkers, *self.after],
            landscape=True,
        )


class GoodsGiftNote(NoteOfGoods):
    """捐赠物资接收单: the donor's, who hands the goods over and keeps a copy."""

    key = "goods-gift-note"
    title = gettext_lazy("note of donated goods received")
    note = "本单据非财政票据"
    before = ("交货人",)
    after = ("保管员", "审批")

    def refusal(self, entry: GoodsGift) -> str:
        if entry.source == GoodsGift.Source.PURCHASED:
            return _("Nobody gave what was purchased: print the note of the store.")
        if entry.donor is None and stands_for_several(entry):
            return _("It stands for several gifts whose donors are not named.")
        return ""


class StoreNote(NoteOfGoods):
    """入库单: the store's, of whatever comes into it. Its keeper signs for the goods."""

    key = "store-note"
    title = gettext_lazy("note of goods taken into store")
    before = ("交货人",)
    after = ("保管员", "审批")

    def refusal(self, entry: GoodsGift) -> str:
        if not entry.lots.all():
            return _("What came is told in words only: the store takes in lots with quantities.")
        if stands_for_several(entry):
            return _("It stands for several batches: each was taken in by itself.")
        return ""


class StockRemovalNote(Paper[StockRemoval]):
    """报损单 or 退还单: what left the store without being given out, checked by two."""

    key = "stock-removal-note"
    title = gettext_lazy("note of goods written off or given back")
    model = StockRemoval
    related = ("goods__lot__gift__donor",)
    editable_as = ("xlsx",)

    def refusal(self, entry: StockRemoval) -> str:
        if self._is_return(entry) and len(self._donors(entry)) > 1:
            return _("The goods are of several donors: record for each what went back.")
        return ""

    def sheet(self, entries: Sequence[StockRemoval], printing: PrintContext) -> Sheet:
        [removal] = entries
        parts = [LotPart(line.lot, line.quantity) for line in self._lines(removal)]
        back = self._is_return(removal)
        fields: list[tuple[str, Cell]] = [
            ("日期", days_of(removal)),
            ("类别", str(removal.get_kind_display())),
            ("批准依据", removal.decided_by),
            ("处理结果", removal.outcome),
        ]
        if back:
            fields.append(("捐赠人", "、".join(self._donors(removal))))
        fields += unpriced_note(parts)
        checkers = two_checkers(removal.checker, removal.second_checker, "核查人")
        return Sheet(
            "捐赠物资退还单" if back else "物资报损单",
            [Fields(fields, columns=3), goods_table(parts)],
            number=number_of(removal),
            signatures=[*checkers, "保管员", "审批", *(["捐赠人（签收）"] if back else [])],
            landscape=True,
        )

    def _is_return(self, removal: StockRemoval) -> bool:
        return removal.kind == StockRemoval.Kind.RETURNED

    def _lines(self, removal: StockRemoval) -> list[RemovedGoods]:
        return sorted(removal.goods.all(), key=lambda line: line.pk)

    def _donors(self, removal: StockRemoval) -> list[str]:
        """Return who gave the goods, each once."""
        donors = (line.lot.gift.donor for line in self._lines(removal))
        return list(dict.fromkeys(str(donor) if donor else "" for donor in donors))
