"""Deciding, by one tap, and undoing it until the minutes go out. Nobody is told before: see finishing.py."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Person
from involvement.operations import agreed_work
from involvement.operations.base import Refused, operation
from meetings.models import AgendaItem, Meeting, Status, Suggestion
from meetings.models.moves import MEETING, NEEDS_REASON
from meetings.operations.meetings.writing import saved
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.undoing import put_back, snapshot
from meetings.queries.agenda import usual_date

# What a meeting can decide about a suggestion, in the order of the buttons.
DECISIONS = (Status.AGREED, Status.FINDING_OUT, Status.NO, Status.NOT_YET)

# What a meeting can note about an action of last time: done, still going, will not be done.
OF_LAST_TIME = (Status.DONE, Status.BEING_DONE, Status.NO)


@operation
def decide(
    *,
    actor: Person,
    meeting: Meeting,
    item: AgendaItem,
    outcome: str,
    was: str = "",
    reason: str = "",
    by: dt.date | None = None,
) -> None:
    """Note what the meeting decided about a suggestion. ``was`` is the decision that the page showed ("" for
    none), and is undone first. A tap alone is enough: what is agreed becomes an action with the suggestion's
    title, the writer as owner and ``usual_date``. The same tap twice is one decision.

    Raises Refused without a needed reason, or when somebody decided otherwise a moment ago."""
    if outcome not in DECISIONS or item.kind != AgendaItem.Kind.SUGGESTION:
        raise Refused(_("Please choose one of the answers."))
    if outcome in NEEDS_REASON and not reason.strip():
        raise Refused(_("Please say why. The person who asked will read it."))
    saved(actor=actor, meeting=meeting)
    if not _claim(item, was=was, outcome=outcome):
        return
    suggestion = Suggestion.objects.get(pk=item.suggestion_id)
    if was:
        _restore(actor=actor, meeting=meeting, item=item, suggestion=suggestion, was=was)
    before = snapshot(suggestion)
    by = by or (usual_date(meeting) if outcome in (Status.AGREED, Status.FINDING_OUT) else None)
    move(
        actor=actor,
        suggestion=suggestion,
        to_status=outcome,
        by=MEETING,
        reason=reason,
        meeting=meeting,
        find_out_by=by,
        find_out_who=actor,
        tell=False,
    )
    action = _action_for(actor, meeting, suggestion, by) if outcome == Status.AGREED else None
    AgendaItem.objects.filter(pk=item.pk).update(
        reason=reason.strip(),
        find_out_by=by if outcome == Status.FINDING_OUT else None,
        decided_action=action,
        before=before,
        decided_at=timezone.now(),
    )


@operation
def undo(*, actor: Person, meeting: Meeting, item: AgendaItem, was: str) -> None:
    """Take a decision back: the suggestion is as it was before, and the action is gone. Twice is once.

    Raises Refused when the minutes are out, or when somebody has gone on with it."""
    saved(actor=actor, meeting=meeting)
    if not _claim(item, was=was, outcome=""):
        return
    if item.kind == AgendaItem.Kind.SUGGESTION:
        suggestion = Suggestion.objects.get(pk=item.suggestion_id)
        _restore(actor=actor, meeting=meeting, item=item, suggestion=suggestion, was=was)
    AgendaItem.objects.filter(pk=item.pk).update(
        reason="", find_out_by=None, decided_action=None, before={}, decided_at=None
    )


@operation
def change_words(*, actor: Person, meeting: Meeting, item: AgendaItem, reason: str | None = None, by=None) -> None:
    """Change the reason of a no or not yet, or the date until which somebody finds out; what is None stays.
    Raises Refused when the reason is gone, or when somebody decided otherwise."""
    if reason is not None and not reason.strip():
        raise Refused(_("Please say why. The person who asked will read it."))
    changes = {"reason": reason.strip() if reason else None, "find_out_by": by}
    changes = {name: value for name, value in changes.items() if value is not None}
    saved(actor=actor, meeting=meeting)
    same = Suggestion.objects.filter(pk=item.suggestion_id, status=item.outcome)
    if changes and not same.update(**changes):
        raise Refused(_("Somebody else changed this a moment ago. Please look at it again."))
    AgendaItem.objects.filter(pk=item.pk).update(**changes)


@operation
def change_action(
    *,
    actor: Person,
    meeting: Meeting,
    item: AgendaItem,
    title: str | None = None,
    owners: list[Person] | None = None,
    due_on: dt.date | None = None,
) -> None:
    """Change what was just agreed to be done; what is None stays, so that two who write at once keep what the
    other wrote. Raises Refused when the action is gone."""
    saved(actor=actor, meeting=meeting)
    if item.decided_action is None:
        raise Refused(_("Somebody else changed this a moment ago. Please look at it again."))
    agreed_work.settle_action(actor=actor, action=item.decided_action, title=title, owners=owners, due_on=due_on)


@operation
def note_last_time(
    *, actor: Person, meeting: Meeting, item: AgendaItem, outcome: str, was: str = "", reason: str = ""
) -> None:
    """Note what became of an action of last time. It is marked as done or dropped when the minutes go out,
    since then people are told. Raises Refused without a reason for dropping it."""
    if outcome not in OF_LAST_TIME or item.kind != AgendaItem.Kind.LAST_ACTION:
        raise Refused(_("Please choose one of the answers."))
    if outcome == Status.NO and not reason.strip():
        raise Refused(_("Please say why it will not be done."))
    saved(actor=actor, meeting=meeting)
    if _claim(item, was=was, outcome=outcome):
        AgendaItem.objects.filter(pk=item.pk).update(reason=reason.strip(), decided_at=timezone.now())


def _claim(item: AgendaItem, *, was: str, outcome: str) -> bool:
    """Only the first of two taps brings the item from ``was`` to ``outcome``. False when it is there already;
    raises Refused when it went elsewhere."""
    if was != outcome and AgendaItem.objects.filter(pk=item.pk, outcome=was).update(outcome=outcome):
        item.outcome = outcome
        return True
    if AgendaItem.objects.filter(pk=item.pk, outcome=outcome).exists():
        return False
    raise Refused(_("Somebody else wrote something here a moment ago. Please look at it again."))


def _action_for(actor: Person, meeting: Meeting, suggestion: Suggestion, by: dt.date) -> Action:
    """The action that an agreement brings by itself; its owners hear of it when the minutes go out."""
    return agreed_work.agree_action(
        actor=actor,
        title=suggestion.shown_title,
        service=meeting.service,
        due_on=by,
        answers=[suggestion],
        occasion=meeting,
        tell=False,
    )


def _restore(*, actor: Person, meeting: Meeting, item: AgendaItem, suggestion: Suggestion, was: str) -> None:
    """Put the suggestion back as ``before`` kept it (read again: the item may be old), then take the action
    away: in this order it falls back to no state of which people are told."""
    now = AgendaItem.objects.select_related("decided_action").get(pk=item.pk)
    came_to = {Status.AGREED, Status.BEING_DONE} if was == Status.AGREED else {was}
    put_back(actor=actor, suggestion=suggestion, before=now.before, came_to=came_to, meeting=meeting)
    if now.decided_action is not None:
        agreed_work.forget_action(actor=actor, action=now.decided_action)
