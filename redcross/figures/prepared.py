"""Queries that are put together once and asked again for other societies and days.

Django takes longer to put the query of a figure together than PostgreSQL to answer it, PostgreSQL
longer to plan it, and the query is the same whoever asks: only whose records and which days are
other parameters. So it is put together once a process, with placeholders for the scope, and planned
once a connection. Its results are never kept.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn, Self, TypeVar, cast

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from psycopg import Connection, RawCursor
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

from redcross.models import Society

from .definitions import Period, Scope
from .replica import counted

# A row of an aggregate query: f0, r0 and so on, what it is grouped by, or both.
Row = dict[str, Any]
_Model = TypeVar("_Model", bound=Model)
Converter = Callable[[Any, Any, Any], Any]
# What a parameter is, once the scope and the entries are known.
ParameterReader = Callable[[Scope, Sequence[Model]], Any]
# Of the queries a process keeps, and of the plans each of its connections does.
MOST_KEPT = 256


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


class _PlanningCursor(RawCursor[Any]):
    """A cursor of which PostgreSQL reads and plans each statement once a connection."""

    def __init__(self, raw_connection: "Connection[Any]"):
        super().__init__(raw_connection)
        raw_connection.prepare_threshold, raw_connection.prepared_max = 0, MOST_KEPT

    def execute(self, query: Any, params: Any = None, **_others: Any) -> Self:
        return super().execute(query, params, prepare=True)


@dataclass(frozen=True)
class PreparedQuery:
    """The SQL of a query for rows of values, and how to read what it answers.

    `parameters`: $1, $2 and so on, of which placeholders stood; all others are written into it.
    Without SQL it finds nothing, whoever asks.
    """

    sql: str
    parameters: tuple[ParameterReader, ...]
    names: tuple[str, ...]
    # Place of a column to its converters, and the expression that they ask for.
    converters: Mapping[int, tuple[list[Converter], Any]]

    def rows(self, scope: Scope, entries: Sequence[Model] = ()) -> list[Row]:
        """Return the rows of the scope, in the order of the query.

        `entries` are what it was prepared for with `placeholder_entry`.
        """
        if not self.sql:
            return []
        parameters = [read(scope, entries) for read in self.parameters]

        def ask(asked: BaseDatabaseWrapper) -> list[Row]:
            with asked.cursor() as cursor:
                cursor.cursor = _PlanningCursor(asked.connection)
                cursor.execute(self.sql, parameters)
                return [self._read(row) for row in cursor.fetchall()]

        return counted(ask)

    def _read(self, row: tuple[Any, ...]) -> Row:
        """Return a row as Django would."""
        values = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                values[column] = convert(values[column], expression, connection)
        return dict(zip(self.names, values, strict=True))


def run_prepared(
    build: Callable[..., QuerySet[Any, Row]], scope: Scope, *about: Hashable
) -> list[Row]:
    """Return the rows of `build(scope, *about)`, a query of `values()`.

    Nothing but scope and `about` may decide on the query, no other row and not the day of today: it
    is put together once.
    """
    query = prepared(build, scope.own_records_only, *about)
    return (query or prepare(build(scope, *about))).rows(scope)


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
    query = rows.query
    compiler = query.get_compiler(connection=connection)
    connection.ensure_connection()  # by which values are written into the SQL
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return PreparedQuery("", (), (), {})
    expressions = [column for column, *_rest in compiler.select]
    readers: dict[Hashable, ParameterReader] = {}
    written = []
    for value in parameters:
        if found := _parameter_reader(value):
            name, read = found
            readers[name] = read
            written.append(f"${list(readers).index(name) + 1}")
        else:
            written.append(Literal(value).as_string(connection.connection))
    return PreparedQuery(
        sql % tuple(written),
        tuple(readers.values()),
        tuple(cast(Mapping[str, object], query.selected)),
        compiler.get_converters(expressions),
    )


def _parameter_reader(parameter: object) -> tuple[Hashable, ParameterReader] | None:
    """Return what is the same where the parameter is, and what it is once the scope is known.

    None where it is known already.
    """
    if isinstance(parameter, _PlaceholderDay):
        day = _DAYS[parameter]
        return day, lambda scope, _entries: day(scope.period)
    if parameter == [_KEY]:
        return "keys", lambda scope, _entries: [Int8(key) for key in scope.society.keys_below]
    if not isinstance(parameter, int) or parameter > _KEY:
        return None
    if parameter == _KEY:
        return "key", lambda scope, _entries: Int8(scope.society.pk)
    position = _KEY - 1 - parameter
    return position, lambda _scope, entries: Int8(entries[position].pk)
