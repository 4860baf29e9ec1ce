"""What the database's constraints say, asked of rows in Python before they are written.

The database stays the last guard; asked row by row, it would take most of a save's queries.
"""

import operator
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from redcross.typed_values import DITTO_MARKS, FAILED_FORMULAS

# What a lookup compares with; the rest is asked for by name below.
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def refused_texts(row: models.Model, exclude: Collection[str]) -> dict[str, list[ValidationError]]:
    """Return what is wrong with texts that only a table gives a meaning, by field."""
    errors = {}
    for field in row._meta.concrete_fields:
        text = getattr(row, field.attname)
        if field.name in exclude or not field.editable or not isinstance(text, str):
            continue
        if text.strip() in DITTO_MARKS:
            message = _("“%(typed)s” means the row above, and rows are sorted: write it in full.")
        elif text.strip() in FAILED_FORMULAS:
            message = _("“%(typed)s” is what is left of a formula: write the value itself.")
        else:
            continue
        errors[field.name] = [ValidationError(message, code="of_a_table", params={"typed": text})]
    return errors


def is_satisfied(condition: Q, row: models.Model) -> bool | None:
    """Return whether the row meets the condition; None, as in SQL, where an empty value decides.

    Raises NotImplementedError for a lookup that no constraint has had yet.
    """
    parts = [_part_is_satisfied(part, row) for part in condition.children]
    if condition.connector == Q.AND:
        result = False if False in parts else None if None in parts else True
    elif condition.connector == Q.OR:
        result = True if True in parts else None if None in parts else False
    else:
        raise NotImplementedError(condition.connector)
    return not result if condition.negated and result is not None else result


def _part_is_satisfied(part: object, row: models.Model) -> bool | None:
    if isinstance(part, Q):
        return is_satisfied(part, row)
    name, expected = cast(tuple[str, Any], part)
    name, _separator, lookup = name.partition("__")
    value = _value(row, name)
    if lookup.startswith("length__"):
        lookup = lookup.removeprefix("length__")
        value = None if value is None else len(value)
    lookup = lookup or "exact"
    if isinstance(expected, F):
        expected = _value(row, cast(Any, expected).name)
    elif lookup == "isnull" or (lookup == "exact" and expected is None):
        return (value is None) is (lookup == "exact" or expected)
    if value is None or expected is None:
        return None
    if lookup == "in":
        return value in expected
    if lookup == "contains" and isinstance(value, list):
        return set(expected) <= set(value)
    if lookup not in _COMPARISONS:
        raise NotImplementedError(lookup)
    try:
        return _COMPARISONS[lookup](value, expected)
    except TypeError:  # not of the field's type, which the field itself has refused
        return None


def _value(row: models.Model, name: str) -> Any:
    """Return what the column holds, or will: what is saved before the row has no key yet."""
    field = _field(type(row), name)
    value = getattr(row, field.attname)
    if value is None and isinstance(field, models.ForeignKey) and field.is_cached(row):
        return field.get_cached_value(row)
    return value


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def violations(
    row: models.Model, constraints: Iterable[models.BaseConstraint]
) -> dict[str, list[ValidationError]]:
    """Return what the row's own values violate, each message beside the field it belongs to."""
    found: dict[str, list[ValidationError]] = {}
    for constraint in constraints:
        condition = getattr(constraint, "condition", None)
        is_check = isinstance(constraint, models.CheckConstraint)
        if is_check and is_satisfied(cast(Q, condition), row) is False:
            name = _broken_field(cast(Q, condition), row) or field_of(constraint)
            found.setdefault(name, []).append(error_of(constraint))
    return found


def _broken_field(condition: Q, row: models.Model) -> str:
    """Return which of several things that must hold does not, by its field; "" of one thing."""
    if condition.connector != Q.AND or condition.negated or len(condition.children) < 2:
        return ""
    broken = next(part for part in condition.children if _part_is_satisfied(part, row) is False)
    if isinstance(broken, Q):
        return _broken_field(broken, row) or _last_field(broken)
    return cast(tuple[str, object], broken)[0].split("__")[0]


def repeated_rows(
    rows: Sequence[models.Model], constraint: models.UniqueConstraint
) -> list[models.Model]:
    """Return the rows whose values another one has: a stored one, or one before it among them.

    Stored rows that are among them count as they are here. One query.
    """
    columns = [_field(type(rows[0]), name).attname for name in constraint.fields] if rows else []
    condition = cast(Q | None, constraint.condition)
    keys = {
        id(row): tuple(getattr(row, column) for column in columns)
        for row in rows
        if condition is None or is_satisfied(condition, row)
    }
    keys = {row: key for row, key in keys.items() if None not in key}
    if not keys:
        return []
    values_of_columns = zip(columns, map(set, zip(*keys.values(), strict=True)), strict=True)
    sought = Q(**{f"{column}__in": values for column, values in values_of_columns})
    stored = type(rows[0])._base_manager.filter(condition or Q(), sought)
    stored = stored.exclude(pk__in=[row.pk for row in rows if row.pk is not None])
    seen = set(stored.values_list(*columns))
    double: list[models.Model] = []
    for row in rows:
        key = keys.get(id(row))
        if key is None:
            continue
        if key in seen:
            double.append(row)
        seen.add(key)
    return double


def error_of(constraint: models.BaseConstraint) -> ValidationError:
    """Return the error that says what the constraint asks for."""
    return ValidationError(
        constraint.get_violation_error_message(), code=constraint.violation_error_code
    )


def field_of(constraint: models.BaseConstraint) -> str:
    """Return the field a constraint's message belongs beside: the last it names."""
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1].removesuffix("_digest")

    return _last_field(cast(Q, cast(models.CheckConstraint, constraint).condition))


def _last_field(condition: Q) -> str:
    """Return the last field that the condition names."""
    last = cast("Q | tuple[str, object]", condition.children[-1])
    return _last_field(last) if isinstance(last, Q) else last[0].split("__")[0]
