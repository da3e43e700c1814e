"""Staff write down what somebody said: on a card, by phone, in a meeting."""

from involvement.models import Person
from involvement.operations.base import operation
from meetings.models import Status, Suggestion
from meetings.models.moves import STAFF
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.sending import send_suggestion


@operation
def write_down(*, actor: Person, who_sees: str, author: Person | None = None, **said) -> tuple[Suggestion, str]:
    """Keep what somebody said to ``actor``, who has read it by writing it down. ``said`` and what is returned are
    those of ``send_suggestion``. The same form sent again changes nothing."""
    anonymous = who_sees == Suggestion.WhoSees.HERE_ANONYMOUS
    # An anonymous one gets no entry in the story, which would hold its exact time.
    status = Status.READ if anonymous else Status.SENT
    made, code = send_suggestion(actor=actor, who_sees=who_sees, author=author, status=status, **said)
    if made.status == Status.SENT:
        move(actor=actor, suggestion=made, to_status=Status.READ, by=STAFF)
    return made, code
