"""Demonstration records: places and partners here, the rest in each app's `demo.py`."""

import uuid
from typing import Any

from .models import Partner, Place

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

    def __init__(self, society: Any, by: Any):
        self.society, self.by = society, by

    def save_once(self, entry: Any, name: str, several: dict | None = None, **lines: Any) -> Any:
        """`several`: many-to-many values; `lines`: related name to the values of each line."""
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{self.society.code}/{name}")
        found = type(entry).objects.filter(submission=number).first()
        if found is not None:
            return found
        entry.society, entry.submission = self.society, number

        def save_related():
            for field, values in (several or {}).items():
                getattr(entry, field).set(values)
            for related, rows in lines.items():
                for row in rows:
                    getattr(entry, related).create(**row)

        entry.save_entry(by=self.by, save_related=save_related)
        return entry

    def place(self, name: str, within: str = "") -> Place:
        parent = self.place(within) if within else None
        return self.save_once(Place(name=name, parent=parent), f"place {name}")

    def partner(self, name: str) -> Partner:
        return self.save_once(Partner(name=name), f"partner {name}")


def load(demonstration: Demonstration) -> None:
    for code, name in TOWNS:
        demonstration.save_once(Place(name=name, code=code), f"place {name}")
