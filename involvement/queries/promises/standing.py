"""How all promises stand now, as one object that a process keeps for a quarter of a minute: what is counted live for
the month that is going on, and the sums of months before. The same for everybody who looks; who may read which home's
name is asked afterwards (docs/decisions/promises.md)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone

from involvement.models import Promise, PromiseReading, PromiseTotal
from involvement.queries.promises.counting import Home, counted, days_of, homes_in, measure_of
from involvement.queries.promises.reading import EVERYWHERE, count_of, parts_of, sums_of
from involvement.registry.promises import Count, Look
from involvement.rules.periods import Month

# How many months of history a page shows.
HISTORY = 24
MARK = "promises:standing"
KEPT_FOR = dt.timedelta(seconds=15)


@dataclass
class Standing:
    """``totals`` are the sums of all homes by promise and first day of the month, for months that are kept. What else
    is asked for is looked up once and stays while this object does."""

    now: dt.datetime
    promises: list[Promise]
    totals: dict[int, dict[dt.date, PromiseTotal]]
    _homes: dict[Month, dict[int, Home]] = field(default_factory=dict)
    _live: dict[tuple[int, Month], dict[int, Count]] = field(default_factory=dict)
    _parts: dict[tuple[int, Month], dict[tuple[str, bool], Count]] = field(default_factory=dict)
    _missed: dict[int, dict[int, Count]] | None = None
    # What else was worked out of this, the same for whoever looks: numbers of a period, and their tables.
    memo: dict = field(default_factory=dict)

    def remember(self, key: tuple, build: Callable):
        """What ``build()`` gave the first time, while this object stays."""
        if key not in self.memo:
            self.memo[key] = build()
        return self.memo[key]

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def month(self) -> Month:
        """The month that is going on."""
        return Month.of(self.today)

    def is_kept(self, promise: Promise, month: Month) -> bool:
        """Whether a month's time is over and its readings are kept."""
        return month.first in self.totals[promise.pk]

    def last_kept(self, promise: Promise) -> Month | None:
        """The latest month that is kept."""
        months = self.totals[promise.pk]
        return Month(max(months)) if months else None

    def live(self, promise: Promise, month: Month) -> dict[int, Count]:
        """What is found now at each home, of a month that still has time."""
        if month not in self._homes:
            self._homes[month] = homes_in(month)
        key = (promise.pk, month)
        if key not in self._live:
            days = days_of(measure_of(promise))
            self._live[key] = counted(promise, month, as_of=self.now, days=days, homes=self._homes[month])
        return self._live[key]

    def live_parts(self, promise: Promise, month: Month) -> dict[tuple[str, bool], Count]:
        """The same added up by area and whether the address is private, as in PromiseTotal."""
        key = (promise.pk, month)
        if key not in self._parts:
            self._parts[key] = parts_of(self.live(promise, month), self._homes[month])
        return self._parts[key]

    def sums(self, promise: Promise, month: Month) -> Count:
        """All homes together, of a month that is kept or still has time."""
        if self.is_kept(promise, month):
            return sums_of(self.totals[promise.pk][month.first])
        return self.live_parts(promise, month)[EVERYWHERE]

    def number_of_homes(self, promise: Promise, month: Month) -> int:
        if self.is_kept(promise, month):
            return sum(self.totals[promise.pk][month.first].looks.values())
        return len(self.live(promise, month))

    def missed(self, promise: Promise) -> dict[int, Count]:
        """What was missed in the latest month that is kept, by home. One query for all promises."""
        if self._missed is None:
            last = [(promise, month) for promise in self.promises if (month := self.last_kept(promise))]
            self._missed = {key: counts for (key, _month), counts in missed_in(last).items()}
        return self._missed.get(promise.pk, {})


def missed_in(pairs: list[tuple[Promise, Month]]) -> dict[tuple[int, dt.date], dict[int, Count]]:
    """What was missed in these months that are kept, by promise and month, then by home. One query."""
    these = Q(pk__in=[])
    for promise, month in pairs:
        these |= Q(promise=promise.pk, month=month.first)
    rows = PromiseReading.objects.filter(these).filter(Q(look=Look.MISSED) | Q(number__gt=0)).order_by("number")
    newest = {(row.promise_id, row.month, row.service_id): row for row in rows}
    found: dict[tuple[int, dt.date], dict[int, Count]] = defaultdict(dict)
    for (promise_id, month, service_id), row in newest.items():
        if row.look == Look.MISSED:
            found[promise_id, month][service_id] = count_of(row)
    return found


_kept: tuple[str, Standing] | None = None


def standing() -> Standing:
    """How promises stand, at most a quarter of a minute ago. Kept as an object, and its mark where this process keeps
    such things: taking thousands of counts out of there would take longer than counting them."""
    global _kept
    mark, now = caches["process"].get(MARK), timezone.now()
    if _kept is not None and _kept[0] == mark and now - KEPT_FOR < _kept[1].now <= now:
        return _kept[1]
    mark, found = uuid4().hex, look_now(now)
    _kept = (mark, found)
    caches["process"].set(MARK, mark)
    return found


def look_now(now: dt.datetime) -> Standing:
    """How promises stand at this moment. Two queries, and more when more is asked of it."""
    totals: dict[int, dict[dt.date, PromiseTotal]] = defaultdict(dict)
    for total in PromiseTotal.objects.filter(area="", is_private=False):
        totals[total.promise_id][total.month] = total
    promises = list(Promise.objects.select_related("owner").in_order())
    return Standing(now=now, promises=promises, totals=totals)


def forget() -> None:
    """Look anew at once, in this process: called by operations that change a promise."""
    caches["process"].delete(MARK)
