"""What stands in one message of reminders: the rows that were held for it, each as its recipient may see it now."""

from collections import defaultdict

from involvement.models import OutboxRow
from involvement.queries.telling import Part, Telling, tellings

State = OutboxRow.State


def parts_of_bundles(rows, viewers) -> dict[int, list[Part]]:
    """By the key of each bundle its parts, the first due first: two queries and those that load the things. A copy that
    people carry says in ``values["of"]`` whose parts are its own."""
    of = {row.pk: row.values.get("of", row.pk) for row in rows}
    held = OutboxRow.objects.filter(bundle__in=set(of.values())).select_related("person").order_by("pk")
    by_bundle: dict[int, list[Part]] = defaultdict(list)
    for telling in tellings(held):
        by_bundle[telling.row.bundle_id].append(_part(telling))
    return {key: by_bundle[bundle] for key, bundle in of.items()}


def _part(telling: Telling) -> Part:
    """What was sent stays said, as long as its recipient may see the thing."""
    row, notice = telling.row, telling.notice
    seen = notice is not None and telling.thing is not None and telling.thing.seen_by(telling.viewer)
    return Part(
        say=lambda: telling.sentence,
        path=telling.path,
        row_id=row.pk,
        why_not="" if seen and row.state == State.SENT else telling.why_not,
    )
