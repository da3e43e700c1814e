"""Every notice with its words, for the advisor: with the newest real thing that the advisor may see, else with an
invented one. Nothing is saved or sent, and what was put together for one person is never shown to another."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.utils import timezone, translation
from django.utils.text import Truncator

from involvement.mail import message_for, words_of
from involvement.models import Carrier, OutboxRow, Person
from involvement.queries.telling import Part, Telling, tellings
from involvement.registry.digests import sources_in_order
from involvement.registry.notices import Group, Notice, notices, samples
from involvement.registry.reminders import reminders
from involvement.text_words import text_for

# Newest rows looked at for one whose thing the advisor may see.
LOOKED_AT = 20
CODE = "123456"
# Words of a notice that its list shows.
WORDS_IN_LIST = 24


@dataclass(frozen=True)
class Preview:
    """``text`` is empty for what is never sent as a text message, ``said`` for what nobody says aloud."""

    subject: str
    body: str
    html: str
    said: str
    text: str


@dataclass(frozen=True)
class Listed:
    """A notice in the list of all: how it begins, with invented things, and its carriers in words."""

    notice: Notice
    begins: str
    carriers: list[str]


def by_group(viewer) -> list[tuple[str, list[Listed]]]:
    """All notices under the name of their group."""
    found = {group: [] for group in Group}
    for _kind, notice in notices.items():
        carriers = [str(carrier.label) for carrier in carriers_of(notice)]
        found[notice.group].append(Listed(notice, _beginning(notice, viewer), carriers))
    return [(str(group.label), rows) for group, rows in found.items() if rows]


def _beginning(notice: Notice, viewer) -> str:
    words = " ".join(words_of(_invented(notice, viewer)).split())
    return Truncator(words).words(WORDS_IN_LIST, truncate=" …")


def is_said(notice: Notice) -> bool:
    """Whether people carry it, and texts announce it: what has a sentence and is not about somebody's work."""
    return bool(notice.in_person) and notice.group != Group.WORK


def carriers_of(notice: Notice) -> list[Carrier]:
    if notice.carriers:
        return list(notice.carriers)
    ways = [Carrier.EMAIL, Carrier.PORTAL]
    return [*ways, Carrier.SMS, Carrier.IN_PERSON] if is_said(notice) else ways


def telling_to_show(kind: str, viewer) -> tuple[Telling, bool]:
    """A message of this kind as if it went to a reader called "Sam", and whether its thing is real."""
    notice = notices.get(kind)
    real = _newest_seen(notice, viewer)
    if real is not None:
        return Telling(_row(notice, real.row.values, real.thing), notice, real.thing, viewer), True
    return _invented(notice, viewer), False


def _newest_seen(notice: Notice, viewer) -> Telling | None:
    if not notice.needs_thing:
        return None
    rows = OutboxRow.objects.filter(kind=notice.kind, person__isnull=False).select_related("person")
    for telling in tellings(rows.order_by("-pk")[:LOOKED_AT]):
        # Of what is counted, nothing may be left by now.
        over = telling.thing is None or (notice.counted and telling.why_not)
        if not over and telling.thing.seen_by(viewer):
            return telling
    return None


def _sample_of(notice: Notice) -> tuple:
    first_word = notice.kind.partition(".")[0]
    if notice.needs_thing:
        return samples.get(first_word)(notice)
    return None, {"path": "/"}


def _invented(notice: Notice, viewer) -> Telling:
    thing, values = _sample_of(notice)
    parts = () if notice.gather is None else PARTS[notice.kind](notice, viewer)
    return Telling(_row(notice, values, thing), notice, thing, viewer, all_parts=parts)


def _parts_of_reminders(_notice: Notice, viewer) -> tuple[Part, ...]:
    """Of each thing of which people are reminded, the first reminder that is said to anybody."""
    first: dict[str, Notice] = {}
    for kind, _reminder in reminders.items():
        if is_said(notices.get(kind)):
            first.setdefault(kind.partition(".")[0], notices.get(kind))
    told = [_invented(notice, viewer) for notice in first.values()]
    return tuple(Part(say=lambda one=one: one.sentence, path=one.path) for one in told)


def _parts_of_digest(notice: Notice, _viewer) -> tuple[Part, ...]:
    """One of each kind of news."""
    parts = []
    for source in sources_in_order():
        thing, _values = samples.get(source.label.rpartition(".")[2])(notice)
        parts.append(Part(say=partial(source.say, thing), path=thing.get_absolute_url(), heading=source.heading))
    return tuple(parts)


# What a message that is put together of others is shown with.
PARTS = {"reminders": _parts_of_reminders, "digest": _parts_of_digest}


def _row(notice: Notice, values: dict, thing) -> OutboxRow:
    """To an invented reader, who said it where the notice speaks to whoever did."""
    said_it = getattr(thing, "author_id", None) if notice.group == Group.MINE else None
    reader = Person(pk=said_it or 0, chosen_name="Sam", email="sam@example.org", user_id=0)
    if notice.says_goodbye:
        reader.forget_on = timezone.localdate() + dt.timedelta(days=30)
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
