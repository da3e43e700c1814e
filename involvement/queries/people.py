"""People as staff see them: who lives and works where, and what they need."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from involvement.models import (
    ChampionTerm,
    JoinRequest,
    Person,
    Post,
    Residency,
    ReturnedMail,
    Role,
    Service,
    SignInCard,
    Story,
    User,
)
from involvement.queries import compiled
from involvement.registry.story_verbs import verbs
from involvement.templatetags.portal import day
from involvement.viewer import marked, shape_of

NONE: frozenset = frozenset()
# So many records are offered that may be of the same person.
TWINS_SHOWN = 12
# The longest list of those who moved on.
MOVED_ON_SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """Where a person belongs today, as keys of services. ``homes`` is where they live, else where they last
    lived, so that staff who knew them can still reach them."""

    lives_at: frozenset = NONE
    homes: frozenset = NONE
    works_at: frozenset = NONE
    champion_of: frozenset = NONE
    has_role: bool = False
    is_advisor: bool = False


def standing_of(person: Person) -> Standing:
    """In four queries."""
    residencies = list(Residency.objects.filter(person=person))
    today = timezone.localdate()
    current = frozenset(row.service_id for row in residencies if row.holds_on(today))
    last = sorted(residencies, key=lambda row: (row.ends_on is None, row.ends_on or row.starts_on))[-1:]
    kinds = set(Role.objects.current().filter(person=person).values_list("kind", flat=True))
    return Standing(
        lives_at=current,
        homes=current or frozenset(row.service_id for row in last),
        works_at=frozenset(Post.objects.current().filter(person=person).values_list("service_id", flat=True)),
        champion_of=frozenset(
            ChampionTerm.objects.current().filter(person=person).values_list("service_id", flat=True)
        ),
        has_role=bool(kinds),
        is_advisor=bool(kinds & {Role.Kind.ADVISOR, Role.Kind.DEPUTY_ADVISOR}),
    )


def has_unused_card(user) -> bool:
    """Whether this sign-in still has the words of its card, which staff printed."""
    return SignInCard.objects.filter(person__user=user, ended_at__isnull=True, used_at__isnull=True).exists()


# --- Lists for staff ------------------------------------------------------------------------------


def services_run_by(viewer, day=None):
    """The open services whose people this viewer looks after, by name."""
    return Service.objects.open(day).visible_to(viewer).run_by(viewer)


def may_hold_words(viewer) -> bool:
    """The involvement team, and who stands in for it."""
    return viewer.is_advisor or bool(viewer.stands_in_for)


def words_held(viewer):
    """People of whom the involvement team, or who stands in for it, is asked whether it is they who sign in."""
    if not may_hold_words(viewer):
        return Person.objects.none()
    waiting = Person.objects.living().visible_to(viewer).filter(words_held_at__isnull=False)
    return waiting.exclude(pk__in=Person.ids_at(viewer.staff_of)).order_by("words_held_at")


def may_be_key_worker(service):
    """Who works at a service today."""
    return Person.objects.living().filter(pk__in=Post.objects.current().filter(service=service).values("person_id"))


def residents_of(service, viewer) -> list[dict]:
    """Who lives at a service, by chosen name, in two queries. Full names only for its staff."""
    champions = set(ChampionTerm.objects.current().filter(service=service).values_list("person_id", flat=True))
    rows = (
        Residency.objects.current()
        .filter(service=service, person__forget_on=None, person__in=Person.objects.visible_to(viewer))
        .select_related("person", "key_worker")
        .order_by("person__chosen_name", "pk")
    )
    full = service.pk in viewer.staff_of
    return [
        {
            "person": row.person,
            "full_name": row.person.full_name if full else "",
            "room": row.room,
            "key_worker": row.key_worker.chosen_name if row.key_worker else "",
            "champion": row.person_id in champions,
        }
        for row in rows
    ]


def moved_on_from(service, viewer) -> list[dict]:
    """Who lived at a service and does not now, the last to leave first."""
    here = Residency.objects.current().filter(service=service).values("person_id")
    rows = (
        Residency.objects.filter(service=service, ends_on__lte=timezone.localdate())
        .filter(person__in=Person.objects.living().visible_to(viewer))
        .exclude(person__in=here)
        .select_related("person")
        .order_by("-ends_on", "-pk")[:MOVED_ON_SHOWN]
    )
    return [{"person": row.person, "left_on": row.last_day} for row in rows]


def team_of(service, viewer) -> list[Post]:
    """Who works at a service, managers first."""
    rows = Post.objects.current().filter(service=service, person__in=Person.objects.visible_to(viewer))
    return list(rows.select_related("person").order_by("kind", "person__chosen_name"))


def champions_of(service, viewer) -> list[ChampionTerm]:
    """Who speaks up for the people of a service today."""
    rows = ChampionTerm.objects.current().filter(service=service, person__in=Person.objects.visible_to(viewer))
    return list(rows.select_related("person").order_by("person__chosen_name"))


def post_run_by(viewer, pk) -> Post | None:
    """A post of today that this viewer may end: of a service that they manage, and not their own."""
    posts = Post.objects.current().filter(person__in=Person.objects.visible_to(viewer))
    if not viewer.is_advisor:
        posts = posts.filter(service__in=viewer.manages)
    return posts.exclude(person=viewer.person).select_related("person", "service").filter(pk=pk).first()


def joining(viewer, day=None):
    """Requests to join that wait for this viewer's answer, the oldest first."""
    return (
        JoinRequest.objects.filter(state=JoinRequest.State.ASKED, service__in=services_run_by(viewer, day))
        .select_related("service", "person", "asked_by", "leaving__service")
        .order_by("asked_at")
    )


