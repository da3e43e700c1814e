"""Who reads what is said to the involvement team only. Nobody does who works at the home: where everybody of the team
works, the leadership stands in (docs/decisions/said-to-the-team.md)."""

from collections import defaultdict

from django.db.models import BigIntegerField, Value
from django.utils import timezone

from involvement.models import Person, Post, Role, Service

TEAM = Role.TEAM


def places_without_team() -> frozenset[int]:
    """Keys of the places at which everybody of the involvement team has a post today, in one query (two where there is
    no team at all)."""
    day = timezone.localdate()
    team = Role.objects.current(day).filter(kind__in=TEAM, person__in=Person.objects.living())
    nowhere = Value(0, output_field=BigIntegerField())
    posts = Post.objects.current(day).filter(person__in=team.values("person_id"))
    works_at: dict[int, set[int]] = defaultdict(set)
    of_the_team = team.order_by().values_list("person_id", nowhere)
    for person_id, service_id in of_the_team.union(posts.order_by().values_list("person_id", "service_id")):
        works_at[person_id].add(service_id)
    if not works_at:
        return frozenset(Service.objects.values_list("pk", flat=True))
    return frozenset(set.intersection(*works_at.values()) - {0})


def _in_roles(kinds, services) -> list[Person]:
    """Who has one of these roles today, but nobody who works at one of these places."""
    holders = Role.objects.current().filter(kind__in=kinds).values("person_id")
    works_there = Post.objects.current().filter(service__in=services).values("person_id")
    return list(Person.objects.living().filter(pk__in=holders).exclude(pk__in=works_there).order_by("pk"))


def team_for(services) -> list[Person]:
    """Who reads what is said at these places (keys; None for no place) to the involvement team only."""
    keys = [key for key in services if key]
    return _in_roles(TEAM, keys) or stand_ins_for(keys)


def stand_ins_for(services) -> list[Person]:
    """Who reads it where nobody of the team may: the leadership, but nobody who works there."""
    return _in_roles([Role.Kind.LEADERSHIP], services)


def keepers_of_safety(service_id: int | None) -> list[Person]:
    """Who keeps people safe at a place (None for no place): the safeguarding leads; where there is none, the
    leadership, else the involvement team, but nobody who works there."""
    keys = [service_id] if service_id else []
    return _in_roles([Role.Kind.SAFEGUARDING_LEAD], []) or stand_ins_for(keys) or _in_roles(TEAM, keys)


def who_can_find_a_keeper() -> list[Person]:
    """Who hears, without a word of what was said, that nobody may read a worry about safety: all of the leadership and
    of the involvement team, wherever they work; where there is nobody, the Board."""
    return _in_roles([Role.Kind.LEADERSHIP, *TEAM], []) or _in_roles([Role.Kind.BOARD], [])


def is_without_lead() -> bool:
    """Whether nobody is safeguarding lead today."""
    return not _in_roles([Role.Kind.SAFEGUARDING_LEAD], [])


def places_nobody_reads(viewer) -> list[Service]:
    """Of an advisor's own workplaces those of which nobody may read what is said to the team only."""
    if not (viewer.is_advisor and viewer.staff_of):
        return []
    alone = Service.objects.visible_to(viewer).filter(pk__in=places_without_team() & viewer.staff_of).order_by("name")
    return [service for service in alone if not stand_ins_for([service.pk])]
