"""Keyset paging: a page begins after a row, not at a number, so that the last page costs what the first does."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BigIntegerField, BooleanField, DateTimeField, Func, Value

from involvement.queries import compiled

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class RowCompare(Func):
    """``(first, second) < (x, y)`` as one comparison of rows, which an index on both serves."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for expression in self.source_expressions:
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params.extend(values)
        first, second, x, y = parts
        return f"({first}, {second}) {self.extra['sign']} ({x}, {y})", params


@dataclass(frozen=True)
class Order:
    """A way to sort: by ``field`` (a time or a number), then by id, both up or both down."""

    field: str
    descending: bool
    is_time: bool

    def columns(self, *, backwards: bool = False) -> tuple[str, str]:
        """For ``order_by``."""
        mark = "-" if self.descending != backwards else ""
        return f"{mark}{self.field}", f"{mark}id"

    def beyond(self, cursor: tuple, *, backwards: bool = False) -> RowCompare:
        """The condition for rows after the cursor (before it, when backwards)."""
        value = Value(cursor[0], output_field=DateTimeField() if self.is_time else BigIntegerField())
        sign = "<" if self.descending != backwards else ">"
        return RowCompare(self.field, "id", value, Value(cursor[1], output_field=BigIntegerField()), sign=sign)

    def cursor(self, value, key: int) -> str:
        """A row's place in this order, for an address."""
        return f"{(value - EPOCH) // MICROSECOND if self.is_time else value}.{key}"

    def read(self, text: str) -> tuple | None:
        """The place that an address names, or None when it names none: addresses are typed and cut."""
        head, _dot, tail = text.partition(".")
        if not (head.isascii() and head.isdigit() and tail.isascii() and tail.isdigit()):
            return None
        if len(head) > 18 or len(tail) > 18:
            return None
        try:
            return (EPOCH + int(head) * MICROSECOND if self.is_time else int(head), int(tail))
        except OverflowError:
            return None


@dataclass(frozen=True)
class Place:
    """Where a page begins: after a row, before one (reading backwards), or at the start."""

    order: Order
    after: tuple | None = None
    before: tuple | None = None

    @classmethod
    def read(cls, order: Order, after: str, before: str) -> "Place":
        """From an address. What cannot be read is the first page."""
        older_than = order.read(after)
        return cls(order, older_than, None if older_than else order.read(before))

    @classmethod
    def marked(cls, order: Order, direction: str) -> "Place":
        """With marks instead of values (involvement/queries/compiled.py)."""
        marks = (compiled.MOMENT_MARK if order.is_time else compiled.mark(2), compiled.mark(3))
        return cls(order, **{direction: marks} if direction else {})

    @property
    def direction(self) -> str:
        return "after" if self.after else "before" if self.before else ""

    @property
    def marks(self) -> dict:
        """What stands for the marks of ``marked``."""
        place = self.after or self.before
        if not place:
            return {}
        return {compiled.MOMENT_MARK if self.order.is_time else compiled.mark(2): place[0], compiled.mark(3): place[1]}

    @property
    def is_start(self) -> bool:
        return not (self.after or self.before)

    def rows(self, queryset):
        """The rows from here on, in the order in which they are to be read."""
        if self.before:
            queryset = queryset.filter(self.order.beyond(self.before, backwards=True))
        elif self.after:
            queryset = queryset.filter(self.order.beyond(self.after))
        return queryset.order_by(*self.order.columns(backwards=bool(self.before)))

    def page(self, found: list, size: int) -> tuple[list, bool, bool]:
        """Of up to ``size`` + 1 rows as read from here: those of the page as it shows them, and whether there is
        a newer and an older page."""
        more = len(found) > size
        if self.before:
            return found[:size][::-1], more, True
        return found[:size], self.after is not None, more
