"""The second step of signing in: an app or a passkey is added and removed, spare codes are made, and somebody who has
lost it all begins anew. What is typed or sent as a step is checked here, too."""

import json
import struct

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as passkeys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, User
from involvement.operations import accounts, audit
from involvement.operations.base import Refused, operation, record
from involvement.operations.outbox import send
from involvement.queries.second_step import Kind, has_step

MOST_PASSKEYS = 10
# What the readers of a passkey's answer raise for one that was made up.
MADE_UP = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)


# --- Checking -------------------------------------------------------------------------------------


def step_of_code(*, user: User, code: str) -> Authenticator | None:
    """The app or the spare codes of which this code is; None when it is of none, or was used before."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal()):
        return None
    for row in Authenticator.objects.filter(user=user).exclude(type=Kind.WEBAUTHN):
        if row.type == Kind.RECOVERY_CODES:
            fits = row.wrap().validate_code(digits)
        else:
            fits = validate_totp_code(decrypt(row.data["secret"]), digits) and _first_use(user, digits)
        if fits:
            return row
    return None


def _first_use(user: User, digits: str) -> bool:
    """A code of the app is good once, for as long as it would fit (RFC 6238, 5.2). allauth itself forgets it sooner
    than that where a clock may be wrong."""
    fits_for = (2 * settings.MFA_TOTP_TOLERANCE + 1) * 30
    return caches["default"].add(f"second-step:{user.pk}:{digits}", True, fits_for)


def step_of_passkey(*, user: User, answer: str) -> Authenticator | None:
    """The passkey that gave this answer (JSON of the browser) to what this session asked; else None."""
    try:
        given = json.loads(answer)
        passkeys.parse_authentication_response(given)
        return passkeys.complete_authentication(user, given)
    except MADE_UP:
        return None


def read_new_passkey(answer: str) -> dict | None:
    """A passkey's answer (JSON of the browser) to being added in this session, when it is one; else None."""
    try:
        given = json.loads(answer)
        passkeys.parse_registration_response(given)
        passkeys.complete_registration(given)
    except MADE_UP:
        return None
    return given


# --- Changing -------------------------------------------------------------------------------------


@operation
def add_app(*, person: Person, secret: str) -> bool:
    """Keep the secret that an app shows codes of. Returns whether spare codes were made with it. Raises Refused when
    there is an app already."""
    try:
        with transaction.atomic():
            TOTP.activate(person.user, secret)
    except IntegrityError:
        raise Refused(_("You have an app already. Remove it first if you have a new phone.")) from None
    return _added(person, "app")


@operation
def add_passkey(*, person: Person, name: str, answer: dict) -> bool:
    """Keep a passkey under a name of its owner's. Returns whether spare codes were made with it. Raises Refused above
    MOST_PASSKEYS."""
    if Authenticator.objects.filter(user=person.user, type=Kind.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Refused(_("You have ten passkeys. Please remove one first."))
    passkeys.WebAuthn.add(person.user, name, answer)
    return _added(person, "passkey")


def _added(person: Person, what: str) -> bool:
    had_codes = Authenticator.objects.filter(user=person.user, type=Kind.RECOVERY_CODES).exists()
    RecoveryCodes.activate(person.user)
    audit.note(kind="second_step.added", user=person.user, about=person, reason=what)
    _say_so(person)
    return not had_codes


@operation
def renew_codes(*, person: Person) -> None:
    """New spare codes in place of those of before. Raises Refused without an app or a passkey."""
    if not has_step(person.user):
        raise Refused(_("Add an app or a passkey first."))
    User.objects.select_for_update().get(pk=person.user_id)
    Authenticator.objects.filter(user=person.user, type=Kind.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person.user)
    audit.note(kind="second_step.codes", user=person.user, about=person)


@operation
def remove(*, person: Person, pk: int, may_be_last: bool) -> None:
    """Take an app or a passkey away; with the last of them the spare codes go. Raises Refused when it is gone already,
    and for the last of somebody who must have one."""
    User.objects.select_for_update().get(pk=person.user_id)
    rows = Authenticator.objects.filter(user=person.user).exclude(type=Kind.RECOVERY_CODES)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused(_("That is removed already."))
    is_last = rows.count() == 1
    if is_last and not may_be_last:
        raise Refused(_("You work here, so you need one. Add another first, then remove this one."))
    row.delete()
    if is_last:
        Authenticator.objects.filter(user=person.user).delete()
    audit.note(kind="second_step.removed", user=person.user, about=person, reason=row.type)
    _say_so(person)


@operation
def reset(*, actor: Person | None, person: Person) -> None:
    """Somebody lost their phone and their spare codes: take all of it away and sign them out everywhere. They are told.
    ``actor`` is None when the operator does it at the machine. Raises Refused where there is nothing to take away."""
    gone, _kinds = Authenticator.objects.filter(user=person.user_id).delete()
    if person.user_id is None or not gone:
        raise Refused(_("They have no second step."))
    accounts.end_sessions(person=person)
    record(verb="person.second_step_reset", thing=person, actor=actor, actor_role="staff" if actor else "")
    audit.note(kind="second_step.reset", user=actor.user if actor else None, about=person)
    send(kind="account.second_step_reset", to=person, occasion=timezone.now().isoformat())


def _say_so(person: Person) -> None:
    send(kind="account.second_step_changed", to=person, occasion=timezone.now().isoformat())
