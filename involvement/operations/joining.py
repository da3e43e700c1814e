"""Asking to join a service by its code, and the answer of its staff."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import JoinRequest, Person, Residency, Service
from involvement.operations import audit
from involvement.operations.base import Refused, operation
from involvement.operations.outbox import send
from involvement.operations.people import add_person
from involvement.operations.standing import move_in


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
def accept_join(*, actor: Person, request: JoinRequest, room: str = "") -> Person:
    """Somebody who asked lives here from today; a stranger becomes a person of ours. Returns the person.
    Raises Refused when it was answered already."""
    _answer(request, actor, JoinRequest.State.ACCEPTED)
    person = request.person
    if person is None:
        person = add_person(
            actor=actor, service=request.service, chosen_name=request.name, room=room, **_ways(request.reach_me)
        )
        JoinRequest.objects.filter(pk=request.pk).update(person=person)
    else:
        move_in(actor=actor, person=person, service=request.service, room=room)
        send(kind="account.joined", to=person, occasion=f"join{request.pk}")
    return person


@operation
def decline_join(*, actor: Person, request: JoinRequest) -> None:
    """No. Raises Refused when it was answered already."""
    _answer(request, actor, JoinRequest.State.DECLINED)


def _answer(request: JoinRequest, actor: Person, state: str) -> None:
    claimed = JoinRequest.objects.filter(pk=request.pk, state=JoinRequest.State.ASKED).update(
        state=state, answered_at=timezone.now(), answered_by=actor
    )
    if not claimed:
        raise Refused(_("Somebody has answered this already."))
    audit.note(kind=f"join.{state}", user=actor.user, about=request)


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
