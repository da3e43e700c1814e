"""The whole organisation in a few numbers, for the advisor and the Board."""

import datetime as dt

from django.db.models import Count, Q
from django.utils import timezone

from involvement.models import Reach
from meetings.models import Status, Suggestion

QUARTER = dt.timedelta(days=91)


def of_the_last_quarter() -> dict[str, int]:
    """How many suggestions of the last 91 days the homes have in all, by what became of them: said, waiting,
    doing, done, no, not_yet, and repairs and complaints, to which it was passed on. One query.

    Numbers of the whole organisation, of which nobody's words or home can be told: who oversees it must not take
    what was let out of its house for all that was said. What was said to the team only or is kept safe is not in
    them."""
    since = timezone.now() - QUARTER
    return (
        Suggestion.objects.filter(posted_at__gte=since, reach__gte=Reach.SERVICE)
        .filter(Q(shown=True) | Q(waiting_since__isnull=False))
        .exclude(status__in=(Status.TAKEN_BACK, Status.PUT_TOGETHER))
        .aggregate(
            said=Count("pk"),
            waiting=Count("pk", filter=Q(waiting_since__isnull=False)),
            doing=Count("pk", filter=Q(status__in=(Status.AGREED, Status.BEING_DONE))),
            done=Count("pk", filter=Q(status=Status.DONE)),
            no=Count("pk", filter=Q(status=Status.NO)),
            not_yet=Count("pk", filter=Q(status=Status.NOT_YET)),
            repairs=Count("pk", filter=Q(status=Status.REPAIR)),
            complaints=Count("pk", filter=Q(status=Status.COMPLAINT)),
        )
    )
