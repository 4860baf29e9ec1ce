"""How papers of relief write days, places and people."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from redcross.fields import mask_number
from redcross.formatting import format_day
from redcross.models import Place, Record
from redcross.typed_values import DatePrecision

from ..models import Aid, Application, Disbursement

E = TypeVar("E", bound=Aid | Application)
# What tells papers of one kind of record from those of another; those of gifts have their own.
_MARKS: dict[type[Record], str] = {Aid: "发", Disbursement: "拨", Application: "申"}
# From the number of a house on, what would lead to somebody's door.
_HOUSE = re.compile(r"附?[\d零〇一二三四五六七八九十百]+(?:-\d+)?\s*(?:号|栋|幢|室|单元).*")
# Of so many names all stand on the paper.
MOST_NAMED = 3


def written_day(day: date | None) -> str:
    """Return 2021年3月5日, "" of none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def day_of(record: Record) -> str:
    """Return the day of a record as far as it is known: 2021年3月5日, 2021年3月."""
    if record.date_precision != DatePrecision.DAY:
        return format_day(record.date, DatePrecision(record.date_precision))
    return written_day(record.date)


def number_of(record: Record) -> str:
    """Return the number of the paper of a record: 发2021-12. By it the record is found again."""
    return f"{_MARKS[type(record)]}{record.date:%Y}-{record.pk}"


def address_of(place: Place | None) -> str:
    """Return the place after those that it lies in: 渌口镇松岗村."""
    if place is None:
        return ""
    within = address_of(place.parent)
    return place.name if place.name.startswith(within) else f"{within}{place.name}"


def public_address(place: Place | None) -> str:
    """Return the same up to the number of a house."""
    return mask_number(_HOUSE.sub("", address_of(place))).strip()


def masked_name(name: str) -> str:
    """Return the name as it is published: 张*, 李*华; of a long one the first and the last."""
    name = name.strip()
    if len(name) < 2:
        return "*"
    return f"{name[0]}{'*' * max(1, len(name) - 2)}{name[-1] if len(name) > 2 else ''}"


def named_together(names: Iterable[object]) -> str:
    """Return the names, each once; of many the first ones and 等."""
    known_names = list(dict.fromkeys(filter(None, map(str, names))))
    return "、".join(known_names[:MOST_NAMED]) + ("等" if len(known_names) > MOST_NAMED else "")


def by_village(entries: Iterable[E]) -> list[list[E]]:
    """Return the entries of each place by themselves, in the order in which they stand."""
    villages: dict[int | None, list[E]] = {}
    for entry in entries:
        villages.setdefault(entry.place_id, []).append(entry)
    return list(villages.values())
