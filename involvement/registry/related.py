"""What an action answers: apps to the right say which of their things point to it, as links for a viewer."""

from collections.abc import Callable
from dataclasses import dataclass

from involvement.registry import Registry

answer_sources = Registry("source of things answered")


@dataclass(frozen=True)
class Answered:
    """A thing that an action answers, as this viewer may see it."""

    title: str
    url: str


def answers(name: str) -> Callable:
    """Register the decorated ``(action, viewer) -> list[Answered]``. Raises ValueError when the name is taken."""

    def register(function: Callable) -> Callable:
        answer_sources.add(name, function)
        return function

    return register


def things_answered_by(action, viewer) -> list[Answered]:
    """All that the viewer may see of what this action answers."""
    return [thing for _name, source in answer_sources.items() for thing in source(action, viewer)]
