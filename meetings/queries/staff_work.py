"""What waits for staff: to read, to decide, reports to look at, answers to show to others. At most 50 rows each."""

import datetime as dt

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Organisation, Reach
from involvement.queries import compiled
from involvement.registry.home import WorkItem
from involvement.shortcuts import address_of, addresses_of
from involvement.templatetags.portal import writer_of_days
from involvement.viewer import marked, shape_of
from meetings.models import UNREAD, Report, Status, Suggestion
from meetings.queries.lists import BY_MONTH
from meetings.queries.track import writer_of_months

MOST = 50


def managed_by(viewer) -> Q:
    """Suggestions of the places where this viewer works; every place, and what is for the team, for the advisor.
    What nobody of the team may read is for who stands in."""
    if viewer.is_advisor:
        return Q(reach__gte=Reach.TEAM)
    managed = Q(service_id__in=viewer.staff_of, reach__gte=Reach.SERVICE)
    if viewer.stands_in_for:
        managed |= Q(service_id__in=viewer.stands_in_for, reach=Reach.TEAM)
    return managed


def managed(viewer):
    """The suggestions that this viewer manages. Whoever is not the advisor sees all of these, so that the database need
    not weigh once more what else they may see."""
    rows = Suggestion.objects.visible_to(viewer) if viewer.is_advisor else Suggestion.objects.all()
    return rows.filter(managed_by(viewer))


def to_read(viewer):
    """What nobody has read, the oldest first."""
    rows = managed(viewer).filter(UNREAD)
    return rows.select_related("service", "author").order_by("posted_at", "pk")


def to_decide(viewer, today: dt.date | None = None):
    """What somebody must look at: finding out is over, or it was agreed and nobody is on it."""
    rows = managed(viewer).filter(late_to_find_out(today or timezone.localdate()) | agreed_and_idle())
    return rows.select_related("service").order_by("posted_at", "pk")


def late_to_find_out(today: dt.date) -> Q:
    """We said that we would find out by a day that has come."""
    return Q(status=Status.FINDING_OUT, find_out_by__lte=today)


def agreed_and_idle(until: dt.date | None = None) -> Q:
    """It was agreed (until that day) and nobody is on it."""
    open_work = Action.objects.open().filter(suggestions=OuterRef("pk"))
    agreed = Q(status=Status.AGREED) if until is None else Q(status=Status.AGREED, agreed_on__lte=until)
    return agreed & ~Exists(open_work)


# What was answered stands on the list of what may be shown to others for so long; then it is no news any more (days).
RELEASE_FOR = dt.timedelta(days=90)


def release_since(today: dt.date) -> dt.date:
    """The first day of answers of which somebody is still to say whether others may read them."""
    return today - RELEASE_FOR


def _kept() -> Q:
    """In a home that the public may know of, and nobody has said yet whether others may read it."""
    kept = Q(reach__in=(Reach.SERVICE, Reach.ORGANISATION), shown=True, release_decided_on__isnull=True)
    return kept & Q(service__is_private=False)


def done_to_release(since: dt.date, until: dt.date | None = None) -> Q:
    """Done from ``since`` on (and until a day), and nobody has said yet whether others may read it."""
    done = Q(status=Status.DONE, done_on__gte=since)
    return (done if until is None else done & Q(done_on__lte=until)) & _kept()


def refused_to_release(since: dt.date, until: dt.date | None = None) -> Q:
    """Refused, or put off, from ``since`` on (and until a day), and nobody has said yet whether others may read it."""
    refused = Q(status__in=(Status.NO, Status.NOT_YET), talked_on__gte=since)
    return (refused if until is None else refused & Q(talked_on__lte=until)) & _kept()


def to_release(since: dt.date, until: dt.date | None = None) -> Q:
    """Answered from ``since`` on (and until a day), in a home that the public may know of, and nobody has said yet
    whether others may read it."""
    return done_to_release(since, until) | refused_to_release(since, until)


def reports_waiting(viewer):
    """Reports that nobody has looked at, of suggestions that this viewer manages."""
    rows = Report.objects.filter(state=Report.State.WAITING, suggestion__in=managed(viewer))
    return rows.select_related("suggestion__service", "comment").order_by("made_at", "pk")


# --- For the one list of work: plain values, in queries put together once -----------------------------


def _title():
    return Case(When(covered_title="", then=F("title")), default=F("covered_title"))


def _unread(*who):
    rows = to_read(marked(*who)).select_related(None)
    return rows.values_list("pk", _title(), "status", "who_sees", "posted_at", "service__name")[:MOST]


