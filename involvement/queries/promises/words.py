"""Promises in words: months, homes by their names as far as somebody may read them, numbers beside."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.models import Service
from involvement.registry.promises import Count, Look, Measure
from involvement.rules.periods import Month, Quarter, months_of
from involvement.rules.promises import is_public, may_name

# How many homes a sentence names.
NAMED_AT_MOST = 6


class Named(NamedTuple):
    pk: int
    name: str
    code: str
    area: str
    is_private: bool


class Names:
    """Names of homes for one viewer. They are looked up afresh, since an address may have become private."""

    def __init__(self, viewer, today) -> None:
        self.viewer, self.today = viewer, today
        self.homes: dict[int, Named] = {}

    def load(self, keys: Iterable[int]) -> None:
        """Look up these. One query."""
        rows = Service.objects.filter(pk__in=list(keys)).order_by().values_list(*Named._fields) if keys else ()
        self.homes = {row[0]: Named(*row) for row in rows}

    def name(self, pk: int, months: Iterable[Month]) -> str:
        """The name, or "" where this viewer may not read which home did what in these months."""
        home = self.homes.get(pk)
        public = all(is_public(month, self.today) for month in months)
        return home.name if home and may_name(self.viewer, pk, home.is_private, public) else ""

    def listed(self, keys: list[int], months: Iterable[Month]) -> str:
        """ "Croydon Street, Elm Court and 2 more homes", or "4 homes" where none may be named."""
        known = sorted(name for pk in keys if (name := self.name(pk, months)))
        shown = known[:NAMED_AT_MOST]
        more = len(keys) - len(shown)
        if not shown:
            return ngettext("%(number)s home", "%(number)s homes", more) % {"number": more}
        listed = ", ".join(shown)
        if not more:
            return listed
        words = ngettext("%(names)s and %(number)s more home", "%(names)s and %(number)s more homes", more)
        return words % {"names": listed, "number": more}


def month_in_words(month: Month) -> str:
    """ "November 2026"."""
    return date_format(month.first, "F Y")


def period_in_words(period: Month | Quarter | list[Month]) -> str:
    """ "November 2026", "October to December 2026"."""
    months = period if isinstance(period, list) else months_of(period)
    if len(months) == 1:
        return month_in_words(months[0])
    words = {"first": date_format(months[0].first, "F"), "last": month_in_words(months[-1])}
    return _("%(first)s to %(last)s") % words


def beside_in_words(measure: Measure | None, sums: Count) -> list[str]:
    """What is counted apart, a sentence each. Of one home its ``why`` says already that nobody came."""
    said = []
    if sums.instead and not sums.why:
        words = ngettext(
            "At %(number)s home nobody came, and something else was done.",
            "At %(number)s homes nobody came, and something else was done.",
            sums.instead,
        )
        said.append(words % {"number": sums.instead})
    if sums.unsure:
        words = ngettext(
            "%(number)s was said without a name, so nobody knows the day. It is not among them.",
            "%(number)s were said without a name, so nobody knows the day. They are not among them.",
            sums.unsure,
        )
        said.append(words % {"number": sums.unsure})
    words_beside = measure.beside if measure else {}
    return said + [
        str(words) % {"number": sums.beside[name]} for name, words in words_beside.items() if sums.beside.get(name)
    ]


def dot_words(name: str, count: Count) -> str:
    """ "Elm Court: missed", "Elm Court: late, 5 of 6", or without the name."""
    words = str(Look(count.look).label)
    if count.look == Look.NOT_DUE and count.waiting:
        words = _("Still has time")
    if count.total > 1:
        words = _("%(look)s, %(kept)s of %(total)s") % {"look": words, "kept": count.kept, "total": count.total}
    return f"{name}: {words}" if name else words
