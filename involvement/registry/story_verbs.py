"""The words for what happened. Each app registers its verbs in its own story_verbs.py."""

from dataclasses import dataclass

from involvement.registry import Registry

verbs = Registry("story verb")


@dataclass(frozen=True)
class Verb:
    """``words`` is the bold beginning of a line in a story, e.g. "Read by staff". ``for_staff`` entries are
    shown to staff of the service only."""

    name: str
    words: str
    for_staff: bool = False


def register(name: str, words: str, *, for_staff: bool = False) -> None:
    """Add a verb such as "suggestion.read". Raises ValueError when it is there already."""
    verbs.add(name, Verb(name, words, for_staff))
