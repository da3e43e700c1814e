"""Reminding people. One run asks of each reminder what is due, which of it has a key in the outbox already, and writes
what is missing, a chunk at a time in a transaction of its own: a run that dies loses nothing, and the next goes on.

What machines carry is held for the one message of the day (operations/bundles.py); what people carry goes on the To
tell list, where one visit does for all that somebody is to be told."""

import datetime as dt
import logging
from collections import Counter
from time import monotonic

from django.db import transaction
from django.utils import timezone

from involvement.models import OutboxRow, Person
from involvement.models.outbox import MACHINE_CARRIERS
from involvement.operations.outbox import Reference, homes_of, key_for, row_for, save_rows, unspoken_wish
from involvement.registry.reminders import Due, Reminder, in_chunks, reminders

logger = logging.getLogger(__name__)

# Reminders looked at in one transaction.
CHUNK = 1000
# Seconds after which a run stops and leaves the rest to the next.
BUDGET = 200


def remind(*, now: dt.datetime | None = None) -> Counter:
    """Write what somebody is due to be reminded of and has no row for. Returns the number written, by kind."""
    now, stop_at = now or timezone.now(), monotonic() + BUDGET
    written: Counter = Counter()
    for kind, reminder in reminders.items():
        for chunk in in_chunks(reminder.due(now), CHUNK):
            if monotonic() > stop_at:
                logger.warning("reminding stopped at %s: the next run goes on", kind)
                return written
            written[kind] += _write(reminder, chunk)
    return +written


def _write(reminder: Reminder, chunk: list[Due]) -> int:
    """Write the rows of a chunk that are not there yet, as one set."""
    wanted = {key_for(reminder.kind, due.person_id, due.occasion): due for due in chunk}
    there = OutboxRow.objects.filter(key__in=list(wanted)).values_list("key", flat=True)
    for key in there:
        del wanted[key]
    if not wanted:
        return 0
    people = Person.objects.living().in_bulk({due.person_id for due in wanted.values()})
    homes = homes_of(people.values())
    # In an order that does not depend on the database: the demonstration is the same each time.
    found = sorted(wanted.values(), key=lambda due: (due.person_id, due.about_id or 0, due.occasion))
    rows = [_row(reminder, people[due.person_id], due, homes) for due in found if due.person_id in people]
    rows = [row for row in rows if row is not None]
    with transaction.atomic():
        save_rows(rows)
    return len(rows)


def _row(reminder: Reminder, person: Person, due: Due, homes: dict[int, int]) -> OutboxRow | None:
    """The row for one person, unsaved and held if a machine carries it; None when they do not want to hear of it."""
    row = row_for(
        kind=reminder.kind,
        to=person,
        about=Reference(reminder.label, due.about_id, service_id=due.service_id),
        occasion=due.occasion,
        values=due.values | ({"at_work": True} if due.at_work else {}),
        wish=unspoken_wish(person) if due.at_work else "",
        homes=homes,
    )
    if row is not None and row.carrier in MACHINE_CARRIERS:
        row.state = OutboxRow.State.HELD
    return row
