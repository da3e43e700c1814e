"""The words for what happened, and the things to which it can happen. Each app registers both in its own
story_verbs.py."""

from collections.abc import Callable
from dataclasses import dataclass

from involvement.registry import Registry

verbs = Registry("story verb")
audit_kinds = Registry("kind of audit entry")
things = Registry("thing of the story")


@dataclass(frozen=True)
class Verb:
    """``words`` is the bold beginning of a line in a story, e.g. "Read by staff". ``for_staff`` entries are
    shown to staff of the service only."""

    name: str
    words: str
    for_staff: bool = False


@dataclass(frozen=True)
class Named:
    """A thing as a viewer may read it. ``url`` is empty where it has no page for them."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Thing:
    """A kind of thing. ``seen(viewer)`` is the queryset of those that the viewer may see; ``named(viewer, keys)`` their
    titles and addresses by key, for keys that were found by ``seen``. ``at(services)`` are those that belong to places
    without saying so in the entry. ``unnamed(viewer)`` are those of which the viewer must not learn whose they are,
    ``without_name()`` those of which nobody may: an entry of these without an actor tells its moment, and is left out.
    """

    label: str
    words: str
    seen: Callable
    named: Callable
    at: Callable | None = None
    unnamed: Callable | None = None
    without_name: Callable | None = None


def register(name: str, words: str, *, for_staff: bool = False) -> None:
    """Add a verb such as "suggestion.read". Raises ValueError when it is there already."""
    verbs.add(name, Verb(name, words, for_staff))


def register_audit(name: str, words: str) -> None:
    """Add a kind of audit entry such as "sign_in". Raises ValueError when it is there already."""
    audit_kinds.add(name, words)


def register_thing(label: str, words: str, **how) -> None:
    """Add a kind of thing, such as "meetings.suggestion"; ``how`` is what ``Thing`` takes. Raises ValueError when it is
    there already."""
    things.add(label, Thing(label, words, **how))
