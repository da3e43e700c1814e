"""Who did what to what, when and why, the newest first: the story of every thing that a viewer may see, and the audit.
What they may not see has no entry (docs/decisions/who-did-what.md)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from involvement.models import Audit, Post, Story
from involvement.queries.paging import Order, Place
from involvement.queries.story_things import is_about_what_is_seen
from involvement.registry.story_verbs import Named, audit_kinds, things, verbs

NEWEST = Order("at", descending=True, is_time=True)
ON_A_PAGE = 50
# A file is written in pieces of so many entries, and holds so many at most (days narrow it down).
IN_A_PIECE = 1000
IN_A_FILE = 20_000


@dataclass(frozen=True)
class Wish:
    """What is asked for; what is empty asks for everything. ``who`` is the key of a person, ``what`` a verb or kind of
    audit entry, ``about`` the label of a kind of thing, ``since`` and ``until`` local days, both included."""

    service: int = 0
    about: str = ""
    what: str = ""
    who: int = 0
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Happened:
    """One entry, as the viewer may read it. ``at`` is an aware datetime; ``code`` the verb or kind."""

    pk: int
    at: dt.datetime
    code: str
    words: str
    who: str
    who_key: int
    kind: str
    thing: Named
    service: str
    reason: str
    changed: str


@dataclass(frozen=True)
class HappenedPage:
    """``newer`` and ``older`` are places in the order, for an address, or None."""

    rows: list[Happened]
    newer: str | None
    older: str | None


# --- The story ------------------------------------------------------------------------------------


def story_rows(viewer, wish: Wish) -> QuerySet:
    """Entries about what the viewer may see, at the places that they run. Each has ``is_unnamed``: who did it must not
    be told to this viewer."""
    rows = Story.objects.filter(_of_things(viewer, wish)).annotate(is_unnamed=_unnamed(viewer))
    if wish.who:
        rows = rows.filter(actor_id=wish.who, is_unnamed=False)
    if wish.what:
        rows = rows.filter(verb=wish.what)
    return _in_days(rows, wish)


def _of_things(viewer, wish: Wish) -> Q:
    places = [wish.service] if wish.service else None if viewer.is_advisor else viewer.staff_of
    seen = Q(pk__in=())
    for label, thing in things.items():
        if wish.about in ("", label):
            seen |= _of_kind(viewer, thing, places)
    return seen


def _of_kind(viewer, thing, places: Iterable | None) -> Q:
    this = {"pk": OuterRef("about_id")}
    found = Q(about_label=thing.label) & Exists(thing.seen(viewer).filter(**this))
    if thing.without_name is not None:
        found &= Q(actor__isnull=False) | ~Exists(thing.without_name().filter(**this))
    if places is None:
        return found
    there = Q(service_id__in=places)
    return found & (there | Q(Exists(thing.at(places).filter(**this))) if thing.at else there)


def _unnamed(viewer) -> Case:
    """Somebody acted as a customer on what this viewer must not know to be theirs."""
    cases = [
        When(
            Q(about_label=label, actor_role="customer") & Exists(thing.unnamed(viewer).filter(pk=OuterRef("about_id"))),
            then=Value(True),
        )
        for label, thing in things.items()
        if thing.unnamed is not None
    ]
    return Case(*cases, default=Value(False), output_field=BooleanField())


def _story_happened(viewer, rows: list[Story]) -> list[Happened]:
    named = _named(viewer, rows)
    made = []
    for row in rows:
        thing = things.get(row.about_label)
        may_name = row.actor is not None and not row.is_unnamed
        made.append(
            Happened(
                pk=row.pk,
                at=row.at,
                code=row.verb,
                words=str(verbs.get(row.verb).words) if row.verb in verbs else row.verb,
                who=row.actor.chosen_name if may_name else "",
                who_key=row.actor_id if may_name else 0,
                kind=str(thing.words),
                thing=named[row.about_label].get(row.about_id, NO_NAME),
                service=row.service.name if row.service else "",
                reason=row.reason,
                changed=", ".join(_field_words(row.about_label, row.fields)),
            )
        )
    return made


# --- The audit ------------------------------------------------------------------------------------


def audit_rows(viewer, wish: Wish) -> QuerySet:
    """Entries that are about nothing, or about what the viewer may see. A service stands for whoever works there
    today. Refusals are about a page, and are always among them."""
    rows = Audit.objects.filter(Q(kind="denied") | is_about_what_is_seen(viewer))
    if wish.about:
        rows = rows.filter(about_label=wish.about)
    if wish.what:
        rows = rows.filter(kind=wish.what)
    if wish.who:
        rows = rows.filter(user__person=wish.who)
    if wish.service:
        works = Post.objects.current().filter(service=wish.service, person__user=OuterRef("user"))
        rows = rows.filter(Exists(works))
    return _in_days(rows, wish)


def _audit_happened(viewer, rows: list[Audit]) -> list[Happened]:
    named = _named(viewer, rows)
    made = []
    for row in rows:
        person = getattr(row.user, "person", None) if row.user else None
        known = row.about_label in things
        name = named[row.about_label].get(row.about_id, NO_NAME) if known else Named(row.about_label)
        made.append(
            Happened(
                pk=row.pk,
                at=row.at,
                code=row.kind,
                words=str(audit_kinds.get(row.kind)) if row.kind in audit_kinds else row.kind,
                who=person.chosen_name if person else "",
                who_key=person.pk if person else 0,
                kind=str(things.get(row.about_label).words) if known else "",
                thing=name,
                service="",
                reason="",
                changed=", ".join(_field_words(row.about_label, row.reason.split(", ") if row.reason else [])),
            )
        )
    return made


# --- Both -----------------------------------------------------------------------------------------

NO_NAME = Named("")


def _in_days(rows: QuerySet, wish: Wish) -> QuerySet:
    if wish.since:
        rows = rows.filter(at__gte=_midnight(wish.since))
    # After the last day of all there is none.
    if wish.until and wish.until < dt.date.max:
        rows = rows.filter(at__lt=_midnight(wish.until + dt.timedelta(days=1)))
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _named(viewer, rows: list) -> dict[str, dict[int, Named]]:
    """Titles and addresses of what the rows are about: one query for each kind of thing, whatever their number."""
    keys = defaultdict(set)
    for row in rows:
        if row.about_id is not None and row.about_label in things:
            keys[row.about_label].add(row.about_id)
    found = {label: things.get(label).named(viewer, sorted(of)) for label, of in keys.items()}
    return defaultdict(dict, found)


def _field_words(label: str, names: list[str]) -> list[str]:
    """Names of fields as people read them; what is none stays as it is."""
    return [_field_word(label, name) for name in names]


def _field_word(label: str, name: str) -> str:
    try:
        return str(apps.get_model(label)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return name.replace("_", " ")


@dataclass(frozen=True)
class Kind:
    """A record of what happened: how it is asked, what is read with it, and how it is put into words."""

    rows: Callable
    beside: tuple[str, ...]
    happened: Callable

    def page(self, viewer, wish: Wish, *, after: str = "", before: str = "") -> HappenedPage:
        """A page of what is asked for. Raises nothing: what no address can mean is the first page."""
        place = Place.read(NEWEST, after, before)
        found = list(place.rows(self._read(viewer, wish))[: ON_A_PAGE + 1])
        page, newer, older = place.page(found, ON_A_PAGE)
        return HappenedPage(
            rows=self.happened(viewer, page),
            newer=NEWEST.cursor(page[0].at, page[0].pk) if newer and page else None,
            older=NEWEST.cursor(page[-1].at, page[-1].pk) if older and page else None,
        )

    def pieces(self, viewer, wish: Wish) -> Iterator[list[Happened]]:
        """All that is asked for, the newest first, up to IN_A_FILE, in lists of up to IN_A_PIECE."""
        place, left = Place(NEWEST), IN_A_FILE
        while left > 0:
            rows = list(place.rows(self._read(viewer, wish))[: min(IN_A_PIECE, left)])
            if not rows:
                return
            yield self.happened(viewer, rows)
            left -= len(rows)
            place = replace(place, after=(rows[-1].at, rows[-1].pk))

    def _read(self, viewer, wish: Wish) -> QuerySet:
        return self.rows(viewer, wish).select_related(*self.beside)


STORY = Kind(story_rows, ("actor", "service"), _story_happened)
AUDIT = Kind(audit_rows, ("user__person",), _audit_happened)
