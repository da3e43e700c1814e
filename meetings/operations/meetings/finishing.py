"""Finishing a meeting: the minutes go out, and only now people are told what was decided."""

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Person
from involvement.operations import agreed_work
from involvement.operations.base import Refused, operation, record, unless_refused
from meetings.models import AgendaItem, Meeting, Status, Suggestion
from meetings.models.moves import MEETING
from meetings.operations.meetings.deciding import DECISIONS
from meetings.operations.meetings.planning import tell_the_house
from meetings.operations.meetings.writing import saved
from meetings.operations.suggestions.moving import move, tell_about
from meetings.queries.agenda import items_of
from meetings.queries.meetings import how_many_came

# From where a suggestion that was only talked about goes to "talked about".
NOT_TALKED_ABOUT = (Status.SENT, Status.READ, Status.NOT_YET)


@operation
def finish_meeting(
    *,
    actor: Person,
    meeting: Meeting,
    talked_about: set[int] = frozenset(),
    done_instead: str = "",
    took_place: bool = False,
) -> None:
    """Let the minutes go out. ``talked_about`` are the keys of items that were talked about without an answer;
    those with notes or counted hands are taken as such anyway. ``done_instead`` says that nobody came, and what was
    done instead; ``took_place`` that people met although its day has not come. Twice is once: Refused the second time,
    where somebody is counted who came, and before its day without ``took_place``."""
    if meeting.is_before_its_day and not took_place:
        raise Refused(_("The day of this meeting has not come. Please say first that it took place earlier."))
    saved(actor=actor, meeting=meeting, done_instead=done_instead.strip())
    if meeting.done_instead and how_many_came(meeting):
        raise Refused(_("Somebody came: they are counted under “Who is here”. Change that, or leave this empty."))
    now = timezone.now()
    held = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.BEING_WRITTEN)
    held.update(state=Meeting.State.HELD, minutes_out_at=now)
    meeting.state, meeting.minutes_out_at = Meeting.State.HELD, now
    record(verb="meeting.held", thing=meeting, actor=actor, actor_role="staff")
    for item in items_of(meeting).select_related("suggestion__author", "action", "decided_action"):
        if item.kind == AgendaItem.Kind.LAST_ACTION:
            _end_action(actor, meeting, item)
        elif item.kind == AgendaItem.Kind.SUGGESTION:
            _tell_decision(actor, meeting, item, talked_about)
    tell_the_house(meeting=meeting, kind="minutes.out", occasion=str(meeting.pk))


def _end_action(actor: Person, meeting: Meeting, item: AgendaItem) -> None:
    """Done or dropped, as the meeting heard. Somebody may have ended it meanwhile: then that stands."""
    if item.action.state != Action.State.OPEN:
        return
    with unless_refused():
        if item.outcome == Status.DONE:
            day = min(timezone.localdate(meeting.starts_at), timezone.localdate())
            agreed_work.finish(actor=actor, action=item.action, words=item.notes, day=day)
        elif item.outcome == Status.NO:
            agreed_work.drop(actor=actor, action=item.action, reason=item.reason)
        elif item.notes.strip():
            agreed_work.add_note(actor=actor, action=item.action, words=item.notes)


def _tell_decision(actor: Person, meeting: Meeting, item: AgendaItem, talked_about: set[int]) -> None:
    suggestion: Suggestion = item.suggestion
    if item.outcome in DECISIONS:
        tell_about(suggestion=suggestion, kind="suggestion.moved", but=actor)
        if item.decided_action is not None:
            agreed_work.tell_owners(action=item.decided_action, but=actor)
        return
    opened = item.pk in talked_about or item.notes.strip() or item.hands
    if opened and suggestion.status in NOT_TALKED_ABOUT:
        move(actor=actor, suggestion=suggestion, to_status=Status.TALKED_ABOUT, by=MEETING, meeting=meeting)
        AgendaItem.objects.filter(pk=item.pk).update(outcome=Status.TALKED_ABOUT, decided_at=timezone.now())
