"""Open work that goes to a colleague when a post ends. Each app registers its kinds in its reactions.py."""

from collections.abc import Callable
from dataclasses import dataclass

from involvement.registry import Registry

kinds_of_work = Registry("kind of open work")


@dataclass(frozen=True)
class OpenWork:
    """One thing that somebody has to do. ``title`` is what its page calls it."""

    id: int
    title: str
    detail: str = ""


@dataclass(frozen=True)
class KindOfWork:
    """``find(person, service)`` lists the person's open work at a service; ``give(ids, person, to, actor)``
    hands some of it to a colleague, inside the operation that ends the post."""

    name: str
    label: str
    find: Callable
    give: Callable


def register(name: str, label: str, *, find: Callable, give: Callable) -> None:
    """Add a kind, such as "meetings". Raises ValueError when it is there already."""
    kinds_of_work.add(name, KindOfWork(name, label, find, give))


def open_work_of(person, service) -> list[tuple[KindOfWork, list[OpenWork]]]:
    """The kinds of which there is something, with what there is."""
    found = [(kind, kind.find(person, service)) for _name, kind in kinds_of_work.items()]
    return [(kind, works) for kind, works in found if works]
