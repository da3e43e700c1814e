"""Who was erased, as opaque ids in a file outside every backup: a restore erases them anew (RELIABILITY rule 25). One
line for each, ``<uuid> <day>``; the uuid is ``Person.mark``, which no page shows."""

import os
import uuid
from pathlib import Path

from django.conf import settings
from django.utils import timezone


class ListMissing(Exception):
    """The list of erasures cannot be read. The message is a plain sentence for the operator."""


def path() -> Path:
    return Path(settings.ERASURES_FILE)


def begin() -> None:
    """Make the list where there is none, so that later a missing one is noticed."""
    path().parent.mkdir(parents=True, exist_ok=True)
    path().touch(mode=0o600, exist_ok=True)


def note(marks: list[uuid.UUID]) -> None:
    """Add these to the list, on the disk before this returns. Raises OSError: then nobody may be erased, since a
    restore would bring them back."""
    begin()
    lines = "".join(f"{mark} {timezone.localdate()}\n" for mark in marks)
    handle = os.open(path(), os.O_WRONLY | os.O_APPEND)
    try:
        os.write(handle, lines.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def known() -> list[uuid.UUID]:
    """All that are on the list. Raises ListMissing when it is not there, or holds a line that is none."""
    try:
        lines = path().read_text(encoding="ascii").splitlines()
        return [uuid.UUID(line.split()[0]) for line in lines if line.strip()]
    except FileNotFoundError:
        raise ListMissing(f"There is no list of erasures at {path()}.") from None
    except (OSError, ValueError) as error:
        raise ListMissing(f"The list of erasures at {path()} cannot be read ({type(error).__name__}).") from error
