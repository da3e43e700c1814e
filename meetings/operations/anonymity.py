"""What the database itself would tell of anonymous rows (RELIABILITY rule 7): on PostgreSQL a table lies in the order
in which its rows came, and so does a dump of it. SQLite keeps rows in the order of their random keys."""

from django.db import connection, transaction

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


def forget_order() -> int:
    """Lay the tables anew in the order of their random keys, so that no backup shows what was sent beside what; and
    write the anonymous rows once more together, so that the database's own marks of them are one and the same. Run
    nightly, before the backup: it holds each table for a moment. Returns how many tables; 0 where none needs it."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        for update in ONCE_MORE:
            cursor.execute(update)
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f'CLUSTER "{table}" USING "{table}_pkey"')
    return len(TABLES)
