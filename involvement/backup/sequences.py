"""The last key that was given out in each table whose keys grow. Kept, so that after a restore no new row takes the key
of one that was deleted: the record may still speak of it."""

from django.db import connection

from involvement.backup.tables import Table


def _growing(tables: list[Table]) -> list[Table]:
    return [table for table in tables if table.model._meta.auto_field in table.fields]


def last_keys(tables: list[Table]) -> dict[str, int]:
    """By table the last key given out; tables that never gave one are not in it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
        return {table.name: known[table.name] for table in _growing(tables) if table.name in known}
    found = {}
    with connection.cursor() as cursor:
        for table in _growing(tables):
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", _column(table))
            (last,) = cursor.fetchone()
            if last is not None:
                found[table.name] = last
    return found


def go_on_after(tables: list[Table], last: dict[str, int]) -> None:
    """Let each table go on after the last key given out, or after the largest that it holds."""
    with connection.cursor() as cursor:
        for table in _growing(tables):
            key = max(last.get(table.name, 0), _largest(table))
            if key and connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, key])
            elif key:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*_column(table), key])


def _column(table: Table) -> list[str]:
    return [connection.ops.quote_name(table.name), table.model._meta.auto_field.column]


def _largest(table: Table) -> int:
    newest = table.model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0
