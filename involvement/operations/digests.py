"""Putting the news together: daily or weekly, by each person's choice, from the organisation's morning hour on. People
are taken in chunks, each in a transaction with the mark of how far the run is, so that a restart in the middle goes on
where it was and the unique keys bear a repeat. Queries grow with the chunks and never with the people."""

import datetime as dt
import logging
from collections import defaultdict
from time import monotonic

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from involvement.models import Carrier, DigestRun, OutboxRow, Person
from involvement.models.outbox import HUMAN_CARRIERS, MACHINE_CARRIERS
from involvement.operations.bundles import is_morning
from involvement.operations.outbox import carrier_for, key_for, save_rows, unspoken_wish
from involvement.queries.digests import work_of, work_waiting
from involvement.registry.digests import MOST_OF_A_KIND, Period, sources
from involvement.viewer import Viewer, viewers_for

logger = logging.getLogger(__name__)

KIND = "digest"
Digest = Person.Digest
# People whose digests are put together in one transaction.
CHUNK = 2000
# Seconds after which a run stops and leaves the rest to the next.
BUDGET = 200
# How far back the first digest after a long silence looks.
MOST_DAYS = 31
DAYS = {Digest.DAILY: 1, Digest.WEEKLY: 7}
STATE = OutboxRow.State


def put_together(*, now: dt.datetime | None = None) -> int:
    """Write the digests that are due and not there yet. Returns how many were written."""
    now, stop_at = now or timezone.now(), monotonic() + BUDGET
    if not is_morning(now):
        return 0
    written, work = 0, {}
    for rhythm in DAYS:
        run = run_of(rhythm, timezone.localdate(now))
        while run.finished_at is None:
            if monotonic() > stop_at:
                logger.warning("putting the news together stopped at person %s: the next run goes on", run.done_upto)
                return written
            written += _do_chunk(run, work)
            run.refresh_from_db()
    return written


def run_of(rhythm: str, today: dt.date) -> DigestRun:
    """The run that is due: of the days until today, or until this week's Monday, since the run before it. Whom that one
    did not reach has its days too."""
    until = today if rhythm == Digest.DAILY else today - dt.timedelta(days=today.weekday())
    before = DigestRun.objects.filter(rhythm=rhythm, until__lt=until).order_by("-until").first()
    if before and before.finished_at is None:
        _leave(before)
    since = before.until if before else until - dt.timedelta(days=DAYS[rhythm])
    since = max(since, until - dt.timedelta(days=MOST_DAYS))
    return DigestRun.objects.get_or_create(rhythm=rhythm, until=until, defaults={"since": since})[0]


def _leave(run: DigestRun) -> None:
    """End a run that another day has overtaken: whoever it did not reach has its days in the next. A worker that is
    still at it goes no further."""
    while run.finished_at is None:
        mine = DigestRun.objects.filter(pk=run.pk, done_upto=run.done_upto, finished_at__isnull=True)
        with transaction.atomic():
            if mine.update(finished_at=timezone.now()):
                left = Person.objects.filter(digest=run.rhythm, pk__gt=run.done_upto, digest_from__isnull=True)
                left.update(digest_from=run.since)
        run.refresh_from_db()


def first_day_untold(person: Person) -> dt.date:
    """The first local day of which this person has had no news yet, as they change how often it comes: nothing is left
    out between two rhythms, and nothing told twice."""
    today = timezone.localdate()
    if person.digest == Digest.NONE:
        return today
    if person.digest_from is not None:
        return person.digest_from
    runs = DigestRun.objects.filter(rhythm=person.digest).order_by("-until")
    had = runs.filter(Q(finished_at__isnull=False) | Q(done_upto__gte=person.pk)).first()
    return had.until if had else today - dt.timedelta(days=DAYS[person.digest])


def _do_chunk(run: DigestRun, work: dict | None = None) -> int:
    """The digests of the next people, and how far the run is now. 0 when another worker has them. ``work`` keeps what
    waits at every service for the chunks that follow."""
    people = list(
        Person.objects.living().filter(pk__gt=run.done_upto, digest=run.rhythm).order_by("pk").defer(*UNREAD)[:CHUNK]
    )
    upto = people[-1].pk if people else run.done_upto
    finished_at = timezone.now() if len(people) < CHUNK else None
    with transaction.atomic():
        mine = DigestRun.objects.filter(pk=run.pk, done_upto=run.done_upto, finished_at__isnull=True)
        if not mine.update(done_upto=upto, finished_at=finished_at):
            return 0
        rows = rows_for(people, Period(run.since, run.until), work) if people else []
        save_rows(rows)
        changed = [person.pk for person in people if person.digest_from and person.digest_from < run.until]
        if changed:
            Person.objects.filter(pk__in=changed).update(digest_from=None)
        DigestRun.objects.filter(pk=run.pk).update(made=F("made") + len(rows))
    return len(rows)


