"""Reading what was kept of months whose time is over."""

from collections.abc import Iterable

from involvement.models import PromiseReading
from involvement.registry.promises import NUMBERS, Count, Look

# Of all homes: the area and whether the address is private, as PromiseTotal has them.
EVERYWHERE = ("", False)
PRIVATE = ("", True)


def every_reading(promises: Iterable[int], months: Iterable):
    """All readings of these promises and months, each home's in the order in which they were made."""
    rows = PromiseReading.objects.filter(promise__in=promises, month__in=months)
    return rows.order_by("promise_id", "month", "service_id", "number")


def current_readings(promises: Iterable[int], months: Iterable) -> list[PromiseReading]:
    """Of each home the reading that holds now. One query."""
    newest = {(row.promise_id, row.month, row.service_id): row for row in every_reading(promises, months)}
    return list(newest.values())


def count_of(row) -> Count:
    """The numbers of a reading."""
    return Count(
        **{name: getattr(row, name) for name in NUMBERS},
        beside=row.beside,
        why=row.why,
        seen=tuple(tuple(pair) for pair in row.seen),
        unknown=row.look == Look.UNKNOWN,
    )


def sums_of(total) -> Count:
    """The numbers of a PromiseTotal."""
    numbers = {name: getattr(total, name) for name in NUMBERS}
    return Count(**numbers, beside=total.beside, unknown=Look.UNKNOWN in total.looks)


def sum_of(counts: Iterable[Count]) -> Count:
    """Counts together, without what was seen. Quicker than adding one to the other."""
    numbers = dict.fromkeys(NUMBERS, 0)
    beside: dict[str, int] = {}
    unknown = False
    for count in counts:
        for name in NUMBERS:
            numbers[name] += getattr(count, name)
        for name, number in count.beside.items():
            beside[name] = beside.get(name, 0) + number
        unknown = unknown or count.unknown
    return Count(**numbers, beside=beside, unknown=unknown)


def in_parts(counts: dict[int, Count], homes: dict) -> dict[tuple[str, bool], list[Count]]:
    """The counts of all homes, of those of each area, and of those with a private address. ``homes`` have ``area`` and
    ``is_private``."""
    parts: dict[tuple[str, bool], list[Count]] = {EVERYWHERE: []}
    for pk, count in counts.items():
        parts[EVERYWHERE].append(count)
        part = PRIVATE if homes[pk].is_private else (homes[pk].area, False)
        parts.setdefault(part, []).append(count)
    return parts


def parts_of(counts: dict[int, Count], homes: dict) -> dict[tuple[str, bool], Count]:
    """The same, added up."""
    return {part: sum_of(found) for part, found in in_parts(counts, homes).items()}
