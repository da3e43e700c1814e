"""Viewer: who is looking, with today's roles and places. Made once a request or recipient, in two queries
at most (the second is the user with the person); ``visible_to(viewer)`` and rules.py take it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from django.db.models import BigIntegerField, CharField, Count, F, Value
from django.utils import timezone

from involvement.models import ChampionTerm, OutboxRow, Person, Post, Residency, Role
from involvement.queries import compiled
from involvement.queries.team import places_without_team

NONE: frozenset = frozenset()


@dataclass(frozen=True)
class Viewer:
    """Sets hold keys of services. Everything is as of today; what has ended is not in it."""

    person: Person | None = None
    user: object = None
    lives_at: frozenset = NONE
    staff_of: frozenset = NONE
    manages: frozenset = NONE
    champion_of: frozenset = NONE
    roles: frozenset = NONE
    # Places of which this viewer reads what is said to the involvement team only, since nobody of the team may.
    stands_in_for: frozenset = NONE

    # Things on their own page that they have not read yet. Of a request only.
    unread: int = 0

    # Nobody in particular, but somebody who belongs to a place: for a noticeboard.
    of_a_place: bool = False

    @classmethod
    def everybody_at(cls, service_id: int) -> "Viewer":
        """What everybody who lives at this place may see, and no person's own."""
        return cls(of_a_place=True, lives_at=frozenset({service_id}))

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None or self.person is not None or self.of_a_place

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def service_ids(self) -> frozenset:
        """Where this viewer lives or works."""
        return self.lives_at | self.staff_of | self.champion_of

    @property
    def is_customer(self) -> bool:
        """Lives somewhere, or once did: signed in, and neither staff nor of the whole organisation."""
        return self.is_signed_in and not (self.staff_of or self.roles)

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_of)

    @property
    def is_advisor(self) -> bool:
        return bool(self.roles & {Role.Kind.ADVISOR, Role.Kind.DEPUTY_ADVISOR})

    @property
    def is_safeguarding_lead(self) -> bool:
        return Role.Kind.SAFEGUARDING_LEAD in self.roles

    @property
    def is_board(self) -> bool:
        return Role.Kind.BOARD in self.roles

    @property
    def belongs(self) -> bool:
        """Whether anything ties them to the organisation today; else they see the public's and their own things."""
        return bool(self.service_ids or self.roles)

    @property
    def audience(self) -> str:
        """Whose first page and menu this viewer gets."""
        if not self.is_signed_in:
            return "public"
        if self.is_advisor:
            return "advisor"
        if self.staff_of:
            return "staff"
        if self.roles & {Role.Kind.BOARD, Role.Kind.LEADERSHIP}:
            return "board"
        return "staff" if self.is_safeguarding_lead else "customer"

    def works_at(self, service_id) -> bool:
        """Staff or manager of this service, or the advisor."""
        return service_id in self.staff_of or self.is_advisor

    def reads_for_team(self, service_id) -> bool:
        """Reads what was said at this place to the involvement team only: never anybody who works there."""
        return service_id not in self.staff_of and (self.is_advisor or service_id in self.stands_in_for)

    @cached_property
    def shape(self) -> tuple[tuple, dict]:
        """``shape_of`` this viewer, which most queries of a page ask for."""
        return _shape_of(self)


NOBODY = Viewer()


def _ties(model, person_ids, day, kind):
    kind = Value(kind, output_field=CharField()) if isinstance(kind, str) else kind
    rows = model.objects.current(day).filter(person__in=person_ids)
    return rows.order_by().values_list("person_id", "service_id", kind)


def _ties_of(person_ids, day, *others):
    """Person, place and kind of every tie that holds on a day; a role of the organisation has the place 0."""
    return _ties(Residency, person_ids, day, "home").union(
        _ties(Post, person_ids, day, F("kind")),
        _ties(ChampionTerm, person_ids, day, "champion"),
        Role.objects.current(day)
        .filter(person__in=person_ids)
        .order_by()
        .values_list("person_id", Value(0, output_field=BigIntegerField()), F("kind")),
        *others,
        all=True,
    )


def _ties_of_one():
    """And how much is new on their own page, as a tie of the kind "news" that many times: no page asks apart."""
    who = compiled.mark(1)
    unread = OutboxRow.objects.unread().filter(person_id=who).order_by().values("person_id")
    unread = unread.annotate(number=Count("pk"), tie=Value("news", output_field=CharField()))
    return _ties_of([who], compiled.DAY_MARK, unread.values_list("person_id", "number", "tie"))


