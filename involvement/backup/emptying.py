"""Emptying every table, those that refuse to lose a row too: before a restore, and for `manage.py flush`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.color import no_style

from involvement.backup.tables import LEFT_OUT, kept_tables, names_there

# Seconds that PostgreSQL waits for whoever still uses a table.
PATIENCE = 20


@contextmanager
def without_refusing_triggers(connection) -> Iterator[None]:
    """PostgreSQL truncates, and no trigger of a row hears of it. SQLite deletes row by row, so there the triggers that
    refuse are taken away and put back."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)


def empty_all(connection) -> None:
    """Delete every row of every table, what migrate filled too, and begin counting anew. Inside a transaction: it is
    undone with it."""
    names = {table.name for table in kept_tables()} | LEFT_OUT.keys()
    there = sorted(names.intersection(names_there()))
    with without_refusing_triggers(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        for statement in connection.ops.sql_flush(no_style(), there, reset_sequences=True):
            cursor.execute(statement)
