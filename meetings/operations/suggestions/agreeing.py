"""Agreeing, and "I changed my mind": one a person, exact when many press at once."""

from django.db.models import F
from django.utils import timezone

from involvement.models import Person
from involvement.operations.base import operation
from meetings.models import Agreement, CountedAgreement, Follow, Suggestion
from meetings.operations.suggestions.holding import hold, hold_where_it_went


@operation
def agree(*, actor: Person, suggestion: Suggestion) -> bool:
    """Agree with a suggestion, or with the one that it was put together with. Returns whether it counted: a
    second press changes nothing. The author's own agreement is not counted: they said it."""
    kept = hold_where_it_went(suggestion)
    if kept.author_id == actor.pk:
        return False
    _row, made = Agreement.objects.get_or_create(suggestion=kept, person=actor)
    if made:
        Suggestion.objects.filter(pk=kept.pk).update(agreements=F("agreements") + 1)
    return made


@operation
def change_mind(*, actor: Person, suggestion: Suggestion) -> bool:
    """Take an agreement away again. Returns whether there was one."""
    hold(suggestion.pk)
    gone, _each = Agreement.objects.filter(suggestion=suggestion, person=actor).delete()
    if gone:
        Suggestion.objects.filter(pk=suggestion.pk).update(agreements=F("agreements") - 1)
    return bool(gone)


@operation
def count_agreements(
    *, actor: Person | None, suggestion: Suggestion, number: int, source: str, words: str = ""
) -> CountedAgreement:
    """Keep a number of people who agree and are not named: hands, ticks on paper, "said the same". The same words
    said again in the same month are one."""
    kept = hold_where_it_went(suggestion)
    month = timezone.localdate().replace(day=1)
    same = CountedAgreement.objects.filter(suggestion=kept, source=source, words=words, month=month)
    if words and (before := same.first()):
        return before
    row = CountedAgreement.objects.create(suggestion=kept, number=number, source=source, words=words, month=month)
    Suggestion.objects.filter(pk=kept.pk).update(agreements=F("agreements") + number)
    return row


@operation
def follow(*, actor: Person, suggestion: Suggestion) -> bool:
    """Ask to be told what happens with a suggestion. Returns whether that is new."""
    _row, made = Follow.objects.get_or_create(suggestion=suggestion, person=actor)
    return made


@operation
def stop_following(*, actor: Person, suggestion: Suggestion) -> bool:
    """Ask to be told no more. Returns whether they followed it."""
    gone, _each = Follow.objects.filter(suggestion=suggestion, person=actor).delete()
    return bool(gone)
