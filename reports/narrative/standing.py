"""What the society is and has: the latest number of each kind, with the day of which it is."""

from collections.abc import Iterable

from redcross.models import StandingNumber

from .data import NarrativeData
from .phrases import Paragraph, flatten, listed, sentence, value_run


def standing(data: NarrativeData, labels_of_keys: Iterable[tuple[str, str]]) -> Paragraph:
    """Tell the numbers, those of one day together: 年末有会员655人。截至2019年，有AED3台。

    `labels_of_keys`: words and key of the figure. Of several societies only what is of one day.
    """
    days: dict[str, list[Paragraph]] = {}
    for words, key in labels_of_keys:
        day, run = as_of(data, key), value_run(data.get(key))
        if day and run:
            days.setdefault(day, []).append(flatten(words, run))
    return flatten(
        *(
            sentence([day, "，" if day.startswith("截至") else "", "有", listed(clauses)])
            for day, clauses in days.items()
        )
    )


def as_of(data: NarrativeData, key: str) -> str:
    """Return of which day the number is, in words; nothing where it is of several, or none."""
    numbers = _latest(data).get(key.removeprefix("standing."), [])
    days = {data.words.as_of(number) for number in numbers}
    return days.pop() if len(days) == 1 else ""


def _latest(data: NarrativeData) -> dict[str, list[StandingNumber]]:
    """Return the latest number of each kind and society up to the end of the period."""
    rows = StandingNumber.objects.countable().filter(
        society__in=[data.society.pk, *data.below], date__lte=data.period.end
    )
    found: dict[str, list[StandingNumber]] = {}
    for number in rows.order_by("society_id", "kind", "-date").distinct("society_id", "kind"):
        found.setdefault(number.kind, []).append(number)
    return found
