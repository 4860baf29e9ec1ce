"""To whom what is sensitive of people is still open, once nothing is going on with them any more.

A society says after how many days. Somebody has open business while a record that names them is
going on, as an application that is not decided, or is dated or was entered within that time; what
names nobody, as a roster of a village, while it is so itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from .entry import Entry
    from .line import Line
    from .user import User

PERMISSION = "redcross.reveal_without_business"


def is_closed_to(user: "User", entries: "Sequence[Entry]") -> bool:
    """Return whether what is sensitive of any of these, of one society, is closed to the user.

    In a fixed number of queries; none where the society sets no time, or for who sees it anyway.
    """
    if not entries or user.has_perm(PERMISSION):
        return False
    days = entries[0].society.sensitive_days
    if days is None:
        return False
    since = timezone.localdate() - timedelta(days=days)
    by_kind: defaultdict[type[Entry], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[type(entry)].append(entry)
    return any(_any_without_business(kind, rows, since) for kind, rows in by_kind.items())


def _any_without_business(kind: "type[Entry]", rows: "list[Entry]", since: date) -> bool:
    keys = {cast(int, row.pk) for row in rows}
    if kind.is_about_people:
        return bool(without_business(kind, keys, since))
    named, naming = people_of(kind, keys)
    if any(without_business(people, found, since) for people, found in named.items()):
        return True
    alone = keys - naming
    return kind.shows_people and bool(alone) and _going_on(kind, alone, since) != alone


def people_of(
    kind: "type[Entry]", keys: Collection[int]
) -> "tuple[dict[type[Entry], set[int]], set[int]]":
    """Return whom entries of a kind name, themselves or in their lines, and which of them do.

    People are by kind, as persons and donors are two.
    """
    named: defaultdict[type[Entry], set[int]] = defaultdict(set)
    naming: set[int] = set()
    sources: list[tuple[type[Entry] | type[Line], str]] = [(kind, "pk")]
    for name in kind.lines:
        line = cast("type[Line]", kind._meta.get_field(name).related_model)
        sources.append((line, line.owner))
    for model, owner in sources:
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            to = cast("type[Entry] | None", field.related_model)
            if to is None or not getattr(to, "is_about_people", False):
                continue
            rows = model._base_manager.filter(**{f"{owner}__in": keys})
            pairs = rows.exclude(**{field.name: None}).values_list(owner, field.name)
            for of, person in pairs:
                named[to].add(person)
                naming.add(of)
    return dict(named), naming


def without_business(people: "type[Entry]", keys: Iterable[int], since: date) -> set[int]:
    """Return which of these people have no business that is open or lies since that day."""
    remaining = set(keys)
    remaining -= _going_on(people, remaining, since)
    for model, name in people.referencing_fields():
        if not remaining:
            break
        rows = model.objects.countable().filter(_is_going_on(model, since))
        remaining -= set(rows.filter(**{f"{name}__in": remaining}).values_list(name, flat=True))
    return remaining


def _going_on(kind: "type[Entry]", keys: Collection[int], since: date) -> set[int]:
    rows = kind._base_manager.filter(_is_going_on(kind, since), pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _is_going_on(model: "type[Entry] | type[Line]", since: date) -> Q:
    """Return the condition for being open, or dated or entered since that day."""
    condition = _dated_since(model, since)
    owner: str = getattr(model, "owner", "")
    if not owner:
        return condition | cast("type[Entry]", model).is_open_business()
    of = cast("type[Line]", model).owner_model()
    owners = of._base_manager.filter(_is_going_on(of, since)).values("pk")
    return condition | Q(**{f"{owner}__in": owners})


def _dated_since(model: type[models.Model], since: date) -> Q:
    condition = Q(pk__in=[])
    fields: Iterable[models.Field[Any, Any]] = model._meta.concrete_fields
    for field in fields:
        if type(field) is models.DateField:
            condition |= Q(**{f"{field.name}__gte": since})
        elif field.name == "entered_at":
            moment = timezone.make_aware(datetime.combine(since, time.min))
            condition |= Q(entered_at__gte=moment)
    return condition
