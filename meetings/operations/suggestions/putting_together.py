"""Putting a suggestion together with another, and apart again: agreements move, one a person, and the numbers
stay exact however many do it at once."""

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from involvement.models import Person, Reach
from involvement.operations.base import Refused, operation, record
from meetings.models import Agreement, CountedAgreement, Follow, Status, Suggestion, may_move
from meetings.models.moves import STAFF
from meetings.operations.suggestions.holding import hold
from meetings.operations.suggestions.moving import move, tell_about
from meetings.operations.suggestions.words import changed_words


def why_not_together(suggestion: Suggestion, other: Suggestion) -> str:
    """Why these two cannot be put together, else an empty string. Whoever agreed with the first must be able
    to read the second."""
    if suggestion.pk == other.pk:
        return _("Please choose another one.")
    if other.status in (Status.PUT_TOGETHER, Status.TAKEN_BACK):
        return _("That one is closed. Please choose another.")
    if (suggestion.reach == Reach.TEAM) != (other.reach == Reach.TEAM) or Reach.RESTRICTED in (
        suggestion.reach,
        other.reach,
    ):
        return _("Not everybody who may read this one may read the other.")
    if other.reach < suggestion.reach or (suggestion.shown and not other.shown):
        return _("Fewer people may read that one. Let them read it first, or put that one together with this one.")
    if suggestion.service_id != other.service_id and other.reach < Reach.ORGANISATION:
        return _("That one belongs to another home, and people here cannot read it.")
    return ""


@operation
def put_together(*, actor: Person, suggestion: Suggestion, other: Suggestion, reason: str = "") -> Suggestion:
    """Close ``suggestion`` and go on with ``other``, which gets its agreements, its author's included. Everybody
    who waits for either is told. Returns the other as it now is. Raises Refused when they do not fit or somebody
    was quicker."""
    children = _put_in(suggestion)
    held = hold(suggestion.pk, other.pk, *children)
    suggestion, other = held[suggestion.pk], held[other.pk]
    if _put_in(suggestion) != children:
        raise Refused(changed_words())
    if why := why_not_together(suggestion, other):
        raise Refused(why)
    if not may_move(suggestion.status, Status.PUT_TOGETHER, STAFF):
        raise Refused(changed_words())
    move(
        actor=actor,
        suggestion=suggestion,
        to_status=Status.PUT_TOGETHER,
        by=STAFF,
        reason=reason,
        tell=False,
    )
    suggestion.put_together_with = other
    Suggestion.objects.filter(pk__in=[suggestion.pk, *children]).update(put_together_with=other)
    tell_about(suggestion=suggestion, kind="suggestion.put_together", but=actor)
    tell_about(suggestion=other, kind="suggestion.joined", but=actor)
    _bring_along(suggestion, other)
    record(verb="suggestion.joined", thing=other, actor=actor, actor_role="staff", occasion=suggestion)
    other.refresh_from_db()
    return other


def _put_in(suggestion: Suggestion) -> list[int]:
    return sorted(Suggestion.objects.filter(put_together_with=suggestion).values_list("pk", flat=True))


def _bring_along(suggestion: Suggestion, other: Suggestion) -> None:
    """Move what counts. Whoever agreed with both, or wrote the other, stays where they were."""
    there = Agreement.objects.filter(suggestion=other).values("person_id")
    moved = (
        Agreement.objects.filter(suggestion=suggestion)
        .exclude(person_id__in=there)
        .exclude(person_id=other.author_id or 0)
        .update(suggestion=other, came_from=Coalesce("came_from", suggestion.pk))
    )
    counted = _move_counted(
        CountedAgreement.objects.filter(suggestion=suggestion), other, Coalesce("came_from", suggestion.pk)
    )
    author_agrees = 0
    if suggestion.author_id and suggestion.author_id != other.author_id:
        _row, made = Agreement.objects.get_or_create(
            suggestion=other, person_id=suggestion.author_id, defaults={"came_from": suggestion}
        )
        author_agrees = int(made)
    _add(suggestion, -moved - counted)
    _add(other, moved + counted + author_agrees)
    followers = Follow.objects.filter(suggestion=suggestion).values_list("person_id", flat=True)
    Follow.objects.bulk_create([Follow(suggestion=other, person_id=key) for key in followers], ignore_conflicts=True)


def _move_counted(rows, to: Suggestion, came_from) -> int:
    number = rows.aggregate(all=Sum("number"))["all"] or 0
    rows.update(suggestion=to, came_from=came_from)
    return number


def _add(suggestion: Suggestion, number: int) -> None:
    if number:
        Suggestion.objects.filter(pk=suggestion.pk).update(agreements=F("agreements") + number)


@operation
def put_apart(*, actor: Person, suggestion: Suggestion) -> Suggestion:
    """Undo putting together: the suggestion is read, and waits again, with the agreements that it brought.
    Returns it as it now is. Raises Refused when it is not together with another any more."""
    other_id = Suggestion.objects.values_list("put_together_with_id", flat=True).get(pk=suggestion.pk)
    if other_id is None:
        raise Refused(changed_words())
    held = hold(suggestion.pk, other_id)
    suggestion, other = held[suggestion.pk], held[other_id]
    if suggestion.put_together_with_id != other.pk:
        raise Refused(changed_words())
    own = Agreement.objects.filter(suggestion=other, came_from=suggestion)
    author_agreed, _each = own.filter(person_id=suggestion.author_id or 0).delete()
    moved = own.update(suggestion=suggestion, came_from=None)
    counted = _move_counted(CountedAgreement.objects.filter(suggestion=other, came_from=suggestion), suggestion, None)
    _add(other, -moved - counted - author_agreed)
    _add(suggestion, moved + counted)
    Suggestion.objects.filter(pk=suggestion.pk).update(put_together_with=None)
    move(actor=actor, suggestion=suggestion, to_status=Status.READ, by=STAFF, tell=False)
    record(verb="suggestion.apart", thing=other, actor=actor, actor_role="staff", occasion=suggestion)
    suggestion.refresh_from_db()
    return suggestion
