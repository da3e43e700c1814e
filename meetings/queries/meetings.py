"""Meetings for their list and their page, by who looks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import ChampionTerm, Person, Post, Residency, Service
from involvement.models.agreed_work import ActionOwner
from involvement.queries import compiled
from involvement.queries.paging import Order, Place
from involvement.viewer import marked, shape_of
from meetings.models import AgendaItem, Attendance, Meeting, Status
from meetings.queries.agenda import everybody_reads_the_suggestion, in_order, items_of, not_yet_on

# Below this many a count could tell who comes (RELIABILITY rule 13).
SMALLEST_COUNT = 10
# How long a meeting is thought to last, for calendars and for "is it over?".
LENGTH = dt.timedelta(hours=1)
PAST_ON_A_PAGE = 12
WAITING_AT_MOST = 50


def run_by(viewer):
    """Meetings that this viewer may plan and write down: those of their services; the advisor's are all."""
    meetings = Meeting.objects.select_related("service", "chair")
    return meetings if viewer.is_advisor else meetings.filter(service_id__in=viewer.staff_of)


def services_to_plan_for(viewer) -> list[Service]:
    """Open services whose meetings this viewer plans."""
    return list(Service.objects.open().run_by(viewer))


def last_of(service: Service) -> Meeting | None:
    """The latest meeting of a service that was not cancelled, planned ones included."""
    meetings = Meeting.objects.filter(service=service).exclude(state=Meeting.State.CANCELLED)
    return meetings.order_by("-starts_at").first()


def by_token(token: str) -> Meeting | None:
    """The meeting behind a calendar file's secret address."""
    return Meeting.objects.filter(token=token).first()


def is_over(meeting: Meeting) -> bool:
    """Whether its hour has passed: from then on it waits to be written down."""
    return meeting.starts_at + LENGTH < timezone.now()


def with_place():
    """Meetings with what their page needs, before anybody's right to see them is asked."""
    return Meeting.objects.select_related("service", "chair")


def people_at(service_id: int, *, also=None):
    """Who lives or works at a service today, by chosen name; ``also`` adds people by a query of their keys."""
    ids = (
        Residency.objects.current()
        .filter(service_id=service_id)
        .values("person_id")
        .union(
            Post.objects.current().filter(service_id=service_id).values("person_id"),
            *([also] if also is not None else []),
        )
    )
    return Person.objects.living().filter(pk__in=ids).only("chosen_name").order_by("chosen_name", "pk")


def people_to_choose(service_id: int):
    """Who could do what was agreed: ``people_at``, each with ``works_here``, staff first."""
    works_here = Exists(Post.objects.current().filter(service_id=service_id, person_id=OuterRef("pk")))
    return people_at(service_id).annotate(works_here=works_here).order_by("-works_here", "chosen_name", "pk")


def people_here(meeting: Meeting):
    """Who lives or works at the service today or came to this meeting; each with ``works_here``,
    ``is_champion`` and ``came``, those who live there first. One query."""
    came = Attendance.objects.filter(meeting=meeting, came=True)
    this = {"service_id": meeting.service_id, "person_id": OuterRef("pk")}
    people = people_at(meeting.service_id, also=came.values("person_id")).annotate(
        works_here=Exists(Post.objects.current().filter(**this)),
        is_champion=Exists(ChampionTerm.objects.current().filter(**this)),
        came=Exists(came.filter(person_id=OuterRef("pk"))),
    )
    return people.order_by("works_here", "chosen_name", "pk")


@dataclass(frozen=True)
class Listed:
    """The page of all meetings: ``to_write`` is staff's, begun or over and without minutes; ``newer`` and ``older``
    are where the past goes on, or None. Each past meeting has ``decided``: what became of what, in words; each to come
    ``go_on``: whether the viewer can go on writing it down, begun before its hour."""

    to_write: list
    to_come: list
    past: list
    newer: str | None
    older: str | None
    paged: bool


# The past, the latest first.
PAST = Order("starts_at", descending=True, is_time=True)


