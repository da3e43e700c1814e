"""The calendar file of a meeting (RFC 5545): a neutral title, no place, no names (RELIABILITY rule 13)."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from meetings.models import Meeting
from meetings.queries.meetings import LENGTH


def file_for(meeting: Meeting) -> bytes:
    """The meeting as one event. Its SEQUENCE grows when it moves, so that a calendar that has it moves it."""
    calendar = Calendar()
    calendar.add("prodid", "-//involvement portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/meetings/{meeting.pk}/")))
    event.add("sequence", meeting.version)
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("dtstart", meeting.starts_at.astimezone(dt.UTC))
    event.add("dtend", (meeting.starts_at + LENGTH).astimezone(dt.UTC))
    event.add("summary", _("Meeting"))
    event.add("class", "PRIVATE")
    cancelled = meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical()
