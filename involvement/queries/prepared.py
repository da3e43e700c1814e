"""Queries of pages, planned once for each connection. PostgreSQL reads and plans a query anew each time, which for
those of a page takes three times as long as answering them; of one that is prepared it keeps the plan. It plans for
the query's constants (a status, how far something may be read), so that an index of a part is still found, and for
any place, person or day: docs/decisions/pages.md."""

import datetime as dt
from weakref import WeakKeyDictionary

from django.db import NotSupportedError
from psycopg2.extensions import AsIs

# What PostgreSQL takes in the place of a mark, by the type of that; a moment is a day too, so it comes first.
TYPES = ((dt.datetime, "timestamptz"), (dt.date, "date"), (int, "bigint"), (str, "text"))
LARGEST = 2**63 - 1
# How a search reads in SQL: its plan depends on whether the words are rare or common.
SEARCHES = " @@ "
# A kept plan takes some ten kB of the database's memory for as long as the connection stays open.
MOST = 200

# What each connection has prepared: the number of a query to the marks of its parameters in their order; None for a
# connection that prepares nothing.
_prepared: WeakKeyDictionary = WeakKeyDictionary()


def execute(cursor, query, values: dict) -> bool:
    """Run a ``compiled.Compiled`` with these values, mark to value, as the database holds them. False, and nothing is
    done, where it is to run as it stands."""
    marks = _marks_of(cursor.db, query, values)
    if marks is None:
        return False
    given = [values[marked] for marked in marks]
    # What is typed into an address may be no key at all.
    if any(isinstance(value, int) and abs(value) > LARGEST for value in given):
        return False
    places = f" ({', '.join(['%s'] * len(given))})" if given else ""
    try:
        cursor.execute(f"EXECUTE portal_{query.number}{places}", given)
    except NotSupportedError:
        # A migration gave a column another type while this process ran.
        _prepared[cursor.db.connection] = None
        if cursor.db.in_atomic_block:
            raise
        return False
    return True


def _marks_of(connection, query, values: dict) -> list | None:
    """The marks of the query's parameters, once it is prepared; None where it cannot be, or need not."""
    # Behind a pool the next transaction may get another connection: Django has this setting for it. And whoever
    # looks at queries (DEBUG, tests) is to read them.
    if (
        connection.vendor != "postgresql"
        or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        or connection.queries_logged
        or SEARCHES in query.sql
    ):
        return None
    known = _prepared.setdefault(connection.connection, {})
    if known is None or (query.number not in known and len(known) >= MOST):
        return None
    if query.number not in known:
        known[query.number] = _prepare(connection, query, values)
    return known[query.number]


def _prepare(connection, query, values: dict) -> list:
    marks, params = [], []
    for param in query.params:
        if param in values:
            marks.append(param)
            params.append(AsIs(f"${len(marks)}"))
        else:
            params.append(param)
    types = f" ({', '.join(map(_type_of, marks))})" if marks else ""
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"PREPARE portal_{query.number}{types} AS {query.sql}", params)
    return marks


def _type_of(marked) -> str:
    return next(name for kind, name in TYPES if isinstance(marked, kind))
