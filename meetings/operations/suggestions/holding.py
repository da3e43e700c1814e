"""Holding a suggestion's row until the transaction ends, on both databases, without SELECT FOR UPDATE."""

from django.db import transaction
from django.db.models import F

from involvement.operations.base import Refused
from meetings.models import Suggestion
from meetings.operations.suggestions.words import gone_words


def hold(*keys: int) -> dict[int, Suggestion]:
    """The suggestions with these keys as they are now; nobody else changes them before this transaction ends.
    Taken in the order of their keys, so that two who hold the same wait and do not block each other.

    The UPDATE changes nothing: PostgreSQL keeps the row for whoever made it, and SQLite has one writer anyway.
    Raises Refused when one of them is not there any more."""
    held = [Suggestion.objects.filter(pk=key).update(round=F("round")) for key in sorted(set(keys))]
    if not all(held):
        raise Refused(gone_words())
    return Suggestion.objects.in_bulk(keys)


class _WentOn(Exception):
    """It was put together, or apart again, between looking and holding."""


def hold_where_it_went(suggestion: Suggestion) -> Suggestion:
    """The suggestion, held; or the one with which it was put together, held instead.

    Only one row is ever held: looking comes first, and whoever finds that it went on meanwhile lets go (the savepoint
    gives the row back) before holding another. Holding both, the second after the first, would block whoever holds
    them in the order of their keys."""
    while True:
        key = _where_it_went(suggestion.pk)
        try:
            with transaction.atomic():
                kept = hold(key)[key]
                if kept.put_together_with_id is not None or _where_it_went(suggestion.pk) != key:
                    raise _WentOn
            return kept
        except _WentOn:
            continue


def _where_it_went(key: int) -> int:
    """The key of the suggestion that goes on with this one; its own, if it goes on itself or is not there."""
    parents = Suggestion.objects.values_list("put_together_with_id", flat=True)
    while parent := parents.filter(pk=key).first():
        key = parent
    return key
