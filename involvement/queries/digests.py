"""What stands in a digest: the things whose keys were kept when it was put together, as their reader may see them now;
for staff their list of work, in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from involvement.queries.telling import Part
from involvement.queries.work import KINDS
from involvement.registry.digests import Source, Waiting, sources_in_order, work_counts
from involvement.viewer import Viewer

WORK_HEADING = gettext_lazy("Your list of work")


def parts_of_digests(rows, viewers) -> dict[int, list[Part]]:
    """By the key of each row its parts, in the order of the sources: one query a source (and one for each of what it
    prefetches), and one or two a kind of work if somebody among them has any."""
    found: dict[int, list[Part]] = {row.pk: [] for row in rows}
    working = [row for row in rows if row.values.get("work")]
    counted = work_waiting() if working else {}
    for row in working:
        found[row.pk] += work_parts(viewers[row.person_id], counted)
    for source in sources_in_order():
        things = _things(source, {key for row in rows for key in row.values.get(source.name, ())})
        for row in rows:
            found[row.pk] += _parts(source, row, viewers[row.person_id], things, found[row.pk])
    return found


@dataclass
class _Thing:
    """What many digests name: its address is looked up once, and its words are found once in each language."""

    thing: object
    path: str
    source: Source
    words: dict[str, str] = field(default_factory=dict)

    def say(self) -> str:
        language = get_language()
        if language not in self.words:
            self.words[language] = self.source.say(self.thing)
        return self.words[language]


def _things(source: Source, keys: set[int]) -> dict[int, _Thing]:
    if not keys:
        return {}
    things = apps.get_model(source.label)._default_manager.select_related(*source.related)
    found = things.prefetch_related(*source.prefetched).in_bulk(keys)
    return {key: _Thing(thing, thing.get_absolute_url(), source) for key, thing in found.items()}


def _parts(source: Source, row, viewer: Viewer, things: dict[int, _Thing], said: list[Part]) -> list[Part]:
    """What the reader wants to hear of, may see, and has not read further up."""
    if source.group in row.person.unwanted:
        return []
    before = {part.path for part in said}
    seen = (things[key] for key in row.values.get(source.name, ()) if key in things)
    return [
        Part(say=one.say, path=one.path, heading=source.heading)
        for one in seen
        if one.path not in before and one.thing.seen_by(viewer) and source.holds(one.thing, row)
    ]


# --- The list of work, in numbers -------------------------------------------------------------------------------


def work_waiting() -> dict[str, list[Waiting]]:
    """What waits at every service, by kind of work: one query or two a kind, whatever the services."""
    now = timezone.now()
    return {kind: work_counts.get(kind)(now) for kind in KINDS if kind in work_counts}


def work_parts(viewer: Viewer, counted: dict[str, list[Waiting]]) -> list[Part]:
    """A line for each kind of which something waits for this viewer: at their services, or of the whole organisation
    for the advisor and who stands in for the advisor."""
    parts = []
    for kind, waiting in counted.items():
        number, late = work_of(viewer, waiting)
        if number:
            say = partial(_work_words, KINDS[kind][0], number, late)
            parts.append(Part(say=say, path=reverse("staff:today"), heading=WORK_HEADING))
    return parts


def work_of(viewer: Viewer, waiting: Iterable[Waiting]) -> tuple[int, int]:
    """How much of a kind this viewer has, and how much of it is late."""
    mine = [one for one in waiting if _has(viewer, one)]
    return sum(one.number for one in mine), sum(one.late for one in mine)


def _has(viewer: Viewer, waiting: Waiting) -> bool:
    """What is for the team only is nobody's who works at that home."""
    if waiting.for_team:
        return viewer.reads_for_team(waiting.service_id)
    return viewer.works_at(waiting.service_id)


def _work_words(heading, number: int, late: int) -> str:
    words = f"{heading}: {number}"
    if not late:
        return words
    return words + " " + ngettext("(%(late)s is late)", "(%(late)s are late)", late) % {"late": late}


def page_of_news(row) -> str:
    """What a member of staff is asked to do with a printed digest."""
    return _("Give %(name)s the page with the news.") % {"name": row.person.chosen_name}
