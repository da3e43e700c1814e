"""Holding a suggestion's row until the transaction ends, on both databases, without SELECT FOR UPDATE."""

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


def hold_where_it_went(suggestion: Suggestion) -> Suggestion:
    """The suggestion, held; or the one with which it was put together, held instead."""
    key = suggestion.pk
    while True:
        kept = hold(key)[key]
        if kept.put_together_with_id is None:
            return kept
        key = kept.put_together_with_id
