"""Reactions: what an app does when something happened in the base. They run in the order of registration,
inside the operation's transaction; an exception undoes the whole operation."""

from collections import defaultdict
from collections.abc import Callable

_reactions: dict[str, list[Callable]] = defaultdict(list)


def on(event: str) -> Callable:
    """Register a function for an event such as "action.done". Raises ValueError when it is there already."""

    def register(function: Callable) -> Callable:
        if function in _reactions[event]:
            raise ValueError(f"{function.__module__}.{function.__qualname__} reacts to {event!r} already.")
        _reactions[event].append(function)
        return function

    return register


def react(event: str, **facts) -> None:
    """Call every function registered for the event with these facts."""
    for function in _reactions[event]:
        function(**facts)


def registered() -> dict[str, list[Callable]]:
    """Events and their functions, for the command that lists the registries."""
    return dict(_reactions)
