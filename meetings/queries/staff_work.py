"""What waits for staff: to read, to decide, reports to look at. One query each, at most 50 rows."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Organisation, Reach
from involvement.registry.home import WorkItem
from involvement.templatetags.portal import day
from meetings.models import Report, Status, Suggestion
from meetings.queries.track import month_in_words

MOST = 50
# What a line of the list says of a suggestion.
ON_THE_LIST = ("title", "covered_title", "status", "who_sees", "author", "service__name")
# What went to repairs or complaints is read too.
# Said so that an index by status serves it.
UNREAD = Q(status__in=(Status.SENT, Status.REPAIR, Status.COMPLAINT)) & (
    Q(status=Status.SENT) | Q(read_on__isnull=True)
)


def managed_by(viewer) -> Q:
    """Suggestions of the places where this viewer works; every place, and what is for the team, for the advisor.
    What nobody of the team may read is for who stands in."""
    if viewer.is_advisor:
        return Q(reach__gte=Reach.TEAM)
    managed = Q(service_id__in=viewer.staff_of, reach__gte=Reach.SERVICE)
    if viewer.stands_in_for:
        managed |= Q(service_id__in=viewer.stands_in_for, reach=Reach.TEAM)
    return managed


def to_read(viewer):
    """What nobody has read, the oldest first."""
    rows = Suggestion.objects.visible_to(viewer).filter(managed_by(viewer) & UNREAD)
    return rows.select_related("service", "author").order_by("posted_at", "pk")


def to_decide(viewer, today: dt.date | None = None):
    """What somebody must look at: finding out is over, or it was agreed and nobody is on it."""
    today = today or timezone.localdate()
    open_work = Action.objects.open().filter(suggestions=OuterRef("pk"))
    late = Q(status=Status.FINDING_OUT, find_out_by__lte=today)
    idle = Q(status=Status.AGREED) & ~Exists(open_work)
    rows = Suggestion.objects.visible_to(viewer).filter(managed_by(viewer) & (late | idle))
    return rows.select_related("service").order_by("posted_at", "pk")


def reports_waiting(viewer):
    """Reports that nobody has looked at, of suggestions that this viewer manages."""
    seen = Suggestion.objects.visible_to(viewer).filter(managed_by(viewer))
    rows = Report.objects.filter(state=Report.State.WAITING, suggestion__in=seen)
    return rows.select_related("suggestion__service", "comment").order_by("made_at", "pk")


def read_items(viewer) -> list[WorkItem]:
    days = Organisation.current().read_within_days
    rows = to_read(viewer).select_related(None).select_related("service").only(*ON_THE_LIST, "posted_at")
    return [_to_read(viewer, one, days) for one in rows[:MOST]]


def _to_read(viewer, suggestion: Suggestion, days: int) -> WorkItem:
    """Of an anonymous one only the month is known, so it is never late."""
    due = None if suggestion.is_anonymous else timezone.localdate(suggestion.posted_at) + dt.timedelta(days=days)
    kinds = [suggestion.get_status_display()] if suggestion.status != Status.SENT else []
    return WorkItem(
        kind="read",
        title=suggestion.shown_title,
        url=suggestion.staff_url(),
        due=due,
        detail=" · ".join([*kinds, _since(suggestion), *_where(viewer, suggestion)]),
        late=due is not None and due < timezone.localdate(),
        page=reverse("staff:meetings:suggestions"),
    )


def _since(suggestion: Suggestion) -> str:
    """When it came; of an anonymous one the month."""
    return month_in_words(suggestion.posted_at) if suggestion.is_anonymous else day(suggestion.posted_at)


def decide_items(viewer) -> list[WorkItem]:
    today = timezone.localdate()
    page = reverse("staff:meetings:suggestions")
    items = []
    for one in to_decide(viewer, today).only(*ON_THE_LIST, "find_out_by")[:MOST]:
        finding_out = one.status == Status.FINDING_OUT
        words = _("We said that we would find out") if finding_out else _("Agreed, and nobody is on it")
        late = finding_out and one.find_out_by < today
        due = one.find_out_by if finding_out else None
        detail = " · ".join([words, *_where(viewer, one)])
        items.append(WorkItem("decide", one.shown_title, one.staff_url(), due=due, detail=detail, late=late, page=page))
    for report in reports_waiting(viewer)[:MOST]:
        words = _("Somebody says that something is not right")
        about = report.suggestion
        items.append(WorkItem("decide", about.shown_title, about.staff_url(), detail=words, page=page))
    return items


def _where(viewer, suggestion: Suggestion) -> list[str]:
    several = viewer.is_advisor or len(viewer.staff_of) > 1
    return [suggestion.service.name] if several and suggestion.service else []
