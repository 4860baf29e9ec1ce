"""What a file changes: the sums of the years, and what is left in funds. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from redcross.models import Entry, Line, Record

from .rows import RowRead


@dataclass(frozen=True)
class Effect:
    """One number before and after, as a reader sees it. `negative`: it would fall below zero."""

    what: str
    before: str
    change: str
    after: str
    negative: bool = False


def effects_of(model: type[Entry], rows: Sequence[RowRead]) -> list[dict[str, Any]]:
    """Return what taking in these rows does to counts, sums and balances, in plain values."""
    found: list[Effect] = []
    if issubclass(model, Record):
        found += _of_years(model, rows)
    pairs = [(row.entry, row.before) for row in rows]
    for what, before, change in model.balance_effects(pairs):
        after = before + change
        found.append(_effect(what, before, change, negative=after < 0))
    return [asdict(effect) for effect in found]


def _effect(what: str, before: Any, change: Any, *, negative: bool = False) -> Effect:
    sign = "+" if change > 0 else ""
    return Effect(
        what, _number(before), f"{sign}{_number(change)}", _number(before + change), negative
    )


def _number(value: Decimal | int) -> str:
    """Return a sum of money with its fen, a count without."""
    return f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"


def _of_years(model: type[Record], rows: Sequence[RowRead]) -> Iterator[Effect]:
    """Yield of each year the number of records, and the sums of their numbers that change."""
    names, valued = list(_summed(model)), list(_valued(model))
    changes: dict[int, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for record, sign in ((row.entry, 1), (row.before, -1)):
            if record is None:
                continue
            changed = changes[cast(Record, record).date.year]
            changed[""] += sign
            for name in names:
                changed[name] += sign * (getattr(record, name) or 0)
        for name, _lines in valued:
            for record, own_lines, sign in _lines_of(row, name):
                values = [line.value for line in own_lines]
                changes[record.date.year][name] += sign * sum(v for v in values if v is not None)
    if not changes:
        return
    society = rows[0].entry.society_id
    stored = cast(Any, model.objects).countable().filter(society=society, date__year__in=changes)
    sums = {f"sum_{name}": Sum(name) for name in names}
    by_year = stored.order_by().values(year=ExtractYear("date")).annotate(rows=Count("pk"), **sums)
    known = {found["year"]: found for found in by_year}
    for name, lines in valued:
        own = lines.objects.countable().filter(**{f"{lines.owner}__in": stored})
        by_year = own.order_by().values(year=ExtractYear(f"{lines.owner}__date"))
        for found in by_year.annotate(sum=Sum(lines.worth)):
            known[found["year"]][f"sum_{name}"] = found["sum"]
    for year in sorted(changes):
        before = known.get(year, {})
        for name in ("", *names, *(name for name, _lines in valued)):
            change = changes[year][name]
            if not change:
                continue
            label = _labelled(model, name)
            what = _("%(year)s: %(what)s") % {"year": year, "what": capfirst(label)}
            known_sum = before.get(f"sum_{name}" if name else "rows")
            # None where nothing is known yet: a sum of the change's own kind.
            yield _effect(what, change - change if known_sum is None else known_sum, change)


def _labelled(model: type[Record], name: str) -> str:
    if not name:
        return _("records")
    if name in model.lines:
        return _("value of the lines (yuan)")
    return str(model.own_field(name).verbose_name)


def _valued(model: type[Record]) -> Iterator[tuple[str, type[Line]]]:
    """Yield the lines that are worth something, with their related name."""
    for name in model.lines:
        lines = cast(type[Line], model._meta.get_field(name).related_model)
        if lines.worth is not None:
            yield name, lines


def _lines_of(row: RowRead, name: str) -> Iterator[tuple[Record, Sequence[Line], int]]:
    """Yield the record as it will be and as it was, with its lines and 1 or -1."""
    stored = list(getattr(row.before, name).all()) if row.before else []
    yield cast(Record, row.entry), row.to_save.lines.get(name, stored), 1
    if row.before:
        yield cast(Record, row.before), stored, -1


def _summed(model: type[Record]) -> Iterator[str]:
    """Yield the numbers of which a sum says something."""
    for field in model._meta.concrete_fields:
        number = isinstance(field, models.DecimalField | models.PositiveIntegerField)
        single = field.choices or field.name in {*model.not_summed, "times"}
        if number and field.editable and not single:
            yield field.name
