"""The next meeting on a customer's first page, and meetings that wait for staff: to be written down, to be planned."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.registry.home import WorkItem, card, work
from meetings.queries.meetings import next_for, services_without_next, to_write_down

# How long after a meeting its minutes are late.
LATE_AFTER = dt.timedelta(days=7)


@card("customer", "next meeting", "meetings/customer/next_meeting_card.html", order=30, place="side")
def next_meeting(viewer) -> dict | None:
    """When and where people here meet next, and what I said about coming."""
    return next_for(viewer) if viewer.lives_at else None


@work("meetings")
def meetings_waiting(viewer) -> list[WorkItem]:
    """Held and without minutes, the oldest first; then places without a next meeting."""
    written = [
        WorkItem(
            kind="meeting",
            title=_("Write down the meeting at %(name)s") % {"name": meeting.service.name},
            url=meeting.get_absolute_url(),
            due=timezone.localdate(meeting.starts_at),
            late=timezone.now() - meeting.starts_at > LATE_AFTER,
            page=reverse("meetings:meetings"),
        )
        for meeting in to_write_down(viewer)
    ]
    planned = [
        WorkItem(
            kind="meeting",
            title=_("Plan the next meeting at %(name)s") % {"name": service.name},
            url=f"{reverse('staff:meetings:plan')}?service={service.pk}",
            page=reverse("meetings:meetings"),
        )
        for service in services_without_next(viewer)
    ]
    return [*written, *planned]
