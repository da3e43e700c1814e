"""The ways in which somebody is heard: each app registers its own, and who is heard is counted from all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from involvement.registry import Registry
from involvement.rules.periods import Quarter

ways = Registry("way to be heard")


@dataclass(frozen=True)
class Way:
    """``words`` end the sentence "We count whoever …". ``people(quarter)`` is a queryset of one column: the keys of
    whoever was heard so. What was said without a name leads to nobody and is in none."""

    words: str
    people: Callable


def heard(name: str, words: str) -> Callable:
    """Register the decorated ``people(quarter)``. Raises ValueError when the name is taken."""

    def register(people: Callable) -> Callable:
        ways.add(name, Way(words, people))
        return people

    return register


def everybody_heard(quarter: Quarter):
    """A subquery with the key of each person who was heard in any of these ways."""
    first, *others = (way.people(quarter) for _name, way in ways.items())
    return first.union(*others)
