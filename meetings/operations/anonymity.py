"""What the database itself would tell of anonymous rows (RELIABILITY rule 7): on PostgreSQL a table lies in the order
in which its rows came, and so does a dump of it. SQLite keeps rows in the order of their random keys."""

import logging

from django.db import OperationalError, connection, transaction

from involvement.models import Photo
from meetings.models import Comment, CountedAgreement, Suggestion

# Tables in which anonymous rows lie beside others.
TABLES = (Suggestion, Comment, CountedAgreement, Photo)
# What writes the anonymous rows of each table once more, all at once, and changes nothing in them.
ONCE_MORE = (
    "UPDATE meetings_suggestion SET round = round WHERE author_id IS NULL AND status = 'sent'",
    "UPDATE meetings_comment SET shown = shown WHERE author_id IS NULL",
    "UPDATE meetings_countedagreement SET number = number WHERE source = 'also_said'",
    "UPDATE involvement_photo SET width = width WHERE owner_id IS NULL",
)


# How long a table is waited for: whoever reads it for longer goes first, and nobody queues behind us.
PATIENCE_SECONDS = 5

log = logging.getLogger(__name__)


def forget_order() -> int:
    """Lay the tables anew in the order of their random keys, so that no backup shows what was sent beside what; and
    write the anonymous rows once more together, so that the database's own marks of them are one and the same. Run
    nightly, before the backup. Returns how many tables; 0 where none needs it.

    While a table is laid anew nobody reads it. Measured with PostgreSQL on two cores that were busy with other work:
    13 seconds for 100,000 suggestions, 125 seconds for 1,000,000, and 18 seconds more for writing their anonymous
    rows once more, which holds those rows only (docs/decisions/random-keys.md)."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        for update in ONCE_MORE:
            cursor.execute(update)
    return sum(_laid_anew(model._meta.db_table) for model in TABLES)


def _laid_anew(table: str) -> bool:
    """Whether the table could be had; else it is laid anew the night after."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
            cursor.execute(f'CLUSTER "{table}" USING "{table}_pkey"')
    except OperationalError as error:
        log.warning("Not laid anew tonight: %s (%s)", table, type(error.__cause__).__name__)
        return False
    return True
