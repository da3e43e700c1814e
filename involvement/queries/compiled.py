"""Queries that every page makes, put into SQL once. Django builds the SQL of a query anew each time, which for the
viewer and for a list takes longer than PostgreSQL takes to answer it. Here it is built once for each shape, from marks
in place of the values, and later only the values change. Half the time of a page: docs/decisions/pages.md."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

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
    """A query in SQL: its compiler, its parameters with marks among them, and what makes Python's values of the
    database's, by column."""

    compiler: SQLCompiler
    sql: str
    params: tuple
    converters: dict

    def values_of(self, rows):
        return self.compiler.apply_converters(rows, self.converters) if self.converters else rows


@lru_cache(maxsize=1024)
def _compiled(vendor: str, build: Callable, shape: tuple) -> Compiled:
    """The query of this shape. No SQL for one that can have no rows, such as what is at none of no places."""
    compiler = build(*shape).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Compiled(compiler, "", (), {})
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    return Compiled(compiler, sql, tuple(params), compiler.get_converters(columns))


def rows(build: Callable, shape: tuple, values: dict) -> list[tuple]:
    """The rows of ``build(*shape)``, a ``values_list`` query with marks, for these values: mark to value. ``shape``
    is all that decides how the SQL reads; ``build`` is a function of a module, for it is remembered."""
    query = _compiled(connection.vendor, build, shape)
    if not query.sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query.sql, _filled(query.params, values))
        return list(map(tuple, query.values_of(cursor.fetchall())))


def objects(build: Callable, shape: tuple, values: dict) -> list:
    """The model instances of ``build(*shape)``, with what it selects besides (``select_related``, annotations;
    no ``prefetch_related``)."""
    query = _compiled(connection.vendor, build, shape)
    if not query.sql:
        return []
    prepared = _Prepared(query, _filled(query.params, values))
    queryset = SimpleNamespace(db=connection.alias, query=prepared, _known_related_objects={})
    return list(ModelIterable(queryset))


class _Prepared:
    """In the place of a query and of its compiler, for Django's own making of instances from rows."""

    def __init__(self, query: Compiled, params: list):
        self.query, self.params = query, params

    def get_compiler(self, using):
        return self

    def __getattr__(self, name):
        return getattr(self.query.compiler, name)

    def execute_sql(self, **_how):
        with connection.cursor() as cursor:
            cursor.execute(self.query.sql, self.params)
            return cursor.fetchall()

    def results_iter(self, rows):
        return self.query.values_of(rows)


def count(build: Callable, shape: tuple, values: dict) -> int:
    """How many rows ``build(*shape)`` has."""
    query = _compiled(connection.vendor, build, shape)
    if not query.sql:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NUMBER_OF.replace("ROWS", query.sql), _filled(query.params, values))
        return cursor.fetchone()[0]


NUMBER_OF = "SELECT COUNT(*) FROM (ROWS) AS counted"


def _filled(params: tuple, values: dict) -> list:
    real = {_adapted(marked): _adapted(value) for marked, value in values.items()}
    return [real.get(param, param) for param in params]


def _adapted(value):
    """A value as the database's parameters hold it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
