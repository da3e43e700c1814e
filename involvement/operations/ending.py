"""How rows that a machine has in hand end, a batch at once."""

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from involvement.models import Accepted, OutboxRow

State = OutboxRow.State


def finish(ids: list[int], state: str, **changes) -> int:
    """End these claimed rows; their secrets are wiped. Returns how many were still in hand."""
    if not ids:
        return 0
    claimed = OutboxRow.objects.filter(pk__in=ids, state=State.CLAIMED)
    return claimed.update(state=state, ended_at=timezone.now(), secret="", **changes)


def finish_accepted(ids: list[int]) -> int:
    """End what a carrier took, as sent at the moment when it took it. Returns how many were still in hand."""
    if not ids:
        return 0
    when = Accepted.objects.filter(pk=OuterRef("pk")).values("at")
    with transaction.atomic():
        sent = finish(ids, State.SENT, sent_at=Subquery(when))
        Accepted.objects.filter(pk__in=ids).delete()
    return sent


def end_accepted(rows: QuerySet[OutboxRow]) -> int:
    """End those of these rows that a carrier took, whoever has them in hand. Returns how many."""
    return finish_accepted(list(rows.filter(state=State.CLAIMED, accepted__isnull=False).values_list("pk", flat=True)))
