"""Redis refused, then frozen, a minute each, then restarted again; and two beats by mistake. The web never notices, and
nothing that is due is lost or sent twice (RELIABILITY §1, rules 17 and 20)."""

import datetime as dt
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from django.conf import settings as conf
from django.utils import timezone

from involvement.models import Action, ActionOwner, OutboxRow, Reach
from involvement.models.outbox import MACHINE_CARRIERS
from involvement.operations import outbox
from tests.drills.crowd import busy_minute, make_house, p, signed_in
from tests.drills.redis import own_redis
from tests.processes import running, wait_until, web

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
WORKER = ("-m", "celery", "-A", "involvement", "worker", "--concurrency", "2", "--without-mingle", "--without-gossip")
BEAT = ("-m", "celery", "-A", "involvement", "beat", "--loglevel", "WARNING")
# Minutes in which what was due must be out after Redis is back.
WITHIN = 5


def tell_all(people, occasion: str) -> None:
    day = timezone.localdate() + dt.timedelta(days=7)
    action = Action.objects.create(title="The festival", first_due_on=day, due_on=day, reach=Reach.PUBLIC)
    ActionOwner.objects.bulk_create(ActionOwner(action=action, person=person) for person in people)
    outbox.send_to_all(kind="action.yours", people=people, about=action, occasion=occasion)


def nothing_waits() -> bool:
    waiting = (OutboxRow.State.WAITING, OutboxRow.State.CLAIMED)
    return not OutboxRow.objects.filter(
        state__in=waiting, carrier__in=MACHINE_CARRIERS, due_at__lte=timezone.now()
    ).exists()


def seconds_until_all_is_out(what: str) -> float:
    started = time.monotonic()
    wait_until(nothing_waits, seconds=WITHIN * 60, what=what)
    return time.monotonic() - started


def repeats(post_office) -> int:
    return sum(Counter(mail["X-Portal-Message"] for mail in post_office.mails).values()) - len(
        {mail["X-Portal-Message"] for mail in post_office.mails}
    )


def test_redis_refused_then_frozen_then_restarted_again(post_office, tmp_path):
    _house, people = make_house(40)
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{conf.EMAIL_PORT}"}
    with own_redis(tmp_path) as redis, ExitStack() as stack:
        there = {"REDIS_URL": redis.url, "TRUSTED_PROXY_COUNT": "1", **mail}
        base = stack.enter_context(web(**there))
        stack.enter_context(running(*WORKER, "--hostname", "w1@drill", "--loglevel", "ERROR", **there))
        stack.enter_context(running(*BEAT, **there))
        visitors = [signed_in(base, person, number) for number, person in enumerate(people)]
        tell_all(people, "before")
        seconds_until_all_is_out("mail before Redis is away")
        worst = {}
        outages = {
            # What the machine gives at this moment, to read the others by.
            "there": (lambda: None, lambda: None, 30),
            "refused": (redis.stop, redis.start, 60),
            "frozen": (redis.freeze, redis.thaw, 60),
            "restarted again": (redis.stop, redis.start, 5),
        }
        for number, (name, (begin, end, seconds)) in enumerate(outages.items()):
            begin()
            tell_all(people, name)
            much = {"suggestions": 200 * seconds // 60, "sign_ins": 50 * seconds // 60}
            crowd = busy_minute(base, people, visitors=visitors, seconds=seconds, first=1000 * (number + 1), **much)
            end()
            out = seconds_until_all_is_out(f"mail after Redis was {name}")
            print(f"\nRedis {name}, {seconds} s: {crowd}; all out {out:.0f} s after its return")
            assert (crowd.errors, crowd.refused) == ([], [])
            assert (len(crowd.said), crowd.sign_ins) == (much["suggestions"], much["sign_ins"])
            worst[name] = p([answer.seconds for answer in crowd.answers], 0.95)
    print(f"{len(post_office.mails)} mails, {repeats(post_office)} of them sent twice")
    assert repeats(post_office) == 0
    told = Counter(mail["To"] for mail in post_office.mails)
    assert all(told[person.email] >= 5 for person in people), "everybody was told of all five"
    assert max(worst.values()) < 1, worst


def test_two_beats_by_mistake(post_office, tmp_path):
    _house, people = make_house(100)
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{conf.EMAIL_PORT}"}
    with own_redis(tmp_path) as redis, ExitStack() as stack:
        there = {"REDIS_URL": redis.url, **mail}
        for number in (1, 2):
            stack.enter_context(running(*WORKER, "--hostname", f"w{number}@drill", "--loglevel", "ERROR", **there))
            stack.enter_context(running(*BEAT, **there))
        for wave in range(6):
            tell_all(people, f"wave {wave}")
            time.sleep(10)
        seconds_until_all_is_out("mail under two beats")
    print(f"\ntwo beats, two workers, 60 s: {len(post_office.mails)} mails of 600, {repeats(post_office)} sent twice")
    assert (len(post_office.mails), repeats(post_office)) == (600, 0)
