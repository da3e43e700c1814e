"""What people are reminded of. Each app registers its reminders in its notices.py, beside the notice that they send. A
reminder is "due, and no key yet?", never "exactly N days before": a run that was missed loses none, and one that is
repeated repeats none."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils import timezone

from involvement.registry import Registry

reminders = Registry("reminder")


@dataclass(frozen=True, slots=True)
class Due:
    """One person is due to hear of one thing; ``occasion`` is what makes this time another than the last."""

    person_id: int
    about_id: int
    occasion: str
    # Where somebody is who can go and say it, if nothing else is known of the person.
    service_id: int | None = None
    # At their work: never said aloud by a colleague.
    at_work: bool = False
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Reminder:
    """``due(now)`` gives what is due at an aware moment, from a few set queries that are streamed; of a notice ``kind``
    about things of the model ``label``. Whether it is still true is the notice's to say, when it is sent."""

    kind: str
    label: str
    due: Callable[[dt.datetime], Iterable[Due]]


def remind_of(kind: str, label: str) -> Callable:
    """Register the decorated ``due(now)``. Raises ValueError when the kind has one already."""

    def register(due: Callable) -> Callable:
        reminders.add(kind, Reminder(kind, label, due))
        return due

    return register


def in_chunks(rows: Iterable, size: int) -> Iterator[list]:
    """The rows in their order, so many at a time."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def today_at(now: dt.datetime) -> dt.date:
    """The local day: "today" means the organisation's own, whatever the zone of the clock that beats."""
    return timezone.localdate(now)


def turn(first: dt.date, today: dt.date, every: int) -> str:
    """The occasion of something that is said again every so many days from ``first`` on: the day on which this turn
    began. On both sides of a missed run it is the same, so each turn is said once."""
    turns = max((today - first).days, 0) // max(every, 1)
    return str(first + dt.timedelta(days=turns * max(every, 1)))
