"""Real workers of Celery, killed with -9 while they send: none lost, repeats at most one a kill and process, each under
the same Message-ID, nothing stuck; and while they put everybody's news together: everybody once (RELIABILITY §1)."""

import datetime as dt
import random
import time
from collections import Counter, defaultdict

import pytest
from django.conf import settings as conf
from django.utils import timezone

from involvement.models import (
    Accepted,
    Action,
    ActionOwner,
    Carrier,
    DigestRun,
    Organisation,
    OutboxRow,
    Person,
    Residency,
)
from involvement.operations import bundles, digests, outbox
from meetings.models import Attendance
from tests import make
from tests.drills.redis import own_redis
from tests.drills.workers import crew, kill, let_leases_end, ring, to_come, wait_for

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
State = OutboxRow.State
# Of 10,000 mails: one text to many, and what is each person's own.
MOVED, DIGESTS, REMINDERS, TEXTS = 7_000, 1_500, 1_500, 500
# Seconds until what is left must be out: the 15 minutes of the promise without the ten of a lease.
REST = 300


def many(number: int, first: int = 0, **fields) -> list[Person]:
    fields = {"told_by": Carrier.EMAIL, "digest": Person.Digest.NONE, **fields}
    return Person.objects.bulk_create(
        Person(chosen_name=f"P{n}", email=f"p{n}@example.org", **fields) for n in range(first, first + number)
    )


