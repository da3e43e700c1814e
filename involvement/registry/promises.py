"""What can be promised, and how it is counted. Each app registers its measures in its own promises.py."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from involvement.models.promises import PromiseReading
from involvement.registry import Registry
from involvement.rules.periods import Month

Look = PromiseReading.Look

measures = Registry("measure")

# Why a home is not counted in a month, whatever is promised.
WHY_NOT = {
    "new": _("It joined during this month. It counts from its first whole month on."),
    "closed": _("It closed during this month."),
    "empty": _("Nobody lived there in this month."),
}
NUMBERS = ("kept", "late", "missed", "instead", "waiting", "unsure")


@dataclass(frozen=True)
class Count:
    """What a measure found of one home in one month. Of what the promise is about, so many were ``kept``, ``late``,
    ``missed``, still have time (``waiting``), or are counted apart: ``instead`` (nobody came, and something else was
    done), ``unsure`` (no day is known), ``beside`` (what the measure names). ``why`` is a word of the measure's
    ``words``; ``seen`` holds pairs of a model's label and a key. ``unknown``: the measure failed."""

    kept: int = 0
    late: int = 0
    missed: int = 0
    instead: int = 0
    waiting: int = 0
    unsure: int = 0
    beside: dict = field(default_factory=dict)
    why: str = ""
    seen: tuple = ()
    unknown: bool = False

    @property
    def total(self) -> int:
        """How many there are in all, without what is counted beside."""
        return self.kept + self.late + self.missed + self.instead + self.waiting

    @property
    def look(self) -> str:
        """Never kept when something was not, still has time, or nobody knows."""
        if self.missed:
            return Look.MISSED
        if self.unknown:
            return Look.UNKNOWN
        if self.late:
            return Look.LATE
        if self.instead:
            return Look.INSTEAD
        return Look.KEPT if self.kept and not self.waiting else Look.NOT_DUE

    def __add__(self, other: "Count") -> "Count":
        """Both together: of a quarter, an area, or everywhere."""
        beside = {name: self.beside.get(name, 0) + other.beside.get(name, 0) for name in self.beside | other.beside}
        numbers = {name: getattr(self, name) + getattr(other, name) for name in NUMBERS}
        return Count(
            **numbers,
            beside=beside,
            why=other.why or self.why,
            seen=(*self.seen, *other.seen),
            unknown=self.unknown or other.unknown,
        )


NOTHING = Count()


@dataclass(frozen=True)
class Measure:
    """``count(as_of, month, days)`` is pure: from an aware moment, a Month and the number of days promised (None
    where none are) to a Count for each home, by its key, of which there is something to say; it reads what had
    happened by ``as_of`` and writes nothing. What a home without anything is says ``nothing(as_of, month)``.

    ``label`` names it for the advisor, ``how`` says to everybody how it is counted (``%(days)s`` where days are
    promised, by the organisation's ``setting``). ``of`` is what the numbers count, in the plural. ``words`` say
    in a sentence what each ``why`` means, ``beside`` what stands beside the numbers (with ``%(number)s``). The month
    is closed so many ``grace_days`` after its end, or after the days promised.

    ``link(viewer, home, count)`` is where this viewer sees what was counted at a home (``pk``, ``code``), or None;
    ``more(viewer, seen)`` gives words of people about things seen, by pair, as far as the viewer may read them;
    ``next_step(home, count)`` is what staff can do about it there, as words and an address, or None."""

    name: str
    label: str
    how: str
    of: str
    count: Callable
    words: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    setting: str = ""
    grace_days: int = 0
    nothing: Callable = field(default=lambda as_of, month: NOTHING)
    link: Callable = field(default=lambda viewer, home, count: None)
    more: Callable = field(default=lambda viewer, seen: {})
    next_step: Callable = field(default=lambda home, count: None)
    # Whether each home is counted once, as kept or not; else things at the homes are.
    by_home: bool = False

    def how_in_words(self, days: int | None) -> str:
        """How it is counted, with the days that are promised."""
        return str(self.how) % {"days": days} if days is not None else str(self.how)

    def closes_on(self, month: Month, days: int | None) -> dt.date:
        """The first day on which nothing more can be done in time."""
        return month.end + dt.timedelta(days=max(self.grace_days, days or 0))


def register(measure: Measure) -> None:
    """Add a measure. Raises ValueError when its name is taken."""
    measures.add(measure.name, measure)
