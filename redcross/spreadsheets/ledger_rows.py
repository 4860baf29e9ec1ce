"""What the reading of a ledger gives: rows as entries, rows as lines of them, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .reading import Cell


@dataclass
class SheetRow:
    """A row of a sheet: its cells by field of the form, and what is wrong with some of them.

    `sheet`: "" where all rows of the file are of one.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    faults: dict[str, list[str]] = field(default_factory=dict)
    # What stands in cells that could not be read; and the year that the sheet names.
    unread: dict[str, Cell] = field(default_factory=dict)
    year: int | None = None
    # Which of the tables it is of that stand side by side, from 0.
    table: int = 0
    # The sheet's name, also where there is but one.
    sheet_name: str = ""
    # Field to column, from 0, of the whole table; those not among the cells are empty here.
    columns: Mapping[str, int] = field(default_factory=dict)
    # What stands in columns that are no field of the form, by the name that it knows them by.
    extra_cells: dict[str, Cell] = field(default_factory=dict)
    # Whom it names with more than the name: field to name, ID number, telephone.
    people: dict[str, dict[str, Cell]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what no other row of the file has, and this one however often it is sent."""
        key = f"{self.sheet} {self.number}".strip()
        return f"{key} {self.table}" if self.table else key

    @property
    def place(self) -> int | str:
        """Return where it stands, for people."""
        if not self.sheet:
            return self.number
        return _("%(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.number}


@dataclass
class LineRow(SheetRow):
    """A row that is a line of an entry, or the part of a row that is one."""

    # What stands in the column 明细编号 of an export: which line it changes.
    line: Cell = ""


@dataclass(frozen=True)
class TableTexts:
    """What a table says beside its rows."""

    # Its titles, and the name of its sheet.
    titles: str = ""
    # Field to heading.
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass
class LedgerRow(SheetRow):
    """A row that is an entry, or the first of several rows that are lines of one."""

    # What stands in the columns 编号 and 版本 of an export: which record it changes, and as of
    # when.
    record: Cell = ""
    version: Cell = ""
    # Whether it was voided where it comes from.
    voided: bool = False
    # By related name.
    lines: dict[str, list[LineRow]] = field(default_factory=dict)
    texts: TableTexts = field(default_factory=TableTexts)
    # The rows of the sheet that are put together to this one, where that is known.
    gathered: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ReadHeading:
    """A heading of the file, as it is understood: `field` is "" where it is left out."""

    key: str
    text: str
    field: str
    ignored: bool
    # What stands below it.
    sample: str


@dataclass
class Ledger:
    """What a file holds. `problems` keep it out; `questions` are answered by who sends it.

    Both are (sheet, text).
    """

    rows: list[LedgerRow] = field(default_factory=list)
    headings: list[ReadHeading] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
