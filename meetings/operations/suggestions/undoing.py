"""Putting a suggestion back as it was before a meeting's decision: only until the minutes go out, and nobody
was told. Not a move of its life, so it stands beside the table of moves."""

import datetime as dt

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from meetings.models import Meeting, Suggestion

# What a decision may change.
_DATES = ("find_out_by", "read_on", "talked_on", "agreed_on", "started_on", "done_on")
_PLAIN = ("status", "reason", "find_out_who_id")


def snapshot(suggestion: Suggestion) -> dict:
    """What putting back needs, as plain JSON."""
    moment = suggestion.waiting_since
    return {
        **{name: getattr(suggestion, name) for name in _PLAIN},
        **{name: _as_words(getattr(suggestion, name)) for name in _DATES},
        "waiting_since": moment.isoformat() if moment else None,
    }


def _as_words(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@operation
def put_back(*, actor: Person, suggestion: Suggestion, before: dict, came_to: set[str], meeting: Meeting) -> Suggestion:
    """Restore what ``snapshot`` kept. Raises Refused when the suggestion is no longer in one of the states
    ``came_to`` to which the decision brought it: then somebody has gone on from there."""
    fields = {name: before[name] for name in _PLAIN}
    fields |= {name: parse_date(before[name]) if before[name] else None for name in _DATES}
    fields["waiting_since"] = parse_datetime(before["waiting_since"]) if before["waiting_since"] else None
    from_status = suggestion.status
    if not Suggestion.objects.filter(pk=suggestion.pk, status__in=came_to).update(**fields):
        raise Refused(_("Somebody has gone on with this since. It cannot be undone here."))
    for name, value in fields.items():
        setattr(suggestion, name, value)
    record(
        verb="suggestion.undone",
        thing=suggestion,
        actor=actor,
        actor_role="staff",
        from_status=from_status,
        to_status=suggestion.status,
        occasion=meeting,
    )
    return suggestion
