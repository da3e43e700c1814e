"""The sweep: claims what is due, asks once what each recipient may see now, sends, marks (RELIABILITY rules 17
and 18). The row is the record; beat or ``manage.py sweep`` only says "look". No transaction is open while a mail
server is spoken to: a kill between its "250 OK" and our mark repeats that one mail under the same Message-ID."""

import datetime as dt
import logging
import uuid
from collections import Counter, defaultdict
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Accepted, Carrier, FanOut, OutboxRow, Person
from involvement.operations.bundles import cancel_parts, settle
from involvement.operations.ending import end_accepted, finish, finish_accepted
from involvement.operations.lines import MailLine, TextLine
from involvement.operations.outbox import Reference, by_hand_rows, save_rows, write_rows
from involvement.operations.returned_mail import closed_addresses
from involvement.queries.telling import Telling, tellings
from involvement.registry.notices import notices
from involvement.texts import machine_sends

logger = logging.getLogger(__name__)

BATCH = 200
# People of a fan-out whose rows are written in one transaction.
CHUNK = 200
# A claim older than this is taken to be dead (RELIABILITY rule 18).
LEASE = dt.timedelta(minutes=10)
# Seconds after which a sweep stops and gives back what it has not sent: well inside the lease and a task's limit.
BUDGET = 200
# Minutes until the next try, by the number of tries so far; about two days in all.
DELAYS = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
# A row that so many sweeps died with may be what kills them: it goes to people. A day on which the worker is killed
# again and again stays far below, since every sweep sends something before it dies.
MOST_WAKES = 50
# Why a person carries it now.
NOT_SENT = _("The portal could not send it.")
NOT_THAT_WAY = _("They cannot be reached in that way now.")
NO_TEXTS = _("They asked for a text message, and no machine sends one here.")

State = OutboxRow.State


def sweep(*, urgent: bool) -> Counter:
    """Send all that is due in one lane. Returns how many rows were sent, cancelled, put off, failed, and so on."""
    counts: Counter = Counter()
    stop_at = monotonic() + BUDGET
    if not urgent:
        counts["woken"] = wake_stale()
        counts["fanned_out"] = expand_fan_outs()
    while monotonic() < stop_at and (rows := claim(urgent=urgent)):
        counts += _deliver(rows, stop_at)
    if not urgent:
        settle()
    if any(counts.values()):
        logger.info("swept %s: %s", "urgent" if urgent else "all", dict(+counts))
    return counts


def claim(*, urgent: bool) -> list[OutboxRow]:
    """Take at most BATCH due rows of a lane for this sweep alone, by a conditional UPDATE, and return them."""
    mark, now = uuid.uuid4(), timezone.now()
    due = OutboxRow.objects.due(now).filter(urgent=urgent).order_by("due_at", "id").values_list("id", flat=True)
    ids = list(due[:BATCH])
    if not ids:
        return []
    waiting = OutboxRow.objects.filter(pk__in=ids, state=State.WAITING)
    waiting.update(state=State.CLAIMED, claim=mark, claimed_at=now)
    claimed = OutboxRow.objects.filter(pk__in=ids, claim=mark).select_related("person").order_by("due_at", "id")
    return list(claimed) or claim(urgent=urgent)


def wake_stale() -> int:
    """Put rows whose sweep died back in the queue, but for those that a carrier took before. What must never be sent
    twice goes to a person instead."""
    stale = OutboxRow.objects.filter(state=State.CLAIMED, claimed_at__lt=timezone.now() - LEASE)
    end_accepted(stale)
    once_only = [kind for kind, notice in notices.items() if not notice.repeatable]
    if once_only:
        _fail(
            list(stale.filter(kind__in=once_only).select_related("person")),
            _("Nobody knows whether this was sent. Please ask first."),
        )
    return stale.update(state=State.WAITING, claim=None, claimed_at=None, woken=F("woken") + 1)


def expand_fan_outs() -> int:
    """Write the rows of open fan-outs, CHUNK people at a time. Returns the number of people reached."""
    reached = 0
    for fan_out in FanOut.objects.filter(finished_at__isnull=True).order_by("made_at")[:20]:
        while (chunk := _expand_chunk(fan_out)) is not None:
            reached += chunk
    return reached


def _expand_chunk(fan_out: FanOut) -> int | None:
    """The next chunk's rows and how far we are, in one transaction; None when another sweep has it or all are
    written. A kill leaves neither, and the unique keys bear a repeat."""
    begin = fan_out.done_upto
    ids = fan_out.audience[begin : begin + CHUNK]
    finished_at = timezone.now() if begin + len(ids) >= len(fan_out.audience) else None
    with transaction.atomic():
        mine = FanOut.objects.filter(pk=fan_out.pk, done_upto=begin, finished_at__isnull=True)
        if not mine.update(done_upto=begin + len(ids), finished_at=finished_at):
            return None
        write_rows(
            Person.objects.filter(pk__in=ids),
            kind=fan_out.kind,
            about=Reference(fan_out.about_label, fan_out.about_id),
            occasion=fan_out.occasion,
            values=fan_out.values,
        )
    fan_out.done_upto = begin + len(ids)
    return len(ids)


