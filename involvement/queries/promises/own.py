"""What staff can still do at their own homes, so that a promise is kept, or put right."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from involvement.models import Promise
from involvement.queries.promises.counting import measure_of
from involvement.queries.promises.standing import Standing, standing
from involvement.queries.promises.words import Named, Names, month_in_words
from involvement.registry.promises import Count
from involvement.rules.periods import Month


@dataclass(frozen=True)
class ToDo:
    """One thing: what is promised, for which month, how it stands, and where it is done."""

    words: str
    month: str
    stands: str
    do: str
    url: str
    missed: bool


@dataclass(frozen=True)
class OwnHome:
    name: str
    todo: list[ToDo]


def own_homes(viewer) -> list[OwnHome]:
    """The homes where this viewer works, each with what is not kept yet and can be. One query, and those that
    ``standing`` has not asked yet."""
    if not viewer.staff_of:
        return []
    state = standing()
    names = Names(viewer, state.today)
    names.load(viewer.staff_of)
    homes = sorted(names.homes.values(), key=lambda home: (home.name, home.pk))
    return [OwnHome(home.name, _of(state, home)) for home in homes]


def _of(state: Standing, home: Named) -> list[ToDo]:
    return [todo for promise in state.promises for todo in _of_promise(state, promise, home)]


def _of_promise(state: Standing, promise: Promise, home: Named) -> list[ToDo]:
    """The latest month that is kept, where it was missed and can be put right; then what still has time."""
    found = []
    last = state.last_kept(promise)
    if last is not None and home.pk in state.missed(promise):
        found.append(_todo(promise, last, home, state.missed(promise)[home.pk]))
    for month in (state.month.on(-1), state.month):
        if promise.holds_in(month) and not state.is_kept(promise, month):
            count = state.live(promise, month).get(home.pk)
            found.append(_todo(promise, month, home, count) if count else None)
    return [todo for todo in found if todo]


def _todo(promise: Promise, month: Month, home: Named, count: Count) -> ToDo | None:
    measure = measure_of(promise)
    step = measure.next_step(home, count) if measure else None
    if step is None:
        return None
    if measure.by_home:
        stands = str(measure.words.get(count.why, ""))
    elif count.missed:
        stands = _("Missed: %(number)s") % {"number": count.missed}
    else:
        stands = _("Still open: %(number)s") % {"number": count.waiting}
    do, url = step
    return ToDo(promise.words, month_in_words(month), stands, str(do), url, bool(count.missed))
