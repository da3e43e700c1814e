"""Plain functions that build what a test needs: ``make.resident(service=house)``. Everybody they make stands
from a year ago; the ``ended_`` ones stood until today, so that they have no access any more."""

import datetime as dt
import time
from itertools import count

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.utils import timezone

from involvement.models import ChampionTerm, Organisation, Person, Post, Residency, Role, Service, User

_numbers = count(1)


def a_year_ago() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=365)


# --- Places and people ----------------------------------------------------------------------------


def service(name: str = "", **fields) -> Service:
    """An open service; a hostel that staff are at day and night when nothing else is said."""
    number = next(_numbers)
    fields.setdefault("kind", Service.Kind.HOSTEL)
    fields.setdefault("area", "Riverside")
    fields.setdefault("code", f"house{number}")
    fields.setdefault("opened_on", a_year_ago())
    return Service.objects.create(name=name or f"House {number}", **fields)


def user(username: str = "", *, password: str = "", **fields) -> User:
    """A sign-in; without a password nobody can use it but ``sign_in``."""
    made = User(username=username or f"user{next(_numbers)}", **fields)
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    return made


def person(chosen_name: str = "", *, signs_in: bool = True, **fields) -> Person:
    """Somebody who belongs nowhere yet; with a sign-in unless told otherwise."""
    number = next(_numbers)
    name = chosen_name or f"Person {number}"
    if signs_in and "user" not in fields:
        fields["user"] = user(email=fields.get("email", ""))
    fields.setdefault("full_name", f"{name} Fullname{number}")
    return Person.objects.create(chosen_name=name, **fields)


def _tie(model, who, *, service=None, ends_on=None, starts_on=None, **fields):
    if service is not None:
        fields["service"] = service
    return model.objects.create(person=who, starts_on=starts_on or a_year_ago(), ends_on=ends_on, **fields)


# --- Who somebody is. Each returns the Person. ----------------------------------------------------


def resident(chosen_name: str = "", *, service: Service, ends_on=None, key_worker=None, room="", **fields) -> Person:
    """A customer who lives at a service."""
    who = person(chosen_name, **fields)
    _tie(Residency, who, service=service, ends_on=ends_on, key_worker=key_worker, room=room)
    return who


def staff(chosen_name: str = "", *, service: Service, ends_on=None, title="", **fields) -> Person:
    """A member of staff of a service."""
    who = person(chosen_name, **fields)
    _tie(Post, who, service=service, ends_on=ends_on, title=title, kind=Post.Kind.STAFF)
    return who


def manager(chosen_name: str = "", *, service: Service, ends_on=None, **fields) -> Person:
    """The manager of a service."""
    who = person(chosen_name, **fields)
    _tie(Post, who, service=service, ends_on=ends_on, kind=Post.Kind.MANAGER)
    return who


def champion(chosen_name: str = "", *, service: Service, ends_on=None, **fields) -> Person:
    """A customer who lives at a service and speaks up for its people. With ``ends_on`` the term ended; the
    person still lives there."""
    who = resident(chosen_name, service=service, **fields)
    _tie(ChampionTerm, who, service=service, ends_on=ends_on)
    return who


def in_role(kind: str, chosen_name: str = "", *, ends_on=None, **fields) -> Person:
    """Somebody with a role for the whole organisation."""
    who = person(chosen_name, **fields)
    _tie(Role, who, kind=kind, ends_on=ends_on)
    return who


def advisor(chosen_name: str = "", **fields) -> Person:
    return in_role(Role.Kind.ADVISOR, chosen_name, **fields)


def deputy_advisor(chosen_name: str = "", **fields) -> Person:
    return in_role(Role.Kind.DEPUTY_ADVISOR, chosen_name, **fields)


def safeguarding_lead(chosen_name: str = "", **fields) -> Person:
    return in_role(Role.Kind.SAFEGUARDING_LEAD, chosen_name, **fields)


def board_member(chosen_name: str = "", **fields) -> Person:
    return in_role(Role.Kind.BOARD, chosen_name, **fields)


def leader(chosen_name: str = "", **fields) -> Person:
    """A member of the leadership."""
    return in_role(Role.Kind.LEADERSHIP, chosen_name, **fields)


# --- The same, ended today ------------------------------------------------------------------------


