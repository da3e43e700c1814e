"""Comments on a suggestion, and reports that something is not right."""

import datetime as dt

from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, Reach
from involvement.operations.base import Refused, operation, record
from involvement.operations.once import keep_once, sent_key
from involvement.operations.outbox import send
from meetings import rules
from meetings.models import Comment, Report, Suggestion
from meetings.operations.suggestions.moving import carried
from meetings.operations.suggestions.sending import month_of


@operation
def add_comment(
    *,
    actor: Person,
    suggestion: Suggestion,
    words: str,
    shown_as: str = Comment.ShownAs.NAMED,
    as_staff: bool = False,
    once: str = "",
) -> Comment:
    """Add to a suggestion. The public reads it after staff released it, and not before. An anonymous comment keeps
    nothing of who wrote it and only the month, and tells nobody: the moment of a message would give away the moment
    of the comment. The same form sent again (``once``) returns the first."""
    if suggestion.status in rules.CLOSED_TO_COMMENTS:
        raise Refused(_("This is closed. Nothing can be added any more."))
    anonymous = shown_as == Comment.ShownAs.ANONYMOUS and not as_staff
    now = timezone.now()
    words = words.strip()
    made = Comment(
        suggestion=suggestion,
        author=None if anonymous else actor,
        as_staff=as_staff,
        shown_as=Comment.ShownAs.NAMED if as_staff else shown_as,
        words=words,
        let_out_to=Reach.ORGANISATION if suggestion.reach >= Reach.ORGANISATION else Reach.SERVICE,
        posted_at=month_of(now) if anonymous else now,
        sent_key=sent_key(once, str(suggestion.pk), words),
    )
    first = keep_once(made)
    if first is not None:
        return first
    Suggestion.objects.filter(pk=suggestion.pk).update(comments_shown=F("comments_shown") + 1)
    author = suggestion.author
    if author is not None and not anonymous and author != actor:
        send(
            kind="suggestion.comment",
            to=author,
            about=suggestion,
            occasion=f"{suggestion.pk}:{now:%Y%m%d}",
            values=carried(suggestion),
            wish=suggestion.told_by,
        )
    return made


@operation
def change_comment(*, actor: Person, comment: Comment, words: str) -> None:
    """Its author writes it anew, within EDIT_MINUTES: staff release it anew, too. Raises Refused later."""
    since = timezone.now() - dt.timedelta(minutes=rules.EDIT_MINUTES)
    changed = Comment.objects.filter(
        pk=comment.pk, author=actor, posted_at__gt=since, cover_reason="", taken_back_on__isnull=True
    ).update(
        words=words.strip(),
        let_out_to=Least("let_out_to", Value(Reach.ORGANISATION)),
        edited_at=timezone.now(),
    )
    if not changed:
        raise Refused(_("It is too late to change this. You can take it back."))


@operation
def take_comment_back(*, actor: Person, comment: Comment) -> None:
    """Its author takes it back: nobody reads it any more."""
    gone = Comment.objects.filter(pk=comment.pk, author=actor, taken_back_on__isnull=True).update(
        taken_back_on=timezone.localdate()
    )
    if not gone:
        raise Refused(_("Only the person who wrote it can take it back."))
    _show(comment, shown=False)


@operation
def hide_comment(*, actor: Person, comment: Comment, shown: bool) -> None:
    """Staff keep a comment to themselves and its author, or show it again."""
    if shown and comment.taken_back_on is not None:
        raise Refused(_("This was taken back."))
    _show(comment, shown=shown)
    verb = "suggestion.comment_shown" if shown else "suggestion.comment_hidden"
    record(verb=verb, thing=comment.suggestion, actor=actor, actor_role="staff")


@operation
def release_comment(*, actor: Person, comment: Comment, public: bool) -> None:
    """Let the public read it where it reads the suggestion, or not any more. Raises Refused for one that is hidden."""
    if public and not comment.shown:
        raise Refused(_("Show it to people here first."))
    let_out_to = Value(Reach.PUBLIC) if public else Least("let_out_to", Value(Reach.ORGANISATION))
    Comment.objects.filter(pk=comment.pk).update(let_out_to=let_out_to)
    verb = "suggestion.comment_released" if public else "suggestion.comment_kept"
    record(verb=verb, thing=comment.suggestion, actor=actor, actor_role="staff")


def _show(comment: Comment, *, shown: bool) -> None:
    """Show or hide, and count what is shown: once, whoever presses first."""
    if Comment.objects.filter(pk=comment.pk, shown=not shown).update(shown=shown):
        step = 1 if shown else -1
        Suggestion.objects.filter(pk=comment.suggestion_id).update(comments_shown=F("comments_shown") + step)
    comment.shown = shown


def hide_at_risk(comment: Comment) -> None:
    """Hide a comment that may show somebody at risk, its words included: staff too read something else."""
    comment.refresh_from_db(fields=["covered_words", "cover_reason", "shown"])
    before = {"covered_words": comment.covered_words, "cover_reason": comment.cover_reason, "shown": comment.shown}
    Comment.objects.filter(pk=comment.pk).update(
        covered_words=_("Somebody is reading this now."),
        cover_reason=_("those who keep people safe look at it"),
        before_risk=before,
    )
    _show(comment, shown=False)


def show_no_longer_at_risk(comment: Comment) -> None:
    """Show it again as it was before, unless it was taken back meanwhile: what staff had covered or hidden stays so."""
    before = {"covered_words": "", "cover_reason": "", "shown": True, **(comment.before_risk or {})}
    shown = before.pop("shown")
    Comment.objects.filter(pk=comment.pk).update(**before, before_risk=None)
    if shown and comment.taken_back_on is None:
        _show(comment, shown=True)


@operation
def report(*, actor: Person, suggestion: Suggestion, words: str, comment: Comment | None = None) -> Report:
    """Say that something here is not right. Until staff have looked, a second report of the same person about
    the same thing adds its words to the first."""
    words = words.strip()
    mine = Report.objects.filter(suggestion=suggestion, comment=comment, person=actor, state=Report.State.WAITING)
    first = mine.first()
    if first is None:
        return Report.objects.create(suggestion=suggestion, comment=comment, person=actor, words=words)
    if words not in first.words:
        first.words = f"{first.words}\n{words}"[:500]
        mine.update(words=first.words)
    return first


@operation
def settle_report(*, actor: Person, report: Report, state: str) -> None:
    """Staff have looked at it. Raises Refused when somebody else has."""
    settled = Report.objects.filter(pk=report.pk, state=Report.State.WAITING).update(state=state)
    if not settled:
        raise Refused(_("Somebody else has looked at this already."))
    report.state = state
    record(verb="suggestion.looked_at", thing=report.suggestion, actor=actor, actor_role="staff")
