"""Moving a suggestion along its life. One door for every change of status: ``move``."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, Reach
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import send, send_to_all
from meetings.models import Meeting, Status, Suggestion, may_move
from meetings.models.moves import MEETING, NEEDS_REASON, STAFF, WAITING, WORK

# Which day on the track a state sets, when it is not set yet.
DAY_OF = {
    Status.READ: "read_on",
    Status.TALKED_ABOUT: "talked_on",
    Status.AGREED: "agreed_on",
    Status.BEING_DONE: "started_on",
    Status.DONE: "done_on",
}

# States of which the author and those who follow are told. Reading is told on the page only.
TOLD = {
    Status.FINDING_OUT,
    Status.AGREED,
    Status.DONE,
    Status.NO,
    Status.NOT_YET,
    Status.REPAIR,
    Status.COMPLAINT,
}
# The ends: who only agreed is told of these in the way they chose, and hears of the rest by e-mail or on their own
# page.
ENDS = {Status.DONE, Status.NO, Status.REPAIR, Status.COMPLAINT}


@operation
def move(
    *,
    actor: Person | None,
    suggestion: Suggestion,
    to_status: str,
    by: str,
    reason: str = "",
    meeting: Meeting | None = None,
    find_out_by: dt.date | None = None,
    find_out_who: Person | None = None,
    tell: bool = True,
) -> Suggestion:
    """Bring a suggestion to another state and tell whoever waits for it. ``by`` is "author", "staff",
    "meeting" or "work" (see MOVES). Returns the suggestion as it now is.

    Raises Refused when the move is not in the table, when somebody moved it first, or when a needed reason
    is missing."""
    reason = reason.strip()
    if to_status in NEEDS_REASON and not reason:
        raise Refused(_("Please say why. The person who asked will read it."))
    if by in (STAFF, MEETING) and suggestion.status == Status.SENT and to_status != Status.READ:
        if not may_move(suggestion.status, to_status, by):
            # Whoever answers has read it.
            move(actor=actor, suggestion=suggestion, to_status=Status.READ, by=STAFF)
    if not may_move(suggestion.status, to_status, by):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    from_status = suggestion.status
    changes = _changes(suggestion, to_status, reason, find_out_by, find_out_who)
    claimed = Suggestion.objects.filter(pk=suggestion.pk, status=from_status).update(**changes)
    if not claimed:
        raise Refused(_("Somebody else changed this a moment ago. Please look at it again."))
    for name, value in changes.items():
        setattr(suggestion, name, value)
    record(
        verb=f"suggestion.{to_status}",
        thing=suggestion,
        actor=actor,
        actor_role="customer" if by == "author" else "" if by == WORK else "staff",
        from_status=from_status,
        to_status=to_status,
        reason=reason,
        occasion=meeting,
    )
    if tell and to_status in TOLD and from_status != to_status:
        tell_about(suggestion=suggestion, kind="suggestion.moved", but=actor)
    return suggestion


def _changes(suggestion, to_status, reason, find_out_by, find_out_who) -> dict:
    """The fields that a move sets, as one UPDATE."""
    today = timezone.localdate()
    changes = {"status": to_status, "reason": reason}
    day = DAY_OF.get(to_status)
    if day and getattr(suggestion, day) is None:
        changes[day] = today
    decided = {Status.AGREED, Status.NO, Status.NOT_YET, Status.FINDING_OUT}
    if to_status in decided and suggestion.talked_on is None:
        changes["talked_on"] = today
    if to_status == Status.FINDING_OUT:
        changes |= {"find_out_by": find_out_by, "find_out_who": find_out_who}
    if to_status in WAITING:
        if suggestion.waiting_since is None:
            changes["waiting_since"] = timezone.now()
    else:
        changes["waiting_since"] = None
    return changes


def carried(suggestion: Suggestion) -> dict:
    """What the row must know so that nobody carries it who may not read the suggestion."""
    return {"by_team": True} if suggestion.reach == Reach.TEAM else {}


def tell_about(*, suggestion: Suggestion, kind: str, but: Person | None = None) -> None:
    """Tell the author in the way they chose for it, and those who follow in theirs; those who only agreed too, but
    until it has come to an end nobody goes and says it to them. An anonymous author is not told: nobody knows who it
    is; the code shown once leads back to the page."""
    moment = f"{suggestion.pk}:{suggestion.round}:{suggestion.status}:{timezone.now():%Y%m%d%H%M}"
    values = {"status": suggestion.status, **carried(suggestion)}
    author = suggestion.author
    if author is not None and author != but:
        send(kind=kind, to=author, about=suggestion, occasion=moment, values=values, wish=suggestion.told_by)
    others = Person.objects.living().exclude(pk__in=[person.pk for person in (author, but) if person is not None])
    follow = suggestion.follows.values("person_id")
    agreed = suggestion.agreement_rows.values("person_id")
    kind, at_end = f"{kind}_others", kind == "suggestion.moved" and suggestion.status in ENDS
    told = others.filter(pk__in=follow.union(agreed) if at_end else follow)
    send_to_all(kind=kind, people=told, about=suggestion, occasion=moment, values=values)
    if not at_end:
        shown = others.filter(pk__in=agreed).exclude(pk__in=follow)
        values = {**values, "quietly": True}
        send_to_all(kind=kind, people=shown, about=suggestion, occasion=f"{moment}:agreed", values=values)
