"""Writing to the outbox, in the transaction of the fact that is told (RELIABILITY rule 17)."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils import timezone

from involvement.models import Carrier, FanOut, OutboxRow, Person, Post, Reach, Residency, Service
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.registry.notices import Group, Notice, notices

# Above this many recipients the operation writes one fan-out row.
FAN_OUT_ABOVE = 200


@dataclass(frozen=True)
class Address:
    """Somebody who is not a Person here, with the purpose for which they gave their address."""

    email: str
    purpose: str


def carrier_for(person: Person, wish: str = "") -> str:
    """How to tell this person: their wish for this matter or in general, kept within their safe-contact rules.
    E-mail without an address, or forbidden, becomes in person."""
    carrier = wish or person.told_by
    return carrier if person.can_be_reached(carrier) else Carrier.IN_PERSON


def homes_of(people) -> dict[int, int]:
    """By person the service whose staff carry a message to them, in two queries at most: where they live, else
    where they last lived, else where they work. Somebody with none of these is not in it."""
    ids = {person.pk for person in people}
    homes: dict[int, int] = {}
    for model in (Residency, Post):
        left = ids - homes.keys()
        rows = model.objects.filter(person__in=left).order_by("starts_on") if left else ()
        # Those that hold today come last, the newest at the very end, and the last one stays.
        for tie in sorted(rows, key=lambda row: row.ends_on is None):
            homes[tie.person_id] = tie.service_id
    return homes


def _is_unspoken(notice: Notice) -> bool:
    """Nobody says it aloud: it has no sentence for that, or it is about somebody's work."""
    return notice.group == Group.WORK or not notice.in_person


def _unspoken_wish(person: Person) -> str:
    """By e-mail, else on their first page, whatever they chose for what is said aloud."""
    return Carrier.PORTAL if person.do_not_email or not person.email else Carrier.EMAIL


def row_for(
    *,
    kind: str,
    to,
    about=None,
    occasion: str,
    values: dict | None = None,
    wish: str = "",
    urgent: bool = False,
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    secret: str = "",
    homes: dict[int, int] | None = None,
) -> OutboxRow | None:
    """The row for one recipient, unsaved; None when they do not want it or have died. ``homes`` is what
    homes_of() answered for all recipients; without it, it is asked for this one."""
    notice = notices.get(kind)
    row = OutboxRow(
        kind=kind,
        values=values or {},
        urgent=urgent,
        due_at=due_at or timezone.now(),
        expires_at=expires_at,
        secret=secret,
        about_label=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
    )
    if isinstance(to, Person):
        if to.died_on or to.merged_into_id or (notice.group != Group.ALWAYS and notice.group in to.unwanted):
            return None
        row.person = to
        row.carrier = carrier_for(to, wish or (_unspoken_wish(to) if _is_unspoken(notice) else ""))
        row.key = f"{kind}:p{to.pk}:{occasion}"
        if row.carrier in HUMAN_CARRIERS:
            homes = homes_of([to]) if homes is None else homes
            row.service_id = _who_carries(about, homes.get(to.pk))
            if row.values.get("by_team"):
                # Said to the team and never to staff of the person's home: the team carries it.
                row.service_id = None
    elif isinstance(to, Service):
        row.service = to
        row.carrier = Carrier.NOTICEBOARD
        row.key = f"{kind}:s{to.pk}:{occasion}"
    else:
        row.address = to.email
        row.purpose = to.purpose
        row.carrier = Carrier.EMAIL
        row.key = f"{kind}:a{hashlib.sha256(to.email.lower().encode()).hexdigest()[:32]}:{occasion}"
    return row


def _who_carries(about, home: int | None) -> int | None:
    """The staff of the person's home; nobody there for what was said to the involvement team only, which carries
    it itself."""
    if getattr(about, "reach", Reach.SERVICE) < Reach.SERVICE:
        return None
    return home or getattr(about, "service_id", None)


def send(*, kind: str, to, about=None, occasion: str, **details) -> None:
    """Write what is to be told. ``to`` is a Person, an Address or a Service (its noticeboard); ``occasion``
    makes it unique: the same kind, recipient and occasion is one row, however often it is tried.

    Raises LookupError for a kind that no app registered."""
    row = row_for(kind=kind, to=to, about=about, occasion=occasion, **details)
    if row is not None:
        OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def send_to_all(*, kind: str, people, about, occasion: str, values: dict | None = None) -> None:
    """Tell many people the same. Above FAN_OUT_ABOVE the audience is frozen in one row that a task expands.
    Raises LookupError for a kind that no app registered."""
    notices.get(kind)
    people = list(people)
    if len(people) > FAN_OUT_ABOVE:
        FanOut.objects.get_or_create(
            kind=kind,
            about_label=about._meta.label_lower,
            about_id=about.pk,
            occasion=occasion,
            defaults={"audience": [person.pk for person in people], "values": values or {}},
        )
        return
    write_rows(people, kind=kind, about=about, occasion=occasion, values=values)


def write_rows(people, *, kind: str, about, occasion: str, values: dict | None = None) -> None:
    """Write the rows of these people as one set; those that are there already stay as they are."""
    wanted = [person for person in people if carrier_for(person) in HUMAN_CARRIERS]
    homes = homes_of(wanted) if wanted else {}
    rows = (
        row_for(kind=kind, to=person, about=about, occasion=occasion, values=values, homes=homes) for person in people
    )
    OutboxRow.objects.bulk_create([row for row in rows if row is not None], ignore_conflicts=True)


def by_hand_rows(rows: list[OutboxRow], *, reason: str, in_person: bool = False) -> list[OutboxRow]:
    """For rows that no machine can carry: new ones, unsaved, for people to carry. What nobody says aloud is shown
    on the person's own page instead, unless ``in_person``. A row with a secret, or to a bare address, has none."""
    rows = [row for row in rows if row.person_id and not row.secret]
    homes = homes_of([row.person for row in rows]) if rows else {}
    made = []
    for row in rows:
        unspoken = not in_person and _is_unspoken(notices.get(row.kind)) and row.person.user_id is not None
        made.append(
            OutboxRow(
                kind=row.kind,
                person_id=row.person_id,
                carrier=Carrier.PORTAL if unspoken else Carrier.IN_PERSON,
                service_id=None if unspoken or row.values.get("by_team") else homes.get(row.person_id),
                about_label=row.about_label,
                about_id=row.about_id,
                values=row.values,
                expires_at=row.expires_at,
                key=f"{row.key}:by-hand",
                reason=reason[:200],
            )
        )
    return made
