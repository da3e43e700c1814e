"""Notes that two people write at once: how a page knows, and how both are kept."""

import hashlib


def plain(text: str) -> str:
    """The text as it is kept: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").strip()


def mark_of(text: str) -> str:
    """What a page keeps of the notes that it began with, to see whether somebody else wrote meanwhile."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def both(theirs: str, mine: str) -> str:
    """Two people's notes as one: nothing twice, nothing lost."""
    if mine in theirs:
        return theirs
    if theirs in mine:
        return mine
    return f"{theirs}\n\n{mine}"
