"""Somebody may be at risk (RELIABILITY rule 12). What was said moves at once to the few who keep people safe, with
a clock. What it was said in follows by the reactions "concern.raised" (``concern``, ``about``) and "concern.closed"
(``concern``, ``give_back``: whether it goes back to where it was shown). A mail says no more than "something needs
you"."""

import datetime as dt
import logging

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Concern, Organisation, Person, Post, Reach, Service
from involvement.operations import audit
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import send, unspoken_wish
from involvement.queries.team import keepers_of_safety, who_can_find_a_keeper
from involvement.registry.reactions import react

State = Concern.State
log = logging.getLogger(__name__)

# How long until those who have not read it are asked again, once the time is over.
ASK_AGAIN = dt.timedelta(hours=1)
# Monday to Friday, as dt.date.weekday() counts.
WORKING_DAYS = range(5)


@operation
def raise_concern(
    *,
    actor: Person | None,
    words: str,
    service: Service | None,
    about=None,
    about_staff: bool = False,
    by_the_writer: bool = False,
    wishes: str = "",
) -> Concern:
    """Hand words to those who keep people safe. ``actor`` is None for somebody who is not signed in or wrote
    anonymously. A thing with an open concern keeps the one it has. The exact words are never deleted by a
    machine. ``about_staff`` keeps it from the staff of the place; so does that it was said past them, to the
    involvement team only."""
    if about is not None and (open_one := open_concern_about(about)) is not None:
        return open_one
    now = timezone.now()
    concern = Concern.objects.create(
        about_label=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        service=service,
        words=words,
        raised_by=actor,
        by_the_writer=by_the_writer,
        about_staff=about_staff or getattr(about, "reach", None) == Reach.TEAM,
        wishes=wishes.strip(),
        raised_at=now,
        due_at=deadline(now, service, Organisation.current()),
    )
    record(verb="concern.raised", thing=concern, actor=actor)
    audit.note(kind="concern.raised", user=actor.user if actor else None, about=concern)
    for person in readers_of(concern):
        _alert(person, concern, "concern.raised", occasion=str(concern.pk))
    _nobody_may_read(concern, occasion=str(concern.pk))
    react("concern.raised", concern=concern, about=about)
    return concern


def open_concern_about(thing) -> Concern | None:
    """The concern about a thing that is not dealt with yet."""
    found = Concern.objects.filter(about_label=thing._meta.label_lower, about_id=thing.pk)
    return found.exclude(state=State.CLOSED).first()


def readers_of(concern: Concern) -> list[Person]:
    """Safeguarding leads, or who stands in where there is none; where staff are on duty day and night those too,
    unless it is about staff; once it is late, the managers of the place (RELIABILITY rule 12)."""
    keepers = keepers_of_safety(concern.service_id)
    people = Person.objects.living().filter(pk__in=[person.pk for person in keepers])
    if concern.service_id and not concern.about_staff:
        posts = Post.objects.current().filter(service=concern.service_id)
        if not concern.service.staffed_round_the_clock:
            posts = posts.filter(kind=Post.Kind.MANAGER) if concern.escalated_at else posts.none()
        people = people | Person.objects.living().filter(pk__in=posts.values("person_id"))
    return list(people.distinct())


def _alert(person: Person, concern: Concern | None, kind: str, *, occasion: str) -> None:
    """ "Something needs you", in the urgent lane: by e-mail where it is allowed, and else on their own page."""
    send(kind=kind, to=person, about=concern, occasion=occasion, wish=unspoken_wish(person), urgent=True)


def _nobody_may_read(concern: Concern, *, occasion: str) -> None:
    """Where everybody who could keep somebody safe works at the home that it is about, and no staff on duty nor, once
    it is late, manager may read it either, those who can find somebody else hear that it waits: not a word of it, nor
    the home (docs/decisions/said-to-the-team.md)."""
    if readers_of(concern):
        return
    told = who_can_find_a_keeper()
    for person in told:
        _alert(person, None, "concern.nobody", occasion=occasion)
    if not told:
        log.error("Concern %s waits, and there is nobody who could be told.", concern.pk)


