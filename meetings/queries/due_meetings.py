"""Meetings of which somebody is to be reminded now: it is coming, it has no minutes, a month has none."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from involvement.models import Organisation, Post, Residency, Service
from involvement.queries.due_work import GIVE_UP_AFTER, STREAM, of_services
from involvement.registry.digests import Waiting
from involvement.registry.reminders import Due, today_at, turn
from meetings.models import Attendance, Meeting
from meetings.queries.meetings import LENGTH


def _coming_within(now: dt.datetime, days: int):
    """Meetings that are still to come and at most so many days off."""
    last = today_at(now) + dt.timedelta(days=days + 1)
    until = timezone.make_aware(dt.datetime.combine(last, dt.time()))
    return Meeting.objects.to_come(now).filter(starts_at__gt=now, starts_at__lt=until)


def who_comes(now: dt.datetime) -> Iterator[Due]:
    """Who said yes, in the way they chose; and everybody who lives there and has not said, by a machine only: nobody
    knocks on every door for what hangs on the wall. Once for each day and place that it moves to."""
    coming = _coming_within(now, Organisation.current().remind_meeting_days)
    meetings = list(coming.order_by("pk").values_list("pk", "version", "service_id"))
    if not meetings:
        return
    keys = [key for key, _version, _service_id in meetings]
    yes = Attendance.objects.filter(meeting__in=keys, reply=Attendance.Reply.COMING)
    columns = ("person_id", "meeting_id", "meeting__version", "meeting__service_id")
    for person_id, key, version, service_id in yes.order_by("pk").values_list(*columns).iterator(STREAM):
        yield Due(person_id, key, f"{key}:{version}", service_id=service_id, values={"version": version})
    answered = set(Attendance.objects.filter(meeting__in=keys).exclude(reply="").values_list("person_id", "meeting_id"))
    at_home: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, version, service_id in meetings:
        at_home[service_id].append((key, version))
    invited = Residency.objects.current(today_at(now)).filter(service__in=list(at_home)).order_by("pk")
    for person_id, service_id in invited.values_list("person_id", "service_id").iterator(STREAM):
        for key, version in at_home[service_id]:
            if (person_id, key) not in answered:
                values = {"version": version, "quietly": True}
                yield Due(person_id, key, f"{key}:{version}", service_id=service_id, values=values)


def who_runs_it(now: dt.datetime) -> Iterator[Due]:
    """Who runs it, some days earlier."""
    meetings = _coming_within(now, Organisation.current().remind_chair_days).filter(chair__isnull=False)
    works_here = Exists(Post.objects.current(today_at(now)).filter(person=OuterRef("chair")))
    rows = meetings.annotate(works_here=works_here).order_by("pk")
    columns = ("chair_id", "pk", "version", "service_id", "works_here")
    for person_id, key, version, service_id, at_work in rows.values_list(*columns).iterator(STREAM):
        values = {"version": version}
        yield Due(person_id, key, f"{key}:{version}", service_id=service_id, at_work=at_work, values=values)


def without_minutes(now: dt.datetime) -> Iterator[Due]:
    """Everybody who works where a meeting was and nobody finished writing it down; again every week."""
    today, organisation = today_at(now), Organisation.current()
    within = dt.timedelta(days=organisation.minutes_within_days)
    rows = Meeting.objects.filter(
        state__in=Meeting.OPEN,
        starts_at__lt=now - LENGTH - within,
        starts_at__gte=now - GIVE_UP_AFTER,
        service__posts__in=Post.objects.current(today),
    )
    columns = ("service__posts__person_id", "pk", "starts_at", "service_id")
    for person_id, key, starts_at, service_id in rows.order_by("pk").values_list(*columns).iterator(STREAM):
        since = timezone.localdate(starts_at + within)
        occasion = f"{key}:{turn(since, today, organisation.remind_again_days)}"
        yield Due(person_id, key, occasion, service_id=service_id, at_work=True)


# --- A month without a meeting ----------------------------------------------------------------------------------


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _is_nearly_over(today: dt.date) -> bool:
    return (_month(today)[1] - today).days < Organisation.current().month_end_days


def without_meeting(today: dt.date):
    """Open services with people in them that hold and plan no meeting in the month of ``today``. One that opened in it
    counts from the next month on."""
    first, last = _month(today)
    starts = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    ends = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
    met = Meeting.objects.filter(service=OuterRef("pk"), starts_at__gte=starts, starts_at__lt=ends)
    lived_in = Residency.objects.current(today).filter(service=OuterRef("pk"))
    services = Service.objects.open(today).filter(opened_on__lt=first)
    return services.filter(Exists(lived_in)).exclude(Exists(met.exclude(state=Meeting.State.CANCELLED)))


def months_without_meeting(now: dt.datetime) -> Iterator[Due]:
    """Staff of the services of which a month is nearly over without a meeting, the manager among them."""
    today = today_at(now)
    if not _is_nearly_over(today):
        return iter(())
    since = _month(today)[1] - dt.timedelta(days=max(Organisation.current().month_end_days - 1, 0))
    services = without_meeting(today).values_list("pk", flat=True)
    return of_services(dict.fromkeys(services, since), now, path=lambda key, _code: plan_path(key))


def plan_path(service_id: int) -> str:
    return f"{reverse('staff:meetings:plan')}?service={service_id}"


def still_without_meeting():
    """For ``about_service``: 1 while the month is nearly over and the service has no meeting in it."""
    today = timezone.localdate()
    if not _is_nearly_over(today):
        return Value(0, output_field=IntegerField())
    none = Exists(without_meeting(today).filter(pk=OuterRef("pk")))
    return Case(When(none, then=Value(1)), default=Value(0), output_field=IntegerField())


# --- For digests ------------------------------------------------------------------------------------------------


def meetings_waiting(now: dt.datetime) -> list[Waiting]:
    """Meetings to be written down, and services for which none is planned."""
    within = dt.timedelta(days=Organisation.current().minutes_within_days)
    to_write = (
        Meeting.objects.filter(state__in=Meeting.OPEN, starts_at__lt=now - LENGTH).order_by().values_list("service_id")
    )
    counted = to_write.annotate(number=Count("pk"), overdue=Count("pk", filter=Q(starts_at__lt=now - LENGTH - within)))
    to_come = Meeting.objects.to_come(now).filter(service=OuterRef("pk")).order_by()
    without = Service.objects.open(today_at(now)).exclude(Exists(to_come)).values_list("pk", flat=True)
    return [*(Waiting(*row) for row in counted), *(Waiting(place, 1) for place in without)]
