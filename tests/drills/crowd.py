"""Many people at once before a real web server, and what became of what they asked."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from involvement.models import Carrier, Person, Service
from tests import make
from tests.visitors import Answer, Visitor

WORDS = "river lamp tea"
SAID = re.compile(r"/suggestions/(\d+)/")


def make_house(people: int) -> tuple[Service, list[Person]]:
    """A home with so many people who sign in with WORDS, and are told by e-mail."""
    house = make.service()
    # As slow to check as a real one.
    secret = PBKDF2PasswordHasher().encode(WORDS, "salt")
    living = [make.resident(service=house, email=f"drill{n}@example.org", told_by=Carrier.EMAIL) for n in range(people)]
    for person in living:
        person.user.password = secret
        person.user.save()
    return house, living


def p(values: list[float], share: float) -> float:
    """The value that this share of them do not exceed (seconds)."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


@dataclass
class Outcome:
    """What the crowd saw. ``said`` are the keys of suggestions that the web confirmed."""

    answers: list[Answer] = field(default_factory=list)
    said: set[int] = field(default_factory=set)
    sign_ins: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, visitor: Visitor) -> None:
        with self.lock:
            self.answers += visitor.answers
            visitor.answers = []

    @property
    def errors(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status >= 500 or not answer.status]

    @property
    def refused(self) -> list[Answer]:
        """Answers that no good request gets: a limit, a page that is not there."""
        return [answer for answer in self.answers if 400 <= answer.status < 500]

    def __str__(self) -> str:
        seconds = [answer.seconds for answer in self.answers]
        return (
            f"{len(self.said)} suggestions, {self.sign_ins} sign-ins, {len(seconds)} requests, "
            f"{len(self.errors)} errors, median {p(seconds, 0.5):.2f} s, p95 {p(seconds, 0.95):.2f} s, "
            f"p99 {p(seconds, 0.99):.2f} s, worst {max(seconds, default=0):.2f} s"
        )


def signed_in(base: str, person: Person, number: int) -> Visitor:
    """Somebody who has signed in, behind an address of their own."""
    visitor = Visitor(base, ip=f"10.{number // 62_500 % 250}.{number // 250 % 250}.{number % 250 + 1}")
    answer = visitor.sign_in(person.user.username, WORDS)
    assert "/sign-in/" not in answer.url or answer.status != 200, "the words were not taken"
    return visitor


def say(visitor: Visitor, outcome: Outcome, number: int) -> None:
    answer = visitor.say(f"Suggestion {number}: a bench in the garden, please, with number {number} on it.")
    if match := SAID.search(answer.url):
        with outcome.lock:
            outcome.said.add(int(match[1]))
    outcome.keep(visitor)


def busy_minute(
    base: str, people: list[Person], *, visitors, seconds: float, suggestions: int, sign_ins: int, first: int
):
    """So many suggestions by visitors who are signed in, and so many sign-ins, spread over some seconds."""
    outcome = Outcome()

    def sign_in(number: int) -> None:
        visitor = signed_in(base, people[number % len(people)], first + number)
        with outcome.lock:
            outcome.sign_ins += visitor.answers[-1].status == 200
        outcome.keep(visitor)

    locks = [threading.Lock() for _visitor in visitors]

    def speak(number: int) -> None:
        turn = number % len(visitors)
        with locks[turn]:
            say(visitors[turn], outcome, first + number)

    jobs = [(speak, number) for number in range(suggestions)] + [(sign_in, number) for number in range(sign_ins)]
    jobs.sort(key=lambda job: job[1] / (suggestions if job[0] is speak else sign_ins))
    started = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        done = []
        for place, (job, number) in enumerate(jobs):
            time.sleep(max(0, started + seconds * place / len(jobs) - time.monotonic()))
            done.append(pool.submit(job, number))
        for each in done:
            each.result()
    return outcome
