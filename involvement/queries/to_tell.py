"""The To tell list: what a service's staff have to tell people, with all that they need to do it safely; and
what a person was told."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.mail import words_of
from involvement.models import Carrier, ChampionTerm, OutboxRow, Person, Residency
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.queries import compiled
from involvement.queries.due_work import is_late_to_tell
from involvement.queries.telling import Part, Telling, tellings
from involvement.registry.home import WorkItem
from involvement.shortcuts import address_of
from involvement.templatetags.portal import day
from involvement.viewer import marked, shape_of

State = OutboxRow.State

# Rows looked at for one list: far more than a service can have waiting and still be a list.
MOST = 300
PAGE = 20
MANY = 99
PAGE_OF_NEWS = "digest"


@dataclass(frozen=True)
class ToTell:
    """One line of the list, ready to be shown or printed. ``since`` is an aware datetime."""

    row: OutboxRow
    telling: Telling
    who: str
    where: str
    room: str = ""
    through: str = ""
    formats: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        return self.telling.sentence

    @property
    def note(self) -> str:
        return self.row.person.safe_contact_note if self.row.person else ""

    @property
    def phone(self) -> str:
        """The number to ring, for whoever wants to be told by phone and may be."""
        by_phone = self.row.carrier == Carrier.PHONE and self.row.person.can_be_reached(Carrier.PHONE)
        return self.row.person.phone if by_phone else ""

    @property
    def is_page(self) -> bool:
        """A page with all the news, to be printed and given."""
        return self.row.kind == PAGE_OF_NEWS

    @property
    def may_write(self) -> bool:
        return self.row.person is not None and self.row.person.can_be_reached(Carrier.LETTER) and not self.is_page

    @property
    def unmailed(self) -> bool:
        """They chose e-mail, and it does not reach them."""
        person = self.row.person
        return person is not None and person.mail_returns and person.told_by == Person.ToldBy.EMAIL

    @property
    def first(self) -> bool:
        """The person said that nobody told them."""
        return self.row.nobody_told_me_at is not None

    @property
    def late(self) -> bool:
        return is_late_to_tell(self.row.made_at, self.row.nobody_told_me_at)

    @property
    def again_on(self) -> dt.date | None:
        """When to look for somebody again who was not in; None for what is to be told now."""
        return timezone.localdate(self.row.due_at) if self.row.due_at > timezone.now() else None


@dataclass(frozen=True)
class Visit:
    """What one person is to be told in one go, by the same carrier, the same colleague and from the same day: one or
    more lines."""

    lines: list[ToTell]

    @property
    def line(self) -> ToTell:
        """The first of them, for all that is the person's and not the thing's."""
        return self.lines[0]

    @property
    def first(self) -> bool:
        return any(line.first for line in self.lines)

    @property
    def late(self) -> bool:
        return any(line.late for line in self.lines)

    @property
    def again_on(self) -> dt.date | None:
        return self.line.again_on

    @property
    def since(self) -> dt.datetime:
        return min(line.row.made_at for line in self.lines)

    @property
    def tried(self) -> int:
        return max(line.row.tried for line in self.lines)

    @property
    def reasons(self) -> list[str]:
        """What was written down when somebody tried, or why it is not told in the way that they chose; said once."""
        written = list(dict.fromkeys(line.row.reason for line in self.lines if line.row.reason))
        return written or ([_("We send them no e-mail now.")] if self.line.unmailed else [])


def visits(lines: list[ToTell]) -> list[Visit]:
    """The lines of the list, put together so that one walk does for all that a person is to be told."""
    found: dict[tuple, list[ToTell]] = {}
    for line in lines:
        row = line.row
        key = (row.person_id or -row.pk, row.service_id, line.where, row.taken_by_id, line.again_on)
        found.setdefault(key, []).append(line)
    return [Visit(of_one) for of_one in found.values()]


def by_day_to_try(found: list[Visit]) -> list[tuple[dt.date, list[Visit]]]:
    """Those of whom somebody was not in, under the day on which they are to be looked for again."""
    days: dict[dt.date, list[Visit]] = defaultdict(list)
    for visit in found:
        if visit.again_on:
            days[visit.again_on].append(visit)
    return sorted(days.items())


def to_tell(viewer, *, service_id: int | None = None, including_tomorrow: bool = False) -> list[ToTell]:
    """What the viewer can carry now: first who said that nobody told them, then the viewer's own, then the
    longest waiting. What the person, or the viewer, may not see is not there. Few queries, whatever the rows."""
    until = timezone.now() + dt.timedelta(days=2 if including_tomorrow else 0)
    return _lines(viewer, OutboxRow.objects.to_tell(until), service_id)


def ended_lately(viewer, *, service_id: int | None = None) -> list[ToTell]:
    """What the viewer ended in the last day and can still undo."""
    since = timezone.now() - dt.timedelta(hours=24)
    ended = (State.TOLD, State.LEFT_NOTE, State.MOVED_ON, State.NOT_WANTED)
    rows = OutboxRow.objects.filter(
        state__in=ended, ended_at__gte=since, taken_by_id=viewer.person_id or 0, carrier__in=HUMAN_CARRIERS
    )
    return _lines(viewer, rows, service_id, keep_untrue=True)


def find_to_tell(viewer, pk: int) -> ToTell | None:
    """One line by its row, in whatever state, under the same rules of who may see it."""
    found = _lines(viewer, OutboxRow.objects.filter(pk=pk, carrier__in=HUMAN_CARRIERS), None, keep_untrue=True)
    return found[0] if found else None


def _lines(viewer, rows, service_id, *, keep_untrue: bool = False) -> list[ToTell]:
    rows = rows.visible_to(viewer).select_related("person", "service", "taken_by")
    if not viewer.is_advisor:
        # What is for the viewer's own ears is on /me/, told by a colleague.
        by_team = Q(service=None, values__by_team=True) if viewer.stands_in_for else Q(pk__in=[])
        rows = rows.filter(Q(service_id__in=viewer.staff_of) | by_team).exclude(person_id=viewer.person_id)
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    # No cut takes away whom nobody told; within the list they wait in turn like the others.
    rows = rows.order_by(F("nobody_told_me_at").asc(nulls_last=True), "due_at", "id")[:MOST]
    in_turn = sorted(rows, key=lambda row: (row.due_at, row.pk))
    found = [t for t in tellings(in_turn) if _may_carry(viewer, t) and (keep_untrue or not t.why_not)]
    where = _ways_to(found)
    lines = [_line(telling, where) for telling in found]
    longest: dict = {}
    for line in lines:
        longest.setdefault(line.row.person_id, len(longest))
    # What one person is to be told stands together, so that one visit does for all.
    mine = viewer.person_id
    return sorted(lines, key=lambda x: (not x.first, x.row.taken_by_id != mine, longest[x.row.person_id]))


def _may_carry(viewer, telling: Telling) -> bool:
    """Nobody reads out what they may not read themselves: what was said to the team only stays with it."""
    if telling.notice is None:
        return False
    return not telling.notice.needs_thing or (telling.thing is not None and telling.thing.seen_by(viewer))


def _ways_to(found: list[Telling]) -> dict:
    """Rooms, key workers and champions of the people on the list, in two queries."""
    people = {t.row.person_id for t in found if t.row.person_id}
    homes = Residency.objects.current().filter(person__in=people).select_related("key_worker")
    ways: dict = defaultdict(dict)
    for home in homes if people else ():
        ways[home.person_id, home.service_id] = {
            "room": home.room,
            Carrier.KEY_WORKER: home.key_worker.chosen_name if home.key_worker else "",
        }
    services = {t.row.service_id for t in found if t.row.carrier == Carrier.CHAMPION}
    if services:
        terms = ChampionTerm.objects.current().filter(service__in=services).select_related("person")
        for term in terms:
            ways[term.service_id] = {Carrier.CHAMPION: term.person.chosen_name}
    return ways


def _line(telling: Telling, ways: dict) -> ToTell:
    row = telling.row
    if row.person is None:
        return ToTell(row, telling, who=_("The noticeboard"), where=_("Put it up where people see it"))
    way = ways.get((row.person_id, row.service_id), {})
    through = way.get(row.carrier) or ways.get(row.service_id, {}).get(row.carrier, "")
    return ToTell(
        row,
        telling,
        who=row.person.chosen_name,
        where=_how(row, through),
        room=way.get("room", ""),
        through=through,
        formats=row.person.formats_needed,
    )


def _how(row: OutboxRow, through: str) -> str:
    """How to reach this person, in a few words; what is not safe any more is not among them."""
    if not row.person.can_be_reached(row.carrier):
        return str(Carrier.IN_PERSON.label)
    if row.carrier == Carrier.CHAMPION and through:
        return _("through the champion, %(name)s") % {"name": through}
    if row.carrier == Carrier.KEY_WORKER and through:
        return _("through the key worker, %(name)s") % {"name": through}
    if row.carrier == Carrier.PHONE and row.values.get("or_text") and row.person.can_be_reached(Carrier.SMS):
        return _("ring or text")
    return row.get_carrier_display()


def work_to_tell(viewer) -> list[WorkItem]:
    """For staff's list of work: whom to tell at their services (the words are on the list itself), what the team
    carries itself, and what stands on their own page that they have not seen."""
    return [*_work_of_team(viewer), *_work_at_homes(viewer)]


def _work_of_team(viewer) -> list[WorkItem]:
    """What no home carries, for the advisor and who stands in: as on the list, since not all of them may read it."""
    if not (viewer.is_advisor or viewer.stands_in_for):
        return []
    rows = OutboxRow.objects.to_tell().open_to(viewer.person_id).filter(service=None)
    people: dict[int, list[tuple]] = {}
    for row in (line.row for line in _lines(viewer, rows.exclude(person_id=viewer.person_id), None)):
        things = people.setdefault(row.person_id, [])
        things.append((row.pk, row.person.chosen_name, row.made_at, row.nobody_told_me_at, row.carrier))
    return [_work_item(sorted(things, key=lambda thing: thing[2])) for things in people.values()]


def _work_at_homes(viewer) -> list[WorkItem]:
    """In one query."""
    if not viewer.staff_of:
        return []
    who, marks = shape_of(viewer)
    rows = compiled.rows(_waiting_for, who, marks | {compiled.MOMENT_MARK: timezone.now()})
    people: dict[int, list[tuple]] = {}
    for pk, person_id, *rest in rows:
        if rest[-1] != Carrier.PORTAL:
            people.setdefault(person_id or -pk, []).append((pk, *rest))
    items = [_work_item(things) for things in people.values()]
    return [*items, *_news_item(len(rows) - sum(map(len, people.values())))]


def _waiting_for(*who):
    viewer = marked(*who)
    columns = ("pk", "person_id", "person__chosen_name", "made_at", "nobody_told_me_at", "carrier")
    here = (
        OutboxRow.objects.to_tell(compiled.MOMENT_MARK)
        .open_to(viewer.person_id)
        .filter(service_id__in=viewer.staff_of)
        .exclude(person_id=viewer.person_id)
        .order_by()
        .values_list(*columns)
    )
    return here.union(_unseen(viewer).order_by().values_list(*columns), all=True).order_by("made_at")[:MOST]


def _work_item(things: list[tuple]) -> WorkItem:
    """One person to tell, whatever the number of things; the oldest of them first."""
    pk, name, made_at, *_rest = things[0]
    number = ngettext("%(number)s thing", "%(number)s things", len(things)) % {"number": len(things)}
    since = _("since %(day)s") % {"day": day(made_at)}
    return WorkItem(
        kind="tell",
        title=_("Tell %(name)s") % {"name": name} if name else _("The noticeboard"),
        url=f"{address_of('staff:tell')}#tell-{pk}",
        due=timezone.localtime(made_at).date(),
        detail=since if len(things) == 1 else f"{number}, {since}",
        late=any(is_late_to_tell(since, not_told) for _pk, _name, since, not_told, _carrier in things),
    )


def _news_item(number: int) -> list[WorkItem]:
    if not number:
        return []
    words = ngettext("There is %(number)s new thing to read", "There are %(number)s new things to read", number)
    return [WorkItem(kind="read", title=words % {"number": number}, url=address_of("customer:told"))]


# --- What a person was told -----------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One thing that a person was told, or is to be told, as their own page shows it."""

    row: OutboxRow
    words: str
    url: str
    when: dt.datetime | None
    how: str
    can_object: bool
    # What a message was put together of; then these are read instead of the words.
    parts: list[Part] = field(default_factory=list)


