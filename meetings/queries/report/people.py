"""Who is heard: different people who lived at a home and of whom it is known by their sign-in or their name that they
said something, agreed, commented, came or answered. What was said without a name is never put to a person."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import CharField, F, Q, Value

from involvement.models import Reach, Residency
from meetings.models import Agreement, Attendance, Comment, FixedAnswer, Meeting, Suggestion
from meetings.queries.report.scope import PARTS, Scope

# Of fewer people than this a report says no number (RELIABILITY rule 10).
AT_LEAST = 10
# Numbers of one home or kind are rounded, so that no difference of two of them is a number of few people.
STEP = 5

WAYS = ("said", "agreed", "commented", "came", "fixed")


@dataclass(frozen=True)
class Few:
    """Fewer people than may be said, but somebody."""


FEW = Few()


def shown(number: int, *, exactly: bool) -> "int | Few":
    """A number of people as a report shows it: none, few, or the number, rounded to STEP unless ``exactly``."""
    if 0 < number < AT_LEAST:
        return FEW
    return number if exactly else STEP * round(number / STEP)


@dataclass
class Heard:
    """``lived`` are the people of each home in these months; ``ways`` the people who were heard in each way. What is
    worked out of them is kept, so ask only when both are full."""

    lived: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    ways: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def everybody(self) -> set[int]:
        return set().union(*self.lived.values()) if self.lived else set()

    @cached_property
    def heard(self) -> set[int]:
        """Those who lived at one of these homes and were heard in some way."""
        return self.everybody & set().union(*self.ways.values()) if self.ways else set()

    def in_way(self, way: str) -> int:
        return len(self.everybody & self.ways[way])

    def heard_at(self) -> dict[int, int]:
        """How many of the people of each home were heard, wherever they spoke."""
        return {home: len(people & self.heard) for home, people in self.lived.items()}


def heard(scope: Scope) -> dict[str, Heard]:
    """Who lived at these homes and who of them was heard, by part. Two queries."""
    found = {part: Heard() for part in PARTS}
    lived = scope.here(Residency.objects.filter(starts_on__lt=scope.quarter.end))
    lived = lived.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=scope.before.first))
    # Who moves in tomorrow does not live there yet.
    until = {part: min(scope.of(part).end, scope.today + dt.timedelta(days=1)) for part in PARTS}
    for person, home, starts_on, ends_on in lived.values_list("person_id", "service_id", "starts_on", "ends_on"):
        for part in PARTS:
            if starts_on < until[part] and (ends_on is None or ends_on > scope.of(part).first):
                found[part].lived[home].add(person)
    people = None if scope.is_all else lived.values("person_id")
    first, *others = (_in_way(scope, way, people) for way in WAYS)
    for part, way, person in first.union(*others):
        found[part].ways[way].add(person)
    return found


def _in_way(scope: Scope, way: str, people):
    """Part, way and key of everybody who was heard in a way."""
    rows, moment, person = _rows(way)
    rows = rows.filter(**{f"{person}__isnull": False} if people is None else {f"{person}__in": people})
    marked = scope.within(rows, moment).annotate(way=Value(way, output_field=CharField()), who=F(f"{person}_id"))
    return marked.values_list("part", "way", "who")


def _rows(way: str):
    """The rows that show it, the field with their moment and that with the person."""
    if way == "said":
        return Suggestion.objects.said_at_homes(), "posted_at", "author"
    if way == "agreed":
        # An agreement keeps no time: it belongs to the months in which the suggestion was said.
        rows = Agreement.objects.filter(suggestion__reach__gte=Reach.SERVICE)
        return rows.exclude(suggestion__source=Suggestion.Source.IMPORT), "suggestion__posted_at", "person"
    if way == "commented":
        rows = Comment.objects.filter(as_staff=False, shown=True, suggestion__reach__gte=Reach.SERVICE)
        return rows, "posted_at", "author"
    if way == "came":
        rows = Attendance.objects.filter(came=True).exclude(meeting__state=Meeting.State.CANCELLED)
        return rows, "meeting__starts_at", "person"
    return FixedAnswer.objects.filter(suggestion__reach__gte=Reach.SERVICE), "at", "person"
