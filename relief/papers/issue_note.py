"""出库单: what left the store, of which lots."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.papers.wording import number_of as number_of_gift
from redcross.papers import Column, Fields, Paper, PrintContext, Sheet, Table
from redcross.papers.sheet import Cell

from ..models import Aid, Disbursement, GoodsIssue
from .wording import address_of, day_of, number_of

E = TypeVar("E", Aid, Disbursement)

COLUMNS = (
    Column("序号", 11, centred=True),
    Column("入库批号", 26, centred=True),
    Column("品名", 56),
    Column("单位", 14, centred=True),
    Column("数量", 22),
    Column("单价（元）", 26),
    Column("金额（元）", 30, total=True),
    Column("有效期至", 28, centred=True),
    Column("备注", 44),
)


def issued_row(number: int, line: GoodsIssue) -> list[Cell]:
    """Return the cells of what left of one lot. 入库批号 is the number of the note of receipt."""
    lot = line.lot
    price = lot.unit_value
    worth = (
        None if price is None else (line.quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
    )
    return [
        str(number),
        number_of_gift(lot.gift),
        lot.item,
        lot.unit,
        line.quantity,
        price,
        worth,
        lot.expires_on.isoformat() if lot.expires_on else "",
        "未计价" if price is None else "",
    ]


class IssueNote(Paper[E]):
    """What notes of aid and of disbursements have in common."""

    title = gettext_lazy("note of goods issued")
    related: ClassVar[Sequence[str]] = ("goods__lot__gift",)
    editable_as = ("xlsx",)
    signatures = ("批准人", "发货人", "领用人", "复核")

    def refusal(self, entry: E) -> str:
        return "" if entry.goods.all() else _("Nothing left the store with it.")

    def purpose(self, entry: E) -> str:
        """Return what the goods are for."""
        raise NotImplementedError

    def decision(self, entry: E) -> str:
        """Return by which paper or whom they were allocated."""
        raise NotImplementedError

    def receiver(self, entry: E) -> str:
        """Return who takes them."""
        raise NotImplementedError

    def sheet(self, entries: Sequence[E], printing: PrintContext) -> Sheet:
        [issue] = entries
        heading = Fields(
            [
                ("单号", number_of(issue)),
                ("日期", day_of(issue)),
                ("调拨依据", self.decision(issue)),
                ("用途", self.purpose(issue)),
                ("领用单位", self.receiver(issue)),
            ]
        )
        rows = [issued_row(index, line) for index, line in enumerate(issue.goods.all(), 1)]
        table = Table(COLUMNS, rows, capitals="金额（元）")
        return Sheet("", [heading, table], landscape=True)


class DisbursementIssueNote(IssueNote[Disbursement]):
    """出库单 of goods that are handed on."""

    key = "disbursement-issue-note"
    model = Disbursement

    def decision(self, entry: Disbursement) -> str:
        return entry.decision_paper or entry.decided_by

    def purpose(self, entry: Disbursement) -> str:
        purpose = entry.fund and (entry.fund.purpose or str(entry.fund))
        return purpose or entry.get_kind_display()

    def receiver(self, entry: Disbursement) -> str:
        return entry.recipient


class AidIssueNote(IssueNote[Aid]):
    """出库单 of goods that are given in aid."""

    key = "aid-issue-note"
    model = Aid
    related = ("goods__lot__gift", "place__parent__parent")

    def decision(self, entry: Aid) -> str:
        applied = entry.application
        return entry.decision_paper or (f"救助申请审批表{number_of(applied)}" if applied else "")

    def purpose(self, entry: Aid) -> str:
        return " ".join(filter(None, [str(entry.programme or ""), entry.occasion]))

    def receiver(self, entry: Aid) -> str:
        return entry.recipients or str(entry.person or "") or address_of(entry.place)
