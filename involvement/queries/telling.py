"""What is to be told: rows with their subjects and recipients, loaded as sets, and whether each may still be
told (RELIABILITY rule 6: with the recipient's eyes, now)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import OutboxRow, Person
from involvement.registry.notices import Group, Notice, load_things, notices
from involvement.viewer import NOBODY, Viewer, viewers_for


@dataclass(frozen=True)
class Part:
    """A part of a message that is put together of several. ``say()`` gives its words in the language then active;
    ``row_id`` is the row that waits to be sent with it, if it is one. ``why_not`` as in a Telling."""

    say: Callable[[], str]
    path: str = ""
    heading: str = ""
    row_id: int | None = None
    why_not: str = ""

    @property
    def words(self) -> str:
        return self.say()

    @property
    def link(self) -> str:
        return settings.SITE_URL + self.path if self.path else ""


@dataclass(frozen=True)
class Telling:
    """One row with what it needs. ``why_not`` says why it is not to be told, else it is empty. ``all_parts`` are those
    of a message that is put together of several."""

    row: OutboxRow
    notice: Notice | None
    thing: object = None
    viewer: Viewer = NOBODY
    why_not: str = ""
    all_parts: tuple[Part, ...] = ()

    @property
    def parts(self) -> list[Part]:
        """Those that are to be told."""
        return [part for part in self.all_parts if not part.why_not]

    @property
    def path(self) -> str:
        """Where it leads."""
        return self.row.values.get("path") or (self.thing.get_absolute_url() if self.thing is not None else "/")

    @property
    def title(self) -> str:
        """What the subject is called on its page."""
        return getattr(self.thing, "shown_title", "") or getattr(self.thing, "title", "")

    @property
    def sentence(self) -> str:
        """What a member of staff says, in the language now active."""
        words = self.notice.in_person or self.notice.subject
        if callable(words):
            return str(words(self.parts if self.notice.gather else self.thing, self.row))
        return str(words).format_map(defaultdict(str, {**self.row.values, "title": self.title}))


def tellings(rows: Iterable[OutboxRow]) -> list[Telling]:
    """The rows in their order, each with its notice, subject and recipient. The queries do not grow with the
    rows: one for the recipients' roles, and those that load the subjects of each model. The rows must come
    with their person (select_related)."""
    rows = list(rows)
    known = {row.kind: notices.get(row.kind) for row in rows if row.kind in notices}
    things = _subjects(rows, known)
    people = {row.person_id: row.person for row in rows if row.person_id}
    viewers = viewers_for(people.values()) if people else {}
    parts = _gathered(rows, known, viewers)
    found = []
    for row in rows:
        notice = known.get(row.kind)
        thing = things.get((row.about_label, row.about_id))
        viewer = viewers.get(row.person_id, NOBODY) if row.person_id else _everybody_at(row)
        mine = tuple(parts.get(row.pk, ()))
        why_not = _why_not(row, notice, thing, viewer) or _why_empty(notice, mine)
        found.append(Telling(row, notice, thing, viewer, why_not, mine))
    return found


def _gathered(rows, known, viewers) -> dict[int, list[Part]]:
    """The parts of those rows that are put together of others, by the row's key: a set for each kind."""
    by_kind: dict[str, list] = defaultdict(list)
    for row in rows:
        if row.kind in known and known[row.kind].gather:
            by_kind[row.kind].append(row)
    return {key: parts for kind, some in by_kind.items() for key, parts in known[kind].gather(some, viewers).items()}


def _why_empty(notice, parts: tuple[Part, ...]) -> str:
    """Why a message that is put together of others is not sent: nothing of it is left."""
    if notice is None or notice.gather is None or any(not part.why_not for part in parts):
        return ""
    return _("Nothing of it is to be told any more.")


def _subjects(rows, known) -> dict:
    """Things by (label, key): one load for each model, with all that its kinds need."""
    wanted: dict[str, set] = defaultdict(set)
    kinds: dict[str, dict] = defaultdict(dict)
    for row in rows:
        if row.about_id is not None and row.kind in known and known[row.kind].needs_thing:
            wanted[row.about_label].add(row.about_id)
            kinds[row.about_label][row.kind] = known[row.kind]
    return {
        (label, key): thing
        for label, ids in wanted.items()
        for key, thing in load_things(list(kinds[label].values()), label, ids).items()
    }


def _everybody_at(row: OutboxRow) -> Viewer:
    """A noticeboard shows what everybody in the house may see; an address what everybody may."""
    if row.service_id is None or row.address:
        return NOBODY
    return Viewer.everybody_at(row.service_id)


def _why_not(row, notice, thing, viewer) -> str:
    if notice is None:
        return _("Nothing here knows how to say this any more.")
    if row.expires_at and row.expires_at <= timezone.now():
        return _("Its time is over.")
    if row.person_id and (reason := _why_not_them(row.person, notice)):
        return reason
    if not notice.needs_thing:
        return notice.still_true(None, row)
    if thing is None:
        return _("It is no longer there.")
    if not (thing.seen_by(viewer) and notice.for_viewer(thing, viewer)):
        return _("The person may not see it any more.")
    return notice.still_true(thing, row)


def _why_not_them(person: Person, notice: Notice) -> str:
    if person.died_on:
        return _("The person has died.")
    if person.merged_into_id:
        return _("The record was put together with another.")
    if person.forget_on and not notice.says_goodbye:
        return _("The person asked to be forgotten.")
    if notice.group != Group.ALWAYS and notice.group in person.unwanted:
        return _("The person does not want to hear about this.")
    return ""