def _standing(person_ids) -> dict[int, dict[str, set]]:
    """What each of these people is today, in one query: kind to services, and "role" to role kinds."""
    today = timezone.localdate()
    if len(person_ids) == 1:
        rows = compiled.rows(_ties_of_one, (), {compiled.mark(1): person_ids[0], compiled.DAY_MARK: today})
    else:
        rows = _ties_of(person_ids, today)
    standing: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
    for person_id, service_id, kind in rows:
        if service_id:
            standing[person_id][kind].add(service_id)
        else:
            standing[person_id]["role"].add(kind)
    return standing


def _without_team(standing: dict) -> frozenset:
    """Where the leadership stands in for the involvement team. Asked only when somebody of it is among these people."""
    leads = any(Role.Kind.LEADERSHIP in ties["role"] for ties in standing.values())
    return places_without_team() if leads else NONE


def _viewer(person: Person, user, ties: dict, without_team: frozenset) -> Viewer:
    managed = frozenset(ties.get(Post.Kind.MANAGER, ()))
    works_at = frozenset(ties.get(Post.Kind.STAFF, ())) | managed
    roles = frozenset(ties.get("role", ()))
    return Viewer(
        person=person,
        user=user,
        lives_at=frozenset(ties.get("home", ())),
        staff_of=works_at,
        manages=managed,
        champion_of=frozenset(ties.get("champion", ())),
        roles=roles,
        stands_in_for=without_team - works_at if Role.Kind.LEADERSHIP in roles else NONE,
        unread=sum(ties.get("news", ())),
    )


def viewer_for(user) -> Viewer:
    """The viewer behind a request's user; NOBODY when nobody is signed in. One query when the user came with
    its person (as PortalBackend.get_user brings it), and one more for the leadership."""
    if not user.is_authenticated:
        return NOBODY
    person = getattr(user, "person", None)
    if person is None:
        return Viewer(user=user)
    standing = _standing([person.pk])
    return _viewer(person, user, standing[person.pk], _without_team(standing))


def viewers_for(people) -> dict[int, Viewer]:
    """Viewers of many people by key, in one query, for rendering what each of them is to be told."""
    standing = _standing([person.pk for person in people])
    without_team = _without_team(standing)
    return {person.pk: _viewer(person, None, standing[person.pk], without_team) for person in people}


# --- With marks instead of keys, for queries that are put into SQL once (involvement/queries/compiled.py) ----------

# Where the marks of places begin.
_STAFF_OF, _NEIGHBOUR, _STANDS_IN = 1_000, 1_000_000, 2_000_000
PERSON_MARK = compiled.mark(0)


def shape_of(viewer: Viewer) -> tuple[tuple, dict]:
    """What decides how the SQL reads of what this viewer may see, and what stands for each mark in it."""
    who, marks = viewer.shape
    return who, dict(marks)


def _shape_of(viewer: Viewer) -> tuple[tuple, dict]:
    # Those that they manage first.
    staff_of = sorted(viewer.staff_of, key=lambda place: place not in viewer.manages)
    neighbours = list(viewer.service_ids - viewer.staff_of)
    marks = {PERSON_MARK: viewer.person_id}
    marks |= {compiled.mark(_STAFF_OF + number): key for number, key in enumerate(staff_of)}
    marks |= {compiled.mark(_NEIGHBOUR + number): key for number, key in enumerate(neighbours)}
    stands_in_for = list(viewer.stands_in_for)
    marks |= {compiled.mark(_STANDS_IN + number): key for number, key in enumerate(stands_in_for)}
    numbers = (len(staff_of), len(viewer.manages), len(neighbours), len(stands_in_for))
    who = (viewer.is_signed_in, viewer.person_id is not None, viewer.roles, *numbers)
    return who, marks


def marked(
    is_signed_in: bool,
    is_person: bool,
    roles: frozenset,
    works_at: int,
    manages: int,
    lives_at: int,
    stands_in_for: int,
) -> Viewer:
    """A viewer of this shape, with marks for keys."""
    return Viewer(
        person=SimpleNamespace(pk=PERSON_MARK) if is_person else None,
        user=is_signed_in or None,
        roles=roles,
        staff_of=frozenset(compiled.mark(_STAFF_OF + number) for number in range(works_at)),
        manages=frozenset(compiled.mark(_STAFF_OF + number) for number in range(manages)),
        lives_at=frozenset(compiled.mark(_NEIGHBOUR + number) for number in range(lives_at)),
        stands_in_for=frozenset(compiled.mark(_STANDS_IN + number) for number in range(stands_in_for)),
    )
