"""Signing in: cards, invitations, own words, codes by e-mail, and what ends a session."""

import datetime as dt
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.card_words import four_words
from involvement.models import (
    Carrier,
    Invitation,
    OutboxRow,
    Person,
    PortalSession,
    Post,
    ReturnedMail,
    Role,
    SignInCard,
    User,
)
from involvement.models.accounts import WORDS, plain_words
from involvement.models.keys import token
from involvement.operations import audit, ways_in
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import Address, row_for, save_rows, send
from involvement.operations.returned_mail import OPEN_TO_CODES, forget_if_nobodys, look_again
from involvement.queries.sessions import sessions_of

INVITATION_LASTS = dt.timedelta(days=14)
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "the"}
# Numbers that say something nobody wants beside their name.
NOT_IN_A_NAME = {"13", "14", "18", "69", "88"}


# --- Names and words ------------------------------------------------------------------------------


def new_user_name(chosen_name: str) -> str:
    """A free user name that is easy to keep in mind: the first word of the chosen name, titles left out, and two
    digits."""
    words = [word for word in chosen_name.split() if word.lower().strip(".") not in TITLES] or [""]
    plain = unicodedata.normalize("NFKD", words[0])
    letters = "".join(sign for sign in plain.lower() if sign.isascii() and sign.isalpha())[:20]
    stem = letters if len(letters) >= 2 else "friend"
    for digits in (2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 6):
        number = str(secrets.randbelow(10**digits)).zfill(digits)
        name = f"{stem}{number}"
        if number not in NOT_IN_A_NAME and not User.objects.filter(username__iexact=name).exists():
            return name
    return f"{stem}{secrets.token_hex(4)}"


def check_own_words(words: str, user: User) -> None:
    """Three different words or more, ten letters together, or a password that Django's validators accept.
    Raises ValidationError."""
    if WORDS.fullmatch(words):
        plain = plain_words(words)
        if len(set(plain.split())) < 3 or len(plain) < 10:
            raise ValidationError(_("Please choose three different words or more, with ten letters together."))
        return
    password_validation.validate_password(words, user)


def _user_of(person: Person) -> User:
    """This person's sign-in, made with a name when there is none. It cannot be used until words are set."""
    if person.user_id is not None:
        return person.user
    user = User(username=new_user_name(person.chosen_name))
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused(_("Somebody else did that at the same moment. Please try again.")) from None
    person.user = user
    person.save(update_fields=["user"])
    return user


# --- Cards ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PrintedCard:
    """What stands on the paper, and nowhere else."""

    user_name: str
    words: list[str]


@operation
def make_card(*, actor: Person, person: Person) -> PrintedCard:
    """Make a sign-in card. It ends an earlier card and every session that stands on the earlier words. Somebody who
    signs in already is told. The words are returned once, for the paper. Raises Refused."""
    _still_with_us(person)
    now = timezone.now()
    user = _user_of(person)
    words = four_words()
    user.set_password(" ".join(words))
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    SignInCard.objects.filter(person=person, ended_at__isnull=True).update(ended_at=now)
    try:
        with transaction.atomic():
            card = SignInCard.objects.create(person=person, made_by=actor, made_at=now)
    except IntegrityError:
        raise Refused(_("A card for this person was made at this very moment. Please look first.")) from None
    record(verb="person.card_made", thing=person, actor=actor, actor_role="staff")
    audit.note(kind="card.made", user=actor.user, about=card)
    ways_in.new_way_in(actor=actor, person=person)
    if user.last_login is not None and actor.pk != person.pk:
        ways_in.say_so(person=person, at=now)
    return PrintedCard(user_name=user.username, words=words)


