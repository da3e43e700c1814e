"""Telling people what happened, where no machine can: the To tell list of a service, and what the person says
to it. A row belongs to the service until somebody takes it; every step is one conditional UPDATE, so that of two
who press at once one gets it."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Carrier, OutboxRow, Person
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import by_hand_rows, open_about, save_rows
from involvement.queries.telling import tellings
from involvement.registry.reactions import react

State = OutboxRow.State

# How a row can end, with the verb of its story.
ENDINGS = {
    State.TOLD: "telling.told",
    State.LEFT_NOTE: "telling.left_note",
    State.MOVED_ON: "telling.moved_on",
    State.NOT_WANTED: "telling.not_wanted",
}
# When somebody who was not in comes back on the list: the next day at this hour, in London.
BACK_AT = dt.time(9)
# For how long an ending can be undone by whoever set it (hours).
UNDO_HOURS = 24
# Rows that one run of tidy() asks about at a time.
TIDY_CHUNK = 500


@operation
def take(*, actor: Person, row: OutboxRow) -> OutboxRow:
    """ "I'll do it." Whoever was not in is looked for now, not tomorrow. Raises Refused when somebody else was quicker,
    or when it is not to be told any more."""
    if why_not := tellings([row])[0].why_not:
        raise Refused(_("This need not be told any more. %(why)s") % {"why": why_not})
    now = timezone.now()
    changes = {"state": State.TAKEN, "taken_by": actor, "taken_at": now, "due_at": min(row.due_at, now)}
    _claim(actor, row, (State.WAITING,), "telling.taken", **changes)
    return row


@operation
def hand_back(*, actor: Person, row: OutboxRow) -> OutboxRow:
    """Whoever took it cannot do it after all. Raises Refused when it is not theirs."""
    _claim(actor, row, (State.TAKEN,), "telling.handed_back", state=State.WAITING, taken_by=None, taken_at=None)
    return row


@operation
def end(*, actor: Person, row: OutboxRow, ending: str) -> OutboxRow:
    """Told, left a note, moved on, or does not want to know; by whoever took it, or at once by somebody who had
    not. Raises Refused when somebody else has it or ended it."""
    if ending not in ENDINGS:
        raise Refused(_("Please choose how it ended."))
    now = timezone.now()
    _claim(
        actor,
        row,
        (State.TAKEN, State.WAITING),
        ENDINGS[ending],
        state=ending,
        taken_by=actor,
        taken_at=row.taken_at or now,
        ended_at=now,
    )
    react("telling.ended", row=row, actor=actor)
    return row


@operation
def tried(*, actor: Person, row: OutboxRow) -> OutboxRow:
    """They were not in: it comes back tomorrow, for anybody. Raises Refused when it is not the actor's."""
    _claim(
        actor,
        row,
        (State.TAKEN, State.WAITING),
        "telling.tried",
        state=State.WAITING,
        tried=row.tried + 1,
        due_at=tomorrow(),
        taken_by=None,
        taken_at=None,
    )
    return row


@operation
def undo(*, actor: Person, row: OutboxRow) -> OutboxRow:
    """Take back an ending that the actor set within UNDO_HOURS: it is in their hands again."""
    recent = row.ended_at and timezone.now() - row.ended_at < dt.timedelta(hours=UNDO_HOURS)
    if row.state not in ENDINGS or row.taken_by_id != actor.pk or not recent:
        raise Refused(_("This cannot be undone any more."))
    _claim(actor, row, (row.state,), "telling.undone", state=State.TAKEN, ended_at=None, taken_at=timezone.now())
    return row


@operation
def nobody_told_me(*, actor: Person, row: OutboxRow) -> None:
    """The person says that it never reached them: it goes back on the list, as the first. A mail stays sent and
    is told by people besides. Where newer news about the same thing is on the list already, that goes first.
    Raises Refused for a row that is not the actor's, that waits already, or that was told long ago."""
    now = timezone.now()
    if row.person_id == actor.pk and row.is_long_ago:
        raise Refused(_("This was long ago. Please ask staff about it."))
    ended = OutboxRow.objects.filter(pk=row.pk, person=actor, nobody_told_me_at__isnull=True)
    if row.carrier in HUMAN_CARRIERS:
        again = {"state": State.WAITING, "due_at": now, "ended_at": None, "taken_by": None, "taken_at": None}
        ended = ended.filter(state__in=(State.TOLD, State.LEFT_NOTE, State.MOVED_ON))
    else:
        again = {}
        ended = ended.filter(state=State.SENT)
    newer = _newer_news(row)
    if not ended.update(nobody_told_me_at=now, **({} if newer else again)):
        raise Refused(_("Thank you. Staff know already that you were not told."))
    if newer:
        OutboxRow.objects.filter(pk=newer.pk).update(nobody_told_me_at=now, due_at=min(now, newer.due_at))
    elif row.carrier not in HUMAN_CARRIERS:
        _tell_besides(row, now)
    record(verb="telling.not_reached", thing=row, actor=actor, actor_role="customer")


def _tell_besides(row: OutboxRow, now: dt.datetime) -> None:
    """What a machine sent is told by people too."""
    rows = by_hand_rows([row], reason=str(_("The message did not reach them.")), in_person=True)
    for each in rows:
        each.nobody_told_me_at = now
    save_rows(rows)


def _newer_news(row: OutboxRow) -> OutboxRow | None:
    """What the person is still to be told about the same thing."""
    if row.about_id is None:
        return None
    return open_about(row.about_label, row.about_id, [row.person_id]).exclude(pk=row.pk).order_by("-pk").first()


@operation
def mark_seen(*, actor: Person, rows: list[OutboxRow]) -> None:
    """Note that the person has seen these on the website, the first time."""
    unseen = [row.pk for row in rows if row.carrier == Carrier.PORTAL and row.seen_at is None]
    if unseen:
        OutboxRow.objects.filter(pk__in=unseen, person=actor, seen_at=None).update(seen_at=timezone.now())


def tidy() -> int:
    """Cancel, with the reason, what waits for people and is no longer visible or true. Returns how many."""
    cancelled, last = 0, 0
    waiting = OutboxRow.objects.filter(state__in=(State.WAITING, State.TAKEN), carrier__in=HUMAN_CARRIERS)
    while rows := list(waiting.filter(pk__gt=last).select_related("person").order_by("pk")[:TIDY_CHUNK]):
        last = rows[-1].pk
        reasons: dict[str, list[int]] = {}
        for telling in tellings(rows):
            if telling.why_not:
                reasons.setdefault(telling.why_not, []).append(telling.row.pk)
        for reason, ids in reasons.items():
            cancelled += waiting.filter(pk__in=ids).update(
                state=State.CANCELLED, reason=reason[:200], ended_at=timezone.now()
            )
    return cancelled


def tomorrow() -> dt.datetime:
    """The next day at BACK_AT in London, aware."""
    day = timezone.localdate() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, BACK_AT))


def _claim(actor: Person, row: OutboxRow, from_states, verb: str, **changes) -> None:
    """Change the row if it is as the actor saw it; a row in somebody else's hands stays there."""
    unchanged = OutboxRow.objects.filter(pk=row.pk, state__in=from_states, carrier__in=HUMAN_CARRIERS)
    mine = unchanged.filter(taken_by=actor) | unchanged.filter(state=State.WAITING)
    if not mine.update(**changes):
        raise Refused(_("Somebody else has done this, or is doing it."))
    for name, value in changes.items():
        setattr(row, name, value)
    record(verb=verb, thing=row, actor=actor, actor_role="staff")
