"""What somebody said themselves, with its track, for their first page."""

from django.db.models import Min, Q

from involvement.models import Action
from involvement.queries import compiled
from involvement.viewer import PERSON_MARK
from meetings.models import Status, Suggestion
from meetings.queries.track import steps_of

CLOSED = (Status.TAKEN_BACK, Status.PUT_TOGETHER)


def newest_of(viewer, limit: int = 3) -> list[dict]:
    """The newest that this viewer said, as components/suggestion_card.html takes them, in one query."""
    return [
        {
            "title": row.shown_title,
            "url": row.get_absolute_url(),
            "agrees": row.agreements or None,
            "steps": steps_of(row, due=row.due),
        }
        for row in compiled.objects(_newest_of, (limit,), {PERSON_MARK: viewer.person_id or 0})
    ]


def _newest_of(limit: int):
    still_open = Q(actions__state=Action.State.OPEN)
    rows = Suggestion.objects.filter(author_id=PERSON_MARK, held=False).exclude(status__in=CLOSED)
    return rows.annotate(due=Min("actions__due_on", filter=still_open)).order_by("-posted_at", "-pk")[:limit]
