"""Queries of figures, put together once and asked again for other societies and days.

Whose records and which days are the only parameters that depend on who asks: placeholders stand for
them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model, QuerySet
from psycopg.types.numeric import Int8

from redcross import prepared_query
from redcross.models import Society
from redcross.prepared_query import MOST_KEPT, ParameterReader, PreparedQuery, Row

from .definitions import Period, Scope
from .replica import counted

_Model = TypeVar("_Model", bound=Model)


class PlaceholderUsed(Exception):
    """Raised by what works with the placeholder of a day, besides comparing with it in a query."""


def _refuse(*args: object, **kwargs: object) -> NoReturn:
    raise PlaceholderUsed


class _PlaceholderDay(date):
    """The placeholder of a day: it can be compared with in a query, and nothing else."""

    year = month = day = property(_refuse)
    __add__ = __radd__ = __sub__ = __rsub__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __str__ = __format__ = _refuse
    isoformat = isocalendar = replace = timetuple = toordinal = strftime = weekday = _refuse


# No row has this key. A list of it stands for the keys of the society and of those below; the keys
# beneath it for entries.
_KEY = -(2**62)
_START, _END, _BEFORE = (_PlaceholderDay(1, 1, number) for number in (1, 2, 3))
_DAYS: Mapping[date, Callable[[Period], date]] = {
    _START: lambda period: period.start,
    _END: lambda period: period.end,
    _BEFORE: lambda period: period.day_before,
}


class _PlaceholderPeriod(Period):
    """The placeholder of a period."""

    day_before = _BEFORE


def placeholder_scope(*, own_records_only: bool) -> Scope:
    """Return the placeholder of the scope, which is known only when the query runs."""
    society = _row(Society, _KEY)
    society.__dict__["keys_below"] = [_KEY]
    return Scope(society, _PlaceholderPeriod(_START, _END), own_records_only)


def placeholder_entry(model: type[_Model], position: int) -> _Model:
    """Return the placeholder of the entry at this place among them."""
    return _row(model, _KEY - 1 - position)


def _row(model: type[_Model], key: int) -> _Model:
    """Return a row of which only the key is known: asked for anything else, it is not found."""
    return model.from_db(connection.alias, [model._meta.pk.attname], [key])


def ask(query: PreparedQuery, scope: Scope, entries: Sequence[Model] = ()) -> list[Row]:
    """Return the rows of the scope, f0, r0 and so on, what they are grouped by, or both.

    `entries` are what it was prepared for with `placeholder_entry`.
    """
    return counted(lambda asked: query.rows((scope, entries), asked))


def run_prepared(
    build: Callable[..., QuerySet[Any, Row]], scope: Scope, *about: Hashable
) -> list[Row]:
    """Return the rows of `build(scope, *about)`, a query of `values()`.

    Nothing but scope and `about` may decide on the query, no other row and not the day of today: it
    is put together once.
    """
    query = prepared(build, scope.own_records_only, *about)
    return ask(query or prepare(build(scope, *about)), scope)


@lru_cache(maxsize=MOST_KEPT)
def prepared(
    build: Callable[..., QuerySet[Any, Row]], own_records_only: bool, *about: Hashable
) -> PreparedQuery | None:
    """Return the query for any scope; None where it depends on more than what is put into it."""
    try:
        return prepare(build(placeholder_scope(own_records_only=own_records_only), *about))
    except (PlaceholderUsed, ObjectDoesNotExist):
        return None


def prepare(rows: QuerySet[Any, Row]) -> PreparedQuery:
    """Return the query of rows that are `values()`."""
    return prepared_query.prepare(rows, _find_reader)


def _find_reader(parameter: object) -> tuple[Hashable, ParameterReader] | None:
    """Return what a placeholder stands for; asked about are the scope and the entries."""
    if isinstance(parameter, _PlaceholderDay):
        day = _DAYS[parameter]
        return day, lambda about: day(about[0].period)
    if parameter == [_KEY]:
        return "keys", lambda about: [Int8(key) for key in about[0].society.keys_below]
    if not isinstance(parameter, int) or parameter > _KEY:
        return None
    if parameter == _KEY:
        return "key", lambda about: Int8(about[0].society.pk)
    position = _KEY - 1 - parameter
    return position, lambda about: Int8(about[1][position].pk)
