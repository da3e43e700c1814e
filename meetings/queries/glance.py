"""Homes at a glance, worst first: when people met and meet next, what waits, what is late, who is to be told, and who
speaks up for them. Each number leads to the list that it counts."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from involvement.models import Action, ChampionTerm, OutboxRow, Reach, Service
from involvement.queries.due_work import whom_to_tell
from meetings.models import Meeting, Status, Suggestion
from meetings.queries.lists import HERE, OTHERS, Wish

# So many stand on a first page; all of them on a page of their own, so many at a time.
WORST = 20
ON_A_PAGE = 50
# After so many days without a meeting a home comes before all others.
LONG_AGO = 35


@dataclass(frozen=True)
class Champion:
    """``until`` is the last day of the term, or None."""

    name: str
    until: dt.date | None


@dataclass(frozen=True)
class ServiceLine:
    """One home at a glance. Moments are aware datetimes or None; numbers count rows that the viewer may see."""

    service: Service
    lists: str
    last_meeting: dt.datetime | None = None
    next_meeting: dt.datetime | None = None
    next_key: int = 0
    unread: int = 0
    waiting: int = 0
    late: int = 0
    to_tell: int = 0
    champion: Champion | None = None

    @property
    def burden(self) -> tuple:
        """Worst first: no meeting for long (of a new home, since it opened), then what is late, unread, untold, then
        nothing planned and nobody who speaks up."""
        last = timezone.localdate(self.last_meeting) if self.last_meeting else self.service.opened_on
        is_long_ago = (timezone.localdate() - last).days > LONG_AGO
        number = self.late + self.unread + self.to_tell
        return (not is_long_ago, -number, self.next_meeting is not None, self.champion is not None, self.service.name)

    @property
    def unread_url(self) -> str:
        return self._wish(status=Status.SENT.value)

    @property
    def waiting_url(self) -> str:
        return self._wish(sort="waiting")

    @property
    def late_url(self) -> str:
        return f"{reverse('public:actions')}?{urlencode({'show': 'late', 'service': self.service.code})}"

    @property
    def to_tell_url(self) -> str:
        return f"{reverse('staff:tell')}?{urlencode({'service': self.service.code})}"

    def _wish(self, **narrowed) -> str:
        wish = Wish(where=self.lists, usual_where="", service=self.service.pk, service_code=self.service.code)
        return wish.address(**narrowed)


def services_at_a_glance(viewer, *, only: frozenset | None = None) -> list[ServiceLine]:
    """Every open home that this viewer runs, or those with the keys ``only``, worst first. Seven queries, whatever
    their number."""
    running = Service.objects.open().run_by(viewer)
    running = running if only is None else running.filter(pk__in=only)
    services = list(running)
    keys = running.order_by().values("pk")
    now = timezone.now()
    numbers = [
        _meetings(keys, now),
        _next_keys(keys, now),
        _suggestions(viewer, keys),
        _by_service(Action.objects.visible_to(viewer).late().filter(service__in=keys), late=Count("pk", distinct=True)),
        _by_service(_to_tell(viewer, keys, now), to_tell=whom_to_tell()),
        _champions(keys),
    ]
    lines = [
        ServiceLine(
            service=service,
            lists=HERE if service.pk in viewer.service_ids else OTHERS,
            **{name: value for found in numbers for name, value in found.get(service.pk, {}).items()},
        )
        for service in services
    ]
    return sorted(lines, key=lambda line: line.burden)


def areas_of(lines: list[ServiceLine]) -> list[tuple[str, int]]:
    """The areas of these homes by name, each with how many there are."""
    return sorted(Counter(line.service.area for line in lines).items())


def _meetings(keys, now: dt.datetime) -> dict[int, dict]:
    return _by_service(
        Meeting.objects.filter(service__in=keys),
        last_meeting=Max("starts_at", filter=Q(state=Meeting.State.HELD, starts_at__lte=now)),
        next_meeting=Min("starts_at", filter=Q(state__in=Meeting.OPEN, starts_at__gte=now)),
    )


def _next_keys(keys, now: dt.datetime) -> dict[int, dict]:
    """The key of each home's next meeting; where one home has planned many, the first is kept."""
    rows = Meeting.objects.to_come(now).filter(service__in=keys).order_by("-starts_at")
    return {service: {"next_key": pk} for service, pk in rows.values_list("service_id", "pk")}


def _suggestions(viewer, keys) -> dict[int, dict]:
    rows = Suggestion.objects.visible_to(viewer).filter(service__in=keys, reach__gte=Reach.TEAM)
    return _by_service(
        rows.filter(Q(waiting_since__isnull=False) | Q(status=Status.SENT)),
        unread=Count("pk", filter=Q(status=Status.SENT)),
        waiting=Count("pk", filter=Q(waiting_since__isnull=False)),
    )


def _to_tell(viewer, keys, now: dt.datetime):
    """As on the list of work: not what a colleague has in hand."""
    rows = OutboxRow.objects.to_tell(now).open_to(viewer.person_id).filter(service__in=keys)
    # What is for the viewer's own ears is told by a colleague.
    return rows if viewer.is_advisor else rows.exclude(person_id=viewer.person_id)


def _champions(keys) -> dict[int, dict]:
    """Who speaks up at each home today; of several, whose term lasts longest."""
    terms = ChampionTerm.objects.current().filter(service__in=keys, person__died_on=None, person__forget_on=None)
    found: dict[int, dict] = {}
    for term in terms.select_related("person"):
        until, before = term.last_day, found.get(term.service_id, {}).get("champion")
        if before is None or (before.until and (until is None or until > before.until)):
            found[term.service_id] = {"champion": Champion(term.person.chosen_name, until)}
    return found


def _by_service(rows, **numbers) -> dict[int, dict]:
    """Aggregates of a queryset by its home's key, in one query."""
    found = {}
    for row in rows.order_by().values("service_id").annotate(**numbers):
        found[row.pop("service_id")] = row
    return found
