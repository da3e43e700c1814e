"""What a digest is made of. Each app registers its sources of news, and what staff have to do is counted by service, in
its notices.py. Everything is asked for many people at once: a source gets a chunk of people and answers in a few
queries, whatever their number."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from involvement.registry import Registry

sources = Registry("source of news")
work_counts = Registry("count of work")

# Of a kind of news, for one person: a page of paper holds all of them.
MOST_OF_A_KIND = 8


@dataclass(frozen=True)
class Period:
    """Whole local days, from ``since`` until (and without) ``until``: nothing is told twice, and nothing is lost,
    whenever the run begins and whatever the clocks did in between."""

    since: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def starts_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.since, dt.time()))

    @property
    def ends_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.until, dt.time()))

    @property
    def ahead(self) -> dt.date:
        """The first day after as many days to come: what is news of the days ahead."""
        return self.until + dt.timedelta(days=self.days)


@dataclass(frozen=True)
class Source:
    """``collect(period, people)`` gives ``(person, key of the thing, worth)`` for these keys of people, as plain
    values, the most important first; ``worth`` says whether this alone is worth a digest. When it is sent,
    ``holds(thing, row)`` says whether it is still so, and ``say(thing, row)`` says it in a sentence or two. ``related``
    and ``prefetched`` are what these and ``thing.seen_by`` need. ``group`` is what a person may have switched off;
    ``order`` is its place in the digest."""

    name: str
    heading: str
    label: str
    group: str
    collect: Callable[[Period, list[int]], Iterable[tuple[int, int, bool]]]
    say: Callable
    order: int
    holds: Callable = lambda thing, row: True
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """How much of a kind of work waits at a service (None: at none). ``for_team``: what only the involvement team
    reads."""

    service_id: int | None
    number: int
    late: int = 0
    for_team: bool = False


def sources_in_order() -> list[Source]:
    """All sources, as they stand in a digest."""
    return sorted((source for _name, source in sources.items()), key=lambda source: source.order)


def register(source: Source) -> None:
    """Add a source. Raises ValueError when its name is there already."""
    sources.add(source.name, source)


def count_work(kind: str) -> Callable:
    """Register the decorated ``(now) -> list[Waiting]`` for a kind of the list of work (queries/work.KINDS): of every
    service, in one query or two."""

    def add(count: Callable) -> Callable:
        work_counts.add(kind, count)
        return count

    return add
