"""Queries that every page makes, put into SQL once. Django builds the SQL of a query anew each time, which for the
viewer and for a list takes longer than PostgreSQL takes to answer it. Here it is built once for each shape, from marks
in place of the values, and later only the values change. Half the time of a page: docs/decisions/pages.md."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.query import ModelIterable

# The versions of Django with which tests/involvement/test_compiled.py and the suite have passed.
TESTED_WITH = ((5, 2),)

# Marks stand where no real value does: numbers no key reaches, a day and a moment before any.
FIRST_MARK = 8_000_000_000_000_000_000


def mark(number: int) -> int:
    """A mark for a whole number (a key)."""
    return FIRST_MARK + number


DAY_MARK = dt.date(1, 1, 2)
MOMENT_MARK = dt.datetime(1, 1, 3, tzinfo=dt.UTC)


@lru_cache(maxsize=1024)
def _compiled(vendor: str, build: Callable, shape: tuple):
    """The compiler of a query of this shape with its SQL and parameters, marks among them. No SQL for one that can
    have no rows, such as what is at none of no places."""
    compiler = build(*shape).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return compiler, "", ()
    return compiler, sql, tuple(params)


def rows(build: Callable, shape: tuple, values: dict) -> list[tuple]:
    """The rows of ``build(*shape)``, a ``values_list`` query with marks, for these values: mark to value. ``shape``
    is all that decides how the SQL reads; ``build`` is a function of a module, for it is remembered."""
    compiler, sql, params = _compiled(connection.vendor, build, shape)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, _filled(params, values))
        return list(compiler.results_iter([cursor.fetchall()], tuple_expected=True))


def objects(build: Callable, shape: tuple, values: dict) -> list:
    """The model instances of ``build(*shape)``, with what it selects besides (``select_related``, annotations;
    no ``prefetch_related``)."""
    prepared = _Prepared(*_compiled(connection.vendor, build, shape), values)
    if not prepared.sql:
        return []
    queryset = SimpleNamespace(db=connection.alias, query=prepared, _known_related_objects={})
    return list(ModelIterable(queryset))


class _Prepared:
    """In the place of a query and of its compiler, for Django's own making of instances from rows."""

    def __init__(self, compiler, sql: str, params: tuple, values: dict):
        self.compiler, self.sql, self.params = compiler, sql, _filled(params, values)

    def get_compiler(self, using):
        return self

    def __getattr__(self, name):
        return getattr(self.compiler, name)

    def execute_sql(self, **_how):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return [cursor.fetchall()]


def count(build: Callable, shape: tuple, values: dict) -> int:
    """How many rows ``build(*shape)`` has."""
    _compiler, sql, params = _compiled(connection.vendor, build, shape)
    if not sql:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NUMBER_OF.replace("ROWS", sql), _filled(params, values))
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
