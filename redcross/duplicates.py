"""Entries that are likely one: pairs of a kind whose names are alike, to be worked off."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Func, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Distinction, NamedEntry
from .naming import normalised, plain_name

# More are not looked through before the first are worked off.
MOST_PAIRS = 500
# Of so many of a name the pairs are made; the others come once these are worked off.
MOST_OF_A_NAME = 50
# What names of companies end with: a hint that two are one, and no more.
_LEGAL_FORM = "(股份有限公司|有限责任公司|有限公司|公司)$"
_IN_BRACKETS = r"\([^()]*\)"

# Number of an entry, and what tells it from others whatever its name.
_Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class LikelyPair:
    """Two that may be one, why they look alike, and what tells each from others of its name."""

    one: NamedEntry
    other: NamedEntry
    reason: str | Promise
    labels: tuple[str, str]


def core_name() -> Coalesce:
    """Return the expression for what of a name is left without brackets and legal form.

    Of a name that is nothing else, the name.
    """
    name: Func = plain_name()
    for pattern, flags in ((_IN_BRACKETS, "g"), (_LEGAL_FORM, "")):
        name = Func(
            *(name, Value(pattern), Value(""), Value(flags)),
            function="regexp_replace",
            output_field=TextField(),
        )
    nothing = Value("", output_field=TextField())
    return Coalesce(NullIf(name, nothing), plain_name(), output_field=TextField())


def likely_pairs(model: type[NamedEntry], society: int | None) -> list[tuple[int, int]]:
    """Return the numbers of the pairs, by name, MOST_PAIRS + 1 at most.

    Two queries: the database gathers those of like names; only these are compared with each other.
    """
    distinguished = set(
        Distinction.objects.of_kind(model, society).values_list("first_id", "second_id")
    )
    return list(islice(_pairs(_alike(model, society), distinguished), MOST_PAIRS + 1))


def _alike(model: type[NamedEntry], society: int | None) -> "QuerySet[Any]":
    """Return a row for each name that several have: their numbers and what tells them apart."""
    apart = {f"by_{n}": ArrayAgg(n, order_by="pk") for n in model.distinguishing_fields}
    rows = model.objects.countable().filter(society=society).order_by()
    by_core = rows.annotate(core=core_name()).values("core")
    counted = by_core.annotate(number=Count("pk"), keys=ArrayAgg("pk", order_by="pk"), **apart)
    return counted.filter(number__gt=1).order_by("core")


def _pairs(rows: "QuerySet[Any]", distinguished: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for row in rows.iterator():
        columns = [values for name, values in row.items() if name.startswith("by_")]
        members: list[_Row] = [
            (key, [column[index] for column in columns])
            for index, key in enumerate(row["keys"][:MOST_OF_A_NAME])
        ]
        for (one, mine), (other, theirs) in combinations(members, 2):
            two = any(a and b and a != b for a, b in zip(mine, theirs, strict=True))
            if not two and (one, other) not in distinguished:
                yield one, other


def describe_pairs(model: type[NamedEntry], pairs: list[tuple[int, int]]) -> list[LikelyPair]:
    """Return the pairs with all that is told of them, in a fixed number of queries."""
    entries = model.objects.in_bulk({key for pair in pairs for key in pair})
    details = model.details_of(list(entries.values()))
    labels = {key: entry.label_with_id(details[key]) for key, entry in entries.items()}
    return [
        LikelyPair(entries[a], entries[b], _reason(entries[a], entries[b]), (labels[a], labels[b]))
        for a, b in pairs
        if a in entries and b in entries
    ]


def _reason(one: NamedEntry, other: NamedEntry) -> str | Promise:
    """Return why two look alike."""
    mine, theirs = normalised(one.name), normalised(other.name)
    if mine == theirs:
        return _("the same name")
    if "(" in mine + theirs:
        return _("the same name but for what stands in brackets or the legal form")
    return _("the same name but for the legal form")