# --- One batch ------------------------------------------------------------------------------------


def _deliver(rows: list[OutboxRow], stop_at: float) -> Counter:
    """Sort a claimed batch into what is sent, shown, cancelled and handed to people. Reads and marks are a set; a mail
    costs one INSERT, so that a kill repeats one mail and not the batch."""
    counts: Counter = Counter()
    mails: list[Telling] = []
    shown: list[int] = []
    by_hand: dict[str, list[OutboxRow]] = defaultdict(list)
    texts: list[Telling] = []
    hopeless: list[OutboxRow] = []
    cancelled: dict[str, list[int]] = defaultdict(list)
    closed = closed_addresses([row for row in rows if row.carrier == Carrier.EMAIL])
    for telling in _without_what_is_untrue(tellings(rows)):
        row = telling.row
        if telling.why_not:
            cancelled[telling.why_not].append(row.pk)
        elif row.woken >= MOST_WAKES:
            hopeless.append(row)
        elif row.carrier == Carrier.PORTAL:
            shown.append(row.pk)
        elif row.pk in closed:
            by_hand[closed[row.pk]].append(row)
        elif row.person and not row.person.can_be_reached(row.carrier):
            by_hand[NOT_THAT_WAY].append(row)
        elif row.carrier == Carrier.SMS and not machine_sends():
            by_hand[NO_TEXTS].append(row)
        else:
            (texts if row.carrier == Carrier.SMS else mails).append(telling)
    for reason, ids in cancelled.items():
        counts["cancelled"] += finish(ids, State.CANCELLED, reason=reason)
    counts["shown"] += finish(shown, State.SENT, sent_at=timezone.now())
    for reason, some in by_hand.items():
        counts["by_hand"] += _give_to_people(some, State.CANCELLED, reason)
    counts["failed"] += _fail(hopeless, NOT_SENT)
    return counts + _send(mails, stop_at, MailLine()) + _send(texts, stop_at, TextLine())


def _without_what_is_untrue(found: list[Telling]) -> list[Telling]:
    """The same tellings. Of those that are put together of others, what is no longer true is cancelled for itself."""
    parts = [part for telling in found for part in telling.all_parts if part.why_not and part.row_id]
    if parts:
        cancel_parts({part.row_id: part.why_not for part in parts})
    return found


def _give_to_people(rows: list[OutboxRow], state: str, reason: str) -> int:
    """End these rows, and put what can be said by a person on the list of whoever carries it."""
    if not rows:
        return 0
    with transaction.atomic():
        finish([row.pk for row in rows], state, reason=str(reason)[:200])
        save_rows(by_hand_rows(rows, reason=str(reason)))
    return len(rows)


def _fail(rows: list[OutboxRow], reason: str) -> int:
    return _give_to_people(rows, State.FAILED, reason)


# --- Over a line ----------------------------------------------------------------------------------


def _send(some: list[Telling], stop_at: float, line: MailLine | TextLine) -> Counter:
    """Send over one line. What cannot be sent now is put off; what there is no time for is given back."""
    counts: Counter = Counter()
    if not some:
        return counts
    put_off: list[tuple[OutboxRow, str]] = []
    failed: list[OutboxRow] = []
    accepted: list[int] = []
    away = line.open()
    try:
        with Accepted.objects.noting() as note:
            for number, telling in enumerate(some):
                if monotonic() > stop_at:
                    counts["given_back"] = _give_back([left.row.pk for left in some[number:]])
                    break
                outcome = away or line.send(telling)
                if outcome == "":
                    note(telling.row.pk)
                    accepted.append(telling.row.pk)
                elif outcome is None or telling.row.attempts + 1 >= len(DELAYS):
                    failed.append(telling.row)
                else:
                    put_off.append((telling.row, outcome))
                    away = away or line.open()
    finally:
        line.close()
    counts["sent"] += finish_accepted(accepted)
    counts["put_off"] += _put_off(put_off)
    counts["failed"] += _fail(failed, line.not_through)
    return counts


def _put_off(rows: list[tuple[OutboxRow, str]]) -> int:
    """Back into the queue, each later the more often it was tried."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row, reason in rows:
        groups[(row.attempts, reason)].append(row.pk)
    for (attempts, reason), ids in groups.items():
        OutboxRow.objects.filter(pk__in=ids, state=State.CLAIMED).update(
            state=State.WAITING,
            claim=None,
            claimed_at=None,
            attempts=attempts + 1,
            due_at=timezone.now() + dt.timedelta(minutes=DELAYS[attempts]),
            reason=reason,
        )
    return len(rows)


def _give_back(ids: list[int]) -> int:
    return OutboxRow.objects.filter(pk__in=ids, state=State.CLAIMED).update(
        state=State.WAITING, claim=None, claimed_at=None
    )