def listed(viewer, *, after: str = "", before: str = "") -> Listed:
    """Meetings at the viewer's places: four queries, whatever there is. ``after`` and ``before`` page the past."""
    now = timezone.now()
    mine = Meeting.objects.visible_to(viewer).select_related("service")
    states = Meeting.State
    to_write = []
    if viewer.is_staff or viewer.is_advisor:
        run = mine if viewer.is_advisor else mine.filter(service_id__in=viewer.staff_of)
        to_write = list(run.filter(state__in=Meeting.OPEN, starts_at__lt=now).order_by("-starts_at")[:20])
    to_come = mine.filter(starts_at__gte=now, state__in=[*Meeting.OPEN, states.CANCELLED])
    to_come = list(to_come.order_by("starts_at")[:30])
    for meeting in to_come:
        meeting.go_on = meeting.state == states.BEING_WRITTEN and viewer.works_at(meeting.service_id)
    place = Place.read(PAST, after, before)
    rows = list(place.rows(mine.filter(state=states.HELD))[: PAST_ON_A_PAGE + 1])
    past, newer, older = place.page(rows, PAST_ON_A_PAGE)
    _say_what_was_decided(past)
    return Listed(
        to_write=to_write,
        to_come=to_come,
        past=past,
        newer=f"?before={PAST.cursor(past[0].starts_at, past[0].pk)}" if newer and past else None,
        older=f"?after={PAST.cursor(past[-1].starts_at, past[-1].pk)}" if older and past else None,
        paged=not place.is_start,
    )


def _say_what_was_decided(past: list[Meeting]) -> None:
    """Give each meeting ``decided``: "4 agreed · 1 no", of what its minutes show. One query for all of them."""
    on_it = AgendaItem.objects.filter(meeting__in=past, kind=AgendaItem.Kind.SUGGESTION)
    suggestions = on_it.filter(everybody_reads_the_suggestion()).order_by()
    counted = suggestions.values_list("meeting_id", "outcome").annotate(Count("pk"))
    numbers = {(meeting_id, outcome): number for meeting_id, outcome, number in counted}
    for meeting in past:
        agreed = numbers.get((meeting.pk, Status.AGREED), 0)
        finding_out = numbers.get((meeting.pk, Status.FINDING_OUT), 0)
        no = numbers.get((meeting.pk, Status.NO), 0) + numbers.get((meeting.pk, Status.NOT_YET), 0)
        words = [
            _("%(number)s agreed") % {"number": agreed} if agreed else "",
            _("%(number)s to find out") % {"number": finding_out} if finding_out else "",
            _("%(number)s no or not yet, and why") % {"number": no} if no else "",
        ]
        meeting.decided = [part for part in words if part]


def to_write_down(viewer) -> list[tuple]:
    """Meetings that this viewer's services held and nobody finished writing down, the oldest first: key, when it was
    and the name of the place. One query."""
    who, marks = shape_of(viewer)
    return compiled.rows(_to_write_down, who, marks | {compiled.MOMENT_MARK: timezone.now() - LENGTH})


def _to_write_down(*who):
    rows = run_by(marked(*who)).select_related(None)
    rows = rows.filter(state__in=Meeting.OPEN, starts_at__lt=compiled.MOMENT_MARK)
    return rows.order_by("starts_at").values_list("pk", "starts_at", "service__name")[:WAITING_AT_MOST]


def services_without_next(viewer) -> list[tuple]:
    """Key and name of the open services of this viewer for which no meeting is planned. One query."""
    who, marks = shape_of(viewer)
    now = {compiled.DAY_MARK: timezone.localdate(), compiled.MOMENT_MARK: timezone.now()}
    return compiled.rows(_without_next, who, marks | now)


def _without_next(*who):
    to_come = Meeting.objects.to_come(compiled.MOMENT_MARK).filter(service_id=OuterRef("pk")).order_by()
    services = Service.objects.open(compiled.DAY_MARK).run_by(marked(*who))
    return services.exclude(Exists(to_come)).values_list("pk", "name")[:WAITING_AT_MOST]


def next_for(viewer) -> dict:
    """The next meeting where this viewer lives, and what they said about coming. Two queries."""
    homes = {compiled.mark(number): key for number, key in enumerate(viewer.lives_at)}
    coming = compiled.objects(_coming, (len(homes),), homes | {compiled.MOMENT_MARK: timezone.now()})
    return {"meeting": coming[0], "reply": reply_of(coming[0], viewer)} if coming else {"meeting": None, "reply": ""}


