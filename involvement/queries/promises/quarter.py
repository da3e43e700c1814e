"""Promises over three months, at some homes or at all of them: the same numbers as on the page of promises."""

from collections import defaultdict
from dataclasses import dataclass, field

from involvement.models import Promise
from involvement.queries.promises.counting import days_of, measure_of
from involvement.queries.promises.reading import count_of, every_reading, sum_of
from involvement.queries.promises.standing import Standing, standing
from involvement.registry.promises import Count
from involvement.rules.periods import Month, Quarter


@dataclass(frozen=True)
class PromiseInQuarter:
    """One promise in the months of a quarter in which it holds. ``homes`` has what each home did, by its key, where
    that was asked for; ``is_over`` when nothing of it changes any more."""

    promise: Promise
    how: str
    sums: Count
    is_over: bool
    homes: dict[int, Count] = field(default_factory=dict)


def promises_in(quarter: Quarter, *, homes: set[int] | None, each: bool) -> list[PromiseInQuarter]:
    """Every promise that holds in some month of the quarter, in their order: at these homes, by their keys, or
    everywhere (None). ``each`` asks for what each home did, too. One query for months that are kept where homes are
    asked for, and those that ``standing`` has not asked yet."""
    state = standing()
    held = {promise: _months(state, promise, quarter) for promise in state.promises}
    held = {promise: months for promise, months in held.items() if months}
    found = _by_home(state, held, homes) if each or homes is not None else {}
    return [
        PromiseInQuarter(
            promise=promise,
            how=_how(promise),
            sums=_everywhere(state, promise, months) if homes is None else sum_of(found[promise.pk].values()),
            is_over=len(months) == 3 and all(state.is_kept(promise, month) for month in months),
            homes=found.get(promise.pk, {}),
        )
        for promise, months in held.items()
    ]


def _months(state: Standing, promise: Promise, quarter: Quarter) -> list[Month]:
    return [month for month in quarter.months if month <= state.month and promise.holds_in(month)]


def _how(promise: Promise) -> str:
    measure = measure_of(promise)
    return measure.how_in_words(days_of(measure)) if measure else ""


def _everywhere(state: Standing, promise: Promise, months: list[Month]) -> Count:
    return sum_of(state.sums(promise, month) for month in months)


def _by_home(state: Standing, held: dict[Promise, list[Month]], homes: set[int] | None) -> dict[int, dict[int, Count]]:
    """What each home did in all of these months, by promise and home."""
    found: dict[int, dict[int, list[Count]]] = {promise.pk: defaultdict(list) for promise in held}
    kept = {(promise.pk, month.first) for promise in held for month in held[promise] if state.is_kept(promise, month)}
    for (promise_id, home), count in _kept(kept, homes):
        found[promise_id][home].append(count)
    for promise, months in held.items():
        for month in months:
            if (promise.pk, month.first) not in kept:
                for home, count in state.live(promise, month).items():
                    if homes is None or home in homes:
                        found[promise.pk][home].append(count)
    return {pk: {home: sum_of(counts) for home, counts in by_home.items()} for pk, by_home in found.items()}


def _kept(kept: set[tuple], homes: set[int] | None) -> list[tuple[tuple[int, int], Count]]:
    """Of each home the reading that holds now. One query."""
    if not kept:
        return []
    rows = every_reading({promise for promise, _month in kept}, {month for _promise, month in kept})
    rows = rows if homes is None else rows.filter(service__in=homes)
    newest = {(row.promise_id, row.month, row.service_id): row for row in rows}
    return [
        ((promise, home), count_of(row)) for (promise, month, home), row in newest.items() if (promise, month) in kept
    ]
