"""What staff do with a suggestion: read it, show it, answer it, and let the public see it."""

from collections.abc import Iterable

from django.db.models import Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, Reach
from involvement.operations.agreed_work import role_of
from involvement.operations.base import Refused, operation, record
from meetings import rules
from meetings.models import Comment, Status, Suggestion
from meetings.models.moves import STAFF
from meetings.operations.suggestions.moving import move, tell_about
from meetings.operations.suggestions.words import changed_words


@operation
def read(*, actor: Person, suggestion: Suggestion, show: bool | None = None) -> None:
    """A member of staff has read it. ``show`` decides whether everyone here sees what was said without signing
    in; None leaves that as it is. Reading what went to repairs or complaints notes the day only."""
    if suggestion.status == Status.SENT:
        move(actor=actor, suggestion=suggestion, to_status=Status.READ, by=STAFF)
    else:
        today = timezone.localdate()
        noted = Suggestion.objects.filter(pk=suggestion.pk, read_on__isnull=True).update(read_on=today)
        if noted:
            suggestion.read_on = today
            record(verb="suggestion.read", thing=suggestion, actor=actor, actor_role="staff")
    if show is not None and show != suggestion.shown:
        show_or_hide(actor=actor, suggestion=suggestion, shown=show)


@operation
def show_or_hide(*, actor: Person, suggestion: Suggestion, shown: bool) -> None:
    """Show it to everyone whom it is for, or keep it to staff and its author."""
    changed = Suggestion.objects.filter(pk=suggestion.pk).exclude(status=Status.TAKEN_BACK).update(shown=shown)
    if not changed:
        raise Refused(changed_words())
    suggestion.shown = shown
    verb = "suggestion.shown" if shown else "suggestion.hidden"
    record(verb=verb, thing=suggestion, actor=actor, actor_role="staff", fields=["shown"])


@operation
def set_topic(*, actor: Person, suggestion: Suggestion, topic: str) -> None:
    """Say what it is about."""
    Suggestion.objects.filter(pk=suggestion.pk).update(topic=topic)
    suggestion.topic = topic
    record(verb="suggestion.topic", thing=suggestion, actor=actor, actor_role="staff", fields=["topic"])


@operation
def set_note(*, actor: Person, suggestion: Suggestion, note: str) -> None:
    """A note that only staff of the place see."""
    Suggestion.objects.filter(pk=suggestion.pk).update(private_note=note.strip())
    record(verb="suggestion.note", thing=suggestion, actor=actor, actor_role="staff", fields=["private_note"])


@operation
def answer(*, actor: Person, suggestion: Suggestion, words: str) -> None:
    """Our answer for everybody who sees the suggestion; its author and those who wait for it are told. Whoever
    answers has read it."""
    words = words.strip()
    if words == suggestion.public_answer:
        return
    if words and suggestion.status == Status.SENT:
        read(actor=actor, suggestion=suggestion)
    note_answer(actor=actor, suggestion=suggestion, words=words)
    if words:
        tell_about(suggestion=suggestion, kind="suggestion.answered", but=actor)


@operation
def note_answer(*, actor: Person, suggestion: Suggestion, words: str) -> None:
    """Our answer, told with what else happens at this moment."""
    Suggestion.objects.filter(pk=suggestion.pk).update(public_answer=words)
    suggestion.public_answer = words
    record(
        verb="suggestion.answered",
        thing=suggestion,
        actor=actor,
        actor_role=role_of(actor),
        fields=["public_answer"],
    )


@operation
def release(
    *, actor: Person, suggestion: Suggestion, reach: int, comments: Iterable[Comment] = (), answer: str = ""
) -> None:
    """Let everyone signed in, or everybody, read it, and with it these of its ``comments``; or take it back to the
    house. ``answer`` says what was done, where nobody said so yet. Raises Refused where it must not leave: a private
    address, words for the team only, a worry about safety; and to the public when nothing says what was done."""
    if reach > Reach.SERVICE and (why := rules.why_not_released(suggestion, reach)):
        raise Refused(why)
    if reach not in (Reach.SERVICE, Reach.ORGANISATION, Reach.PUBLIC):
        raise Refused(changed_words())
    if rules.lacks_answer(suggestion):
        if answer.strip():
            note_answer(actor=actor, suggestion=suggestion, words=answer.strip())
        elif reach == Reach.PUBLIC:
            raise Refused(_("Please write in one sentence what was done. Everybody will read it."))
    released_on = (suggestion.released_on or timezone.localdate()) if reach == Reach.PUBLIC else None
    changed = Suggestion.objects.filter(pk=suggestion.pk, reach=suggestion.reach, reach__gte=Reach.SERVICE).update(
        reach=reach, released_on=released_on, release_decided_on=timezone.localdate()
    )
    if not changed:
        raise Refused(changed_words())
    unchanged, suggestion.reach, suggestion.released_on = suggestion.reach == reach, reach, released_on
    _release_comments(suggestion, reach, comments)
    verbs = {
        Reach.SERVICE: "suggestion.kept_here",
        Reach.ORGANISATION: "suggestion.let_out",
        Reach.PUBLIC: "suggestion.released",
    }
    verb = "suggestion.looked_over" if unchanged else verbs[reach]
    record(verb=verb, thing=suggestion, actor=actor, actor_role="staff", fields=["reach"])


def _release_comments(suggestion: Suggestion, reach: int, comments: Iterable[Comment]) -> None:
    """Those chosen go as far as the suggestion. No other comment is public, or goes further than it."""
    rows = Comment.objects.filter(suggestion=suggestion)
    rows.update(let_out_to=Least("let_out_to", Value(min(reach, Reach.ORGANISATION))))
    rows.filter(pk__in=[comment.pk for comment in comments], shown=True).update(let_out_to=reach)
