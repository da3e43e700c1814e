"""What waits for staff: to read, to decide, reports to look at. One query each, at most 50 rows."""

import datetime as dt

from django.db.models import Case, Exists, F, OuterRef, Q, When
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
    today = today or timezone.localdate()
    open_work = Action.objects.open().filter(suggestions=OuterRef("pk"))
    late = Q(status=Status.FINDING_OUT, find_out_by__lte=today)
    idle = Q(status=Status.AGREED) & ~Exists(open_work)
    rows = managed(viewer).filter(late | idle)
    return rows.select_related("service").order_by("posted_at", "pk")


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


def _reported(*who):
    covered = Case(
        When(suggestion__covered_title="", then=F("suggestion__title")), default=F("suggestion__covered_title")
    )
    return reports_waiting(marked(*who)).select_related(None).values_list("suggestion_id", covered)[:MOST]


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
    """Where we said that we would find out, where nobody is on it, and what somebody reported."""
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
    reported = _("Somebody says that something is not right")
    for key, title in compiled.rows(_reported, who, marks):
        items.append(WorkItem("decide", title, address(key), detail=reported, page=page))
    return items


def _several(viewer) -> bool:
    return viewer.is_advisor or len(viewer.staff_of) > 1
