"""What is said to the involvement team only, where everybody of the team works at the home: who is next is told."""

from involvement.models import Reach
from involvement.operations.base import operation
from involvement.operations.outbox import send_to_all
from involvement.queries.team import places_without_team, stand_ins_for
from meetings.models import Suggestion
from meetings.models.moves import WAITING

MOST = 50


@operation
def tell_who_stands_in() -> None:
    """Tell the leadership once of each thing that waits for an answer and that nobody of the team may read. Of what was
    said without a name nothing is sent: a message would keep the moment (RELIABILITY rule 7); it is on their list."""
    for service_id in places_without_team():
        readers = stand_ins_for([service_id])
        rows = Suggestion.objects.filter(service=service_id, reach=Reach.TEAM, author__isnull=False, status__in=WAITING)
        for suggestion in rows.order_by("posted_at")[:MOST] if readers else ():
            send_to_all(kind="suggestion.for_you", people=readers, about=suggestion, occasion=str(suggestion.pk))
