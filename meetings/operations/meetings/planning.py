"""Planning a meeting, moving and cancelling it, and saying whether one comes."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, Residency, Service
from involvement.models.keys import token
from involvement.models.outbox import MACHINE_CARRIERS
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import carrier_for, send, send_to_all
from meetings.models import Attendance, Meeting
from meetings.operations.meetings.agenda import build_agenda
from meetings.queries.meetings import people_at

# What somebody who said yes needs to hear about.
MOVING_FIELDS = ("starts_at", "place", "online_link")
DETAILS = (*MOVING_FIELDS, "chair", "access_notes", "food_notes")


@operation
def plan_meeting(*, actor: Person, service: Service, starts_at: dt.datetime, **details) -> Meeting:
    """Plan a meeting of a service at an aware moment; ``details`` are of DETAILS. Its agenda is built, and
    for one to come the noticeboard and everybody who is told by a machine hear of it. A moment that has
    passed is for a meeting that was held and is written down now. Raises Refused when one stands then."""
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                service=service,
                starts_at=starts_at,
                planned_by=actor,
                **{name: value for name, value in details.items() if name in DETAILS},
            )
    except IntegrityError:
        raise Refused(_("There is a meeting at that time already.")) from None
    record(verb="meeting.planned", thing=meeting, actor=actor, actor_role="staff")
    build_agenda(actor=actor, meeting=meeting)
    if starts_at > timezone.now():
        tell_the_house(meeting=meeting, kind="meeting.planned", occasion=str(meeting.pk))
    return meeting


@operation
def plan_next_meeting(*, actor: Person, meeting: Meeting, starts_at: dt.datetime) -> Meeting:
    """Plan the one after ``meeting``, with everything else as it was; who runs it only while they are still
    there. Raises Refused when one stands at that moment, or when it does not come after."""
    if not meeting.starts_at < starts_at < timezone.now() + dt.timedelta(days=550):
        raise Refused(_("That day is very far away. Is the year right?"))
    details = {name: getattr(meeting, name) for name in DETAILS if name != "starts_at"}
    if meeting.chair_id and not people_at(meeting.service_id).filter(pk=meeting.chair_id).exists():
        details["chair"] = None
    return plan_meeting(actor=actor, service=meeting.service, starts_at=starts_at, **details)


@operation
def change_meeting(*, actor: Person, meeting: Meeting, **details) -> Meeting:
    """Change what was planned. When the date or the place moves, the version grows and everybody who said
    yes is told. Raises Refused when somebody changed it first, or when it is no longer planned."""
    changes = {name: value for name, value in details.items() if name in DETAILS and value != getattr(meeting, name)}
    if not changes:
        return meeting
    moves = any(name in changes for name in MOVING_FIELDS)
    _claim_planned(meeting, **changes, **({"version": F("version") + 1} if moves else {}))
    for name, value in changes.items():
        setattr(meeting, name, value)
    verb = "meeting.moved" if moves else "meeting.changed"
    record(verb=verb, thing=meeting, actor=actor, actor_role="staff", fields=list(changes))
    if moves:
        meeting.version += 1
        _tell_who_comes(meeting=meeting, kind="meeting.moved", but=actor)
    return meeting


@operation
def cancel_meeting(*, actor: Person, meeting: Meeting, reason: str) -> Meeting:
    """Cancel a planned meeting. The house reads the reason; everybody who said yes is told.

    Raises Refused without a reason, and when it is no longer planned."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why. People will ask."))
    state = Meeting.State.CANCELLED
    _claim_planned(meeting, state=state, cancelled_reason=reason, version=F("version") + 1)
    meeting.state, meeting.cancelled_reason, meeting.version = state, reason, meeting.version + 1
    record(verb="meeting.cancelled", thing=meeting, actor=actor, actor_role="staff", reason=reason)
    _tell_who_comes(meeting=meeting, kind="meeting.cancelled", but=actor)
    send(kind="meeting.cancelled", to=meeting.service, about=meeting, occasion=_version_of(meeting))
    return meeting


@operation
def renew_calendar_link(*, actor: Person, meeting: Meeting) -> Meeting:
    """Give the calendar file a new address: the old one leads nowhere from now on."""
    meeting.token = token()
    Meeting.objects.filter(pk=meeting.pk).update(token=meeting.token)
    record(verb="meeting.changed", thing=meeting, actor=actor, actor_role="staff", fields=["token"])
    return meeting


@operation
def reply(*, actor: Person, meeting: Meeting, answer: str) -> None:
    """Somebody says that they come or cannot ("coming" or "cannot"; the last word counts).

    Raises Refused when the meeting is over or cancelled."""
    if not meeting.is_open or meeting.starts_at < timezone.now() - dt.timedelta(hours=2):
        raise Refused(_("This meeting is over, or it was cancelled."))
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, person=actor, reply=answer)],
        update_conflicts=True,
        unique_fields=["meeting", "person"],
        update_fields=["reply"],
    )


def _claim_planned(meeting: Meeting, **changes) -> None:
    """One UPDATE that only the first of two writers gets."""
    still = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.PLANNED, version=meeting.version)
    try:
        with transaction.atomic():
            claimed = still.update(**changes)
    except IntegrityError:
        raise Refused(_("There is a meeting at that time already.")) from None
    if not claimed:
        raise Refused(_("This meeting has changed since you opened it. Please look at it again."))


def _version_of(meeting: Meeting) -> str:
    return f"{meeting.pk}:{meeting.version}"


def _tell_who_comes(*, meeting: Meeting, kind: str, but: Person) -> None:
    """Tell everybody who said yes, and whoever runs it, in the way they chose."""
    yes = Attendance.objects.filter(meeting=meeting, reply=Attendance.Reply.COMING).values("person_id")
    people = set(Person.objects.living().filter(pk__in=yes).exclude(pk=but.pk))
    if meeting.chair is not None and meeting.chair != but:
        people.add(meeting.chair)
    send_to_all(
        kind=kind,
        people=people,
        about=meeting,
        occasion=_version_of(meeting),
        values={"version": meeting.version},
    )


def tell_the_house(*, meeting: Meeting, kind: str, occasion: str) -> None:
    """Tell the noticeboard, and those who live there and are told by e-mail or on the website. Nobody has to
    knock on every door for what hangs on the wall."""
    living_there = Residency.objects.current().filter(service_id=meeting.service_id).values("person_id")
    people = Person.objects.living().filter(pk__in=living_there)
    by_machine = [person for person in people if carrier_for(person) in MACHINE_CARRIERS]
    send_to_all(kind=kind, people=by_machine, about=meeting, occasion=occasion, values={"version": meeting.version})
    send(kind=kind, to=meeting.service, about=meeting, occasion=occasion, values={"version": meeting.version})