def who_asks(viewer) -> list[tuple]:
    """Of each request to join that waits for this viewer, MOST_ASKED at most: whether staff of another home ask, the
    name, and the home with its name."""
    who, marks = shape_of(viewer)
    return compiled.rows(_who_asks, who, marks | {compiled.DAY_MARK: timezone.localdate()})


MOST_ASKED = 50


def _who_asks(*who):
    rows = joining(marked(*who), compiled.DAY_MARK).select_related(None)
    return rows.values_list("asked_by_id", "name", "service_id", "service__name")[:MOST_ASKED]


def moving(person: Person) -> list[JoinRequest]:
    """Homes whose staff were asked whether this person moves in and have not answered."""
    asked = JoinRequest.objects.filter(person=person, state=JoinRequest.State.ASKED, asked_by__isnull=False)
    return list(asked.select_related("service").order_by("asked_at"))


def possible_twins(person: Person, viewer):
    """Records that this viewer sees and that may be of the same person: one word of a name in common, or a way
    to reach them."""
    words = {word for word in f"{person.chosen_name} {person.full_name}".split() if len(word) > 2}
    same = Q(pk__in=[])
    for word in sorted(words)[:6]:
        same |= Q(chosen_name__icontains=word) | Q(full_name__icontains=word)
    for name in ("email", "phone"):
        if value := getattr(person, name):
            same |= Q(**{f"{name}__iexact": value})
    return _other_people(person, viewer).filter(same)[:TWINS_SHOWN]


def others_called(name: str, person: Person, viewer):
    """Records of other people whom this viewer sees, with all these words in a name: the full one, too, of those whose
    staff the viewer is."""
    found = _other_people(person, viewer)
    knows = Q(pk__in=Person.ids_at(viewer.staff_of))
    for word in name.split():
        found = found.filter(Q(chosen_name__icontains=word) | Q(full_name__icontains=word) & knows)
    return found[:TWINS_SHOWN]


def _other_people(person: Person, viewer):
    return Person.objects.living().visible_to(viewer).exclude(pk=person.pk).order_by("chosen_name", "pk")


# --- One person -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignInState:
    """How somebody signs in, for staff: never words."""

    user_name: str = ""
    by_code: bool = False
    card_waits: bool = False
    invited: bool = False
    last: object = None


def find_nobody() -> None:
    """Look for a sign-in that is not there, where one that is there would have been looked for."""
    User.objects.filter(pk=0).first()


def sign_in_of(person: Person) -> SignInState:
    now = timezone.now()
    invited = person.invitations.filter(used_at__isnull=True, expires_at__gt=now).exists()
    if person.user_id is None:
        return SignInState(invited=invited)
    user = person.user
    return SignInState(
        user_name=user.username,
        by_code=bool(user.email),
        card_waits=has_unused_card(user),
        invited=invited,
        last=user.last_login,
    )


def returned_mail_of(person: Person) -> ReturnedMail | None:
    """What the mail provider says of this person's address, while mail to it comes back. No query for everybody
    else."""
    return ReturnedMail.objects.open().of(person.email).first() if person.mail_returns else None


def homes_of(person: Person, viewer) -> list[dict]:
    """Where a person lives and lived, the newest first, with what this viewer may change there."""
    today = timezone.localdate()
    rows = person.residencies.select_related("service", "key_worker").order_by("-starts_on", "-pk")
    return [{"residency": row, "now": row.holds_on(today), "ours": viewer.works_at(row.service_id)} for row in rows]


def terms_of(person: Person) -> list[ChampionTerm]:
    """The person's terms as champion that hold today."""
    return list(ChampionTerm.objects.current().filter(person=person).select_related("service"))


def history_of(person: Person) -> list[dict]:
    """What happened to a record, the newest first, as the tag ``line`` takes it."""
    entries = Story.objects.about(person).select_related("actor").order_by("-at", "-pk")[:50]
    return [
        {
            "label": str(verbs.get(entry.verb).words) if entry.verb in verbs else entry.verb,
            "day": day(entry.at),
            "words": entry.actor.chosen_name if entry.actor else "",
            "quote": "",
            "url": "",
        }
        for entry in entries
    ]


def all_records_of(person: Person) -> list[Person]:
    """This record, and those that were put together with it."""
    found, new = [person], [person.pk]
    while more := list(Person.objects.filter(merged_into__in=new)):
        found += more
        new = [each.pk for each in more]
    return found


def open_services(viewer):
    """All homes to which somebody can move."""
    return Service.objects.open().visible_to(viewer)
