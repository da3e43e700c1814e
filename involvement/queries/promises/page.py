"""The page of all promises, as one viewer may read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from involvement.models import Promise, PromiseTotal
from involvement.queries.promises.counting import days_of, measure_of
from involvement.queries.promises.reading import EVERYWHERE, PRIVATE, count_of, current_readings, sum_of, sums_of
from involvement.queries.promises.standing import HISTORY, Standing, missed_in, standing
from involvement.queries.promises.words import (
    NAMED_AT_MOST,
    Names,
    beside_in_words,
    dot_words,
    month_in_words,
    period_in_words,
)
from involvement.registry.promises import Count, Look, Measure
from involvement.rules.periods import Month, Quarter, months_of

# Above this many homes a bar by area, and not a shape for each.
DOTS_AT_MOST = 40
# How many names are looked up for a sentence about many homes, of which some may not be named.
LOOKED_UP = 3 * NAMED_AT_MOST
ORDER = list(Look)


@dataclass(frozen=True)
class Dot:
    """One home: its look, its words (with the name where the viewer may read it), and where it leads."""

    look: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """The homes of an area together, or those with a private address."""

    name: str
    url: str
    sums: Count


@dataclass(frozen=True)
class Row:
    """One promise in a period. ``now`` are sentences about it, ``before`` one about the latest month whose time is
    over; ``dots`` or ``parts`` show the homes."""

    promise: Promise
    url: str
    when: str
    sums: Count
    now: list[str]
    before: str
    dots: list[Dot] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    how: str = ""
    history: list[PromiseTotal] = field(default_factory=list)
    # Where tables are kept that are the same for whoever looks (templatetags/promises.py).
    memo: dict = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        """This promise in this period."""
        return self.promise.pk, self.url


@dataclass
class _Asked:
    """One promise in the months asked for: ``months`` are those in which it holds; ``counts`` of each home (few homes),
    or ``parts`` by area and ``missed`` (many)."""

    promise: Promise
    measure: Measure | None
    months: list[Month]
    many: bool = False
    counts: dict[int, Count] = field(default_factory=dict)
    parts: dict[tuple[str, bool], Count] = field(default_factory=dict)
    missed: dict[int, Count] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)


def rows_of(viewer, period: Month | Quarter | None = None) -> list[Row]:
    """Every promise that holds in a period (None: the month that is going on, with the latest that is over beside it).
    Few queries, whatever the homes."""
    state = standing()
    shown = period or state.month
    asked = state.remember(("asked", shown), lambda: _counted(state, shown))
    before = {one.promise.pk: state.missed(one.promise) for one in asked} if period is None else {}
    names = Names(viewer, state.today)
    names.load(_to_name(asked, before.values()))
    return [_row(state, names, one, period, before.get(one.promise.pk, {})) for one in asked]


def _counted(state: Standing, period: Month | Quarter) -> list[_Asked]:
    """The promises of a period with their numbers: the same for whoever looks."""
    asked = _asked(state, period)
    _fill(state, asked)
    return asked


def _asked(state: Standing, period: Month | Quarter) -> list[_Asked]:
    months = [month for month in months_of(period) if month <= state.month]
    asked = []
    for promise in state.promises:
        held = [month for month in months if promise.holds_in(month)]
        begins = not held and state.month in months and promise.since <= state.today and promise.until is None
        if held or begins:
            many = any(state.number_of_homes(promise, month) > DOTS_AT_MOST for month in held)
            asked.append(_Asked(promise, measure_of(promise), held, many))
    return asked


# --- What is to be shown, in few queries ----------------------------------------------------------


def _fill(state: Standing, asked: list[_Asked]) -> None:
    """Of few homes each one's count, of many those of each area and who missed it. Two queries at most for months that
    are kept."""
    kept = [(one, month) for one in asked for month in one.months if state.is_kept(one.promise, month)]
    _fill_few([pair for pair in kept if not pair[0].many])
    _fill_many([pair for pair in kept if pair[0].many])
    for one in asked:
        for month in one.months:
            if not state.is_kept(one.promise, month):
                _fill_live(state, one, month)


def _fill_few(kept: list[tuple[_Asked, Month]]) -> None:
    if not kept:
        return
    by_key = {(one.promise.pk, month.first): one for one, month in kept}
    for row in current_readings({key for key, _month in by_key}, {month for _key, month in by_key}):
        if one := by_key.get((row.promise_id, row.month)):
            one.counts[row.service_id] = one.counts.get(row.service_id, Count()) + count_of(row)


def _fill_many(kept: list[tuple[_Asked, Month]]) -> None:
    if not kept:
        return
    by_key = {(one.promise.pk, month.first): one for one, month in kept}
    totals = PromiseTotal.objects.filter(
        promise__in={key for key, _month in by_key}, month__in={month for _key, month in by_key}
    )
    for total in totals.order_by("is_private", "area"):
        if one := by_key.get((total.promise_id, total.month)):
            part = (total.area, total.is_private)
            one.parts[part] = one.parts.get(part, Count()) + sums_of(total)
    for key, missed in missed_in([(one.promise, month) for one, month in kept]).items():
        by_key[key].missed |= missed


def _fill_live(state: Standing, one: _Asked, month: Month) -> None:
    live = state.live(one.promise, month)
    if one.many:
        for part, sums in state.live_parts(one.promise, month).items():
            one.parts[part] = one.parts.get(part, Count()) + sums
        one.missed |= {pk: count for pk, count in live.items() if count.missed}
        one.waiting += [pk for pk, count in live.items() if count.waiting]
    else:
        for pk, count in live.items():
            one.counts[pk] = one.counts.get(pk, Count()) + count


def _to_name(asked: list[_Asked], before: Iterable[dict]) -> set[int]:
    """The homes whose names may be needed. Of many not all: a sentence names a few."""
    keys = {pk for missed in before for pk in list(missed)[:LOOKED_UP]}
    for one in asked:
        keys |= one.counts.keys() | set(list(one.missed)[:LOOKED_UP]) | set(one.waiting[:LOOKED_UP])
    return keys


# --- One row --------------------------------------------------------------------------------------


def _row(state: Standing, names: Names, one: _Asked, period, missed_before: dict[int, Count]) -> Row:
    promise, months = one.promise, one.months
    url = reverse("public:promise", args=[promise.pk])
    asked_for = f"?period={period.key}" if period is not None else ""
    sums = one.parts.get(EVERYWHERE, Count()) if one.many else sum_of(one.counts.values())
    return Row(
        promise=promise,
        url=url + asked_for,
        when=_when(state, promise, months, period),
        sums=sums,
        now=_now(names, one, sums),
        before=_before(state, names, one, missed_before) if period is None else "",
        dots=[] if one.many else _dots(names, one, url, asked_for),
        parts=_parts_kept(state, one, url, asked_for) if one.many else [],
        memo=state.memo,
        how=one.measure.how_in_words(days_of(one.measure)) if one.measure else "",
        history=state.remember(("history", promise.pk), lambda: _history(state, promise)),
    )


def _when(state: Standing, promise: Promise, months: list[Month], period) -> str:
    """The row's own period, in words."""
    if not months:
        return _("Counted from %(month)s on") % {"month": month_in_words(promise.first_month())}
    whole = isinstance(period, Quarter) and len(months) == 3
    words = period_in_words(period) if whole else period_in_words(months)
    if all(state.is_kept(promise, month) for month in months):
        return words
    return _("%(period)s, so far") % {"period": words}


