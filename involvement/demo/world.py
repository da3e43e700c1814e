"""The world of the demonstration: its places and people, and what is going to happen, in the order of time."""

import datetime as dt
import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from django.db import transaction
from django.utils import timezone

from involvement.demo.clock import Clock
from involvement.models import Person, Service
from involvement.operations.base import Refused


@dataclass
class Tenant:
    """Somebody who lives at a place from a day to a day (the first on which they no longer do)."""

    person: Person
    since: dt.date
    until: dt.date | None
    # How gladly they speak up, from 0 (never) to 1.
    voice: float = 0.5

    def here_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)


@dataclass
class Worker:
    """Somebody who works at a place from a day to a day."""

    person: Person
    since: dt.date
    until: dt.date | None
    manages: bool = False

    def here_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)


@dataclass
class Place:
    """A service with its people. ``behind`` is the one that is always late; ``main`` the one where the journey
    of the demonstration begins; ``quiet`` the one where nobody came to a meeting. ``chance`` is its own, so that no place changes another."""

    service: Service
    beds: int
    team: int
    chance: random.Random
    tenants: list[Tenant] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    main: bool = False
    behind: bool = False
    quiet: bool = False

    def tenants_on(self, day: dt.date) -> list[Tenant]:
        return [tenant for tenant in self.tenants if tenant.here_on(day) and tenant.person.died_on is None]

    def workers_on(self, day: dt.date) -> list[Worker]:
        return [worker for worker in self.workers if worker.here_on(day)]

    def some_staff(self, day: dt.date) -> Person:
        """Somebody who is at work on a day."""
        return self.chance.choice(self.workers_on(day)).person


class World:
    """``today`` is the day of the demonstration; nothing in it is later than its first minutes but what is
    planned. ``months`` says how far back it goes."""

    def __init__(self, *, today: dt.date, months: int, seed: str = "wherrygate") -> None:
        self.today = today
        self.months = months
        self.seed = seed
        self.starts = first_of_month(today, back=months)
        self.ends = self.moment(today, 0, 5)
        self.clock = Clock(self.moment(self.starts, 9))
        self.chance = self.chance_of("the organisation")
        self.plans: tuple = ()
        self.places: list[Place] = []
        self.people: dict[str, Person] = {}
        # Who was asked about themselves, whether they answered or not.
        self.asked: set[str] = set()
        self.refused: Counter = Counter()
        self._shown: set[tuple[str, str]] = set()
        self._coming: list = []
        self._numbers = count()

    def chance_of(self, whom: str) -> random.Random:
        return random.Random(f"{self.seed}:{whom}")

    @staticmethod
    def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """A moment in the organisation's own time zone."""
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=timezone.get_default_timezone())

    @property
    def now(self) -> dt.datetime:
        return self.clock.moment

    @property
    def day(self) -> dt.date:
        """The day it is now."""
        return self.clock.moment.astimezone(timezone.get_default_timezone()).date()

    def show_once(self, scene: str, where: str) -> bool:
        """Whether a picture may be shown there: each at two places at most, and once at each."""
        times = sum(shown == scene for shown, _where in self._shown)
        if times >= (2 if where else 1) or (scene, where) in self._shown:
            return False
        self._shown.add((scene, where))
        return True

    def at(self, moment: dt.datetime, happening: Callable, *facts) -> None:
        """Let something happen at a moment; after the end of the world it never does."""
        heapq.heappush(self._coming, (moment.astimezone(dt.UTC), next(self._numbers), happening, facts))

    def live(self, report: Callable[[dt.date], None] = lambda month: None) -> None:
        """Let everything happen in its order, each month in one transaction. A refused operation is counted and
        left: people, too, sometimes try what cannot be done."""
        month = None
        while self._coming and self._coming[0][0] <= self.ends:
            began = self._coming[0][0].astimezone(timezone.get_default_timezone()).date().replace(day=1)
            if began != month:
                month = began
                report(month)
            with transaction.atomic():
                self._live_month(month)
        self.clock.moment = self.ends

    def _live_month(self, month: dt.date) -> None:
        following = self.moment(first_of_month(month, back=-1), 0)
        until = min(self.ends, following - dt.timedelta(microseconds=1))
        while self._coming and self._coming[0][0] <= until:
            moment, _number, happening, facts = heapq.heappop(self._coming)
            self.clock.moment = max(moment, self.clock.moment)
            try:
                happening(*facts)
            except Refused as refusal:
                self.refused[f"{happening.__qualname__}: {refusal.message}"] += 1


def first_of_month(day: dt.date, *, back: int) -> dt.date:
    """The first day of the month that is ``back`` months before the one of ``day``."""
    months = day.year * 12 + day.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