def _unseen(viewer):
    return OutboxRow.objects.unread().filter(person_id=viewer.person_id or 0)


def _newest_unseen(*who):
    return _unseen(marked(*who)).values_list("pk")[:MANY]


def card_of_news(viewer) -> dict | None:
    """For a first page: how much there is to read; at most MANY."""
    who, marks = shape_of(viewer)
    number = len(compiled.rows(_newest_unseen, who, marks))
    return {"number": number, "url": address_of("customer:told")} if number else None


TOLD_STATES = (State.SENT, State.TOLD, State.LEFT_NOTE, State.MOVED_ON)


def told_to(viewer, *, before: int | None = None) -> tuple[list[Told], int | None]:
    """What the viewer was told, newest first, and the key to go on from (None at the end). What they may no
    longer see is left out."""
    to_come = Q(state__in=(State.WAITING, State.TAKEN), carrier__in=HUMAN_CARRIERS)
    rows = OutboxRow.objects.filter(to_come | Q(state__in=TOLD_STATES), person_id=viewer.person_id or 0)
    # What went out in one message is read there.
    rows = rows.filter(bundle__isnull=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows = list(rows.select_related("person", "taken_by").order_by("-pk")[: PAGE + 1])
    found = [
        Told(
            row=telling.row,
            words=words_of(telling),
            url=telling.thing.get_absolute_url() if telling.thing is not None else "",
            when=telling.row.ended_at or telling.row.sent_at,
            how=_told_how(telling.row),
            can_object=_can_object(telling.row),
            parts=telling.parts,
        )
        for telling in tellings(rows[:PAGE])
        if _is_shown(telling)
    ]
    return found, rows[PAGE - 1].pk if len(rows) > PAGE else None


def _can_object(row: OutboxRow) -> bool:
    return row.state in TOLD_STATES and row.nobody_told_me_at is None and not row.is_long_ago


def _is_shown(telling: Telling) -> bool:
    """Not codes and links to sign in, not what will not be told after all, and not what the person may no longer
    see."""
    if telling.notice is None or telling.notice.by_mail_only:
        return False
    if telling.why_not and telling.row.state not in TOLD_STATES:
        return False
    return not telling.notice.needs_thing or (telling.thing is not None and telling.thing.seen_by(telling.viewer))


def _told_how(row: OutboxRow) -> str:
    """ "by e-mail", "in person, by Sunita"."""
    if row.state == State.LEFT_NOTE:
        return _("with a note")
    how = row.get_carrier_display()
    return _("%(how)s, by %(name)s") % {"how": how, "name": row.taken_by.chosen_name} if row.taken_by else how
