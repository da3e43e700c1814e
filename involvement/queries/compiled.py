"""Queries that every page makes, put into SQL once. Django builds the SQL of a query anew each time, which for the
viewer and for a list takes longer than PostgreSQL takes to answer it. Here it is built once for each shape, from marks
in place of the values, and later only the values change. Half the time of a page: docs/decisions/pages.md.
PostgreSQL also keeps their plans (prepared.py)."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from itertools import count as count_from
from types import SimpleNamespace
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from involvement.queries import prepared

# The versions of Django with which tests/involvement/test_compiled.py and the suite have passed.
TESTED_WITH = ((5, 2),)

# Marks stand where no real value does: numbers no key reaches, a day and a moment before any.
FIRST_MARK = 8_000_000_000_000_000_000


def mark(number: int) -> int:
    """A mark for a whole number (a key)."""
    return FIRST_MARK + number


DAY_MARK = dt.date(1, 1, 2)
MOMENT_MARK = dt.datetime(1, 1, 3, tzinfo=dt.UTC)


class Compiled(NamedTuple):
    """A query in SQL: its number among those of this process, its compiler, its parameters with marks among them, and
    what makes Python's values of the database's, by column."""

    number: int
    compiler: SQLCompiler
    sql: str
    params: tuple
    converters: dict

    def execute(self, cursor, values: dict) -> None:
        """With these values, mark to value."""
        ops = cursor.db.ops
        real = {_adapted(ops, marked): _adapted(ops, value) for marked, value in values.items()}
        if not prepared.execute(cursor, self, real):
            cursor.execute(self.sql, [real.get(param, param) for param in self.params])

    def values_of(self, rows):
        return self.compiler.apply_converters(rows, self.converters) if self.converters else rows


@lru_cache(maxsize=1024)
def _compiled(vendor: str, build: Callable, shape: tuple, counted: bool = False) -> Compiled:
    """The query of this shape, or how many rows it has. No SQL for one that can have no rows, such as what is at none
    of no places."""
    compiler = build(*shape).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Compiled(0, compiler, "", (), {})
    if counted:
        sql = NUMBER_OF.replace("ROWS", sql)
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    return Compiled(next(_numbers), compiler, sql, tuple(params), compiler.get_converters(columns))


NUMBER_OF = "SELECT COUNT(*) FROM (ROWS) AS counted"
_numbers = count_from(1)


def rows(build: Callable, shape: tuple, values: dict) -> list[tuple]:
    """The rows of ``build(*shape)``, a ``values_list`` query with marks, for these values: mark to value. ``shape``
    is all that decides how the SQL reads; ``build`` is a function of a module, for it is remembered."""
    query = _compiled(connection.vendor, build, shape)
    if not query.sql:
        return []
    with connection.cursor() as cursor:
        query.execute(cursor, values)
        return list(map(tuple, query.values_of(cursor.fetchall())))


def objects(build: Callable, shape: tuple, values: dict) -> list:
    """The model instances of ``build(*shape)``, with what it selects besides (``select_related``, annotations;
    no ``prefetch_related``)."""
    query = _compiled(connection.vendor, build, shape)
    if not query.sql:
        return []
    filled = _Filled(query, values)
    queryset = SimpleNamespace(db=connection.alias, query=filled, _known_related_objects={})
    return list(ModelIterable(queryset))


class _Filled:
    """In the place of a query and of its compiler, for Django's own making of instances from rows."""

    def __init__(self, query: Compiled, values: dict):
        self.query, self.values = query, values

    def get_compiler(self, using):
        return self

    def __getattr__(self, name):
        return getattr(self.query.compiler, name)

    def execute_sql(self, **_how):
        with connection.cursor() as cursor:
            self.query.execute(cursor, self.values)
            return cursor.fetchall()

    def results_iter(self, rows):
        return self.query.values_of(rows)


def count(build: Callable, shape: tuple, values: dict) -> int:
    """How many rows ``build(*shape)`` has."""
    query = _compiled(connection.vendor, build, shape, counted=True)
    if not query.sql:
        return 0
    with connection.cursor() as cursor:
        query.execute(cursor, values)
        return cursor.fetchone()[0]


def _adapted(ops, value):
    """A value as the database's parameters hold it."""
    if isinstance(value, dt.datetime):
        return ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return ops.adapt_datefield_value(value)
    return value
