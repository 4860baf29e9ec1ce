"""Paper receipts taken from the finance bureau, and what became of them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from donations.models import NumberState, ReceiptRange, states_of
from redcross.papers import Column, Paper, PrintContext, Sheet, Table
from redcross.papers.sheet import Cell

_COLUMNS = [
    Column("序号", 12, centred=True),
    Column("领用日期", 24, centred=True),
    Column("票据代码", 24, centred=True),
    Column("领自", 28),
    Column("起止号码", 40, centred=True),
    Column("份数", 13, total=True),
    Column("已用", 13, total=True),
    Column("作废", 12, total=True),
    Column("冲红", 12, total=True),
    Column("断号", 12, total=True),
    Column("未用", 13, total=True),
    Column("保管人", 24),
    Column("核销", 30),
]
_STATES = (
    *(NumberState.USED, NumberState.VOID, NumberState.RED_LETTERED),
    *(NumberState.GAP, NumberState.UNUSED),
)


class ReceiptRangeRegister(Paper[ReceiptRange]):
    """票据领用核销登记表: the ranges, with what became of their numbers so far."""

    key = "receipt-range-register"
    title = gettext_lazy("register of paper receipts")
    model = ReceiptRange
    together = True
    editable_as = ("xlsx",)
    signatures = ("领用人", "经办人", "财务负责人")

    def sheet(self, entries: Sequence[ReceiptRange], printing: PrintContext) -> Sheet:
        ranges = sorted(entries, key=lambda row: (row.taken_on, row.pk))
        states = states_of(ranges)
        rows: list[list[Cell]] = []
        for index, row in enumerate(ranges, 1):
            numbers = states[row.pk]
            off = row.written_off_on.isoformat() if row.written_off_on else ""
            rows.append(
                [
                    *(str(index), row.taken_on.isoformat(), row.code, row.taken_from),
                    *(f"{row.first_number}—{row.last_number}", len(numbers.states)),
                    *(len(numbers.of_state(state)) for state in _STATES),
                    *(row.keeper, f"{off} {row.written_off_by}".strip()),
                ]
            )
        return Sheet("", [Table(_COLUMNS, rows, row_height=9)], landscape=True)
