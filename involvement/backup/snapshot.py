"""Reading everything as it stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Django's own transactions on SQLite would take the place of the one writer (transaction_mode IMMEDIATE); this one only
# reads. On PostgreSQL one that repeats its reads sees no later row.
BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is of one moment. Nothing can be written inside, and nobody outside waits for us."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        # SQLite takes its snapshot with the first read.
        cursor.execute("SELECT count(*) FROM django_migrations")
        cursor.fetchone()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
