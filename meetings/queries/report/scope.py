"""What a report is about: three months with the three before, and the homes of which its reader may read."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, CharField, F, Value, When
from django.utils import timezone

from involvement.models import Service
from involvement.rules.periods import Quarter
from involvement.rules.promises import oversees

NOW, BEFORE = "now", "before"
PARTS = (NOW, BEFORE)


class Home(NamedTuple):
    pk: int
    name: str
    code: str
    kind: str
    is_private: bool
    opened_on: dt.date
    closed_on: dt.date | None

    def is_there_in(self, quarter: Quarter) -> bool:
        """Whether it was open on some day of these months."""
        return self.opened_on < quarter.end and (self.closed_on is None or self.closed_on > quarter.first)


@dataclass(frozen=True)
class Scope:
    """``homes`` by their keys; ``is_all`` when they are all that the organisation has ever had. ``moment`` is when the
    report is made (aware)."""

    quarter: Quarter
    homes: dict[int, Home]
    is_all: bool
    moment: dt.datetime

    @cached_property
    def before(self) -> Quarter:
        return self.quarter.on(-1)

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.moment)

    @property
    def only_home(self) -> Home | None:
        """The home, when the report is about one."""
        return next(iter(self.homes.values())) if len(self.homes) == 1 and not self.is_all else None

    @property
    def is_running(self) -> bool:
        return self.today < self.quarter.end

    def of(self, part: str) -> Quarter:
        return self.quarter if part == NOW else self.before

    def here(self, rows, home: str = "service"):
        """Those of the rows that are about these homes."""
        if self.is_all:
            return rows.filter(**{f"{home}__isnull": False})
        return rows.filter(**{f"{home}__in": list(self.homes)})

    def within(self, rows, moment: str):
        """Those of the rows that belong to these three months or the three before, by a field with a moment, each
        with the ``part`` to which it belongs."""
        rows = rows.filter(**{f"{moment}__gte": self.before.starts_at, f"{moment}__lt": self.quarter.ends_at})
        is_now = When(**{f"{moment}__gte": self.quarter.starts_at}, then=Value(NOW))
        return rows.annotate(part=Case(is_now, default=Value(BEFORE), output_field=CharField())).order_by()

    def counted(self, rows, moment: str, home: str = "service", **numbers) -> dict[str, dict[int, dict[str, int]]]:
        """Aggregates by part and by home, in one query."""
        found: dict[str, dict[int, dict[str, int]]] = {part: {} for part in PARTS}
        rows = self.within(self.here(rows, home), moment).annotate(home=F(f"{home}_id"))
        for row in rows.values("part", "home").annotate(**numbers):
            part, pk = row.pop("part"), row.pop("home")
            found[part][pk] = {name: value or 0 for name, value in row.items()}
        return found


def homes_of(viewer) -> dict[int, Home]:
    """The homes whose report this viewer may read, by name: all for the involvement team, the Board and the leadership,
    their own for staff. One query."""
    rows = Service.objects.all() if oversees(viewer) else Service.objects.filter(pk__in=viewer.staff_of)
    return {row[0]: Home(*row) for row in rows.order_by("name").values_list(*Home._fields)}


def first_quarter(homes: dict[int, Home], today: dt.date) -> Quarter:
    """The one in which the first of these homes opened; the running one where there are none, or none is open yet."""
    return Quarter.of(min((home.opened_on for home in homes.values() if home.opened_on <= today), default=today))


def summed(by_home: dict[int, dict[str, int]]) -> dict[str, int]:
    """The numbers of all homes added up."""
    sums: dict[str, int] = defaultdict(int)
    for numbers in by_home.values():
        for name, number in numbers.items():
            sums[name] += number
    return sums
