"""Demonstration records: places and partners here, the rest in each app's `demo.py`."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

from .models import BoardTerm, Entry, Member, Partner, Person, Place, Society, User

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
SEATS = (
    ("演示会长", BoardTerm.Post.PRESIDENT),
    ("演示常务副会长", BoardTerm.Post.EXECUTIVE_VICE_PRESIDENT),
    ("演示理事一", BoardTerm.Post.COUNCIL),
    ("演示理事二", BoardTerm.Post.COUNCIL),
    ("演示监事长", BoardTerm.Post.CHIEF_SUPERVISOR),
    ("演示监事一", BoardTerm.Post.SUPERVISOR),
)
MEMBERS = (
    ("演示团体会员一", Member.Kind.ORGANISATION),
    ("演示个人会员一", Member.Kind.INDIVIDUAL),
    ("演示个人会员二", Member.Kind.INDIVIDUAL),
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
            return cast(_Entry, saved)
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
    """Save the towns of the district, and a council, a supervisory board and members, made up."""
    for code, name in TOWNS:
        demonstration.save_once(Place(name=name, code=code), f"place {name}")
    for number, (name, post) in enumerate(SEATS, 1):
        person = demonstration.save_once(Person(name=name), f"person of the board {number}")
        demonstration.save_once(
            BoardTerm(
                person=person,
                post=post,
                term=3,
                starts_on=date(2019, 12, 20),
                ends_on=date(2024, 12, 19),
            ),
            f"board term {number}",
        )
    for number, (name, kind) in enumerate(MEMBERS, 1):
        demonstration.save_once(
            Member(
                name=name,
                kind=kind,
                card_number=f"演示{number:04}",
                joined_on=date(2020, 5, 8),
            ),
            f"member {number}",
        )