@operation
def choose_own_words(*, person: Person, words: str) -> None:
    """Put a person's own words or password in place of what was there. Everybody signed in with the earlier
    ones is signed out; the caller keeps its own session with update_session_auth_hash. Raises Refused."""
    user = person.user
    if user.check_password(words):
        raise Refused(_("These are the words that you have now. Please choose others."))
    try:
        check_own_words(words, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    user.set_password(words)
    user.save(update_fields=["password"])
    SignInCard.objects.filter(person=person, ended_at__isnull=True, used_at__isnull=True).update(used_at=timezone.now())
    ways_in.first_used(person=person)
    audit.note(kind="words.changed", user=user, about=user)


# --- Invitations ----------------------------------------------------------------------------------


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _still_with_us(person: Person) -> None:
    if person.is_closed:
        raise Refused(_("This record is closed."))


@operation
def invite(*, actor: Person, person: Person) -> None:
    """Send a link with which a person makes their own sign-in, or confirms their e-mail address. An earlier
    link stops working. Raises Refused without an address that may be used."""
    _still_with_us(person)
    if person.mail_returns:
        raise Refused(_("E-mail to this address comes back. Please ask for another one."))
    if not person.can_be_reached(Carrier.EMAIL):
        raise Refused(_("There is no e-mail address that we may write to."))
    secret = token()
    now = timezone.now()
    end_invitations(person=person)
    invitation = Invitation.objects.create(
        person=person, token_hash=_hash(secret), made_by=actor, made_at=now, expires_at=now + INVITATION_LASTS
    )
    send(
        kind="account.invitation" if person.user_id is None else "account.confirm_email",
        to=person,
        occasion=f"invitation{invitation.pk}",
        wish=Carrier.EMAIL,
        secret=secret,
        expires_at=invitation.expires_at,
    )
    record(verb="person.invited", thing=person, actor=actor, actor_role="staff")
    audit.note(kind="invitation.made", user=actor.user, about=invitation)
    if person.user_id is None or person.user.email.lower() != person.email.lower():
        ways_in.new_way_in(actor=actor, person=person)


def end_invitations(*, person: Person) -> None:
    """No link that was sent to this person works any more."""
    now = timezone.now()
    Invitation.objects.filter(person=person, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)


def address_changed(*, actor: Person, person: Person, before: str) -> None:
    """What went to the address of ``before`` proves nothing any more: its links end, and no code goes there. Whoever
    signs in already is asked at the new one, and signed out meanwhile. A colleague's sign-in goes on until they
    have confirmed the new address themselves: nobody takes it over by writing another into their record. Inside
    an operation."""
    look_again(person=person)
    end_invitations(person=person)
    if person.user_id is None:
        forget_if_nobodys(address=before)
        return
    if actor.pk == person.pk or not works_here(person=person):
        forget_email(user=person.user)
        end_sessions(person=person)
    forget_if_nobodys(address=before)
    if person.can_be_reached(Carrier.EMAIL):
        invite(actor=actor, person=person)


def find_invitation(secret: str) -> Invitation | None:
    """The invitation behind a link, while it is good."""
    return (
        Invitation.objects.filter(token_hash=_hash(secret), used_at__isnull=True, expires_at__gt=timezone.now())
        .filter(person__in=Person.objects.living())
        .select_related("person__user")
        .first()
    )


def works_here(*, person: Person) -> bool:
    """Whether somebody has a post or a role today."""
    rows = (model.objects.current().filter(person=person) for model in (Post, Role))
    return any(row.exists() for row in rows)


def must_sign_in_first(*, person: Person, by: User | None) -> bool:
    """Whether a link alone is not enough: a colleague who has a sign-in confirms an address with it."""
    return person.user_id is not None and (by is None or by.pk != person.user_id) and works_here(person=person)


@operation
def accept_invitation(*, secret: str, user_name: str = "", words: str = "", by: User | None = None) -> User:
    """Make the sign-in that was offered, once, and note that the address is theirs. ``words`` may be empty:
    codes by e-mail always work. ``by`` is who is signed in. Raises Refused."""
    invitation = find_invitation(secret)
    if invitation is not None and must_sign_in_first(person=invitation.person, by=by):
        raise Refused(_("Please sign in first, then open the link again."))
    claimed = invitation and Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(
        used_at=timezone.now()
    )
    if not claimed:
        raise Refused(_("This link does not work any more. Ask staff for a new one."))
    person = invitation.person
    is_new = person.user_id is None
    user = _user_of(person)
    if is_new:
        _name_user(user, user_name)
        if words:
            choose_own_words(person=person, words=words)
    confirm_email(user=user, email=person.email)
    record(verb="person.sign_in_made" if is_new else "person.email_confirmed", thing=person, actor=person)
    audit.note(kind="invitation.used", user=user, about=invitation)
    return user


def _name_user(user: User, user_name: str) -> None:
    wish = user_name.strip().lower()
    if not wish or wish == user.username:
        return
    if User.objects.filter(username__iexact=wish).exists():
        raise Refused(_("Somebody has that user name already. Please choose another."))
    user.username = wish
    user.save(update_fields=["username"])


def confirm_email(*, user: User, email: str) -> None:
    """Let codes go to this address. Of two sign-ins with one address the older keeps it."""
    taken = User.objects.filter(email__iexact=email, is_active=True).exclude(pk=user.pk).exists()
    user.email = "" if taken else email
    user.save(update_fields=["email"])


def forget_email(*, user: User) -> None:
    """No code goes to any address any more, until one is confirmed."""
    EmailAddress.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(email="")
    user.email = ""


# --- Codes, sessions, and the record of both ------------------------------------------------------


@operation
def send_sign_in_code(*, email: str, code: str, expires_at: dt.datetime) -> None:
    """Write the urgent row of a sign-in code. An empty ``code`` (nobody here has the address), somebody who
    must not be e-mailed, or an address from which mail comes back writes a row that is cancelled from the start and
    names nobody: the same work, and no mail to a stranger."""
    forbidden = Person.objects.filter(user__email__iexact=email, do_not_email=True).exists()
    closed = ReturnedMail.objects.open().of(email).exclude(reason__in=OPEN_TO_CODES).exists()
    known = bool(code) and not forbidden and not closed
    row = row_for(
        kind="account.sign_in_code",
        to=Address(email if known else "", "sign_in"),
        occasion=token(),
        urgent=True,
        secret=code if known else "",
        expires_at=expires_at,
    )
    if not known:
        row.state, row.reason = OutboxRow.State.CANCELLED, "nobody to send it to"
    save_rows([row])


def note_sign_in(*, user: User) -> None:
    audit.note(kind="sign_in", user=user)


def note_failed_sign_in() -> None:
    """Without the name that was typed: people type their words there."""
    audit.note(kind="sign_in.failed")


@operation
def end_sessions(*, person: Person) -> None:
    """Sign this person out everywhere, at the next click."""
    if person.user_id is not None:
        PortalSession.objects.filter(user=person.user_id).delete()
        User.objects.filter(pk=person.user_id).update(sign_in_round=F("sign_in_round") + 1)
        person.user.refresh_from_db(fields=["sign_in_round"])
        audit.note(kind="sessions.ended", user=person.user, about=person)


@operation
def end_session(*, person: Person, handle: str) -> None:
    """Sign this person out in one place, at the next click there. Raises Refused when that is over already."""
    session = next((one for one in sessions_of(person.user) if one.handle == handle), None)
    if session is None or not PortalSession.objects.filter(pk=session.pk).delete()[0]:
        raise Refused(_("You are signed out there already."))
    audit.note(kind="session.ended", user=person.user, about=person)


@operation
def close_sign_in(*, person: Person) -> None:
    """No sign-in any more: sessions, card and open invitations end."""
    now = timezone.now()
    end_sessions(person=person)
    User.objects.filter(pk=person.user_id).update(is_active=False)
    SignInCard.objects.filter(person=person, ended_at__isnull=True).update(ended_at=now)
    end_invitations(person=person)
