"""How fast the outbox is sent, as a part of what smtplib alone does: 10,000 mails of the same length to the same server
(bench/smtp.py) over one connection, without a database."""

import json
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.server import PATIENCE, free_port

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Work:
    """``ratio``: of raw smtplib's mails a second, at least."""

    words: str
    kind: str
    workers: int
    ratio: float = 0.0


WORK = {
    "moved": Work("one text to 10,000 people (a meeting moved), two workers", "moved", 2, 1.0),
    "digest": Work("a personal digest to 10,000 people, two workers", "digest", 2, 0.35),
    "one": Work("the same text, one worker", "moved", 1),
    "four": Work("the same text, four workers", "moved", 4),
}
# Four workers, of one, on so many processors.
FOUR_OF_ONE = 1.3 if (os.cpu_count() or 1) < 4 else 2.5


@dataclass(frozen=True)
class Sent:
    """What came of one piece of work in one round: mails a second, those of raw smtplib just before, and at the server
    how many came and how many of them for the first time."""

    rate: float
    raw: float
    mails: int
    different: int


def post(environment: dict, *arguments: str):
    """The answer of bench/post.py."""
    command = [sys.executable, "-m", "bench.post", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def mail_server() -> Iterator[int]:
    """The port of the bench's own mail server."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.smtp", str(port)], cwd=ROOT)
    until = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                smtplib.SMTP("127.0.0.1", port).quit()
                break
            except OSError as error:
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"The mail server did not start: {error}") from error
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def report(port: int) -> tuple[int, int]:
    """How many mails came since the last report, and how many different ones."""
    with smtplib.SMTP("127.0.0.1", port) as connection:
        _code, words = connection.docmd("XREPORT")
    came, different = words.split()
    return int(came), int(different)


def raw_rate(port: int, mail: bytes, number: int) -> float:
    """Mails a second of smtplib alone: the same bytes over one connection."""
    with smtplib.SMTP("127.0.0.1", port) as connection:
        connection.ehlo()
        began = time.monotonic()
        for count in range(number):
            connection.sendmail("portal@example.org", [f"p{count}@example.org"], mail)
        return number / (time.monotonic() - began)


def our_rate(environment: dict, kind: str, workers: int, number: int) -> float:
    """Mails a second of so many workers on one queue, until it is empty."""
    command = [sys.executable, "-m", "bench.post", "worker"]
    running = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _worker in range(workers)
    ]
    for worker in running:
        assert worker.stdout.readline() == "warm\n"
    assert post(environment, "ready", kind) == number
    for worker in running:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return number / max(json.loads(worker.communicate()[0].splitlines()[-1]) for worker in running)


def send_all(environment: dict, rounds: int, say) -> tuple[dict[str, int], dict[str, list[Sent]]]:
    """What is in the database and how long the mails are (bytes), and what came of each piece of work in each round."""
    environment = {**os.environ, **environment, "DEFAULT_FROM_EMAIL": "portal@example.org"}
    there = post(environment, "make")
    found: dict[str, list[Sent]] = {name: [] for name in WORK}
    with mail_server() as port:
        environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        mails = {work.kind: post(environment, "mail", work.kind).encode() for work in WORK.values()}
        for number in range(rounds):
            for name, work in WORK.items():
                raw = raw_rate(port, mails[work.kind], there["people"])
                report(port)
                rate = our_rate(environment, work.kind, work.workers, there["people"])
                found[name].append(Sent(rate, raw, *report(port)))
            last = ", ".join(f"{name} {some[-1].rate:,.0f} of {some[-1].raw:,.0f}" for name, some in found.items())
            say(f"  round {number + 1} of {rounds}, mails a second and of raw smtplib: {last}")
    return {"people": there["people"], "text": len(mails["moved"]), "digest": len(mails["digest"])}, found


def rows_of(found: dict[str, list[Sent]], people: int, summary, verdict) -> list[list]:
    """Rows of the table: what is asked for, as a part of what it is compared to."""
    rows = []
    for name in ("moved", "digest"):
        some, goal = found[name], WORK[name].ratio
        ratio, spread = summary([each.rate / each.raw for each in some])
        rows.append([
            WORK[name].words, f"≥ {goal} of raw smtplib", f"**{ratio:.2f}** {spread}", *_rates(some),
            *_at_server(some, people, ratio >= goal, verdict),
        ])  # fmt: skip
    one, four = found["one"], found["four"]
    ratio, spread = summary([each.rate / first.rate for each, first in zip(four, one, strict=True)])
    rows.append([
        "the same text, four workers on one queue", f"≥ {FOUR_OF_ONE} of one worker", f"**{ratio:.2f}** {spread}",
        *_rates(four), *_at_server([*one, *four], people, ratio >= FOUR_OF_ONE, verdict),
    ])  # fmt: skip
    return rows


def _rates(some: list[Sent]) -> list[str]:
    rates = (statistics.median(each.rate for each in some), statistics.median(each.raw for each in some))
    return [f"{rate:,.0f}" for rate in rates]


def _at_server(some: list[Sent], people: int, good: bool, verdict) -> list[str]:
    twice = sum(each.mails - each.different for each in some)
    lost = sum(people - each.different for each in some)
    return [f"{twice} twice, {lost} lost of {len(some) * people:,}", verdict(good and not twice and not lost)]
