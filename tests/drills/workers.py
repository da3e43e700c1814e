"""Celery's workers on a Redis of one's own, to be killed with all their children while they work."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import Celery
from django.utils import timezone

from involvement.models import OutboxRow
from involvement.models.outbox import MACHINE_CARRIERS
from tests.processes import PATIENCE, ROOT, environment

WORKER = ("-m", "celery", "-A", "involvement", "worker", "--concurrency", "1", "--without-mingle", "--without-gossip")
TO_COME = (OutboxRow.State.WAITING, OutboxRow.State.CLAIMED)


@contextmanager
def crew(**changes) -> Iterator[Callable[[str], subprocess.Popen]]:
    """A function that starts a worker by its name, with one process that works, as the leader of a group of its own.
    Those that live at the end are killed."""
    started = []

    def start(name: str) -> subprocess.Popen:
        started.append(
            subprocess.Popen(
                [sys.executable, *WORKER, "--hostname", f"{name}@drill", "--loglevel", "ERROR"],
                cwd=ROOT,
                env=environment(**changes),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            if worker.poll() is None:
                kill(worker)


def kill(worker: subprocess.Popen) -> None:
    """SIGKILL it and its children, at whatever they are doing."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def ring(redis_url: str, task: str, times: int = 1) -> None:
    """Say "look" so many times, as beat does."""
    with Celery(broker=redis_url) as app:
        for _time in range(times):
            app.send_task(f"involvement.tasks.{task}", expires=60)


def wait_for(is_so, *, what: str, seconds: float = PATIENCE) -> None:
    """As wait_until, and quick enough to kill in the middle of something."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.002)


def let_leases_end() -> None:
    """The clock of every claim is set back by eleven minutes; nobody waits for ten."""
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    OutboxRow.objects.filter(state=OutboxRow.State.CLAIMED).update(claimed_at=long_ago)


def to_come() -> bool:
    """Whether anything waits for a machine, or is in the hands of one."""
    return OutboxRow.objects.filter(state__in=TO_COME, carrier__in=MACHINE_CARRIERS).exists()
