"""The page of one promise: every home with what was seen there, what changed since, and its history."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from involvement.models import Promise, PromiseReading
from involvement.queries.promises.counting import measure_of
from involvement.queries.promises.page import Row, rows_of
from involvement.queries.promises.reading import count_of, every_reading
from involvement.queries.promises.standing import Standing, standing
from involvement.queries.promises.words import Names, beside_in_words, dot_words
from involvement.registry.promises import WHY_NOT, Count, Look, Measure
from involvement.rules.periods import Month, Quarter, months_of
from involvement.templatetags.portal import day

# What somebody looks for first.
WORST_FIRST = [Look.MISSED, Look.UNKNOWN, Look.LATE, Look.INSTEAD, Look.KEPT, Look.NOT_DUE]


@dataclass(frozen=True)
class Line:
    """One home in the period: ``said`` are sentences of ours, ``quote`` what people wrote, ``url`` where it is seen."""

    pk: int
    name: str
    look: str
    look_words: str
    said: list[str]
    quote: str = ""
    url: str = ""


@dataclass(frozen=True)
class Area:
    name: str
    lines: list[Line]


@dataclass(frozen=True)
class Page:
    """``row`` is the promise as on the page of all; ``areas`` hold the homes that the viewer may read about, of one
    area only when there are many; ``unnamed`` says how many others have which look."""

    row: Row
    areas: list[Area]
    unnamed: list[tuple[str, str, int]] = field(default_factory=list)
    area: str = ""
    choose: bool = False


@dataclass
class _Home:
    """What is known of one home in the months asked for."""

    count: Count = Count()
    changed: list[str] = field(default_factory=list)


def page_of(viewer, promise: Promise, period: Month | Quarter | None, area: str) -> Page | None:
    """The page, or None when the promise does not hold in the period. Few queries, whatever the homes."""
    row = next((row for row in rows_of(viewer, period) if row.promise.pk == promise.pk), None)
    if row is None:
        return None
    if row.parts and not any(part.name == area and part.url for part in row.parts):
        return Page(row=row, areas=[], choose=True)
    state = standing()
    months = [m for m in months_of(period or state.month) if m <= state.month and promise.holds_in(m)]
    homes = _homes(state, promise, months)
    names = Names(viewer, state.today)
    names.load(homes)
    chosen = {pk: home for pk, home in homes.items() if not row.parts or names.homes[pk].area == area}
    return _page(row, names, chosen, months, area if row.parts else "")


def _homes(state: Standing, promise: Promise, months: list[Month]) -> dict[int, _Home]:
    """What was kept or is found now at each home. One query for all months that are kept."""
    found: dict[int, _Home] = defaultdict(_Home)
    kept = [month.first for month in months if state.is_kept(promise, month)]
    readings: dict[tuple, list[PromiseReading]] = defaultdict(list)
    for row in every_reading([promise.pk], kept):
        readings[row.service_id, row.month].append(row)
    for (pk, _month), rows in readings.items():
        found[pk].count += count_of(rows[-1])
        found[pk].changed += [_changed(old, new) for old, new in zip(rows, rows[1:], strict=False)]
    for month in months:
        if not state.is_kept(promise, month):
            for pk, count in state.live(promise, month).items():
                found[pk].count += count
    return found


def _changed(old: PromiseReading, new: PromiseReading) -> str:
    """What a restatement says, with its day."""
    facts = {"was": Look(old.look).label, "day": day(new.made_at)}
    if old.look == Look.MISSED and new.look in (Look.KEPT, Look.LATE, Look.INSTEAD):
        return _("It was missed, and put right on %(day)s.") % facts
    return _("It was: %(was)s. Found to be otherwise on %(day)s.") % facts


def _page(row: Row, names: Names, homes: dict[int, _Home], months: list[Month], area: str) -> Page:
    measure = measure_of(row.promise)
    seen = {pair for home in homes.values() for pair in home.count.seen}
    more = measure.more(names.viewer, seen) if measure and seen else {}
    by_area: dict[str, list[Line]] = defaultdict(list)
    others: dict[str, int] = defaultdict(int)
    for pk, home in homes.items():
        if name := names.name(pk, months):
            line = _line(names, measure, pk, name, home, more)
            by_area[names.homes[pk].area].append(line)
        elif not (area and names.homes[pk].is_private):
            # Of an area alone, a number would tell that a private home is there.
            others[home.count.look] += 1
    areas = [
        Area(name, sorted(lines, key=lambda line: (WORST_FIRST.index(line.look), line.name)))
        for name, lines in sorted(by_area.items())
    ]
    unnamed = [(look, str(Look(look).label), others[look]) for look in WORST_FIRST if others[look]]
    return Page(row=row, areas=areas, unnamed=unnamed, area=area)


def _line(names: Names, measure: Measure | None, pk: int, name: str, home: _Home, more: dict) -> Line:
    count = home.count
    return Line(
        pk=pk,
        name=name,
        look=count.look,
        look_words=dot_words("", count),
        said=[*_why(measure, count), *beside_in_words(measure, count), *home.changed],
        quote=next((more[pair] for pair in reversed(count.seen) if pair in more), ""),
        url=(measure.link(names.viewer, names.homes[pk], count) if measure else None) or "",
    )


def _why(measure: Measure | None, count: Count) -> list[str]:
    """Why it is so, in a sentence. One home that had nobody come is said by its look already."""
    words = WHY_NOT.get(count.why) or (measure.words.get(count.why) if measure else None)
    return [str(words)] if words else []
