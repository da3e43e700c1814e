"""What people say, and what becomes of it, read from sayings.txt. Its themes stand in the proportions in which
residents of real landlords raise them.

A block is one matter::

    topic end houses [team]     what usually becomes of it; houses are letters of KINDS; "team" is for the
                                involvement team only
    + title :: words            as somebody says it; another person says it otherwise
    > what is agreed to be done
    = the answer for everybody; for no and not_yet the reason. After find_out_done or find_out_no a second
      one says what was found out
    - what a neighbour adds

``{one|another}`` is one of these, and ``{6-20}`` a number between."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from involvement.models import Service

KINDS = {
    "h": Service.Kind.HOSTEL,
    "s": Service.Kind.SUPPORTED,
    "x": Service.Kind.EXTRA_CARE,
    "e": Service.Kind.SHELTERED,
    "f": Service.Kind.FLOATING,
}
ENDS = ("done", "no", "not_yet", "find_out_done", "find_out_no", "repair", "complaint")
# How often each theme is raised (pages on which it was found, of 48).
WEIGHTS = {
    "repairs": 11,
    "shared": 9,
    "listened": 9,
    "safety": 9,
    "social": 6,
    "parking": 5,
    "bins": 4,
    "laundry": 3,
    "money": 3,
    "rules": 3,
    "wifi": 3,
    "other": 3,
}
CHOICE = re.compile(r"\{([^{}]*)\}")
SPAN = re.compile(r"(\d+)-(\d+)")


@dataclass(frozen=True)
class Saying:
    """One matter. ``versions`` are (title, words) as different people put it."""

    topic: str
    end: str
    kinds: frozenset[str]
    versions: tuple[tuple[str, str], ...]
    action: str
    answer: str
    found_out: str
    comments: tuple[str, ...]
    team: bool


def spoken(text: str, chance: random.Random) -> str:
    """The text with each choice made."""

    def choose(match: re.Match) -> str:
        span = SPAN.fullmatch(match[1])
        return str(chance.randint(int(span[1]), int(span[2]))) if span else chance.choice(match[1].split("|"))

    return CHOICE.sub(choose, text)


def read_sayings() -> tuple[Saying, ...]:
    text = Path(__file__).with_name("sayings.txt").read_text(encoding="utf-8")
    blocks = (block.strip() for block in text.split("\n\n"))
    return tuple(_saying(block) for block in blocks if block and not block.startswith("#"))


def _saying(block: str) -> Saying:
    head, *lines = block.splitlines()
    topic, end, houses, *flags = head.split()
    marked: dict[str, list[str]] = {"+": [], ">": [], "=": [], "-": []}
    for line in lines:
        marked[line[0]].append(line[2:].strip())
    if topic not in WEIGHTS or end not in ENDS or not marked["+"]:
        raise ValueError(f"This saying cannot be read: {block}")
    versions = [tuple(part.strip() for part in line.split("::")) for line in marked["+"]]
    return Saying(
        topic=topic,
        end=end,
        kinds=frozenset(KINDS[letter] for letter in houses),
        versions=tuple(versions),
        action=marked[">"][0] if marked[">"] else "",
        answer=marked["="][0] if marked["="] else "",
        found_out=marked["="][1] if len(marked["="]) > 1 else "",
        comments=tuple(marked["-"]),
        team=flags == ["team"],
    )
