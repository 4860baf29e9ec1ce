"""Pieces of a sentence. What has nothing to say is not written."""

from typing import Any

from redcross.figures import Unit, Value
from reports.text.wording import TextRun, money_run, number_run, record_number_run

# A piece of a sentence: text, a number, or several of them.
Piece = Any
Paragraph = list[TextRun]


def flatten(*pieces: Piece) -> Paragraph:
    """Pieces nested as they come, in one row; None is nothing."""
    found: Paragraph = []
    for piece in pieces:
        if isinstance(piece, TextRun):
            found.append(piece)
        elif isinstance(piece, str):
            found += [TextRun(piece)] if piece else []
        elif piece is not None:
            found += flatten(*piece)
    return found


def value_run(value: Value) -> TextRun:
    return money_run(value) if value.figure.unit == Unit.YUAN else number_run(value)


def clause(before: str, value: Value | None, after: str = "") -> Paragraph | None:
    """The words around a number, or nothing where the number is nothing."""
    if value is None or not value.number:
        return None
    return flatten(before, value_run(value), after)


def sentence(*clauses: Piece, end: str = "。") -> Paragraph:
    """The clauses that have something to say, joined by commas."""
    said = [clause for clause in (flatten(one) for one in clauses) if clause]
    joined: Paragraph = []
    for position, one in enumerate(said):
        joined += [*flatten("，" if position else None), *one]
    return [*joined, TextRun(end)] if joined else []


def non_empty(*found: Paragraph) -> list[Paragraph]:
    return [paragraph for paragraph in found if paragraph]


def join_sentences(*sentences: Paragraph) -> Paragraph:
    return flatten(*sentences)


def often_word(record: Any) -> str:
    """多次 where of the times only that much is known."""
    return "多次" if "times" in record.rounded and record.times < 10 else ""


def times_run(record: Any, unit: str) -> TextRun | None:
    """3次, 10余次; nothing for once."""
    if record.times == 1 or often_word(record):
        return None
    return record_number_run(record, "times", record.times, unit)


def location_phrase(record: Any, *hosts: Any) -> str:
    """在甲乙: where it was, and at whose."""
    spot = f"{record.place or ''}{getattr(record, 'spot', '')}"
    where = "、".join([*([spot] if spot else []), *map(str, hosts)])
    return f"在{where}" if where else ""


def linked_name(record: Any, name: Any = "") -> TextRun:
    """The record's own name, which opens it."""
    return TextRun(str(name or record), record.get_absolute_url())
