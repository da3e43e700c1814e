"""Which numbers of people may be shown, so that none tells of one of them (RELIABILITY §3 rule 10, DOMAIN §3)."""


def step_of(minimum: int) -> int:
    """Every number that is shown is a multiple of this: half of the smallest number that is shown, and not below 5."""
    return max(5, minimum // 2)


def rounded(number: int, step: int) -> int:
    """To the nearest multiple of ``step``."""
    return (number + step // 2) // step * step


def is_enough(people: int, heard: int, minimum: int) -> bool:
    """Whether so many people, of whom so many were heard, may be told: neither these nor the others are few."""
    return min(heard, people - heard) >= minimum


def what_may_be_shown(rows: list[tuple[int, int]], minimum: int) -> list[tuple[int | None, int | None]]:
    """For each answer to a question the number of people and how many of them were heard, or None for each that stays
    hidden. ``rows`` are all answers, whose totals ``is_enough``. Hidden is a number below ``minimum``, nought too, and
    of those heard also where the others are below it. What is hidden is never one number alone and adds up to at least
    ``minimum``: else the smallest of the others is hidden, too, for the totals would tell it."""
    people = [people for people, _heard in rows]
    of_people = _hidden([(number,) for number in people], people, set(), minimum)
    of_heard = _hidden([(heard, number - heard) for number, heard in rows], people, of_people, minimum)
    return [
        (None if place in of_people else number, None if place in of_heard else heard)
        for place, (number, heard) in enumerate(rows)
    ]


def _hidden(cells: list[tuple[int, ...]], people: list[int], hidden: set[int], minimum: int) -> set[int]:
    """The places of what stays hidden: of those that are hidden already, too. Of equally many people all or none: else
    their order would tell which of them is which."""
    hidden = hidden | {place for place, parts in enumerate(cells) if min(parts) < minimum}
    others = set(range(len(cells))) - hidden
    while hidden and others and _is_told([cells[place] for place in hidden], minimum):
        fewest = min(people[place] for place in others)
        hidden |= {place for place in others if people[place] == fewest}
        others -= hidden
    return hidden


def _is_told(hidden: list[tuple[int, ...]], minimum: int) -> bool:
    """Whether the totals, less what is shown, would tell of few people, or that each of the hidden is the same."""
    return len(set(hidden)) < 2 or min(map(sum, zip(*hidden, strict=True))) < minimum
