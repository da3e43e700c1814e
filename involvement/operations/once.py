"""Sending the same form twice makes one row: its mark and what was in it are hashed into a unique column."""

import hashlib

from django.db import IntegrityError, transaction


def sent_key(once: str, *what: str) -> str | None:
    """What makes one sending of a form unique: its own random mark and what was in it, hashed. None without a mark."""
    if not once:
        return None
    return hashlib.sha256("\0".join([once, *what]).encode()).hexdigest()


def keep_once(made):
    """Insert the row, inside an operation. Returns the one that the same form made before, if it did, also when both
    come at the same moment: then the second waits for the first. Raises IntegrityError for another reason."""
    if not made.sent_key:
        made.save(force_insert=True)
        return None
    same = type(made)._default_manager.filter(sent_key=made.sent_key)
    if first := same.first():
        return first
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        if first := same.first():
            return first
        raise
    return None
