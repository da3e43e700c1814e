"""Keys and moments that stand in an address or a form: people type, cut and forge them."""

import datetime as dt

from django.utils.dateparse import parse_datetime

# No key of ours has more digits; Python itself reads no number of thousands of them.
MOST_DIGITS = 18


def number(text: str) -> int:
    """The key that a text names, or 0, which nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def few_words(text: str, most: int) -> str:
    """What somebody typed, ``most`` characters at most, without the one that no PostgreSQL column takes."""
    return text.replace("\x00", "").strip()[:most]


def moment(text: str) -> dt.datetime | None:
    """The aware moment that a text names in ISO 8601, or None when it names none that a database can keep."""
    try:
        found = parse_datetime(text)
        return found.astimezone(dt.UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
