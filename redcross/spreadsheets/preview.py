"""What a person sees of a file before it is taken in: kept with the import, encrypted."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypedDict, cast

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models

from redcross.fields import EncryptedField, Secret, mask_number
from redcross.formatting import display_value
from redcross.forms import Grouping
from redcross.models import ImportedRow, NamedEntry, SpreadsheetImport

from .effects import effects_of
from .grid import shown
from .imports import ImportRead, question_key
from .preview_lines import PreviewLine, preview_lines
from .rows import RowRead

BATCH = 500


class PreviewRow(TypedDict):
    """A row of the preview. Sensitive values are masked in all of it."""

    key: str
    place: str
    # Name of the sheet, row from 1, and field to column from 0.
    sheet: str
    number: int
    columns: dict[str, int]
    # Rows of the sheet that were gathered into it.
    gathered: list[int]
    # Field to what stands in its cell.
    cells: dict[str, str]
    # Field to what is wrong; "" for the whole row.
    faults: dict[str, list[str]]
    # Key and text of what is asked, the address of what it speaks of, and whether it is confirmed.
    questions: list[tuple[str, str, str, bool]]
    # Label, before, after.
    changes: list[tuple[str, str, str]]
    lines: list[PreviewLine]


class NewNames(TypedDict):
    """What is not known yet and would be added: of one kind."""

    model: str
    label: str
    # Name and kind; "" where there are no kinds.
    names: list[tuple[str, str]]
    kinds: list[tuple[str, str]]


def findings_of(read: ImportRead) -> dict[str, Any]:
    """Return what the reading found beside the rows, in plain values."""
    ledger = read.ledger
    used = {name for row in ledger.rows for name in row.cells}
    columns = [(name, read.label(name)) for name in read.blank.fields if name in used]
    return {
        "columns": columns,
        "problems": [(sheet, mask_number(text)) for sheet, text in ledger.problems],
        "questions": [
            (mask_number(doubt.key), mask_number(doubt.text)) for doubt in read.sheet_questions()
        ],
        "headings": [
            (h.key, h.text, h.field, h.ignored, mask_number(h.sample)) for h in ledger.headings
        ],
        "new": list(_new_names(read.added)),
        "effects": effects_of(read.model, read.accepted_rows),
        "emptied": list(_emptied(read)),
        "groupings": _groupings(read),
        "numbered": sum(row.record != "" for row in ledger.rows),
        "digest": preview_digest(read),
    }


def _groupings(read: ImportRead) -> list[tuple[str, str]]:
    """Return what a row may be taken for, where the file is a list of people."""
    roster = read.blank.roster
    together = read.decisions.grouping == Grouping.TOGETHER
    names_people = roster and any(
        roster.person in row.cells or roster.person in row.people for row in read.ledger.rows
    )
    return (
        [(value, str(label)) for value, label in Grouping.choices]
        if names_people or together
        else []
    )


def preview_digest(read: ImportRead) -> str:
    """Return what is the same as long as the same would be taken in."""
    statuses = [(row.row.key, read.status(row), row.changes) for row in read.rows]
    saved = [row.values() for row in read.accepted_rows]
    added = [(type(entry).__name__, entry.name, getattr(entry, "kind", "")) for entry in read.added]
    questions = [read.ledger.problems, read.ledger.questions]
    text = json.dumps([statuses, saved, added, questions], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save_preview(file: SpreadsheetImport, read: ImportRead) -> None:
    """Keep rows and findings in place of those of an earlier reading."""
    file.rows.all().delete()
    rows = (
        ImportedRow(file=file, position=number, status=read.status(row), shown=_shown(read, row))
        for number, row in enumerate(read.rows)
    )
    while batch := list(islice(rows, BATCH)):
        ImportedRow.objects.bulk_create(batch)
    file.findings = findings_of(read)
    file.stage = SpreadsheetImport.Stage.CHECKED
    file.save(update_fields=["findings", "stage"])


def _shown(read: ImportRead, row: RowRead) -> PreviewRow:
    status = read.status(row)
    doubts = [*row.doubts, *row.doubles] if status not in (status.REPEATED, status.VOIDED) else []
    return {
        "key": row.row.key,
        "place": str(row.row.place),
        "sheet": row.row.sheet_name,
        "number": row.row.number,
        "columns": dict(row.row.columns),
        "gathered": list(row.row.gathered),
        "cells": {
            name: _cell(read, name, cell)
            for name, cell in {**row.row.unread, **row.row.cells}.items()
        },
        "faults": _faults(read, row),
        "questions": [
            (question_key(row, doubt), doubt.text, doubt.url, read.is_confirmed(row, doubt))
            for doubt in doubts
        ],
        "changes": list(_changes(read, row)),
        "lines": preview_lines(read, row),
    }


def _faults(read: ImportRead, row: RowRead) -> dict[str, list[str]]:
    """Return field to what is wrong; "" for the whole row. What is wrong with lines they tell."""
    return {
        ("" if name == NON_FIELD_ERRORS else name): list(map(mask_number, texts))
        for name, texts in row.faults.items()
        if name not in read.blank.lines
    }


def _cell(read: ImportRead, name: str, cell: Any) -> str:
    if name in read.reader.fields.sensitive:
        field = cast(EncryptedField, read.model.own_field(name))
        return str(Secret(str(cell), field.mask))
    return mask_number(shown(cell)) if isinstance(cell, str) else shown(cell)


def _changes(read: ImportRead, row: RowRead) -> Iterator[tuple[str, str, str]]:
    if row.before is None:
        return
    for name in row.changes:
        label = read.label(name) or str(read.model.own_field(name).verbose_name)
        yield label, display_value(row.before, name), row.shown(name)


def _new_names(added: Sequence[NamedEntry]) -> Iterator[NewNames]:
    """Yield by kind what would be added beside."""
    by_model: dict[type[NamedEntry], list[NamedEntry]] = {}
    for entry in added:
        by_model.setdefault(type(entry), []).append(entry)
    for model, entries in by_model.items():
        field = next((f for f in model._meta.concrete_fields if f.name == "kind"), None)
        yield {
            "model": model._meta.label_lower,
            "label": str(model._meta.verbose_name_plural),
            "names": [(entry.name, getattr(entry, "kind", "") or "") for entry in entries],
            "kinds": [
                (value, str(label)) for value, label in getattr(field, "flatchoices", ()) if value
            ],
        }


def _emptied(read: ImportRead) -> Iterator[tuple[str, str, int]]:
    """Yield the fields of which empty cells stand beside stored values: name, label, how many."""
    found: dict[str, int] = {}
    for row in read.rows:
        if row.before is None:
            continue
        for name in row.row.columns.keys() - row.row.cells.keys():
            if name in read.blank.field_names() and not _is_empty(getattr(row.before, name)):
                found[name] = found.get(name, 0) + 1
    for name in read.blank.fields:
        if name in found:
            yield name, read.label(name), found[name]


def _is_empty(value: Any) -> bool:
    if isinstance(value, models.Manager):
        return not value.all()
    if isinstance(value, Secret):
        return not value
    return value is None or value in ("", []) or value is False
