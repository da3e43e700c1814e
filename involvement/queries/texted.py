"""Who does not sign in and was sent a text: it says that there is something, and to ask staff. Here staff read what."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from involvement.models import Carrier, OutboxRow, Person, Residency
from involvement.queries.telling import Telling, tellings
from involvement.registry.notices import notices

# For so long somebody may come and ask (days).
ASKED_WITHIN = 14
# Rows looked at for one list.
MOST = 300


@dataclass(frozen=True)
class Texted:
    """What one person was sent a text about, the newest first."""

    who: Person
    room: str
    tellings: list[Telling]

    @property
    def last_at(self) -> dt.datetime:
        return self.tellings[0].row.sent_at


def texted(viewer, *, service_id: int | None = None) -> list[Texted]:
    """The people of the viewer's places (or of one of them), whoever was sent a text last first. What the viewer may
    not read is not there, nor what something newer has replaced. A fixed number of queries, whatever the rows."""
    current = Residency.objects.current()
    whose = Q(person__in=Residency.objects.values("person"))
    if service_id is not None or not viewer.is_advisor:
        places = viewer.staff_of if service_id is None else {service_id}
        if not places or not (viewer.is_advisor or places <= viewer.staff_of):
            return []
        # Who has moved out asks where they lived last.
        left = ~Q(person__in=current.values("person")) & Q(last_home__in=places)
        whose = Q(person__in=current.filter(service__in=places).values("person")) | left
        current = current.filter(service__in=places)
    ended = Residency.objects.filter(person=OuterRef("person"), ends_on__isnull=False).order_by("-starts_on", "-pk")
    since = timezone.now() - dt.timedelta(days=ASKED_WITHIN)
    rows = (
        OutboxRow.objects.annotate(last_home=Subquery(ended.values("service_id")[:1]))
        .filter(
            whose,
            carrier=Carrier.SMS,
            state=OutboxRow.State.SENT,
            sent_at__gte=since,
            person__user=None,
        )
        .exclude(kind__in=[kind for kind, notice in notices.items() if notice.gather])
    )
    found = tellings(rows.select_related("person").order_by("-sent_at", "-pk")[:MOST])
    by_person: dict[int, list[Telling]] = defaultdict(list)
    for telling in found:
        if not telling.why_not and (telling.thing is None or telling.thing.seen_by(viewer)):
            by_person[telling.row.person_id].append(telling)
    rooms = dict(current.filter(person__in=list(by_person)).values_list("person_id", "room")) if by_person else {}
    return [Texted(some[0].row.person, rooms.get(key, ""), some) for key, some in by_person.items()]
