"""Home by home: one row for each, and where nobody was heard. On paper, homes with a private address are one row."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.models import Service
from involvement.registry.promises import Count, Look
from meetings.queries.report.figures import Figures
from meetings.queries.report.people import shown
from meetings.queries.report.scope import NOW, Home, summed
from meetings.queries.report.tables import Kept, Table


def groups(figures: Figures, *, on_paper: bool) -> dict[str, list[Home]]:
    """The homes that were there in these months, or of which there is something to say, by the name under which they
    stand: their own, or on paper the one of all with a private address."""
    scope = figures.scope
    counted = [figures.meetings[NOW], figures.said[NOW].by_home, figures.told[NOW].by_home]
    known = {pk for by_home in counted for pk in by_home}
    found: dict[str, list[Home]] = {}
    private: list[Home] = []
    for pk, home in scope.homes.items():
        if not (home.is_there_in(scope.quarter) and home.opened_on <= scope.today) and pk not in known:
            continue
        if on_paper and home.is_private:
            private.append(home)
        else:
            found[home.name] = [home]
    if private:
        found[private_words(len(private))] = private
    return found


def private_words(number: int) -> str:
    words = ngettext("%(number)s home with a private address", "%(number)s homes with a private address", number)
    return words % {"number": number}


def names_of(figures: Figures, *, on_paper: bool) -> dict[int, str]:
    """How each home is called, by its key."""
    return {
        pk: _("A home with a private address") if on_paper and home.is_private else home.name
        for pk, home in figures.scope.homes.items()
    }


def table_of(figures: Figures, *, on_paper: bool) -> Table:
    """A row for each home."""
    columns = (
        _("Home"),
        _("Meetings held"),
        _("People who came"),
        _("People heard"),
        _("Suggestions"),
        _("Done"),
        _("Waiting"),
        _("Told"),
        _("Overdue"),
        _("Promises kept"),
    )
    kept = _kept(figures)
    rows = [[name, *_numbers(figures, homes, kept)] for name, homes in groups(figures, on_paper=on_paper).items()]
    return Table("homes", _("Home by home"), columns, rows)


def _numbers(figures: Figures, homes: list[Home], kept: dict[int, Kept]) -> list:
    keys = [home.pk for home in homes]
    meetings, said, told = (
        summed({pk: by_home[pk] for pk in keys if pk in by_home})
        for by_home in (figures.meetings[NOW], figures.said[NOW].by_home, figures.told[NOW].by_home)
    )
    heard = figures.heard[NOW]
    lived = set().union(*(heard.lived.get(pk, ()) for pk in keys))
    promises = [kept[pk] for pk in keys if pk in kept]
    return [
        meetings["held"],
        meetings["came"],
        shown(len(lived & heard.heard), exactly=False),
        said["said"],
        said["done"],
        said["waiting"],
        told["told"] + told["note"],
        told["overdue"],
        Kept(sum(each.kept for each in promises), sum(each.total for each in promises)),
    ]


def _kept(figures: Figures) -> dict[int, Kept]:
    """How many of the promises that were due at a home it kept. Where nobody came and something else was done, a
    promise is neither kept nor missed."""
    found: dict[int, list[Count]] = defaultdict(list)
    for promise in figures.promises[NOW]:
        for pk, count in promise.homes.items():
            if count.look in (Look.KEPT, Look.LATE, Look.MISSED):
                found[pk].append(count)
    return {pk: Kept(sum(each.look == Look.KEPT for each in due), len(due)) for pk, due in found.items()}


# --- Who is not heard -----------------------------------------------------------------------------


def silent(figures: Figures) -> list[Home]:
    """The homes in which somebody lived in these months and nobody said anything, by name or without, nor agreed,
    commented or came to a meeting."""
    heard = figures.heard[NOW].heard_at()
    said, met = figures.said[NOW].by_home, figures.meetings[NOW]
    return [
        home
        for pk, home in figures.scope.homes.items()
        if pk in heard and not (heard[pk] or said.get(pk, {}).get("said") or met.get(pk, {}).get("came"))
    ]


def kinds_of(figures: Figures) -> Table:
    """How many of the people who lived in each kind of home were heard."""
    heard, quiet = figures.heard[NOW], {home.pk for home in silent(figures)}
    by_kind: dict[str, list[int]] = defaultdict(list)
    for pk, home in figures.scope.homes.items():
        if pk in heard.lived:
            by_kind[home.kind].append(pk)
    rows = []
    for kind in Service.Kind:
        if keys := by_kind.get(kind):
            lived = set().union(*(heard.lived[pk] for pk in keys))
            people = (shown(len(each), exactly=False) for each in (lived, lived & heard.heard))
            rows.append([str(kind.label), len(keys), *people, len(quiet.intersection(keys))])
    columns = (
        _("Kind of home"),
        _("Homes"),
        _("People who lived there"),
        _("People heard"),
        _("Homes where nobody was heard"),
    )
    return Table("kinds", _("By kind of home"), columns, rows)


def silent_of(figures: Figures, *, on_paper: bool) -> Table:
    """Where nobody was heard, home by home."""
    quiet = silent(figures)
    private = [home for home in quiet if on_paper and home.is_private]
    rows = [[home.name, str(Service.Kind(home.kind).label)] for home in quiet if home not in private]
    if private:
        rows.append([private_words(len(private)), None])
    return Table("silent", _("Homes where nobody was heard"), (_("Home"), _("Kind of home")), rows)
