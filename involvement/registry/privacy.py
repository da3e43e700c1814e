"""What is not kept for ever (RELIABILITY rules 23 and 24). Each app registers in its own privacy.py what it forgets in
time, what it takes away with a person, and what becomes of every field that names a person or a sign-in."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model

from involvement.registry import Registry

# What goes when its time is over, by a word for it.
rules = Registry("rule of what is kept")
# What goes with a person, in the order in which it came.
parts = Registry("part of a person")
# Who must not be erased yet, by why: takes people out of a query.
waits = Registry("reason to wait")
# "meetings.comment.author" to a Link: nothing names a person or a sign-in without one.
links = Registry("link to a person")


class Fate(StrEnum):
    """What becomes of a row that names somebody who is erased."""

    # The row goes.
    ERASED = "erased"
    # The row stays; the person, and what they wrote for themselves, go from it.
    EMPTIED = "emptied"
    # The row stays as it is: a number that leads to nobody.
    KEPT = "kept"


@dataclass(frozen=True)
class Link:
    """``why`` says what an emptied or kept row is still needed for."""

    fate: Fate
    why: str = ""


@dataclass(frozen=True)
class Rule:
    """``forget(before, most)`` takes away at most so many rows of before that moment, in one transaction, and returns
    how many: 0 when there are none left. How long that is stands in the organisation's field ``setting``, which ends in
    the unit (_days, _months, _years; 0 is for ever), or in ``days``."""

    name: str
    words: str
    forget: Callable[[dt.datetime, int], int]
    setting: str = ""
    days: int = 0

    def before(self, now: dt.datetime, organisation) -> dt.datetime | None:
        """Everything older than this goes; None when it is kept for ever."""
        number = getattr(organisation, self.setting) if self.setting else self.days
        if not number:
            return None
        if self.setting.endswith("_months"):
            return _months_ago(now, number)
        if self.setting.endswith("_years"):
            return _months_ago(now, 12 * number)
        return now - dt.timedelta(days=number)


@dataclass
class Leaving:
    """Somebody who is erased: ``people`` is the record and those that were put together with it, ``files`` what is left
    to be deleted under MEDIA_ROOT. Who ever had a post or a role wrote as part of their work what they wrote there."""

    people: list
    worked_here: bool
    files: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[int]:
        return [person.pk for person in self.people]


@dataclass(frozen=True)
class Part:
    """``words`` tells the person what goes, and ``stays`` what stays of it, in plain words; ``count(keys)`` how much of
    it there is of these people; ``erase(leaving)`` takes it away, inside the one transaction of an erasure."""

    name: str
    words: str
    count: Callable[[list[int]], int]
    erase: Callable[[Leaving], None]
    stays: str = ""


def register_rule(name: str, words: str, forget: Callable, *, setting: str = "", days: int = 0) -> None:
    """Add a rule of how long something is kept. Raises ValueError when there is one of that name."""
    rules.add(name, Rule(name, words, forget, setting, days))


def register_part(name: str, words: str, *, count: Callable, erase: Callable, stays: str = "") -> None:
    """Add something that goes with a person. Raises ValueError when there is one of that name."""
    parts.add(name, Part(name, words, count, erase, stays))


def register_wait(name: str, without: Callable) -> None:
    """``without(people)`` leaves out of a query of people those who must not be erased yet. Raises ValueError for a
    second one of that name."""
    waits.add(name, without)


def register_links(model: type[Model] | str, fate: Fate, *fields: str, why: str = "") -> None:
    """Say what becomes of a model's fields that name somebody. Raises ValueError for a second time, and for a row that
    stays without a reason."""
    label = model if isinstance(model, str) else model._meta.label_lower
    if fate != Fate.ERASED and not why:
        raise ValueError(f"{label} stays, and nothing says why.")
    for name in fields:
        links.add(f"{label}.{name}", Link(fate, why))


def _months_ago(now: dt.datetime, months: int) -> dt.datetime:
    """The same day of an earlier month, or its last one."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))
