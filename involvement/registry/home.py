"""What each app puts on the first pages: menu entries, cards, and staff's one list of work."""

from collections.abc import Callable
from dataclasses import dataclass

from involvement.registry import Registry

menu_entries = Registry("menu entry")
cards = Registry("card")
work_sources = Registry("source of work")

AUDIENCES = ("public", "customer", "staff", "advisor", "board")


@dataclass(frozen=True)
class MenuEntry:
    audience: str
    label: str
    url_name: str
    order: int
    # Whether a viewer of this audience has it; everybody when None.
    for_viewer: Callable | None = None
    # On a wide page it stands under "More", so that the others have one line.
    more: bool = False


@dataclass(frozen=True)
class Card:
    """``build(viewer)`` returns the template's context, or None when there is nothing to show.
    ``place`` is "top", "main" or "side"."""

    audience: str
    name: str
    template: str
    build: Callable
    order: int
    place: str = "main"


@dataclass(frozen=True)
class WorkItem:
    """One line of staff's list of work. ``kind`` is a key of queries.work.KINDS; ``due`` is a date;
    ``page`` is the address of the page that has all of this kind."""

    kind: str
    title: str
    url: str
    due: object = None
    detail: str = ""
    late: bool = False
    page: str = ""


def menu(
    audience: str,
    label: str,
    url_name: str,
    *,
    order: int,
    for_viewer: Callable | None = None,
    more: bool = False,
) -> None:
    """Add an entry to an audience's main menu, for those of it for whom ``for_viewer(viewer)`` says so. ``more``:
    for what is seldom needed. Raises ValueError for one that is there already."""
    menu_entries.add(f"{audience}:{url_name}", MenuEntry(audience, label, url_name, order, for_viewer, more))


def card(audience: str, name: str, template: str, *, order: int, place: str = "main") -> Callable:
    """Register the decorated ``build(viewer)`` as a card on an audience's first page."""

    def register(build: Callable) -> Callable:
        cards.add(f"{audience}:{name}", Card(audience, name, template, build, order, place))
        return build

    return register


def work(name: str) -> Callable:
    """Register the decorated ``(viewer) -> list[WorkItem]`` (at most 50 items, few queries) for staff."""

    def register(build: Callable) -> Callable:
        work_sources.add(name, build)
        return build

    return register


def menu_for(audience: str, viewer=None) -> list[MenuEntry]:
    """The audience's entries in their order; of a viewer, those that lead somewhere."""
    entries = (e for _, e in menu_entries.items() if e.audience == audience)
    shown = (e for e in entries if viewer is None or e.for_viewer is None or e.for_viewer(viewer))
    return sorted(shown, key=lambda e: e.order)


def cards_for(audience: str, viewer) -> list[dict]:
    """The cards with something to show, in their order, each with its template, place and context."""
    chosen = sorted((c for _, c in cards.items() if c.audience == audience), key=lambda c: c.order)
    built = ((c, c.build(viewer)) for c in chosen)
    return [
        {"name": c.name, "template": c.template, "place": c.place, "card": context}
        for c, context in built
        if context is not None
    ]
