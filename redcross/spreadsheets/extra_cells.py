"""What ledgers tell beside the fields of a form: it goes where it belongs, or to the note."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .grid import shown
from .ledger_rows import LedgerRow, SheetRow
from .line_columns import OF_PEOPLE, LineColumns

# As texts are written in the society's language.
_LABELLED, _JOINT = "{label}：{text}", "；"
MOST_SHOWN = 20


def split_off_people(row: SheetRow, people: Mapping[str, str]) -> None:
    """Move whom a row names with ID number or telephone out of its cells.

    `people`: fields that point to a person, with the field in which the name stands.
    """
    for name, named_in in people.items():
        person = {
            detail: row.extra_cells.pop(f"{name}.{detail}")
            for detail in OF_PEOPLE
            if f"{name}.{detail}" in row.extra_cells
        }
        if not person:
            continue
        person["name"] = row.cells.get(named_in, "")
        if name == named_in:
            row.cells.pop(name, None)
        row.people[name] = person


def note_extra_cells(row: LedgerRow, labels: Mapping[str, str]) -> None:
    """Put what no field has into the note. `labels`: what it is called.

    A row with the number of a record leaves it out: the note of the record would be lost.
    """
    if row.extra_cells and row.record == "":
        notes = [
            _LABELLED.format(label=labels[name], text=shown(cell))
            for name, cell in row.extra_cells.items()
        ]
        add_to_note(row, *notes)
        row.extra_cells = {}


def add_to_note(row: LedgerRow, *texts: str) -> None:
    """Add to what the row says in its note."""
    before = shown(row.cells.get("note", ""))
    row.cells["note"] = _JOINT.join(filter(None, (before, *texts)))


def use_extra_cells(rows: Sequence[LedgerRow], lines: LineColumns) -> list[str]:
    """Put what stands beside the lines into their cells; return what is to be asked."""
    questions: dict[str, list[int]] = {}
    for row in rows:
        for related, line_rows in row.lines.items():
            for line in line_rows:
                try:
                    new = line.line == ""
                    texts = lines.forms[related].use_extra_cells(
                        line.cells, line.extra_cells, new=new
                    )
                except ValidationError as error:
                    line.faults[""] = error.messages
                    continue
                for text in texts:
                    questions.setdefault(text, []).append(line.number)
    return [
        _("%(question)s: rows %(rows)s.") % {"question": text, "rows": listed(numbers)}
        for text, numbers in questions.items()
    ]


def listed(numbers: Sequence[int | str]) -> str:
    """Return the first numbers of rows in words."""
    shown_numbers = "、".join(map(str, numbers[:MOST_SHOWN]))
    return f"{shown_numbers}…" if len(numbers) > MOST_SHOWN else shown_numbers