def _undecided(*who):
    rows = to_decide(marked(*who), compiled.DAY_MARK).select_related(None)
    return rows.values_list("pk", _title(), "status", "find_out_by", "service__name")[:MOST]


REPORTED, TO_RELEASE = 0, 1
SINCE_MARK = compiled.DAY_MARK + dt.timedelta(days=2)


def _reported_or_to_release(*who):
    """Both in one query, since every first page of staff asks it: the kind, the suggestion, its title, and the day.
    Of what is to be shown the oldest are found in the indexes before a title is read, however many wait."""
    viewer = marked(*who)
    covered = Case(
        When(suggestion__covered_title="", then=F("suggestion__title")), default=F("suggestion__covered_title")
    )
    reported = reports_waiting(viewer).select_related(None).order_by()
    columns = ("what", "about", "heading", "since")
    reported = reported.annotate(
        what=Value(REPORTED), about=F("suggestion_id"), heading=covered, since=Cast("made_at", DateField())
    ).values_list(*columns)
    answered = [
        Suggestion.objects.filter(pk__in=managed(viewer).filter(waiting).order_by(day).values("pk")[:MOST])
        .annotate(what=Value(TO_RELEASE), about=F("pk"), heading=_title(), since=F(day))
        .order_by()
        .values_list(*columns)
        for waiting, day in (
            (done_to_release(SINCE_MARK), "done_on"),
            (refused_to_release(SINCE_MARK), "talked_on"),
        )
    ]
    return reported.union(*answered, all=True).order_by("what", "since")[: 2 * MOST]


def read_items(viewer) -> list[WorkItem]:
    """What nobody has read. Of an anonymous one only the month is known, so it is never late."""
    who, marks = shape_of(viewer)
    address, page = addresses_of("staff:meetings:suggestion"), address_of("staff:meetings:suggestions")
    several, today, zone = _several(viewer), timezone.localdate(), timezone.get_current_timezone()
    day_of, month_of = writer_of_days(), writer_of_months()
    in_time = dt.timedelta(days=Organisation.current().read_within_days)
    items = []
    for key, title, status, who_sees, posted_at, place in compiled.rows(_unread, who, marks):
        by_month = who_sees in BY_MONTH
        due = None if by_month else posted_at.astimezone(zone).date() + in_time
        words = [] if status == Status.SENT else [str(Status(status).label)]
        words.append(month_of(posted_at) if by_month else day_of(posted_at))
        if several and place:
            words.append(place)
        late = due is not None and due < today
        items.append(WorkItem("read", title, address(key), due, " · ".join(words), late, page))
    return items


def decide_items(viewer) -> list[WorkItem]:
    """Where we said that we would find out, where nobody is on it, what somebody reported, and what to show."""
    who, marks = shape_of(viewer)
    address, page = addresses_of("staff:meetings:suggestion"), address_of("staff:meetings:suggestions")
    several, today = _several(viewer), timezone.localdate()
    said, idle = _("We said that we would find out"), _("Agreed, and nobody is on it")
    items = []
    for key, title, status, by, place in compiled.rows(_undecided, who, marks | {compiled.DAY_MARK: today}):
        due = by if status == Status.FINDING_OUT else None
        words = said if due else idle
        detail = f"{words} · {place}" if several and place else words
        items.append(WorkItem("decide", title, address(key), due, detail, due is not None and due < today, page))
    return [*items, *_other_items(who, marks, today, page)]


def _other_items(who, marks, today: dt.date, page: str) -> list[WorkItem]:
    """What somebody reported; and what was answered, of which somebody is to say whether others may read it."""
    address, release = addresses_of("staff:meetings:suggestion"), addresses_of("staff:meetings:suggestion-release")
    reported, answered = _("Somebody says that something is not right"), _("answered on %(day)s")
    within = dt.timedelta(days=Organisation.current().release_within_days)
    day_of = writer_of_days()
    items = []
    for kind, key, title, since in compiled.rows(
        _reported_or_to_release, who, marks | {SINCE_MARK: release_since(today)}
    ):
        if kind == REPORTED:
            items.append(WorkItem("decide", title, address(key), detail=reported, page=page))
        else:
            due = since + within
            items.append(
                WorkItem("release", title, release(key), due, answered % {"day": day_of(since)}, due < today, page)
            )
    return items


def _several(viewer) -> bool:
    return viewer.is_advisor or len(viewer.staff_of) > 1
