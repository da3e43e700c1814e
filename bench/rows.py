"""The rows of the bench's table, with their goals."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """``ratio`` of the bare page's requests a second at four connections, at least; queries and milliseconds of the
    95th hundredth at most."""

    words: str
    ratio: float
    queries: int = 99
    p95: float = 9999


PAGES = {
    "list": Page("suggestion list, signed in, people here", 0.035, 5),
    "others": Page("suggestion list, signed in, other places", 0.035, 5),
    "public": Page("suggestion list, not signed in", 0.05, 3),
    "page": Page("suggestion page, 50 history entries and 30 comments", 0.03, 10),
    "send": Page("send a suggestion, similar ones looked up", 0.03, 99, 60),
    "search": Page("search, rare to very common words", 0.015),
    "meeting": Page("meeting: one saved change", 0.04),
    "home-customer": Page("home page of a customer", 0.03, 12),
    "home-staff": Page("home page of staff", 0.03, 12),
}

# On a database of their own: 600 homes and 24 months (bench/promises.py).
PROMISES = {
    "promises": Page("promises, signed in as Board, the month that is going on", 0.03, 10),
    "promises-public": Page("promises, not signed in", 0.03, 10),
    "promises-month": Page("promises, signed in as Board, a month that is over", 0.03, 10),
}

GROWTH = {
    "grow-first": "first page",
    "grow-deep": "90 % deep",
    "grow-status": "by status",
    "grow-agreed": "most agreed",
}

# What is written wrongly is looked up more than once.
MISSPELT = ("lantrn", "kettledrm", "curtians", "washng machne")


def most_milliseconds(search: str) -> int:
    """Of SQL, for a search by its name in the table."""
    return 100 if search.startswith("others") or any(word in search for word in MISSPELT) else 30
