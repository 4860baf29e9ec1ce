"""What is counted in the store: the sheet that is taken along, and the one of a count."""

from collections.abc import Sequence

from django import forms
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy

from donations.models import GoodsLot, StockCount, lot_remaining
from redcross.papers import Column, Fields, Paper, PrintContext, Sheet, Table
from redcross.papers.sheet import Cell

from .wording import days_of, number_of, paper_day

_COLUMNS = [
    Column("序号", 12, centred=True),
    Column("品名及规格型号", 48),
    Column("单位", 13, centred=True),
    Column("批次（批号／入库单号）", 32),
    Column("有效期至", 24, centred=True),
    Column("账面", 22),
    Column("实盘", 22),
    Column("盈亏", 22),
    Column("原因", 32),
    Column("处理意见", 30),
]
# Of what is found and stands in no book.
_MORE = 6


def _of_lot(number: int, lot: GoodsLot) -> list[Cell]:
    """Return what tells a lot from others of the same goods."""
    batch = "\n".join(filter(None, (lot.batch_number, number_of(lot.gift))))
    expires = lot.expires_on.isoformat() if lot.expires_on else ""
    return [str(number), lot.item, lot.unit, batch, expires]


class StockCountNote(Paper[StockCount]):
    """盘点表: what was found beside what the books said, and the difference."""

    key = "stock-count"
    title = gettext_lazy("stock count sheet")
    model = StockCount
    related = ("counted__lot__gift",)
    editable_as = ("xlsx",)

    def label_of(self, entries: Sequence[StockCount]) -> str:
        """Return the day: a name of a file names nobody."""
        return days_of(entries[0]) if len(entries) == 1 else super().label_of(entries)

    def sheet(self, entries: Sequence[StockCount], printing: PrintContext) -> Sheet:
        [count] = entries
        lines = sorted(count.counted.all(), key=lambda line: (line.lot.item, line.pk))
        rows = [
            [*_of_lot(index, line.lot), line.book, line.found, line.quantity, line.reason, ""]
            for index, line in enumerate(lines, 1)
        ]
        more = sum(line.quantity > 0 for line in lines)
        less = sum(line.quantity < 0 for line in lines)
        fields = Fields(
            [
                ("盘点日期", days_of(count)),
                ("盘点结果", f"{len(lines)}个批次：盘盈{more}个，盘亏{less}个"),
            ],
        )
        return Sheet(
            "",
            [fields, Table(_COLUMNS, rows)],
            number=number_of(count),
            signatures=[f"盘点人（{count.counter}）", f"监盘人（{count.witness}）", "负责人"],
            landscape=True,
        )


class CountingForm(forms.Form):
    """How the store is counted."""

    with_book = forms.BooleanField(
        label=gettext_lazy("with what the books say"),
        help_text=gettext_lazy("Without it nobody is led to find what is expected."),
        required=False,
        initial=True,
    )


class CountingSheet(Paper[StockCount]):
    """盘点表 to be filled in the store: what lies there by the books of today."""

    key = "counting-sheet"
    title = gettext_lazy("stock count, to be filled in")
    model = None
    permission = "donations.view_stockcount"
    # What it says is entered as a count, which has a paper of its own to be signed.
    returns = False
    editable_as = ("xlsx",)
    options = CountingForm
    signatures = ("盘点人", "监盘人", "负责人")

    def sheet(self, entries: Sequence[StockCount], printing: PrintContext) -> Sheet:
        day, with_book = printing.day, printing.chosen.get("with_book", True)
        lots = GoodsLot.objects.countable().filter(gift__society=printing.society)
        there = lots.filter(GreaterThan(lot_remaining(day), 0), gift__date__lte=day)
        found = there.with_remaining(day).select_related("gift")
        found = found.order_by("item", "expires_on", "pk")
        rows = [
            [*_of_lot(index, lot), lot.remaining if with_book else None, *[""] * 4]
            for index, lot in enumerate(found, 1)
        ]
        fields = Fields(
            [("账面日期", paper_day(day)), ("盘点日期", ""), ("批次数", len(rows))], columns=3
        )
        table = Table(_COLUMNS, rows, blank_rows=_MORE, row_height=9)
        return Sheet("物资盘点表", [fields, table], landscape=True, signed_pages=True)