def ended_resident(chosen_name: str = "", *, service: Service, **fields) -> Person:
    return resident(chosen_name, service=service, ends_on=timezone.localdate(), **fields)


def ended_staff(chosen_name: str = "", *, service: Service, **fields) -> Person:
    return staff(chosen_name, service=service, ends_on=timezone.localdate(), **fields)


def ended_manager(chosen_name: str = "", *, service: Service, **fields) -> Person:
    return manager(chosen_name, service=service, ends_on=timezone.localdate(), **fields)


def ended_champion(chosen_name: str = "", *, service: Service, **fields) -> Person:
    return champion(chosen_name, service=service, ends_on=timezone.localdate(), **fields)


def ended_advisor(chosen_name: str = "", **fields) -> Person:
    return advisor(chosen_name, ends_on=timezone.localdate(), **fields)


def ended_safeguarding_lead(chosen_name: str = "", **fields) -> Person:
    return safeguarding_lead(chosen_name, ends_on=timezone.localdate(), **fields)


def ended_board_member(chosen_name: str = "", **fields) -> Person:
    return board_member(chosen_name, ends_on=timezone.localdate(), **fields)


# --- Signing in -----------------------------------------------------------------------------------


def sign_in(client, who: Person):
    """Sign a test client in as this person just now, who gets a sign-in when there is none. Returns the client. As in a
    process that has answered before, the organisation is remembered: query counts are those of every day."""
    Organisation.current()
    if who.user_id is None:
        who.user = user()
        who.save(update_fields=["user"])
    client.force_login(who.user)
    session = client.session
    session["place"] = {"browser": "firefox", "system": "linux", "since": int(timezone.now().timestamp())}
    session.save()
    return client


def app_step(who: Person, *, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"):
    """An app of which this person types a code as the second step; with spare codes. Returns its row."""
    RecoveryCodes.activate(who.user)
    return TOTP.activate(who.user, secret).instance


def app_code(secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", *, ago: int = 0) -> str:
    """What the app shows now, or showed ``ago`` half minutes ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def viewer(who: Person | None):
    """What ``request.viewer`` would be for this person (nobody signed in for None)."""
    from involvement.viewer import NOBODY, viewers_for

    return NOBODY if who is None else viewers_for([who])[who.pk]


# --- What people say ------------------------------------------------------------------------------


def suggestion(words: str = "", *, service: Service | None, author: Person | None = None, **fields):
    """A suggestion as its operation keeps it, named when it has an author. Any other field is set as given,
    past the operations: ``make.suggestion(service=house, status="agreed", reach=Reach.PUBLIC)``."""
    from meetings.models import Suggestion
    from meetings.operations.suggestions.sending import send_suggestion

    number = next(_numbers)
    who_sees = fields.pop("who_sees", Suggestion.WhoSees.HERE_NAMED)
    names = ("title", "topic", "told_by", "source", "shown", "complaint_choice")
    given = {name: fields.pop(name) for name in names if name in fields}
    words = words or f"Wish number {number}. It would make things better here."
    made, code = send_suggestion(actor=author, author=author, service=service, words=words, who_sees=who_sees, **given)
    if fields:
        Suggestion.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
    made.code = code
    return made


def meeting(*, service: Service, starts_at: dt.datetime | None = None, state: str = "planned", **fields):
    """A meeting of a service, yesterday when nothing else is said; planned and with an empty agenda. ``state``
    "being_written" is one that somebody has begun to write down."""
    from meetings.models import Meeting

    starts_at = starts_at or timezone.now() - dt.timedelta(days=1, minutes=next(_numbers))
    return Meeting.objects.create(service=service, starts_at=starts_at, state=state, **fields)


def comment(words: str = "", *, suggestion, author: Person, **fields):
    """A comment by somebody. ``shown_as`` and ``as_staff`` as in its operation."""
    from meetings.operations.suggestions.talking import add_comment

    return add_comment(actor=author, suggestion=suggestion, words=words or f"Comment {next(_numbers)}", **fields)


# --- Counting queries -----------------------------------------------------------------------------


def remember_organisation() -> None:
    """Read the organisation afresh, as every process does every quarter of a minute, before queries are counted."""
    Organisation.forget()
    Organisation.current()
