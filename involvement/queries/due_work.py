"""Agreed work of which somebody is to be reminded now: soon, today, late; and tellings that are overdue. Streamed, a
few queries each, whatever the rows."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, ActionOwner, Carrier, JoinRequest, Organisation, OutboxRow, Post, Reach
from involvement.registry.digests import Waiting
from involvement.registry.reminders import Due, today_at, turn

# Rows of a query that are held at a time.
STREAM = 2000
# After so long nobody is reminded of it any more: who has not moved by then is asked by people.
GIVE_UP_AFTER = dt.timedelta(days=180)


def _owned(**when):
    """Open work and who does it, as plain values."""
    owners = ActionOwner.objects.filter(
        action__state=Action.State.OPEN,
        action__reach__gte=Reach.TEAM,
        person__died_on__isnull=True,
        person__forget_on__isnull=True,
        **{f"action__due_on__{name}": day for name, day in when.items()},
    )
    # By the action, so that the index of open work by its date serves it.
    return owners.order_by("action__due_on", "pk").values_list(
        "person_id", "action_id", "action__due_on", "as_staff", "action__service_id", "action__reach"
    )


def _due(owners, occasion) -> Iterator[Due]:
    for person_id, action_id, due_on, as_staff, service_id, reach in owners.iterator(STREAM):
        yield Due(
            person_id,
            action_id,
            occasion(action_id, due_on),
            service_id=service_id,
            at_work=as_staff,
            values={"due": str(due_on)} | ({"by_team": True} if reach < Reach.SERVICE else {}),
        )


def due_soon(now: dt.datetime) -> Iterator[Due]:
    """Its date is a few days off (``remind_action_days``): once for each date."""
    today = today_at(now)
    until = today + dt.timedelta(days=Organisation.current().remind_action_days)
    return _due(_owned(gt=today, lte=until), lambda key, due_on: f"{key}:{due_on}")


def due_today(now: dt.datetime) -> Iterator[Due]:
    """It is to be done today."""
    return _due(_owned(exact=today_at(now)), lambda key, due_on: f"{key}:{due_on}")


def due_late(now: dt.datetime) -> Iterator[Due]:
    """Its date has passed: at once, and again each week while it is late (``remind_again_days``)."""
    today, every = today_at(now), Organisation.current().remind_again_days
    owners = _owned(lt=today, gte=today - GIVE_UP_AFTER)
    return _due(owners, lambda key, due_on: f"{key}:{due_on}:{turn(due_on + dt.timedelta(days=1), today, every)}")


def due_for_manager(now: dt.datetime) -> Iterator[Due]:
    """It is late for a week (``manager_after_days``): who manages the service hears of it too, once for each date."""
    today, organisation = today_at(now), Organisation.current()
    actions = Action.objects.open().filter(
        reach__gte=Reach.SERVICE,
        due_on__lte=today - dt.timedelta(days=max(organisation.manager_after_days, 1)),
        due_on__gte=today - GIVE_UP_AFTER,
        service__posts__in=Post.objects.current(today).filter(kind=Post.Kind.MANAGER),
    )
    rows = actions.exclude(ownerships__person_id=F("service__posts__person_id"))
    for person_id, action_id, due_on, service_id in (
        rows.order_by("due_on", "pk")
        .values_list("service__posts__person_id", "pk", "due_on", "service_id")
        .iterator(STREAM)
    ):
        values = {"due": str(due_on)}
        yield Due(person_id, action_id, f"{action_id}:{due_on}", service_id=service_id, at_work=True, values=values)


def open_work_of(people: list[int]) -> Iterator[tuple[int, int, dt.date]]:
    """Person, action and its date, of what these people said they would do; the first due first."""
    owners = ActionOwner.objects.filter(
        person__in=people, action__state=Action.State.OPEN, action__reach__gte=Reach.TEAM
    ).order_by("person_id", "action__due_on", "pk")
    return owners.values_list("person_id", "action_id", "action__due_on").iterator(STREAM)


# --- Tellings that wait too long --------------------------------------------------------------------------------


def had_to_be_told(now: dt.datetime) -> dt.datetime:
    """What has waited since before this moment is late to be told."""
    return now - dt.timedelta(days=Organisation.current().tell_within_days)


def is_late_to_tell(made_at: dt.datetime, nobody_told_me_at: dt.datetime | None) -> bool:
    """It has waited for too long, or the person said that nobody told them."""
    return nobody_told_me_at is not None or made_at < had_to_be_told(timezone.now())


def overdue_tellings(now: dt.datetime):
    """What people of a service still have to tell, and had to have told by now. Notices on the wall are not counted."""
    return OutboxRow.objects.to_tell(now).filter(made_at__lt=had_to_be_told(now)).exclude(carrier=Carrier.NOTICEBOARD)


def tellings_overdue(now: dt.datetime) -> Iterator[Due]:
    """Staff of the services with somebody who waits too long to be told, and again each week while there is."""
    since = overdue_tellings(now).filter(service__isnull=False).order_by().values("service_id").annotate(Min("made_at"))
    within = dt.timedelta(days=Organisation.current().tell_within_days)
    at_home = {row["service_id"]: row["made_at__min"] + within for row in since}
    return of_services(at_home, now, path=lambda _key, code: f"{reverse('staff:tell')}?service={code}")


def of_services(
    since: dict[int, dt.datetime | dt.date], now: dt.datetime, *, path: Callable[[int, str], str]
) -> Iterator[Due]:
    """Everybody who works at these services today, about their service; ``since`` says by service from when on it has
    been late, ``path(key, code)`` of the service to which page it leads. Said again every ``remind_again_days``."""
    today, every = today_at(now), Organisation.current().remind_again_days
    posts = Post.objects.current(today).filter(service__in=list(since)).order_by("service_id", "pk")
    for person_id, service_id, code in posts.values_list("person_id", "service_id", "service__code"):
        occasion = f"{service_id}:{turn(_day(since[service_id]), today, every)}"
        values = {"path": path(service_id, code)}
        yield Due(person_id, service_id, occasion, service_id=service_id, at_work=True, values=values)


def _day(moment: dt.datetime | dt.date) -> dt.date:
    return timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment


def number_by_service(rows):
    """A subquery: how many of these rows the service of the outer query has."""
    return Coalesce(rows.order_by().values("service_id").annotate(number=Count("pk")).values("number"), 0)


# --- For digests: what waits at every service -------------------------------------------------------------------


def whom_to_tell(which: Q | None = None):
    """For an aggregate of tellings, how many there are to go to: each person once, whatever is to be told, and each
    notice for a wall."""
    on_walls = Q(person_id=None) if which is None else which & Q(person_id=None)
    return Count("person_id", filter=which, distinct=True) + Count("pk", filter=on_walls)


def waiting_to_tell(now: dt.datetime) -> list[Waiting]:
    """Whom people still have to tell something, by service; what the team carries is the team's."""
    late = Q(made_at__lt=had_to_be_told(now)) | Q(nobody_told_me_at__isnull=False)
    rows = OutboxRow.objects.to_tell(now).filter(Q(service__isnull=False) | Q(values__by_team=True)).order_by()
    counted = rows.values_list("service_id").annotate(number=whom_to_tell(), overdue=whom_to_tell(late))
    return [Waiting(place, number, late, for_team=place is None) for place, number, late in counted]


def late_work(now: dt.datetime) -> list[Waiting]:
    """Agreed work whose date has passed, by service. What only the team knows of is among what they said they do."""
    rows = Action.objects.late(today_at(now)).filter(reach__gte=Reach.SERVICE).order_by()
    return [
        Waiting(place, number, number) for place, number in rows.values_list("service_id").annotate(number=Count("pk"))
    ]


def asking_to_join(now: dt.datetime) -> list[Waiting]:
    """Who asks to belong to a service, and was not answered."""
    rows = JoinRequest.objects.filter(state=JoinRequest.State.ASKED).order_by()
    return [Waiting(place, number) for place, number in rows.values_list("service_id").annotate(number=Count("pk"))]
