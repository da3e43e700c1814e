"""Every notice with its words, for the advisor: with the newest real thing that the advisor may see, else with an
invented one. Nothing is saved or sent, and what was put together for one person is never shown to another."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from involvement.mail import message_for
from involvement.models import Carrier, OutboxRow, Person
from involvement.queries.telling import Part, Telling, tellings
from involvement.registry.notices import Group, Notice, notices, samples
from involvement.text_words import text_for

# Newest rows looked at for one whose thing the advisor may see.
LOOKED_AT = 20
CODE = "123456"
# Of what the message is put together that is one of several.
PARTS = ("action.due", "action.today")


@dataclass(frozen=True)
class Preview:
    """``text`` is empty for what is never sent as a text message, ``said`` for what nobody says aloud."""

    subject: str
    body: str
    html: str
    said: str
    text: str


def by_group() -> list[tuple[str, list[tuple[Notice, list[str]]]]]:
    """All notices under the name of their group, each with its carriers in words."""
    found = {group: [] for group in Group}
    for _kind, notice in notices.items():
        found[notice.group].append((notice, [str(carrier.label) for carrier in carriers_of(notice)]))
    return [(str(group.label), rows) for group, rows in found.items() if rows]


def is_said(notice: Notice) -> bool:
    """Whether people carry it, and texts announce it: what has a sentence and is not about somebody's work."""
    return bool(notice.in_person) and notice.group != Group.WORK


def carriers_of(notice: Notice) -> list[Carrier]:
    ways = [Carrier.EMAIL, Carrier.PORTAL]
    return [*ways, Carrier.SMS, Carrier.IN_PERSON] if is_said(notice) else ways


def telling_to_show(kind: str, viewer) -> tuple[Telling, bool]:
    """A message of this kind as if it went to a reader called "Sam", and whether its thing is real."""
    notice = notices.get(kind)
    real = _newest_seen(notice, viewer)
    if real is not None:
        return Telling(_row(notice, real.row.values, real.thing), notice, real.thing, viewer), True
    thing, values = _sample_of(notice)
    return Telling(_row(notice, values, thing), notice, thing, viewer, all_parts=_parts_of(notice, viewer)), False


def _newest_seen(notice: Notice, viewer) -> Telling | None:
    if not notice.needs_thing:
        return None
    rows = OutboxRow.objects.filter(kind=notice.kind, person__isnull=False).select_related("person")
    for telling in tellings(rows.order_by("-pk")[:LOOKED_AT]):
        if telling.thing is not None and telling.thing.seen_by(viewer):
            return telling
    return None


def _sample_of(notice: Notice) -> tuple:
    first_word = notice.kind.partition(".")[0]
    if notice.needs_thing:
        return samples.get(first_word)(notice)
    return None, {"path": "/"}


def _parts_of(notice: Notice, viewer) -> tuple[Part, ...]:
    if notice.gather is None:
        return ()
    told = [_invented(kind, viewer) for kind in PARTS]
    return tuple(Part(say=lambda one=one: one.sentence, path=one.path, heading=_("What you help with")) for one in told)


def _invented(kind: str, viewer) -> Telling:
    notice = notices.get(kind)
    thing, values = _sample_of(notice)
    return Telling(_row(notice, values, thing), notice, thing, viewer)


def _row(notice: Notice, values: dict, thing) -> OutboxRow:
    """To an invented reader, who said it where the notice speaks to whoever did."""
    said_it = getattr(thing, "author_id", None) if notice.group == Group.MINE else None
    reader = Person(pk=said_it or 0, chosen_name="Sam", email="sam@example.org", user_id=0)
    return OutboxRow(kind=notice.kind, person=reader, carrier=Carrier.EMAIL, values=values, secret=CODE)


def preview(kind: str, viewer, language: str) -> tuple[Preview, bool]:
    """The words of a notice in a language, on each carrier; and whether they are about a real thing."""
    with translation.override(language):
        telling, real = telling_to_show(kind, viewer)
        telling.row.person.language = language
        message = message_for(telling)
        spoken = is_said(telling.notice)
        words = Preview(
            subject=message.subject,
            body=message.body,
            html=message.alternatives[0].content,
            said=telling.sentence if spoken else "",
            text=text_for(telling) if spoken else "",
        )
    return words, real
