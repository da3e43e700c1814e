"""`manage.py flush`: Django's own, which empties every table; on SQLite the audit would refuse it."""

from contextlib import contextmanager

from django.core.management.commands import flush
from django.db import connections


@contextmanager
def without_triggers_against_delete(connection):
    """PostgreSQL truncates, and no trigger of a row hears of it; SQLite deletes row by row."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_kept_a_year'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)


class Command(flush.Command):
    def handle(self, **options):
        with without_triggers_against_delete(connections[options["database"]]):
            super().handle(**options)