# Columns of a person that a digest has no use for.
UNREAD = ("full_name", "postal_address", "safe_contact_note", "sent_key", "interpreter")


def rows_for(people: list[Person], period: Period, work: dict | None = None) -> list[OutboxRow]:
    """The digests of these people for these days, unsaved; none for whom there is no news, or no way to tell it. Who
    changed how often it comes has it for the days of which they had none."""
    values, worth = {}, set()
    periods = {person.pk: _period_of(person, period) for person in people}
    people = [person for person in people if periods[person.pk].days > 0]
    for own in sorted(set(periods.values()), key=lambda each: each.since):
        news, counts = _collected([person for person in people if periods[person.pk] == own], own)
        values |= news
        worth |= counts
    viewers = viewers_for(people)
    busy = _who_has_work(viewers, {} if work is None else work)
    rows = []
    for person in people:
        if person.pk in worth or person.pk in busy:
            news = values.get(person.pk, {}) | ({"work": True} if person.pk in busy else {})
            row = _row(person, viewers[person.pk], news, periods[person.pk])
            rows += [row] if row is not None else []
    _carry_over([row for row in rows if row.is_human])
    return rows


def _period_of(person: Person, period: Period) -> Period:
    """The days of the run; of who changed from another rhythm, those since their last news."""
    if person.digest_from is None:
        return period
    return Period(max(person.digest_from, period.until - dt.timedelta(days=MOST_DAYS)), period.until)


def _collected(people: list[Person], period: Period) -> tuple[dict[int, dict], set[int]]:
    """By person the keys of the things in each source, and whose news are worth a digest."""
    keys = [person.pk for person in people]
    unwanted = {person.pk: person.unwanted for person in people if person.unwanted}
    values: dict[int, dict] = defaultdict(dict)
    worth: set[int] = set()
    for name, source in sources.items():
        for person_id, thing_id, counts in source.collect(period, keys):
            if source.group in unwanted.get(person_id, ()):
                continue
            found = values[person_id].setdefault(name, [])
            if len(found) < MOST_OF_A_KIND and thing_id not in found:
                found.append(thing_id)
            if counts:
                worth.add(person_id)
    return values, worth


def _who_has_work(viewers: dict[int, Viewer], work: dict) -> set[int]:
    """Of those who work here, who has something on their list of work; ``work`` is filled when it is empty."""
    working = {
        key: viewer for key, viewer in viewers.items() if viewer.staff_of or viewer.is_advisor or viewer.stands_in_for
    }
    if not working:
        return set()
    if not work:
        work.update(work_waiting())
    return {key for key, viewer in working.items() if any(work_of(viewer, kind)[0] for kind in work.values())}


def _row(person: Person, viewer: Viewer, news: dict, period: Period) -> OutboxRow | None:
    carrier, service_id = _carrier(person, viewer)
    if not carrier:
        return None
    days = {"since": str(period.since), "until": str(period.until)}
    return OutboxRow(
        kind=KIND,
        person=person,
        carrier=carrier,
        service_id=service_id,
        key=key_for(KIND, person.pk, f"{person.digest}:{period.until}"),
        values=days | news,
    )


def _carrier(person: Person, viewer: Viewer) -> tuple[str, int | None]:
    """How the digest reaches this person, and whose staff carry it. On paper, for who is told by people and lives with
    us; nobody carries staff's work to them, and nobody walks to who has moved on."""
    carrier = carrier_for(person, unspoken_wish(person) if viewer.staff_of or viewer.roles else "")
    # A text leads to the page, which whoever does not sign in cannot open.
    if carrier == Carrier.SMS and person.user_id is None:
        carrier = Carrier.IN_PERSON
    if carrier in MACHINE_CARRIERS:
        return carrier, None
    if viewer.lives_at and not viewer.staff_of and not viewer.roles:
        return (Carrier.IN_PERSON if carrier == Carrier.PHONE else carrier), min(viewer.lives_at)
    return (Carrier.PORTAL if person.user_id else ""), None


def _carry_over(rows: list[OutboxRow]) -> None:
    """What a page that nobody has brought yet held stands on the new one, whose row takes the place of the old
    (``newest_only``)."""
    new = {row.person_id: row for row in rows}
    if not new:
        return
    states = (STATE.WAITING, STATE.TAKEN)
    waiting = OutboxRow.objects.filter(kind=KIND, person__in=list(new), state__in=states, carrier__in=HUMAN_CARRIERS)
    for old in waiting.order_by("pk"):
        values = new[old.person_id].values
        values["since"] = min(values["since"], old.values["since"])
        for name, _source in sources.items():
            both = [*values.get(name, []), *old.values.get(name, [])]
            if both:
                values[name] = list(dict.fromkeys(both))[:MOST_OF_A_KIND]
