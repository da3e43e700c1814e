"""Real processes that sweep, killed with -9 while they speak to a real mail server: none lost, repeats at most one
a kill and process, each under the same Message-ID, nothing stuck (RELIABILITY §1)."""

import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.db import connection
from django.utils import timezone

from involvement.models import Action, ActionOwner, Carrier, OutboxRow, Person, Reach
from involvement.operations import outbox

ROOT = Path(__file__).resolve().parents[2]
State = OutboxRow.State
# Seconds in which a sweeping process must send something.
PATIENCE = 120


def database_url() -> str:
    """The test database, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    return f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"


def run(*command: str) -> subprocess.Popen:
    """A process of ours on the test database and the test's mail server."""
    port = conf.EMAIL_PORT
    environment = {**os.environ, "DATABASE_URL": database_url(), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def sweeping() -> subprocess.Popen:
    return run("manage.py", "sweep")


def tell_many(number: int) -> None:
    """So many people by e-mail, through a fan-out, as an operation would."""
    day = timezone.localdate() + dt.timedelta(days=7)
    action = Action.objects.create(title="The festival", first_due_on=day, due_on=day, reach=Reach.PUBLIC)
    people = Person.objects.bulk_create(
        Person(chosen_name=f"P{n}", email=f"p{n}@example.org", told_by=Carrier.EMAIL) for n in range(number)
    )
    ActionOwner.objects.bulk_create(ActionOwner(action=action, person=person) for person in people)
    outbox.send_to_all(kind="action.yours", people=people, about=action, occasion="festival")


def kill_when_busy(process: subprocess.Popen, post_office) -> bool:
    """Kill it -9 after it sent a few mails, at whatever it is doing then. Returns whether it had still to send."""
    enough = len(post_office.mails) + random.randint(1, 12)
    until = time.monotonic() + PATIENCE
    while len(post_office.mails) < enough and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(random.random() * 0.01)
    process.kill()
    process.wait()
    return process.returncode != 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("recipients", "kills", "processes"),
    [
        pytest.param(250, 4, 1, marks=pytest.mark.wide),
        pytest.param(250, 3, 2, marks=pytest.mark.wide),
        pytest.param(10_000, 50, 1, marks=pytest.mark.drill),
        pytest.param(10_000, 50, 4, marks=pytest.mark.drill),
    ],
)
def test_none_is_lost_and_repeats_are_bounded(post_office, recipients, kills, processes):
    tell_many(recipients)
    killed = 0
    for _kill in range(kills):
        running = [sweeping() for _process in range(processes)]
        killed += sum([kill_when_busy(process, post_office) for process in running])
        long_ago = timezone.now() - dt.timedelta(minutes=11)
        OutboxRow.objects.filter(state=State.CLAIMED).update(claimed_at=long_ago)
    to_come = (State.WAITING, State.CLAIMED)
    while OutboxRow.objects.filter(state__in=to_come, carrier=Carrier.EMAIL).exists() or not OutboxRow.objects.exists():
        OutboxRow.objects.filter(state=State.CLAIMED).update(claimed_at=timezone.now() - dt.timedelta(minutes=11))
        assert sweeping().wait(timeout=600) == 0

    times = Counter(mail["To"] for mail in post_office.mails)
    names = {mail["To"]: set() for mail in post_office.mails}
    for mail in post_office.mails:
        names[mail["To"]].add((mail["Message-ID"], mail["X-Portal-Message"]))
    repeats = sum(times.values()) - len(times)
    print(f"\n{recipients} recipients, {killed} kills: {recipients - len(times)} lost, {repeats} sent twice")
    assert len(times) == recipients, "none lost"
    assert repeats <= killed, "at most one for each process that was killed"
    assert {len(each) for each in names.values()} == {1}, "a repeat has the same name"
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {State.SENT}, "nothing stuck"


@pytest.mark.wide
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_with_its_beat_sends_by_whatever_broker_there_is(post_office):
    tell_many(3)
    who = Person.objects.first()
    OutboxRow.objects.create(
        kind="account.sign_in_code", person=who, carrier=Carrier.EMAIL, key="x", urgent=True, secret="428913"
    )
    # Two workers with a beat each is one too many; what is sent is still sent once.
    worker = ("celery", "-A", "involvement", "worker", "--pool", "threads", "--concurrency", "2", "--beat")
    running = [run("-m", *worker, "--without-mingle", "--without-gossip", "--hostname", f"w{n}@test") for n in (1, 2)]
    try:
        until = time.monotonic() + PATIENCE
        while OutboxRow.objects.filter(state=State.SENT).count() < 4 and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)
    assert sorted(mail["To"] for mail in post_office.mails) == sorted(
        [who.email, *Person.objects.values_list("email", flat=True)]
    )
    assert not OutboxRow.objects.exclude(secret="").exists()
