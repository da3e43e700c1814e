"""Writing to the outbox, in the transaction of the fact that is told (RELIABILITY rule 17)."""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

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


class Reference:
    """Enough of a thing for an outbox row: its label and key, and where it belongs, without loading it."""

    def __init__(self, label: str, pk: int, *, service_id: int | None = None) -> None:
        self.pk, self.service_id = pk, service_id
        self._meta = type("Meta", (), {"label_lower": label})


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


def _how_to_tell(to: Person, notice: Notice, wish: str, quietly: bool) -> str:
    """The carrier for this person; an empty string when it is not worth anybody's way, and cannot be shown."""
    carrier = carrier_for(to, wish or (unspoken_wish(to) if _is_unspoken(notice) else ""))
    if quietly and carrier not in (Carrier.EMAIL, Carrier.PORTAL):
        return Carrier.PORTAL if to.user_id else ""
    return carrier


def _is_unspoken(notice: Notice, values: dict | None = None) -> bool:
    """Nobody says it aloud: it has no sentence for that, or it is about somebody's work."""
    return notice.group == Group.WORK or not notice.in_person or bool(values and values.get("at_work"))


def unspoken_wish(person: Person) -> str:
    """By e-mail, else on their first page, whatever they chose for what is said aloud."""
    return Carrier.EMAIL if person.can_be_reached(Carrier.EMAIL) else Carrier.PORTAL


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
    homes_of() answered for all recipients; without it, it is asked for this one. ``values["quietly"]``: by e-mail
    or on their own page, but nobody goes and says it."""
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
        return _to_person(row, to, notices.get(kind), wish=wish, occasion=occasion, about=about, homes=homes)
    if isinstance(to, Service):
        row.service, row.carrier, row.key = to, Carrier.NOTICEBOARD, f"{kind}:s{to.pk}:{occasion}"
        return row
    row.address, row.purpose, row.carrier = to.email, to.purpose, Carrier.EMAIL
    row.key = f"{kind}:a{hashlib.sha256(to.email.lower().encode()).hexdigest()[:32]}:{occasion}"
    return row


def key_for(kind: str, person_id: int, occasion: str) -> str:
    """What makes one notice to one person unique."""
    return f"{kind}:p{person_id}:{occasion}"


def _to_person(row: OutboxRow, to: Person, notice, *, wish, occasion, about, homes) -> OutboxRow | None:
    """The row as it reaches this person, or None when it must not."""
    if to.is_closed and not (to.forget_on and notice.says_goodbye):
        return None
    if notice.group != Group.ALWAYS and notice.group in to.unwanted:
        return None
    row.person = to
    row.carrier = _how_to_tell(to, notice, wish, bool(row.values.get("quietly")))
    if not row.carrier:
        return None
    row.key = key_for(row.kind, to.pk, occasion)
    # What was said to the team and never to staff of the person's home is carried by the team.
    if row.carrier in HUMAN_CARRIERS and not row.values.get("by_team"):
        homes = homes_of([to]) if homes is None else homes
        row.service_id = _who_carries(about, homes.get(to.pk))
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
        save_rows([row])


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
    quietly = bool(values and values.get("quietly"))
    wanted = [person for person in people if not quietly and carrier_for(person) in HUMAN_CARRIERS]
    homes = homes_of(wanted) if wanted else {}
    rows = (
        row_for(kind=kind, to=person, about=about, occasion=occasion, values=values, homes=homes) for person in people
    )
    save_rows([row for row in rows if row is not None])


def save_rows(rows: list[OutboxRow]) -> None:
    """Save new rows as one set; those that are there already stay as they are. What people carry takes the place
    of what they still had to tell the same person about the same thing, where its notice is ``newest_only``."""
    newest = [row for row in rows if row.is_human and row.person_id and notices.get(row.kind).newest_only]
    if newest:
        _take_over(newest)
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)


def open_about(label: str, key: int, people):
    """What people still have to tell these people about one thing, of the kinds of which only the newest is
    told."""
    kinds = [kind for kind, notice in notices.items() if notice.newest_only]
    return OutboxRow.objects.filter(
        about_label=label,
        about_id=key,
        person__in=people,
        kind__in=kinds,
        carrier__in=HUMAN_CARRIERS,
        state__in=(OutboxRow.State.WAITING, OutboxRow.State.TAKEN),
    )


def _take_over(rows: list[OutboxRow]) -> None:
    """End the open rows whose place these unsaved ones take. The new ones wait since the first of them, stay in the
    hands of whoever has it, and know what they replaced."""
    there = set(OutboxRow.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    by_thing: dict[tuple, dict[int, OutboxRow]] = defaultdict(dict)
    for row in rows:
        if row.key not in there:
            by_thing[row.about_label, row.about_id][row.person_id] = row
    for (label, key), new in by_thing.items():
        old_rows = list(open_about(label, key, list(new)).order_by("pk"))
        for old in old_rows:
            _follow_on(new[old.person_id], old)
        OutboxRow.objects.filter(pk__in=[old.pk for old in old_rows]).update(
            state=OutboxRow.State.CANCELLED, reason=_("Something newer is told instead."), ended_at=timezone.now()
        )


def _follow_on(new: OutboxRow, old: OutboxRow) -> None:
    """Give an unsaved row the place on the list of the one that it replaces."""
    before = {name: value for name, value in old.values.items() if name in ("status", "round")}
    step = {"kind": old.kind, "on": timezone.localdate(old.made_at).isoformat(), **before}
    earlier = [each for each in old.values.get("earlier", []) if each["kind"] != old.kind or "status" in each]
    new.values = {**new.values, "earlier": [*new.values.get("earlier", []), *earlier, step]}
    new.made_at = min(new.made_at, old.made_at)
    new.due_at = min(new.due_at, old.due_at) if not old.tried else old.due_at
    new.tried = max(new.tried, old.tried)
    new.nobody_told_me_at = new.nobody_told_me_at or old.nobody_told_me_at
    if old.taken_by_id:
        new.state, new.taken_by_id, new.taken_at = old.state, old.taken_by_id, old.taken_at


def by_hand_rows(rows: list[OutboxRow], *, reason: str, in_person: bool = False) -> list[OutboxRow]:
    """For rows that no machine can carry: new ones, unsaved, for people to carry. What nobody says aloud is shown
    on the person's own page instead, unless ``in_person``. A row with a secret, or to a bare address, has none."""
    rows = [row for row in rows if row.person_id and not row.secret]
    homes = homes_of([row.person for row in rows]) if rows else {}
    made = []
    for row in rows:
        aside = row.values.get("quietly") or _is_unspoken(notices.get(row.kind), row.values)
        unspoken = not in_person and aside and row.person.user_id is not None
        made.append(
            OutboxRow(
                kind=row.kind,
                person_id=row.person_id,
                carrier=Carrier.PORTAL if unspoken else _by_whom(row),
                service_id=None if unspoken or row.values.get("by_team") else homes.get(row.person_id),
                about_label=row.about_label,
                about_id=row.about_id,
                values=_values_by_hand(row),
                expires_at=row.expires_at,
                key=f"{row.key}:by-hand",
                reason=reason[:200],
            )
        )
    return made


def _values_by_hand(row: OutboxRow) -> dict:
    """The values of the row that people carry in the place of this one."""
    gathered = {"of": row.values.get("of", row.pk)} if notices.get(row.kind).gather else {}
    return row.values | gathered | ({"or_text": True} if row.carrier == Carrier.SMS else {})


def _by_whom(row: OutboxRow) -> str:
    """Who asked for a text message is rung, or sent one by hand, while they may be; the others are told in
    person."""
    texted = row.carrier == Carrier.SMS and row.person.can_be_reached(Carrier.PHONE)
    return Carrier.PHONE if texted else Carrier.IN_PERSON
