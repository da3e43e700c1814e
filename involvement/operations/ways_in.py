"""When staff make a new way in for somebody: the person is told, and what they said past the staff of their home is
hidden from their sign-in until the involvement team knows that it is them (docs/decisions/new-cards.md)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations import audit
from involvement.operations.base import Refused, operation
from involvement.operations.outbox import send
from involvement.queries.team import team_for
from involvement.registry.reactions import react

# For how long the person's first page says that staff made a new way in.
SAID_FOR = dt.timedelta(days=30)


def new_way_in(*, actor: Person, person: Person) -> None:
    """Somebody else made a card, or wrote down an address, with which whoever holds it signs in as this person. Each
    app hides what staff must not read that way. Inside an operation."""
    if actor.pk != person.pk:
        react("person.new_way_in", person=person, actor=actor)


def say_so(*, person: Person, at: dt.datetime) -> None:
    """Tell somebody who signs in already that staff made a new card, in the way they chose and on their first page:
    the same whether they said something past staff or not. Inside an operation."""
    until = timezone.localdate(at) + SAID_FOR
    Person.objects.filter(pk=person.pk).update(new_way_in_at=at, new_way_in_until=until)
    person.new_way_in_at, person.new_way_in_until = at, until
    send(kind="account.new_card", to=person, occasion=at.isoformat())


def first_used(*, person: Person) -> None:
    """The person chose their own words: from now on their first page says it for as long as it should."""
    if person.new_way_in_at is not None:
        person.new_way_in_until = timezone.localdate() + SAID_FOR
        person.save(update_fields=["new_way_in_until"])


def hold_words(*, person: Person, services: set[int | None]) -> None:
    """Note that something is hidden from this person's sign-in, and tell the team of those homes. The apps hide their
    own rows. Inside an operation."""
    now = timezone.now()
    Person.objects.filter(pk=person.pk, words_held_at__isnull=True).update(words_held_at=now)
    person.refresh_from_db(fields=["words_held_at"])
    audit.note(kind="words.held", user=person.user, about=person)
    path = {"path": reverse("staff:person", args=[person.pk])}
    for one in team_for(services):
        send(kind="account.words_held", to=one, occasion=f"{person.pk}:{now.isoformat()}", values=path)


@operation
def show_words_again(*, actor: Person, person: Person) -> None:
    """The team knows that it is them: their sign-in shows again all that they said. The story of the record, which
    staff of the home read, says nothing of it. Raises Refused when somebody said so before."""
    if not Person.objects.filter(pk=person.pk, words_held_at__isnull=False).update(words_held_at=None):
        raise Refused(_("Somebody has said yes already."))
    person.words_held_at = None
    react("person.known_again", person=person, actor=actor)
    audit.note(kind="words.shown", user=actor.user, about=person)
