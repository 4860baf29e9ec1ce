"""Who and what the cells of a file name, looked up once for all its rows."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from redcross.fields import SearchKeyField
from redcross.models import Merge, NamedEntry, Record, User
from redcross.naming import named_one_of, normalised
from redcross.typed_values import as_typed

from .resource import Labels

# 张三 #12, as an export tells one of several of a name.
_NUMBERED = re.compile(r"(?P<name>.*?)\s*#(?P<key>\d{1,18})", re.DOTALL)
_SEVERAL = re.compile(r"[、,，;；\n]")


class References:
    """The entries of one kind that may be chosen, by name and by number.

    `new`: what is named and not known, and is to be added; empty unless that is wanted.
    """

    def __init__(
        self,
        queryset: "QuerySet[Any]",
        by: User,
        *,
        add_unknown: bool,
        kinds: Mapping[str, str] | None = None,
    ) -> None:
        """`kinds`: of those that are added, which of them is of which kind."""
        self.queryset, self.by, self.kinds = queryset, by, kinds or {}
        self.model = cast(type[models.Model], queryset.model)
        self.by_key: dict[int, models.Model] = {}
        self.by_name: dict[str, list[models.Model]] = {}
        self.new: dict[str, NamedEntry] = {}
        # By name what other rows of the file are going to be.
        self.in_file: Mapping[str, Sequence[NamedEntry]] = {}
        # The names that rows of the file give to what is stored under another one.
        self.renamed: Set[str] = frozenset()
        # Whether the numbers are those of another place: then what they stand beside tells.
        self.as_new = False
        self.by_label: dict[str, list[models.Model]] = {}
        # The field by which an entry or a line is found: the item of a lot of goods.
        self.named_by = next(
            (f.of for f in self.model._meta.concrete_fields if isinstance(f, SearchKeyField)), ""
        )
        may_add = issubclass(self.model, NamedEntry) and by.has_perm(self.model.permission("add"))
        self.adds = add_unknown and may_add

    def look_up(self, texts: Iterable[str]) -> None:
        """Read the entries that the texts may mean: a fixed number of queries."""
        texts = set(texts)
        numbered = [match for text in texts if (match := _NUMBERED.fullmatch(text))]
        keys = {int(match["key"]) for match in numbered}
        if self.as_new:
            self._look_up_labels({match["name"] for match in numbered})
            keys = set()
        self.by_key |= self.queryset.in_bulk(keys) if keys else {}
        names = {normalised(text) for text in texts} - self.by_name.keys() - {""}
        if names and self.named_by:
            for entry in of_these_names(self.queryset, names):
                called = normalised(getattr(entry, self.named_by))
                self.by_name.setdefault(called, []).append(entry)
            self._look_up_merged(names - self.by_name.keys())

    def _look_up_merged(self, names: Set[str]) -> None:
        """Have the names of what was merged into another lead to that one."""
        if not names or not issubclass(self.model, NamedEntry):
            return
        led = Merge.objects.merged_by_name(self.model, self.by.society_id, names, self.queryset)
        for name, ends in led.items():
            self.by_name.setdefault(name, []).extend(ends)

    def _look_up_labels(self, labels_alone: Set[str]) -> None:
        """Read the entries that are called so, without their number."""
        rows = self.queryset
        if not labels_alone:
            return
        if issubclass(self.model, NamedEntry):
            rows = of_these_names(rows, {normalised(name) for name in labels_alone})
        elif issubclass(self.model, Record):
            days = {day for name in labels_alone if (day := _day_of(name))}
            rows = rows.filter(date__in=days)
        labels = Labels(self.model)
        found = {entry.pk: entry for entry in rows}
        labels.look_up(found)
        for key, entry in found.items():
            self.by_label.setdefault(label_without_key(labels.known[key]), []).append(entry)

    def called(self, text: str) -> list[models.Model]:
        """Return the entries that the text may mean, after `look_up`."""
        match = _NUMBERED.fullmatch(text)
        if match and self.as_new:
            return self.by_label.get(match["name"], [])
        known = self.by_key.get(int(match["key"])) if match else None
        if known and match and _is_called(known, match["name"]):
            return [known]
        return self.by_name.get(normalised(text), [])

    def find(self, text: str) -> models.Model:
        """Return the entry that the text means; a new one where it is unknown and may be added.

        Raises ValidationError.
        """
        found = self.called(text)
        if len(found) == 1:
            return found[0]
        if found:
            numbers = "、".join(f"#{entry.pk}" for entry in found[:5])
            raise ValidationError(
                _("There are several of the name “%(name)s”: write which, as %(name)s %(numbers)s.")
                % {"name": as_typed(text), "numbers": numbers}
            )
        key = normalised(text)
        if self.as_new and key not in self.in_file:
            key = normalised(label_without_key(text))
        if within := self.in_file.get(key):
            if len(within) > 1:
                message = _("There are several of the name “%(name)s” in the file.")
                raise ValidationError(message % {"name": as_typed(text)})
            return within[0]
        if key in self.renamed:
            message = _("“%(name)s” is what another row makes of a name: import that row first.")
            raise ValidationError(message % {"name": as_typed(text)})
        if not self.adds:
            raise ValidationError(_("“%(name)s” is not known.") % {"name": as_typed(text)})
        return self._add(text)

    def _add(self, text: str) -> NamedEntry:
        key = normalised(text)
        if key not in self.new:
            entry = cast(type[NamedEntry], self.model)(
                society=self.by.society, name=self.name_of_new(text)
            )
            entry.guess_from_name()
            if kind := self.kinds.get(entry.name):
                setattr(entry, "kind", kind)  # noqa: B010 - only some have it
            pointing = {f.name for f in entry._meta.concrete_fields if f.is_relation}
            entry.clean_fields(exclude=pointing)
            self.new[key] = entry
        return self.new[key]

    def name_of_new(self, text: str) -> str:
        """Return what is to be called so that is not known: a number is no part of a name.

        Raises ValidationError where the number should be one of those known here.
        """
        if _NUMBERED.fullmatch(text) and not self.as_new:
            message = _("“%(name)s” is not known: nothing of this name has this number.")
            raise ValidationError(message % {"name": as_typed(text)})
        return label_without_key(text)


def _day_of(label: str) -> date | None:
    """Return the day that the label of a record begins with; None for what is no day."""
    with suppress(ValueError):  # 2021-13-45
        return parse_date(label[:10])
    return None


def label_without_key(text: str) -> str:
    """Return what an export calls an entry, without its number."""
    match = _NUMBERED.fullmatch(text)
    return match["name"] if match else text


def is_called_so(text: str, entry: models.Model) -> bool:
    """Return whether the text is what an export calls this entry, with its number or without."""
    match = _NUMBERED.fullmatch(text)
    if match and int(match["key"]) == entry.pk:
        return True
    return normalised(text) == normalised(str(entry))


def _is_called(entry: models.Model, name: str) -> bool:
    """Return whether the number is of what it is said to be; what has no name goes by it alone."""
    return not isinstance(entry, NamedEntry) or normalised(entry.name) == normalised(name)


def of_these_names(queryset: "QuerySet[Any]", names: Set[str]) -> "QuerySet[Any]":
    """Return the entries of these names, by the first line of the key that names are found by."""
    return queryset.filter(named_one_of(names))


def split_names(text: str) -> list[str]:
    """Return 甲、乙 as 甲 and 乙."""
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]