def _now(names: Names, one: _Asked, sums: Count) -> list[str]:
    """What is not kept, and where; then what is counted apart."""
    months = one.months
    waiting = one.waiting or [pk for pk, count in one.counts.items() if count.waiting]
    missed = list(one.missed) or [pk for pk, count in one.counts.items() if count.missed]
    by_home = one.measure is not None and one.measure.by_home
    said = []
    if sums.missed:
        words = _("Missed: %(where)s.") if by_home else _("%(number)s missed, at %(where)s.")
        said.append(words % {"number": sums.missed, "where": names.listed(missed, months)})
    if sums.waiting and by_home:
        said.append(_("Not yet: %(where)s.") % {"where": names.listed(waiting, months)})
    elif sums.waiting:
        words = ngettext("%(number)s still has time.", "%(number)s still have time.", sums.waiting)
        said.append(words % {"number": sums.waiting})
    if sums.late:
        said.append(ngettext("%(number)s late.", "%(number)s late.", sums.late) % {"number": sums.late})
    if sums.unknown:
        said.append(_("Some of it could not be counted."))
    return [*said, *beside_in_words(one.measure, sums)]


def _before(state: Standing, names: Names, one: _Asked, missed: dict[int, Count]) -> str:
    """The latest month whose time is over, in a sentence."""
    month = state.last_kept(one.promise)
    if month is None or month in one.months:
        return ""
    sums = state.sums(one.promise, month)
    facts = {"month": month_in_words(month), "kept": sums.kept, "total": sums.total}
    if sums.unknown or not sums.total:
        return _("%(month)s: nothing was due.") % facts if not sums.unknown else _("%(month)s: not known.") % facts
    words = _("%(month)s: %(kept)s of %(total)s.") % facts
    if missed:
        words += " " + _("Missed: %(where)s.") % {"where": names.listed(list(missed), [month])}
    return words


def _dots(names: Names, one: _Asked, url: str, asked_for: str) -> list[Dot]:
    """A shape for each home: those of one look together, by name; who may not be named stands at the end of them."""
    found = []
    for pk, count in one.counts.items():
        name = names.name(pk, one.months)
        link = ""
        if name:
            link = one.measure.link(names.viewer, names.homes[pk], count) if one.measure else None
            link = link or f"{url}{asked_for}#home-{pk}"
        found.append((ORDER.index(count.look), not name, name, Dot(count.look, dot_words(name, count), link)))
    return [dot for *_place, dot in sorted(found, key=lambda each: each[:3])]


def _parts_kept(state: Standing, one: _Asked, url: str, asked_for: str) -> list[Part]:
    """The parts, worked out once for each language: one of them is named in words of ours."""
    key = ("parts", one.promise.pk, asked_for, get_language())
    return state.remember(key, lambda: _parts(one, url, asked_for))


def _parts(one: _Asked, url: str, asked_for: str) -> list[Part]:
    """Areas by name, then the homes with a private address, of which no area is told."""
    sign = "&" if asked_for else "?"
    found = [
        Part(name=area, url=f"{url}{asked_for}{sign}{urlencode({'area': area})}", sums=sums)
        for (area, is_private), sums in sorted(one.parts.items())
        if area
    ]
    if PRIVATE in one.parts:
        found.append(Part(name=_("Homes with a private address"), url="", sums=one.parts[PRIVATE]))
    return found


def _history(state: Standing, promise: Promise) -> list[PromiseTotal]:
    """The last HISTORY months that are kept, the earliest first."""
    months = state.totals[promise.pk]
    return [months[month] for month in sorted(months)[-HISTORY:]]