def deadline(raised_at: dt.datetime, service: Service | None, organisation: Organisation) -> dt.datetime:
    """When somebody must have read it: the organisation's hours by the clock where staff are there day and night,
    else in its working hours, Monday to Friday, in local time. Aware, as is ``raised_at``."""
    hours = dt.timedelta(hours=organisation.safeguarding_hours)
    if service is not None and service.staffed_round_the_clock:
        return raised_at.astimezone(dt.UTC) + hours
    day = timezone.localtime(raised_at).date()
    moment, left = raised_at, hours
    while True:
        opens, closes = _working_hours(day, organisation)
        if day.weekday() in WORKING_DAYS and moment < closes:
            start = max(moment, opens)
            if left <= closes - start:
                return start + left
            left -= closes - start
        day += dt.timedelta(days=1)


def _working_hours(day: dt.date, organisation: Organisation) -> tuple[dt.datetime, dt.datetime]:
    times = (_time(organisation.working_day_starts), _time(organisation.working_day_ends))
    opens, closes = (timezone.make_aware(dt.datetime.combine(day, time)) for time in times)
    return opens, max(closes, opens + dt.timedelta(hours=1))


def _time(value: dt.time | str) -> dt.time:
    """A row that was never saved still has the words of its default."""
    return dt.time.fromisoformat(value) if isinstance(value, str) else value


@operation
def read_concern(*, actor: Person, concern: Concern) -> Concern:
    """Somebody reads it now; its author sees that. Raises Refused when somebody else began a moment ago."""
    now = timezone.now()
    waiting = Concern.objects.filter(pk=concern.pk, state=State.WAITING)
    if not waiting.update(state=State.READING, read_by=actor, read_at=now):
        raise Refused(_("Somebody else is reading this already."))
    concern.state, concern.read_by, concern.read_at = State.READING, actor, now
    record(verb="concern.read", thing=concern, actor=actor, actor_role="staff")
    react("concern.read", concern=concern)
    return concern


@operation
def close_concern(
    *, actor: Person, concern: Concern, decision: str, shared_because: str = "", give_back: bool = False
) -> Concern:
    """It is dealt with, and how. ``give_back`` shows what was said where it stood before. Raises Refused without
    a decision, or when it is not being read."""
    if not decision.strip():
        raise Refused(_("Please write what was decided."))
    reading = Concern.objects.filter(pk=concern.pk, state=State.READING)
    now = timezone.now()
    changes = {"decision": decision.strip(), "shared_because": shared_because.strip(), "closed_at": now}
    if not reading.update(state=State.CLOSED, **changes):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    concern.refresh_from_db()
    record(verb="concern.closed", thing=concern, actor=actor, actor_role="staff")
    audit.note(kind="concern.closed", user=actor.user, about=concern)
    react("concern.closed", concern=concern, give_back=give_back)
    return concern


def note_reading(*, user, concern: Concern) -> None:
    """Keep that somebody read the words, each time (RELIABILITY rule 21)."""
    audit.note(kind="concern.seen", user=user, about=concern)


def escalate_late(*, now: dt.datetime | None = None) -> int:
    """Ask again, and more people, about what nobody has read in time; every hour until somebody does. Returns
    how many concerns were late."""
    now = now or timezone.now()
    late = Concern.objects.waiting().filter(due_at__lte=now)
    late = late.filter(escalated_at__isnull=True) | late.filter(escalated_at__lte=now - ASK_AGAIN)
    return sum(_escalate(concern=concern, now=now) for concern in late.select_related("service"))


@operation
def _escalate(*, concern: Concern, now: dt.datetime) -> bool:
    """One late concern, by whichever sweep is first."""
    mine = Concern.objects.filter(pk=concern.pk, state=State.WAITING, escalated_at=concern.escalated_at)
    if not mine.update(escalated_at=now):
        return False
    concern.escalated_at = now
    for person in readers_of(concern):
        _alert(person, concern, "concern.late", occasion=f"{concern.pk}:{now:%Y%m%d%H%M}")
    _nobody_may_read(concern, occasion=f"{concern.pk}:{now:%Y%m%d%H%M}")
    return True
