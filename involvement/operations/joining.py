"""Asking to join a service, by its code or by staff of another home, and the answer of its staff."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import JoinRequest, Person, Post, Residency, Role, Service
from involvement.operations import audit
from involvement.operations.base import Refused, operation
from involvement.operations.outbox import Address, send
from involvement.operations.people import add_person
from involvement.operations.standing import move_in
from involvement.queries.team import TEAM


@operation
def ask_to_join(*, code: str, person: Person | None = None, name: str = "", reach_me: str = "") -> None:
    """Put a request on the list of the service with this code. Asking twice is asking once. Raises Refused
    for a code that no open service has, and for somebody who lives there."""
    service = Service.objects.open().filter(code__iexact=code.strip()).first()
    if service is None:
        raise Refused(_("We do not know this code. Please look at it again, or ask staff."))
    waiting = JoinRequest.objects.filter(service=service, state=JoinRequest.State.ASKED)
    if person is not None:
        if Residency.objects.current().filter(person=person, service=service).exists():
            raise Refused(_("You are part of this home already."))
        if waiting.filter(person=person).exists():
            return
        name = person.chosen_name
    elif waiting.filter(person__isnull=True, name__iexact=name, reach_me=reach_me).exists():
        return
    JoinRequest.objects.create(service=service, person=person, name=name, reach_me=reach_me)


@operation
def move_or_ask(
    *,
    actor: Person,
    person: Person,
    service: Service,
    starts_on: dt.date | None = None,
    room: str = "",
    leaving: Residency | None = None,
) -> bool:
    """Somebody moves to a home, at once when ``actor`` works there or is the advisor; else its staff are asked first,
    for nobody is put into a house that has not said yes. Returns whether they moved. Raises Refused."""
    if may_move_in(actor, service):
        move_in(actor=actor, person=person, service=service, starts_on=starts_on, room=room, leaving=leaving)
        return True
    if person.is_closed:
        raise Refused(_("This record is closed."))
    if Residency.objects.current().filter(person=person, service=service).exists():
        raise Refused(_("They live there already."))
    if JoinRequest.objects.filter(service=service, person=person, state=JoinRequest.State.ASKED).exists():
        raise Refused(_("Staff there are asked already. They have not answered yet."))
    asked = JoinRequest.objects.create(
        service=service,
        person=person,
        name=person.chosen_name,
        asked_by=actor,
        starts_on=starts_on,
        room=room,
        leaving=leaving,
    )
    audit.note(kind="join.asked", user=actor.user, about=asked)
    return False


def may_move_in(actor: Person, service: Service) -> bool:
    """Whether somebody works at this home today, or is the advisor: asked of rows, not of a page's viewer."""
    works_there = Post.objects.current().filter(person=actor, service=service)
    advises = Role.objects.current().filter(person=actor, kind__in=TEAM)
    return works_there.exists() or advises.exists()


@operation
def accept_join(*, actor: Person, request: JoinRequest, room: str = "") -> Person:
    """Somebody who asked lives here from today; a stranger becomes a person of ours. Whom staff of another home asked
    for moves as they said, not before today. Returns the person. Raises Refused when it was answered already."""
    _answer(request, actor, JoinRequest.State.ACCEPTED)
    person = request.person
    if request.asked_by_id is not None:
        _move_as_asked(actor, request)
    elif person is None:
        person = add_person(
            actor=actor, service=request.service, chosen_name=request.name, room=room, **_ways(request.reach_me)
        )
        JoinRequest.objects.filter(pk=request.pk).update(person=person)
    else:
        move_in(actor=actor, person=person, service=request.service, room=room)
        send(kind="account.joined", to=person, occasion=f"join{request.pk}")
    return person


def _move_as_asked(actor: Person, request: JoinRequest) -> None:
    today = timezone.localdate()
    leaving = request.leaving
    still_there = leaving is not None and (leaving.ends_on is None or leaving.ends_on > today)
    move_in(
        actor=actor,
        person=request.person,
        service=request.service,
        starts_on=max(request.starts_on or today, today),
        room=request.room,
        leaving=leaving if still_there else None,
    )


@operation
def decline_join(*, actor: Person, request: JoinRequest) -> bool:
    """No. Whoever asked is told: somebody of ours in their own way, a stranger at the e-mail address that they gave.
    Returns whether the portal sees to that; else staff do. Raises Refused when it was answered already."""
    _answer(request, actor, JoinRequest.State.DECLINED)
    if request.asked_by_id is not None:
        return True
    email = _ways(request.reach_me).get("email", "")
    to = request.person or (Address(email, "join") if email else None)
    if to is not None:
        send(kind="account.join_declined", to=to, occasion=f"join{request.pk}")
    return to is not None


def _answer(request: JoinRequest, actor: Person, state: str) -> None:
    claimed = JoinRequest.objects.filter(pk=request.pk, state=JoinRequest.State.ASKED).update(
        state=state, answered_at=timezone.now(), answered_by=actor
    )
    if not claimed:
        raise Refused(_("Somebody has answered this already."))
    audit.note(kind=f"join.{state}", user=actor.user, about=request)
    if request.asked_by is not None:
        path = {"path": reverse("staff:person", args=[request.person_id])}
        send(kind="account.move_answered", to=request.asked_by, occasion=f"join{request.pk}", values=path)


def _ways(reach_me: str) -> dict:
    """An e-mail address or a phone number goes where it belongs; anything else is a note for staff."""
    text = reach_me.strip()
    digits = [sign for sign in text if sign.isdigit()]
    try:
        validate_email(text)
    except ValidationError:
        pass
    else:
        return {"email": text}
    if len(digits) >= 9 and len(text) <= 20:
        return {"phone": text}
    return {"safe_contact_note": text} if text else {}
