"""What stands in one message of reminders: the rows that were held for it, each as its recipient may see it now."""

from collections import defaultdict
from types import SimpleNamespace

from django.urls import reverse

from involvement.models import OutboxRow
from involvement.queries.telling import Part, Telling, tellings

State = OutboxRow.State


def parts_of_bundles(rows, viewers) -> dict[int, list[Part]]:
    """By the key of each bundle its parts, the first due first: two queries and those that load the things. A copy that
    people carry says in ``values["of"]`` whose parts are its own."""
    of = {row.pk: row.values.get("of", row.pk) for row in rows}
    held = OutboxRow.objects.filter(bundle__in=set(of.values())).select_related("person").order_by("pk")
    by_bundle: dict[int, list[Telling]] = defaultdict(list)
    for telling in tellings(held):
        by_bundle[telling.row.bundle_id].append(telling)
    return {key: _parts(by_bundle[bundle]) for key, bundle in of.items()}


def _parts(told: list[Telling]) -> list[Part]:
    """The parts of one message. What is counted at several homes is said once, with the sum: no sentence names a home,
    so that two of them would say the same."""
    counted: dict[str, list[Telling]] = defaultdict(list)
    parts: list[Part | str] = []
    for telling in told:
        part = _part(telling)
        if part.why_not or not telling.notice.counted:
            parts.append(part)
            continue
        if telling.row.kind not in counted:
            parts.append(telling.row.kind)
        counted[telling.row.kind].append(telling)
    return [part if isinstance(part, Part) else _sum(counted[part]) for part in parts]


def _sum(told: list[Telling]) -> Part:
    """One part for reminders of one kind, each about a home; it leads to the list of work if they lead apart."""
    first = told[0]
    if len(told) == 1:
        return _part(first)
    (number,) = first.notice.counted
    together = SimpleNamespace(**{number: sum(getattr(telling.thing, number) for telling in told)})
    path = first.path if {telling.path for telling in told} == {first.path} else reverse("staff:today")
    return Part(say=lambda: str(first.notice.in_person(together, first.row)), path=path, row_id=first.row.pk)


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
