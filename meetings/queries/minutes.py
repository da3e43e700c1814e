"""The minutes of a meeting, for its page and for paper alike. They name nobody who came."""

from dataclasses import dataclass

from meetings.models import AgendaItem, Correction, Meeting
from meetings.queries.agenda import items_of, next_meeting_after
from meetings.queries.live import with_decisions
from meetings.queries.meetings import how_many_came

Kind = AgendaItem.Kind


@dataclass(frozen=True)
class Minutes:
    came: int
    last: list[AgendaItem]
    suggestions: list[AgendaItem]
    left_over: list[AgendaItem]
    others: list[AgendaItem]
    notes: str
    following: Meeting | None
    corrections: list[Correction]


def minutes_of(meeting: Meeting) -> Minutes:
    """What was talked about and decided, and what was corrected since. Five queries."""
    items = list(items_of(meeting))
    suggestions = with_decisions(items)
    talked = [item for item in suggestions if item.outcome or item.notes.strip()]
    return Minutes(
        came=how_many_came(meeting),
        last=[item for item in items if item.kind == Kind.LAST_ACTION],
        suggestions=talked,
        left_over=[item for item in suggestions if item not in talked],
        others=[item for item in items if item.kind in (Kind.PUT_ON, Kind.STANDING) and item.notes.strip()],
        notes=meeting.notes.strip(),
        following=next_meeting_after(meeting),
        corrections=list(meeting.corrections.select_related("written_by")),
    )
