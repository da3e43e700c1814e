"""Four web processes that write and a worker on SQLite for five minutes: nothing is "locked" (RELIABILITY §4)."""

import threading
import time
from contextlib import ExitStack

import pytest
from django.conf import settings as conf

from involvement.models import OutboxRow
from meetings.models import Suggestion
from tests import make
from tests.drills.crowd import Outcome, make_house, p, say, signed_in
from tests.drills.test_redis_gone import repeats, seconds_until_all_is_out, tell_all
from tests.processes import running, web

pytestmark = [pytest.mark.drill, pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]
SECONDS = 300
WRITERS = 4
WORKER = ("-m", "celery", "-A", "involvement", "worker", "--pool", "threads", "--concurrency", "2", "--beat")


def write_on(outcome: Outcome, visitors: list, others: list[int], first: int, until: float) -> None:
    """Agree and change one's mind about what ``others`` said, and say something now and then."""
    turn = 0
    while time.monotonic() < until:
        if turn % 20 == 0:
            # Each in turn, for nobody may say more than twenty things in five minutes.
            say(visitors[turn // 20 % len(visitors)], outcome, first + turn)
        visitor, page = visitors[turn % len(visitors)], f"/suggestions/{others[turn // 7 % len(others)]}/"
        visitor.post(f"{page}agree/", {"agree": "yes" if turn // 40 % 2 else "no"}, from_page=page)
        outcome.keep(visitor)
        turn += 1


def test_nothing_is_locked(post_office, tmp_path):
    house, people = make_house(40)
    neighbour = make.resident(service=house)
    others = [make.suggestion(f"A shelf, number {n}.", service=house, author=neighbour).pk for n in range(30)]
    log = tmp_path / "log"
    outcome = Outcome()
    there = {"TRUSTED_PROXY_COUNT": "1", "EMAIL_URL": f"smtp://127.0.0.1:{conf.EMAIL_PORT}", "LOG_LEVEL": "WARNING"}
    with log.open("w") as to, ExitStack() as stack:
        base = stack.enter_context(web("--workers", str(WRITERS), log=to, **there))
        stack.enter_context(running(*WORKER, "--loglevel", "WARNING", log=to, **there))
        visitors = [signed_in(base, person, number) for number, person in enumerate(people)]
        for visitor in visitors:
            visitor.answers.clear()
        until = time.monotonic() + SECONDS
        threads = [
            threading.Thread(target=write_on, args=(outcome, visitors[number::WRITERS], others, 10_000 * number, until))
            for number in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        waves = 0
        while time.monotonic() < until - 20:
            tell_all(people, f"wave {waves}")
            waves += 1
            time.sleep(10)
        for thread in threads:
            thread.join()
        out = seconds_until_all_is_out("mail")
    locked = log.read_text().count("locked")
    seconds = [answer.seconds for answer in outcome.answers]
    print(f"\n{WRITERS} web processes and a worker on SQLite, {SECONDS} s: {outcome}; {locked} locked")
    print(f"{len(post_office.mails)} mails, {repeats(post_office)} sent twice, the last {out:.0f} s after the end")
    assert (outcome.errors, outcome.refused, locked) == ([], [], 0)
    assert p(seconds, 0.99) < 2
    assert outcome.said <= set(Suggestion.objects.values_list("pk", flat=True))
    assert OutboxRow.objects.filter(kind="action.yours", state="sent").count() == waves * len(people)