def give_work(people: list[Person], days: int = 3) -> dict[int, int]:
    """Something to do for each of them, fifty to a piece of it, due in so many days. Returns which, by person."""
    day = timezone.localdate() + dt.timedelta(days=days)
    actions = Action.objects.bulk_create(
        Action(title=f"Work {n}", first_due_on=day, due_on=day, reach=4) for n in range(-(-len(people) // 50))
    )
    owned = [ActionOwner(action=actions[n // 50], person=person) for n, person in enumerate(people)]
    ActionOwner.objects.bulk_create(owned)
    return {each.person_id: each.action_id for each in owned}


def tell_many() -> None:
    """A meeting is moved, and there are digests, reminders and texts, as operations write them."""
    house = make.service()
    going = many(MOVED)
    since = timezone.localdate() - dt.timedelta(days=90)
    Residency.objects.bulk_create(Residency(person=person, service=house, starts_on=since) for person in going)
    meeting = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=9))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, person=person, reply="coming") for person in going)
    outbox.send_to_all(
        kind="meeting.moved", people=going, about=meeting, occasion="drill", values={"version": meeting.version}
    )
    nine = timezone.localtime().replace(hour=9, minute=0)
    give_work(many(DIGESTS, MOVED, digest=Person.Digest.DAILY), days=0)
    assert digests.put_together(now=nine) == DIGESTS
    reminded = many(REMINDERS, MOVED + DIGESTS)
    about = {"kind": "action.due", "about_label": "involvement.action", "carrier": Carrier.EMAIL, "state": State.HELD}
    OutboxRow.objects.bulk_create(
        OutboxRow(person_id=person, about_id=action, key=f"drill:{person}", **about)
        for person, action in give_work(reminded).items()
    )
    assert bundles.bundle(now=nine) == REMINDERS
    texted = many(TEXTS, MOVED + DIGESTS + REMINDERS, told_by=Carrier.SMS, phone="07700 900123")
    work = give_work(texted)
    for person in texted:
        about = outbox.Reference("involvement.action", work[person.pk])
        outbox.send(kind="action.yours", to=person, about=about, occasion="drill")


@pytest.mark.parametrize("processes", [1, 4])
def test_none_is_lost_and_repeats_are_bounded(post_office, tmp_path, processes):
    kills, mails = 50, MOVED + DIGESTS + REMINDERS
    tell_many()
    share = mails // (kills * processes)
    killed = 0
    there = {"EMAIL_URL": f"smtp://127.0.0.1:{conf.EMAIL_PORT}", "TEXTS_URL": f"file://{tmp_path}/texts"}
    with own_redis(tmp_path) as redis, crew(REDIS_URL=redis.url, **there) as start:
        for _round in range(kills):
            running = [start(f"w{number}") for number in range(processes)]
            ring(redis.url, "sweep", 2 * processes)
            for worker in running:
                enough = min(mails, len(post_office.mails) + random.randint(1, share))
                wait_for(lambda enough=enough: len(post_office.mails) >= enough, what="mail")
                kill(worker)
                killed += 1
            let_leases_end()
        send_the_rest([start(f"w{number}") for number in range(processes)], redis.url)
    check(post_office, mails, killed, f"{processes} workers, {mails:,} mails and {TEXTS} texts")
    assert len(list((tmp_path / "texts").glob("*.json"))) == TEXTS, "no text is lost"


def send_the_rest(workers: list, redis_url: str) -> None:
    """What is left goes out, in so many seconds, and nobody kills."""
    ends = time.monotonic() + REST
    while to_come():
        assert time.monotonic() < ends, f"still there after {REST} s"
        ring(redis_url, "sweep", len(workers))
        time.sleep(2)
    for worker in workers:
        kill(worker)


def check(post_office, mails: int, killed: int, what: str) -> None:
    """Print and hold the figures of what arrived."""
    times = Counter(mail["X-Portal-Message"] for mail in post_office.mails)
    names = defaultdict(set)
    for mail in post_office.mails:
        names[mail["X-Portal-Message"]].add((mail["Message-ID"], mail["To"]))
    repeats = sum(times.values()) - len(times)
    stuck = OutboxRow.objects.exclude(state=State.SENT).count()
    print(f"\n{what}: {killed} kills, {mails - len(times)} lost, {repeats} sent twice, {stuck} stuck")
    assert len(times) == mails, "none is lost"
    assert repeats <= killed, "at most one for each process that was killed"
    assert {len(each) for each in names.values()} == {1}, "a repeat has the same name"
    assert (stuck, Accepted.objects.count()) == (0, 0)


def test_a_restart_in_the_middle_of_a_digest_run_tells_everybody_once(post_office, tmp_path):
    """Killed while it puts them together, in the middle of a chunk, and while it sends them."""
    number, killed_before, killed_while = 20_000, 0, 0
    Organisation.objects.update_or_create(pk=1, defaults={"morning_hour": 0})
    give_work(many(number, digest=Person.Digest.DAILY), days=0)
    there = {"EMAIL_URL": f"smtp://127.0.0.1:{conf.EMAIL_PORT}"}
    with own_redis(tmp_path) as redis, crew(REDIS_URL=redis.url, **there) as start:

        def run():
            return DigestRun.objects.filter(rhythm=Person.Digest.DAILY).values_list("done_upto", "finished_at").first()

        while run() is None or run()[1] is None:
            far = run()[0] if run() else -1
            worker = start("w")
            ring(redis.url, "put_news_together")
            wait_for(lambda far=far: run() and (run()[0] > far or run()[1]), what="a chunk")
            # Somewhere in the next chunk.
            time.sleep(random.random())
            killed_before += run()[1] is None
            kill(worker)
        rows = OutboxRow.objects.filter(kind="digest")
        told = rows.values("person").distinct().count()
        print(f"\n{number:,} digests, killed {killed_before} times meanwhile: {told:,} people, {rows.count():,} rows")
        assert told == rows.count() == number
        for _kill in range(10):
            worker = start("w")
            ring(redis.url, "sweep")
            enough = len(post_office.mails) + random.randint(1, 500)
            wait_for(lambda enough=enough: len(post_office.mails) >= enough, what="mail")
            kill(worker)
            killed_while += 1
            let_leases_end()
        send_the_rest([start("w")], redis.url)
    check(post_office, number, killed_while, f"{number:,} digests sent")
