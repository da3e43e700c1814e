"""Never more than one message of reminders a day to a person: what is held for somebody goes in one row of their local
day, from the organisation's morning hour on. What comes later that day waits for the next morning."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Carrier, Organisation, OutboxRow, Person
from involvement.operations.outbox import key_for
from involvement.queries.telling import tellings

State = OutboxRow.State
KIND = "reminders"
# People whose messages are put together in one transaction; rows that one statement ends.
CHUNK = 1000
# One message a person: by e-mail if any of it would be.
CARRIERS = (Carrier.EMAIL, Carrier.SMS, Carrier.PORTAL)


def is_morning(now: dt.datetime) -> bool:
    """Whether the morning hour of the local day has come, however the clocks changed in the night."""
    return timezone.localtime(now).hour >= Organisation.current().morning_hour


def bundle(*, now: dt.datetime | None = None) -> int:
    """Put what is held into one message for each person who has had none today. Returns the number of messages."""
    now = now or timezone.now()
    if not is_morning(now):
        return 0
    made, last = 0, 0
    while True:
        held = _held().filter(person__gt=last).order_by("person").values_list("person_id", flat=True).distinct()
        people = list(held[:CHUNK])
        if not people:
            return made
        last = people[-1]
        made += _bundle_chunk(people, timezone.localdate(now))


def _held():
    """What waits for a message to go in."""
    return OutboxRow.objects.filter(state=State.HELD, bundle__isnull=True, person__isnull=False)


def _bundle_chunk(people: list[int], today: dt.date) -> int:
    """The messages of these people. Only whoever made one fills it, before anybody else sees it: what another run holds
    meanwhile goes tomorrow."""
    had = set(
        OutboxRow.objects.filter(key__in=[key_for(KIND, person, str(today)) for person in people]).values_list(
            "person_id", flat=True
        )
    )
    carriers: dict[int, set] = defaultdict(set)
    at_work: set[int] = set()
    with transaction.atomic():
        held = _held().filter(person__in=set(people) - had).order_by("person_id", "pk")
        for person_id, carrier, works in held.values_list("person_id", "carrier", "values__at_work"):
            carriers[person_id].add(carrier)
            at_work |= {person_id} if works else set()
        living = set(Person.objects.living().filter(pk__in=list(carriers)).values_list("pk", flat=True))
        rows = [
            OutboxRow(
                kind=KIND,
                person_id=person_id,
                carrier=next(carrier for carrier in CARRIERS if carrier in found),
                key=key_for(KIND, person_id, str(today)),
                values={"at_work": True} if person_id in at_work else {},
            )
            for person_id, found in carriers.items()
            if person_id in living
        ]
        OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)
        # Rows that another run made first have another name.
        ours = OutboxRow.objects.filter(
            key__in=[row.key for row in rows], message_id__in=[row.message_id for row in rows]
        )
        mine = ours.filter(person_id=OuterRef("person_id")).values("pk")[:1]
        keys = list(ours.values_list("person_id", flat=True))
        _held().filter(person__in=keys).update(bundle=Subquery(mine))
    return len(keys)


def drop_untrue() -> int:
    """Cancel, with the reason, what is held and no longer visible or true. Returns how many."""
    cancelled, last = 0, 0
    while rows := list(_held().filter(pk__gt=last).select_related("person").order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        reasons = {telling.row.pk: telling.why_not for telling in tellings(rows) if telling.why_not}
        cancelled += cancel_parts(reasons)
    return cancelled


def cancel_parts(reasons: dict[int, str]) -> int:
    """Cancel these held rows, each with its reason."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for key, reason in reasons.items():
        by_reason[reason].append(key)
    return sum(
        OutboxRow.objects.filter(pk__in=keys, state=State.HELD).update(
            state=State.CANCELLED, reason=reason[:200], ended_at=timezone.now()
        )
        for reason, keys in by_reason.items()
    )


def settle() -> int:
    """End what went out in a message as the message ended, also after a kill in between. Returns how many."""
    held = OutboxRow.objects.filter(state=State.HELD, bundle__state__in=(State.SENT, State.CANCELLED, State.FAILED))
    settled = 0
    while ended := list(held.values_list("pk", "bundle__state")[:CHUNK]):
        by_state: dict[str, list[int]] = defaultdict(list)
        for key, state in ended:
            by_state[state].append(key)
        settled += sum(_end_parts(keys, state) for state, keys in by_state.items())
    return settled


def _end_parts(keys: list[int], state: str) -> int:
    """End these held rows as their message ended."""
    now = timezone.now()
    how = {"sent_at": now} if state == State.SENT else {"reason": _("It was in a message that was not sent.")}
    return OutboxRow.objects.filter(pk__in=keys, state=State.HELD).update(state=state, ended_at=now, **how)
