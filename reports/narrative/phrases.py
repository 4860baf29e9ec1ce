"""Pieces of a sentence. What has nothing to say is not written."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from redcross.figures import Unit, Value
from redcross.models import Activity, Record
from reports.text.wording import (
    TextRun,
    in_one_unit,
    money_of_value,
    number_run,
    record_number_run,
)

# A piece of a sentence: text, a number, nothing, or several of them.
Piece = TextRun | str | None | Iterable["Piece"]
Paragraph = list[TextRun]
RecordT = TypeVar("RecordT", bound=Record)

# So many of a kind are told one by one; of more only so many, and the text says so.
MOST_TOLD, MOST_NAMED = 10, 5


# From here on a number is written in 万.
MANY = 1_000_000


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
    if value.figure.unit == Unit.YUAN:
        return money_of_value(value)
    wan = value.figure.unit == Unit.MILLILITRES and value.number >= MANY
    return number_run(value, wan=wan)


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
    joined = listed(clauses, "，")
    return [*joined, TextRun(end)] if joined else []


def listed(pieces: Iterable[Piece], mark: str = "、") -> Paragraph:
    """Return the pieces that have something to say, with the mark between them."""
    runs_of_pieces = [runs for runs in map(flatten, pieces) if runs]
    joined: Paragraph = []
    for position, runs in enumerate(runs_of_pieces):
        joined += [*flatten(mark if position else None), *runs]
    return joined


def paragraphs(*given: Paragraph) -> list[Paragraph]:
    """Return the paragraphs that say something, each with its sums in one unit.

    One that is a single sentence is joined to the one beside it.
    """
    joined: list[Paragraph] = []
    for paragraph in given:
        if not paragraph:
            continue
        if joined and (_is_single(paragraph) or _is_single(joined[-1])):
            joined[-1] = [*joined[-1], *paragraph]
        else:
            joined.append(paragraph)
    return [in_one_unit(paragraph) for paragraph in joined]


def _is_single(paragraph: Paragraph) -> bool:
    return "".join(run.text for run in paragraph).count("。") < 2


def join_sentences(*sentences: Paragraph) -> Paragraph:
    """Return the sentences as one paragraph."""
    return flatten(*sentences)


# What stands before a few of many where none of them is larger than one that is left out.
SOME_OF_MANY = "以下列举其中一部分。"


def few_of(largest: Sequence[RecordT]) -> tuple[list[RecordT], bool]:
    """Return the records to be told, by date, and whether they are a choice among more.

    `largest`: the largest first, one more than `MOST_TOLD` of them where there are more.
    """
    chosen = len(largest) > MOST_TOLD
    largest_few = largest[:MOST_NAMED] if chosen else largest
    return sorted(largest_few, key=lambda record: (record.date, record.pk or 0)), chosen


def tell_few(
    largest: Sequence[RecordT],
    tell: Callable[[RecordT], Iterable[Piece]],
    chosen_words: str,
    by: str,
) -> list[Paragraph]:
    """Return a sentence for each record; of many of a few, and `chosen_words` before them.

    `by`: the number that they were chosen by. Where the last of them is no larger than the next,
    they are just some of many.
    """
    chosen, is_choice = few_of(largest)
    # Two that say the same are told once.
    found = [sentence(*tell(record)) for record in chosen]
    texts = ["".join(run.text for run in one) for one in found]
    sentences = [one for n, one in enumerate(found) if texts[n] not in texts[:n]]
    if not is_choice or not sentences:
        return sentences
    last, following = (getattr(record, by) for record in largest[MOST_NAMED - 1 : MOST_NAMED + 1])
    return [flatten(SOME_OF_MANY if last == following else chosen_words), *sentences]


def often_word(record: Record) -> str:
    """Return 多次 where of the times only that much is known, and not all were on one day."""
    few = record.times and record.times < 10 and record.rounding_of("times")
    one_day = (record.end_date or record.date) == record.date
    return "多次" if few and not (one_day and record.date_precision == record.Precision.DAY) else ""


def times_run(record: Record, unit: str) -> TextRun | None:
    """Write 3次, 10余次; nothing for once, where `often_word` says it, and where nobody knows."""
    if record.times in (None, 1) or often_word(record):
        return None
    return record_number_run(record, "times", record.times or 0, unit)


def volunteers_joined(record: Record) -> Piece:
    """Write 90名志愿者参加; of several times 志愿者90人次参加: who came twice counts twice."""
    if record.times == 1:
        volunteers = counted(record, "volunteers", "名")
        return [volunteers, "志愿者参加"] if volunteers else None
    volunteers = counted(record, "volunteers", "人次")
    return ["志愿者", volunteers, "参加"] if volunteers else None


def location_phrase(record: Activity, *hosts: object) -> str:
    """Write 在甲乙: where it was, and at whose; nothing where neither is known."""
    spot = f"{record.place or ''}{getattr(record, 'spot', '')}"
    where = "、".join([*([spot] if spot else []), *map(str, hosts)])
    return f"在{where}" if where else ""


# What a name ends with that says itself that it is money.
MONEY = ("捐款", "善款", "专款", "款", "资金", "基金", "经费")


def money_called(name: str) -> str:
    """Return the words for money of a fund: 助学资金, 爱心捐款."""
    return name if name.endswith(MONEY) else f"{name}资金"


def counted(record: Record, name: str, unit: str) -> TextRun | None:
    """Return a number of the record with its measure word; nothing where it says none."""
    number = getattr(record, name)
    return record_number_run(record, name, number, unit) if number else None


def name_of(text: object) -> str:
    """Return a name as it stands within a sentence: without a mark that somebody ended it with."""
    return str(text).strip().rstrip("。，；、,;. ")


def outcomes_of(record: Activity) -> list[TextRun]:
    """Return what no field foresaw, a piece a line: 宣传栏200个."""
    lines = map(name_of, record.outcomes.splitlines())
    return [TextRun(line.replace(" ", ""), record.get_absolute_url()) for line in lines if line]


def linked_name(record: Record, name: object = "") -> TextRun:
    """Return the name of the record, or the one given, which opens it."""
    return TextRun(name_of(name or record), record.get_absolute_url())
