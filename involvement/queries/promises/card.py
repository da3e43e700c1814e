"""Promises on a first page: the numbers of now, and who missed what in the latest month whose time is over."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from involvement.models import Promise
from involvement.queries.promises.counting import measure_of
from involvement.queries.promises.own import own_homes
from involvement.queries.promises.standing import Standing, standing
from involvement.queries.promises.words import NAMED_AT_MOST, Names, month_in_words
from involvement.registry.promises import Count


@dataclass(frozen=True)
class Line:
    """One promise: the latest month that is over, who ``missed`` it, and who has not kept it yet ``now``."""

    words: str
    url: str
    sums: Count
    when: str
    missed: str
    now: str


def card_of_all(viewer) -> dict | None:
    """For who oversees all homes. One query, and those that ``standing`` has not asked yet."""
    state = standing()
    promises = [promise for promise in state.promises if promise.holds_in(state.month) or state.last_kept(promise)]
    promises = [promise for promise in promises if promise.until is None or promise.until > state.today]
    if not promises:
        return None
    names = Names(viewer, state.today)
    waiting = {promise.pk: _not_yet(state, promise) for promise in promises}
    keys = {pk for promise in promises for pk in list(state.missed(promise))[: 3 * NAMED_AT_MOST]}
    names.load(keys | {pk for found in waiting.values() for pk in found[: 3 * NAMED_AT_MOST]})
    return {"lines": [_line(state, names, promise, waiting[promise.pk]) for promise in promises]}


def _not_yet(state: Standing, promise: Promise) -> list[int]:
    """The homes that still have to keep a promise that each home keeps once."""
    measure = measure_of(promise)
    if measure is None or not measure.by_home or not promise.holds_in(state.month):
        return []
    return [pk for pk, count in state.live(promise, state.month).items() if count.waiting]


def _line(state: Standing, names: Names, promise: Promise, waiting: list[int]) -> Line:
    last, missed = state.last_kept(promise), list(state.missed(promise))
    shown = last or state.month
    now = ""
    if waiting:
        facts = {"month": month_in_words(state.month), "where": names.listed(waiting, [state.month])}
        now = _("Not yet in %(month)s: %(where)s.") % facts
    return Line(
        words=promise.words,
        url=f"{reverse('public:promise', args=[promise.pk])}?period={shown.key}",
        sums=state.sums(promise, shown),
        when=month_in_words(shown),
        missed=_("Missed: %(where)s.") % {"where": names.listed(missed, [shown])} if missed and last else "",
        now=now,
    )


def card_of_own(viewer) -> dict | None:
    """For staff: what is not kept yet at their homes, and can be."""
    if not standing().promises:
        return None
    homes = own_homes(viewer)
    return {"homes": homes} if homes else None
