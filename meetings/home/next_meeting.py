"""The next meeting on a customer's first page, and meetings that wait for staff: to be written down, to be planned."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.registry.home import WorkItem, card, work
from involvement.shortcuts import address_of, addresses_of
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
    page, plan = address_of("meetings:meetings"), address_of("staff:meetings:plan")
    address = addresses_of("meetings:meeting")
    written = [
        WorkItem(
            kind="meeting",
            title=_("Write down the meeting at %(name)s") % {"name": place},
            url=address(key),
            due=timezone.localdate(starts_at),
            late=timezone.now() - starts_at > LATE_AFTER,
            page=page,
        )
        for key, starts_at, place in to_write_down(viewer)
    ]
    planned = [
        WorkItem(
            kind="meeting",
            title=_("Plan the next meeting at %(name)s") % {"name": place},
            url=f"{plan}?service={key}",
            page=page,
        )
        for key, place in services_without_next(viewer)
    ]
    return [*written, *planned]
