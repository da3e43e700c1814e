"""The whole organisation in a few numbers, for the advisor and the Board."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from involvement.models import Action, Carrier, OutboxRow, Reach, Service
from meetings.models import Meeting, Status, Suggestion

QUARTER = dt.timedelta(days=91)


def of_the_last_quarter() -> dict[str, int]:
    """How many suggestions of the last 91 days the homes have in all, by what became of them: said, waiting,
    doing, done, no, not_yet, and repairs and complaints, to which it was passed on. One query.

    Numbers of the whole organisation, of which nobody's words or home can be told: who oversees it must not take
    what was let out of its house for all that was said. What was said to the team only or is kept safe is not in
    them."""
    since = timezone.now() - QUARTER
    return (
        Suggestion.objects.filter(posted_at__gte=since, reach__gte=Reach.SERVICE)
        .filter(Q(shown=True) | Q(waiting_since__isnull=False))
        .exclude(status__in=(Status.TAKEN_BACK, Status.PUT_TOGETHER))
        .aggregate(
            said=Count("pk"),
            waiting=Count("pk", filter=Q(waiting_since__isnull=False)),
            doing=Count("pk", filter=Q(status__in=(Status.AGREED, Status.BEING_DONE))),
            done=Count("pk", filter=Q(status=Status.DONE)),
            no=Count("pk", filter=Q(status=Status.NO)),
            not_yet=Count("pk", filter=Q(status=Status.NOT_YET)),
            repairs=Count("pk", filter=Q(status=Status.REPAIR)),
            complaints=Count("pk", filter=Q(status=Status.COMPLAINT)),
        )
    )


@dataclass(frozen=True)
class ServiceLine:
    """One service at a glance. Dates are aware datetimes or None; numbers count rows."""

    service: Service
    last_meeting: dt.datetime | None
    next_meeting: dt.datetime | None
    unread: int
    waiting: int
    late: int
    to_tell: int

    @property
    def burden(self) -> tuple:
        """Worst first: no meeting for long, then what is late, unread, untold."""
        days = (timezone.now() - self.last_meeting).days if self.last_meeting else 999
        return (-(days > 35), -(self.late + self.unread + self.to_tell), self.service.name)


def services_at_a_glance(viewer) -> list[ServiceLine]:
    """Every open service that this viewer runs, worst first. Five queries, whatever the number of services."""
    services = list(Service.objects.open().run_by(viewer))
    keys = [service.pk for service in services]
    now = timezone.now()
    meetings = _by_service(
        Meeting.objects.filter(service__in=keys),
        last=Max("starts_at", filter=Q(state=Meeting.State.HELD, starts_at__lte=now)),
        next=Min("starts_at", filter=Q(state=Meeting.State.PLANNED, starts_at__gte=now)),
    )
    waiting = _by_service(
        Suggestion.objects.waiting().filter(service__in=keys, reach__gte=Reach.SERVICE),
        unread=Count("pk", filter=Q(status=Status.SENT)),
        waiting=Count("pk"),
    )
    late = _by_service(Action.objects.late().filter(service__in=keys), late=Count("pk"))
    to_tell = _by_service(
        OutboxRow.objects.to_tell(now).filter(service__in=keys).exclude(carrier=Carrier.NOTICEBOARD),
        to_tell=Count("pk"),
    )
    lines = [
        ServiceLine(
            service=service,
            last_meeting=meetings.get(service.pk, {}).get("last"),
            next_meeting=meetings.get(service.pk, {}).get("next"),
            unread=waiting.get(service.pk, {}).get("unread", 0),
            waiting=waiting.get(service.pk, {}).get("waiting", 0),
            late=late.get(service.pk, {}).get("late", 0),
            to_tell=to_tell.get(service.pk, {}).get("to_tell", 0),
        )
        for service in services
    ]
    return sorted(lines, key=lambda line: line.burden)


def _by_service(rows, **numbers) -> dict[int, dict]:
    """Aggregates of a queryset by its service's key, in one query."""
    return {row["service_id"]: row for row in rows.order_by().values("service_id").annotate(**numbers)}
