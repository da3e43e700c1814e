"""A report in words and numbers, as data that the page, the PDF and the workbook all show."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from involvement.templatetags.portal import day
from meetings.queries.report.people import AT_LEAST, FEW, Few


class Kept(NamedTuple):
    """So many of so many."""

    kept: int
    total: int


Cell = str | int | float | dt.date | Few | Kept | None


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it. ``columns`` are the heads, of which one for each cell."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]

    @property
    def is_wide(self) -> bool:
        """Whether a phone shows it as cards, since it is no name with two numbers."""
        return len(self.columns) > 3 or any(isinstance(cell, str) for row in self.rows for cell in row[1:])

    @property
    def in_words(self) -> list[list[str]]:
        return [[in_words(cell) for cell in row] for row in self.rows]

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name and its other cells, each with its head."""
        return [(first, list(zip(self.columns[1:], rest, strict=True))) for first, *rest in self.in_words]


@dataclass(frozen=True)
class Section:
    """``lines`` stand between the heading and the tables."""

    key: str
    heading: str
    tables: list[Table]
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sum:
    """One of the numbers at the head of a report, with what it was in the three months before."""

    words: str
    now: Cell
    before: Cell

    @property
    def in_words(self) -> tuple[str, str]:
        return in_words(self.now), in_words(self.before)


@dataclass(frozen=True)
class Report:
    """``where`` and ``when`` are what it is about, ``as_of`` a sentence about the day on which it was made. ``voices``
    are homes with pairs of what was said and what was done (queries/you_said.py); ``more_voices`` when there are more.
    ``by_home`` has a row for each home, or is None where there is one home only."""

    where: str
    when: str
    before: str
    as_of: str
    is_empty: bool
    sums: list[Sum]
    sections: list[Section]
    voices: list[dict]
    more_voices: bool
    by_home: Table | None
    notes: list[str]


def in_words(cell: Cell) -> str:
    """A cell as it is read."""
    if cell is None:
        return "–"
    if cell is FEW:
        return _("fewer than %(number)s") % {"number": AT_LEAST}
    if isinstance(cell, Kept):
        return _("%(kept)s of %(total)s") % cell._asdict() if cell.total else "–"
    if isinstance(cell, dt.date):
        return day(cell)
    if isinstance(cell, float):
        return number_format(cell, 0 if cell.is_integer() else 1)
    return number_format(cell, force_grouping=True) if isinstance(cell, int) else cell
