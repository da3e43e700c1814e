"""Months and quarters by the organisation's own clock, as promises count them: midnight to midnight in London, whatever
the clocks do in between."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
QUARTER = re.compile(r"(20\d\d)-q([1-4])", re.ASCII)


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in London, aware."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


def months_on(day: dt.date, number: int) -> dt.date:
    """The first day of the month that is ``number`` months after the one of ``day`` (before it, if negative)."""
    months = day.year * 12 + day.month - 1 + number
    return dt.date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Month:
    """A month, by its first day."""

    first: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.replace(day=1))

    def on(self, number: int) -> "Month":
        """The month so many months after this one."""
        return Month(months_on(self.first, number))

    @property
    def end(self) -> dt.date:
        """The first day after it."""
        return months_on(self.first, 1)

    @property
    def last(self) -> dt.date:
        return self.end - dt.timedelta(days=1)

    @property
    def starts_at(self) -> dt.datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        return midnight(self.end)

    @property
    def key(self) -> str:
        """As it stands in an address: 2026-11."""
        return f"{self.first:%Y-%m}"

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day < self.end


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months, January to March and so on."""

    first: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(dt.date(day.year, day.month - (day.month - 1) % 3, 1))

    def on(self, number: int) -> "Quarter":
        return Quarter(months_on(self.first, 3 * number))

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(Month(months_on(self.first, number)) for number in range(3))

    @property
    def end(self) -> dt.date:
        return months_on(self.first, 3)

    @property
    def starts_at(self) -> dt.datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        return midnight(self.end)

    @property
    def key(self) -> str:
        """As it stands in an address: 2026-q4."""
        return f"{self.first.year}-q{self.first.month // 3 + 1}"


def months_of(period: Month | Quarter) -> tuple[Month, ...]:
    return period.months if isinstance(period, Quarter) else (period,)


def read_period(text: str) -> Month | Quarter | None:
    """What an address asks for ("2026-11", "2026-q4"); None for anything else."""
    if found := MONTH.fullmatch(text):
        return Month(dt.date(int(found[1]), int(found[2]), 1))
    if found := QUARTER.fullmatch(text):
        return Quarter(dt.date(int(found[1]), 3 * int(found[2]) - 2, 1))
    return None
