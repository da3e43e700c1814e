"""Suggestions of which staff are to be reminded now: unread, undecided, or answered and not yet shown to others. They
are reminded of their service and a number, never of a single one: a row about what was said without a name would keep
a moment (RELIABILITY rule 7)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from involvement.models import Organisation, Post, Reach, Role
from involvement.queries.due_work import number_by_service, of_services
from involvement.registry.digests import Waiting
from involvement.registry.reminders import Due, today_at, turn
from meetings.models import UNREAD, Status, Suggestion
from meetings.queries.lists import BY_MONTH
from meetings.queries.staff_work import agreed_and_idle, late_to_find_out, release_since, to_release

# Read or talked about, and neither answered nor said until when it is found out.
READ_ONLY = (Status.READ, Status.TALKED_ABOUT)


def _first_of_month(moment: dt.datetime) -> dt.datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def unread_too_long(now: dt.datetime):
    """What nobody read in time. Of some only the month is known: these are late when their whole month is."""
    before = now - dt.timedelta(days=Organisation.current().read_within_days)
    by_month = Q(who_sees__in=BY_MONTH, posted_at__lt=_first_of_month(before))
    return Suggestion.objects.filter(UNREAD).filter(by_month | (~Q(who_sees__in=BY_MONTH) & Q(posted_at__lt=before)))


def undecided_too_long(now: dt.datetime):
    """Where we said by when we find out and did not; what was read long ago and has no answer; what was agreed and
    nobody does."""
    before = now - dt.timedelta(days=Organisation.current().decide_within_days)
    waits = Q(status__in=READ_ONLY, waiting_since__lt=before)
    return Suggestion.objects.filter(waits | late_to_find_out(today_at(now)) | agreed_and_idle(before.date()))


def release_too_long(now: dt.datetime):
    """Answered, and nobody has said whether others may read it."""
    within = dt.timedelta(days=Organisation.current().release_within_days)
    today = today_at(now)
    return Suggestion.objects.filter(to_release(release_since(today), until=today - within))


def _here(rows):
    """What staff of a service deal with."""
    return rows.filter(service__isnull=False, reach__gte=Reach.SERVICE)


def _of_team(rows):
    return rows.filter(service__isnull=False, reach=Reach.TEAM)


def _since(rows, field: str, within: int) -> dict[int, dt.date | dt.datetime]:
    """By service, since when something of these waits too long."""
    later = dt.timedelta(days=within)
    found = rows.order_by().values_list("service_id").annotate(Min(field))
    return {service_id: first + later for service_id, first in found if first is not None}


def _to_read_path(_key: int, _code: str) -> str:
    return reverse("staff:meetings:suggestions")


def unread(now: dt.datetime) -> Iterator[Due]:
    within = Organisation.current().read_within_days
    return of_services(_since(_here(unread_too_long(now)), "posted_at", within), now, path=_to_read_path)


def undecided(now: dt.datetime) -> Iterator[Due]:
    within = Organisation.current().decide_within_days
    return of_services(_since(_here(undecided_too_long(now)), "posted_at", within), now, path=_home)


def unreleased(now: dt.datetime) -> Iterator[Due]:
    within = Organisation.current().release_within_days
    rows = _here(release_too_long(now)).annotate(answered_on=_answered_on())
    return of_services(_since(rows, "answered_on", within), now, path=_home)


def _home(_key: int, _code: str) -> str:
    return reverse("staff:today")


def _answered_on():
    return Case(When(status=Status.DONE, then=F("done_on")), default=F("talked_on"))


def for_team(now: dt.datetime) -> Iterator[Due]:
    """The involvement team, of what was said to it only and waits too long; nobody of it who works at that home."""
    today, organisation = today_at(now), Organisation.current()
    since = _since(_of_team(unread_too_long(now)), "posted_at", organisation.read_within_days)
    late = _since(_of_team(undecided_too_long(now)), "posted_at", organisation.decide_within_days)
    for service_id, moment in late.items():
        since[service_id] = min(_day(since.get(service_id, moment)), _day(moment))
    team = list(Role.objects.current(today).filter(kind__in=Role.TEAM).values_list("person_id", flat=True).distinct())
    works_at = set(Post.objects.current(today).filter(person__in=team).values_list("person_id", "service_id"))
    for service_id, first in sorted(since.items()):
        occasion = f"{service_id}:{turn(_day(first), today, organisation.remind_again_days)}"
        for person_id in team:
            if (person_id, service_id) not in works_at:
                values = {"path": reverse("advisor:home")}
                yield Due(person_id, service_id, occasion, at_work=True, values=values)


def _day(moment: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment


# --- Counted at a service, for about_service --------------------------------------------------------------------


def unread_here():
    return number_by_service(_here(unread_too_long(timezone.now())).filter(service=OuterRef("pk")))


def undecided_here():
    return number_by_service(_here(undecided_too_long(timezone.now())).filter(service=OuterRef("pk")))


def unreleased_here():
    return number_by_service(_here(release_too_long(timezone.now())).filter(service=OuterRef("pk")))


def for_team_here():
    now = timezone.now()
    unread_ones, undecided_ones = unread_too_long(now).values("pk"), undecided_too_long(now).values("pk")
    both = Suggestion.objects.filter(Q(pk__in=unread_ones) | Q(pk__in=undecided_ones))
    return number_by_service(_of_team(both).filter(service=OuterRef("pk")))


# --- For digests ------------------------------------------------------------------------------------------------


def _counted(rows, late) -> list[Waiting]:
    """By service how many there are and how many of them are among the late ones; what is for the team apart."""
    team = Case(When(reach=Reach.TEAM, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = rows.filter(reach__gte=Reach.TEAM).order_by().annotate(team=team)
    counted = rows.values_list("service_id", "team").annotate(number=Count("pk"), overdue=Count("pk", filter=late))
    return [Waiting(place, number, overdue, bool(team)) for place, team, number, overdue in counted]


def waiting_to_read(now: dt.datetime) -> list[Waiting]:
    before = now - dt.timedelta(days=Organisation.current().read_within_days)
    return _counted(Suggestion.objects.filter(UNREAD), Q(posted_at__lt=before) & ~Q(who_sees__in=BY_MONTH))


def waiting_to_decide(now: dt.datetime) -> list[Waiting]:
    late = late_to_find_out(today_at(now))
    return _counted(Suggestion.objects.filter(late | agreed_and_idle()), late)


def waiting_to_release(now: dt.datetime) -> list[Waiting]:
    rows = Suggestion.objects.filter(to_release(release_since(today_at(now))))
    return _counted(rows, Q(pk__in=release_too_long(now).values("pk")))