def _coming(homes: int):
    there = Meeting.objects.filter(service_id__in=[compiled.mark(number) for number in range(homes)])
    return there.to_come(compiled.MOMENT_MARK).select_related("service")[:1]


def agenda_for(meeting: Meeting) -> list[AgendaItem]:
    """What will be talked about, with what would come on if the meeting were now: six queries at most."""
    items = list(items_of(meeting))
    if meeting.state != Meeting.State.PLANNED:
        return items
    return in_order(items, not_yet_on(meeting))


def last_and_rest(items: list[AgendaItem]) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """An agenda parted into actions of last time and everything else, each in its order."""
    last = [item for item in items if item.kind == AgendaItem.Kind.LAST_ACTION]
    return last, [item for item in items if item.kind != AgendaItem.Kind.LAST_ACTION]


def reply_of(meeting: Meeting, viewer) -> str:
    """What this viewer said about coming: "coming", "cannot" or ""."""
    replies = Attendance.objects.filter(meeting=meeting, person_id=viewer.person_id)
    return replies.values_list("reply", flat=True).first() or ""


def how_many_come(meeting: Meeting, viewer) -> int | None:
    """How many said yes. Nobody but those who run it sees a number below SMALLEST_COUNT."""
    number = Attendance.objects.filter(meeting=meeting, reply=Attendance.Reply.COMING).count()
    return number if viewer.works_at(meeting.service_id) or number >= SMALLEST_COUNT else None


def needs_of_who_come(meeting: Meeting) -> list[str]:
    """Formats that people who said yes need, with how many of them: for those who prepare it."""
    coming = Person.objects.filter(attendances__meeting=meeting, attendances__reply=Attendance.Reply.COMING)
    counts = coming.aggregate(
        **{name: Count("pk", filter=Q(**{name: True})) for name in ("large_print", "easy_read", "audio")},
        interpreter=Count("pk", filter=~Q(interpreter="")),
    )
    labels = {
        "large_print": _("large print"),
        "easy_read": _("easy read"),
        "audio": _("listening"),
        "interpreter": _("an interpreter"),
    }
    return [f"{counts[name]} × {label}" for name, label in labels.items() if counts[name]]


def how_many_came(meeting: Meeting) -> int:
    """Everybody counted adds up: those who are named and how many more."""
    return Attendance.objects.filter(meeting=meeting, came=True).count() + meeting.more_came


def suggested_next(meeting: Meeting) -> dt.datetime:
    """When the next one would be: the same weekday and time, four or five weeks on, in the next month."""
    local = timezone.localtime(meeting.starts_at)
    day = local.date() + dt.timedelta(days=28)
    if day.month == local.month:
        day += dt.timedelta(days=7)
    while day <= timezone.localdate():
        day += dt.timedelta(days=7)
    return timezone.make_aware(dt.datetime.combine(day, local.time()))


@dataclass(frozen=True)
class Thin:
    """Something that the minutes do not say; a step of the live page mends it."""

    words: str
    step: str


def what_is_thin(meeting: Meeting, items: list[AgendaItem], came: int) -> list[Thin]:
    """What a reader of the minutes will miss. It stops nobody."""
    kinds = AgendaItem.Kind
    suggestions = [item for item in items if item.kind == kinds.SUGGESTION]
    open_last = [item for item in items if item.kind == kinds.LAST_ACTION and not item.outcome]
    thin = []
    if not came:
        thin.append(Thin(_("Nobody is counted. How many came?"), "here"))
    if open_last:
        thin.append(Thin(_("Some things from last time have no answer."), "last"))
    if suggestions and not any(item.outcome for item in suggestions):
        thin.append(Thin(_("No suggestion has an answer."), "suggestions"))
    if any(item.outcome == Status.AGREED and item.decided_action is None for item in items):
        thin.append(Thin(_("Something was agreed, and nobody does it."), "suggestions"))
    if not meeting.notes and not any(item.notes for item in items):
        thin.append(Thin(_("There are no notes."), "else"))
    return thin


def owners_by_action(action_ids) -> dict[int, list[Person]]:
    """Who does each of these actions, by chosen name. One query."""
    found: dict[int, list[Person]] = {}
    rows = ActionOwner.objects.filter(action_id__in=action_ids).select_related("person")
    for row in rows.order_by("person__chosen_name", "pk"):
        found.setdefault(row.action_id, []).append(row.person)
    return found
