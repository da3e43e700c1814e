"""When staff are at a service, for everybody who writes to them."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.models import Organisation, Service
from involvement.templatetags.portal import clock


def next_read(service: Service | None, now: dt.datetime | None = None) -> str:
    """When staff of a service next read what was sent, as the end of a sentence: "today, by 5 pm", "tomorrow,
    from 9 am", "on Monday, from 9 am". ``now`` is an aware datetime; hours are the place's own clock. Without
    known hours, the days in which the organisation reads everything."""
    now = timezone.localtime(now)
    if service is not None and service.staffed_round_the_clock:
        return _("today")
    hours = [] if service is None else [(row.weekday, row.opens, row.closes) for row in service.hours.all()]
    for ahead in range(8):
        day = now.date() + dt.timedelta(days=ahead)
        for weekday, opens, closes in hours:
            if weekday == day.weekday() and (ahead or now.time() < closes):
                return _words(day, ahead, opens, closes, is_now=not ahead and opens <= now.time())
    days = Organisation.current().read_within_days
    return ngettext("within %(days)d day", "within %(days)d days", days) % {"days": days}


def _words(day: dt.date, ahead: int, opens: dt.time, closes: dt.time, *, is_now: bool) -> str:
    if is_now:
        return _("today, by %(time)s") % {"time": clock(closes)}
    if ahead == 0:
        return _("today, from %(time)s") % {"time": clock(opens)}
    if ahead == 1:
        return _("tomorrow, from %(time)s") % {"time": clock(opens)}
    return _("on %(day)s, from %(time)s") % {"day": date_format(day, "l"), "time": clock(opens)}
