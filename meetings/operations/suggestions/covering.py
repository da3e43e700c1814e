"""Covering words, with a reason ("a name was removed"). What was said stays as it was, with named staff."""

from django.utils.translation import gettext as _

from involvement.models import Action, Person, Photo
from involvement.operations.base import Refused, operation, record
from involvement.operations.photos import set_hidden
from involvement.queries.photos import every_photo_of
from meetings.models import Comment, Suggestion


@operation
def cover(*, actor: Person, suggestion: Suggestion, title: str, words: str, reason: str) -> None:
    """Others read ``title`` and ``words`` instead. Raises Refused without a reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why, in a few words. Everybody will see it."))
    changes = {"covered_title": title.strip(), "covered_words": words.strip(), "cover_reason": reason}
    before = suggestion.shown_title
    Suggestion.objects.filter(pk=suggestion.pk).update(**changes)
    for name, value in changes.items():
        setattr(suggestion, name, value)
    _cover_work(suggestion, before)
    record(
        verb="suggestion.covered",
        thing=suggestion,
        actor=actor,
        actor_role="staff",
        reason=reason,
        fields=["covered_title", "covered_words"],
    )


@operation
def uncover(*, actor: Person, suggestion: Suggestion) -> None:
    """Show the words again as they were said."""
    before = suggestion.shown_title
    Suggestion.objects.filter(pk=suggestion.pk).update(covered_title="", covered_words="", cover_reason="")
    suggestion.covered_title = suggestion.covered_words = suggestion.cover_reason = ""
    _cover_work(suggestion, before)
    record(
        verb="suggestion.uncovered",
        thing=suggestion,
        actor=actor,
        actor_role="staff",
        fields=["covered_title", "covered_words"],
    )


def _cover_work(suggestion: Suggestion, before: str) -> None:
    """What was agreed in one tap carries the title of the suggestion, and shows no more of it."""
    Action.objects.filter(suggestions=suggestion, title=before).update(title=suggestion.shown_title)


@operation
def cover_comment(*, actor: Person, comment: Comment, words: str, reason: str) -> None:
    """Others read ``words`` instead of the comment. Raises Refused without a reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why, in a few words. Everybody will see it."))
    Comment.objects.filter(pk=comment.pk).update(covered_words=words.strip(), cover_reason=reason)
    comment.covered_words, comment.cover_reason = words.strip(), reason
    record(verb="suggestion.comment_covered", thing=comment.suggestion, actor=actor, actor_role="staff", reason=reason)


@operation
def hide_photo(*, actor: Person, suggestion: Suggestion, photo: Photo, reason: str) -> None:
    """Nobody is shown the photo any more. Raises Refused without a reason, or for a photo of something else."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why, in a few words."))
    set_hidden(among=every_photo_of(suggestion), photo=photo, hidden=True)
    record(verb="suggestion.photo_hidden", thing=suggestion, actor=actor, actor_role="staff", reason=reason)


@operation
def show_photo(*, actor: Person, suggestion: Suggestion, photo: Photo) -> None:
    """Show it again to whoever may read the suggestion. Raises Refused for a photo of something else, and for one that
    was taken back."""
    set_hidden(among=every_photo_of(suggestion), photo=photo, hidden=False)
    record(verb="suggestion.photo_shown", thing=suggestion, actor=actor, actor_role="staff")
