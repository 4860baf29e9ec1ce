"""Demonstration records: places and partners here, the rest in each app's `demo.py`."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from .models import Entry, Partner, Place, Society, User

_Entry = TypeVar("_Entry", bound=Entry)

TOWNS = (
    ("430212100", "渌口镇"),
    ("430212101", "朱亭镇"),
    ("430212106", "古岳峰镇"),
    ("430212107", "淦田镇"),
    ("430212108", "龙门镇"),
    ("430212109", "龙潭镇"),
    ("430212110", "南洲镇"),
    ("430212111", "龙船镇"),
)


class Demonstration:
    """Keeps records once: each carries a submission number made from its name."""

    def __init__(self, society: Society, by: User) -> None:
        self.society, self.by = society, by

    def save_once(
        self,
        entry: _Entry,
        name: str,
        several: Mapping[str, Iterable[Any]] | None = None,
        **lines: Iterable[dict[str, Any]],
    ) -> _Entry:
        """Save the entry, or return the one that was saved under this name before.

        `several`: many-to-many values; `lines`: related name to the values of each line.
        """
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{self.society.code}/{name}")
        saved = type(entry).objects.filter(submission=number).first()
        if saved is not None:
            return saved
        entry.society, entry.submission = self.society, number

        def save_related() -> None:
            for field, values in (several or {}).items():
                getattr(entry, field).set(values)
            for related, rows in lines.items():
                for row in rows:
                    getattr(entry, related).create(**row)

        entry.save_entry(by=self.by, save_related=save_related)
        return entry

    def place(self, name: str, within: str = "") -> Place:
        """Return the place of this name, within another."""
        parent = self.place(within) if within else None
        return self.save_once(Place(name=name, parent=parent), f"place {name}")

    def partner(self, name: str) -> Partner:
        """Return the partner of this name."""
        return self.save_once(Partner(name=name), f"partner {name}")


def load(demonstration: Demonstration) -> None:
    """Save the towns of the district."""
    for code, name in TOWNS:
        demonstration.save_once(Place(name=name, code=code), f"place {name}")
