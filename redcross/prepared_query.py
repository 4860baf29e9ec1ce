"""A query that is put together once a process and asked again about something else.

Django takes longer to put a query together than PostgreSQL to answer it, PostgreSQL longer to plan
it, and the query is the same whatever it asks about: only some parameters are others. So it is put
together once a process, with placeholders for these, and planned once a connection. Its results
are never kept.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from psycopg import Connection, RawCursor
from psycopg.sql import Literal

# A row of `values()`.
Row = dict[str, Any]
Converter = Callable[[Any, Any, Any], Any]
# What a parameter is, given what is asked about.
ParameterReader = Callable[[Any], Any]
# Of the plans that each connection keeps.
MOST_KEPT = 256


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
    Without SQL it finds nothing, whatever it asks about.
    """

    sql: str
    parameters: tuple[ParameterReader, ...]
    names: tuple[str, ...]
    # Place of a column to its converters, and the expression that they ask for.
    converters: Mapping[int, tuple[list[Converter], Any]]

    def rows(self, about: Any, asked: BaseDatabaseWrapper | None = None) -> list[Row]:
        """Return the rows in the order of the query, of the database unless another is `asked`."""
        if not self.sql:
            return []
        asked = asked or cast(BaseDatabaseWrapper, connection)
        with asked.cursor() as cursor:
            cursor.cursor = _PlanningCursor(asked.connection)
            cursor.execute(self.sql, [read(about) for read in self.parameters])
            return [self._read(row) for row in cursor.fetchall()]

    def _read(self, row: tuple[Any, ...]) -> Row:
        """Return a row as Django would."""
        values = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                values[column] = convert(values[column], expression, connection)
        return dict(zip(self.names, values, strict=True))


def prepare(
    rows: QuerySet[Any, Row],
    find_reader: Callable[[object], tuple[Hashable, ParameterReader] | None],
) -> PreparedQuery:
    """Return the query of rows that are `values()`.

    `find_reader` gives of a placeholder what is the same where the parameter is, and what it is
    once it is known what is asked about; None of any other parameter.
    """
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
        if found := find_reader(value):
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
