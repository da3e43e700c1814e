"""Rows as lines: the same words for the same row on every database, and a sum over a table's lines."""

import base64
import datetime as dt
import decimal
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import connection
from django.db.models import Field, JSONField
from django.utils.duration import duration_string

from involvement.backup.tables import Table

# Rows that are read at once, and the most that are written at once.
CHUNK = 2000
_MODULUS = 2**256


class Digest:
    """How many rows, and the sum of their hashes: two databases that sort text in different ways give the same."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % _MODULUS

    def as_dict(self) -> dict:
        return {"rows": self.rows, "sum": f"{self._sum:064x}"}


def _plain(value):
    """What JSON has no word for, in one that its field reads again."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return duration_string(value)
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no form in a backup.")


_line = partial(json.dumps, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def lines(table: Table) -> Iterator[bytes]:
    """Each row of the table as one line of JSON without its end, in the order of the keys: where keys are random,
    nothing tells which row came first (docs/decisions/random-keys.md)."""
    names = [field.attname for field in table.fields]
    rows = table.model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK)
    for row in rows:
        yield _line(row).encode()


def digest_of(table: Table) -> dict:
    """Count and sum of what the database holds now."""
    digest = Digest()
    for line in lines(table):
        digest.add(line)
    return digest.as_dict()


def _stored(field: Field, value):
    """A value out of a line, as this database takes it."""
    if value is None and isinstance(field, JSONField) and not field.null:
        # The word null of JSON, which is not the NULL of the column.
        return field.get_db_prep_value(None, connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def load(table: Table, from_lines: Iterable[bytes]) -> int:
    """Insert the rows of these lines with their keys as they are. Returns how many."""
    fields, number = table.fields, 0
    quote = connection.ops.quote_name
    into = " ".join(["INSERT INTO", quote(table.name), f"({', '.join(map(quote, table.columns))})", "VALUES "])
    places = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for chunk in _chunks(from_lines, fields):
            values = [_stored(field, value) for row in chunk for field, value in zip(fields, row, strict=True)]
            cursor.execute(into + ", ".join([places] * len(chunk)), values)
            number += len(chunk)
    return number


def _chunks(from_lines: Iterable[bytes], fields: list[Field]) -> Iterator[list[list]]:
    """Rows, as many at once as this database takes in one statement."""
    chunk: list[list] = []
    for line in from_lines:
        chunk.append(json.loads(line))
        if len(chunk) >= min(CHUNK, connection.ops.bulk_batch_size(fields, [None] * CHUNK)):
            yield chunk
            chunk = []
    if chunk:
        yield chunk
