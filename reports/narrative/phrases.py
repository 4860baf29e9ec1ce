"""Pieces of a sentence. What has nothing to say is not written."""

from collections.abc import Iterable

from redcross.figures import Unit, Value
from redcross.models import Activity, Record
from reports.text.wording import TextRun, money_run, number_run, record_number_run

# A piece of a sentence: text, a number, nothing, or several of them.
Piece = TextRun | str | None | Iterable["Piece"]
Paragraph = list[TextRun]


def flatten(*pieces: Piece) -> Paragraph:
    """Return pieces, nested as they come, in one row; None is nothing."""
    runs: Paragraph = []
    for piece in pieces:
        if isinstance(piece, TextRun):
            runs.append(piece)
        elif isinstance(piece, str):
            runs += [TextRun(piece)] if piece else []
        elif piece is not None:
            runs += flatten(*piece)
    return runs


def value_run(value: Value | None) -> TextRun | None:
    """Return the value with its measure word, money in 元 or 万元.

    Nothing where it is nothing, and where it is not known: a sentence states no part for a whole.
    """
    if value is None or not value.number or value.is_unknown:
        return None
    return money_run(value) if value.figure.unit == Unit.YUAN else number_run(value)


def clause(
    before: str, value: Value | None, after: str = "", *, uncounted: str = ""
) -> Paragraph | None:
    """Return the words around a number, or nothing where the number is nothing.

    `uncounted`: what is said where it is not known, if anything.
    """
    if value is not None and value.is_unknown:
        return flatten(uncounted) or None
    run = value_run(value)
    return flatten(before, run, after) if run else None


def sentence(*clauses: Piece, end: str = "。") -> Paragraph:
    """Return the clauses that have something to say, joined by commas; nothing of none."""
    said = [runs for runs in map(flatten, clauses) if runs]
    joined: Paragraph = []
    for position, runs in enumerate(said):
        joined += [*flatten("，" if position else None), *runs]
    return [*joined, TextRun(end)] if joined else []


def non_empty(*paragraphs: Paragraph) -> list[Paragraph]:
    """Return the paragraphs that say something."""
    return [paragraph for paragraph in paragraphs if paragraph]


def join_sentences(*sentences: Paragraph) -> Paragraph:
    """Return the sentences as one paragraph."""
    return flatten(*sentences)


def often_word(record: Record) -> str:
    """Return 多次 where of the times only that much is known, else nothing."""
    return "多次" if record.times and record.times < 10 and record.rounding_of("times") else ""


def times_run(record: Record, unit: str) -> TextRun | None:
    """Write 3次, 10余次; nothing for once, where `often_word` says it, and where nobody knows."""
    if record.times in (None, 1) or often_word(record):
        return None
    return record_number_run(record, "times", record.times or 0, unit)


def location_phrase(record: Activity, *hosts: object) -> str:
    """Write 在甲乙: where it was, and at whose; nothing where neither is known."""
    spot = f"{record.place or ''}{getattr(record, 'spot', '')}"
    where = "、".join([*([spot] if spot else []), *map(str, hosts)])
    return f"在{where}" if where else ""


def linked_name(record: Record, name: object = "") -> TextRun:
    """Return the name of the record, or the one given, which opens it."""
    return TextRun(str(name or record), record.get_absolute_url())
