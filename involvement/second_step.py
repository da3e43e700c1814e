"""The second step of signing in, on allauth.mfa: how secrets are kept, and how long a session remembers that the step
was taken (docs/decisions/second-factor.md)."""

import base64
import datetime as dt
import hashlib
import time

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from involvement.models import Organisation

# For how long one step is enough: for the portal, for the advisor's lists, and for changing the step itself.
LASTS = dt.timedelta(days=14)
LASTS_FOR_LISTS = dt.timedelta(hours=12)
LASTS_FOR_CHANGES = dt.timedelta(minutes=15)
# What somebody typed as it ran out is not lost.
GRACE = dt.timedelta(days=1)

_AT = "second_step_at"


class PortalMFAAdapter(DefaultMFAAdapter):
    """Secrets are of no use to who has a copy of the database without the key of the portal. What an app or a passkey
    calls its owner says nothing of them but the user name."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With another key than it was kept with, a secret that nobody has: no code fits it."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def get_totp_issuer(self) -> str:
        """No longer than it may be, since SQLite keeps any length, and a picture for an app does not hold any."""
        return Organisation.current().name[: Organisation._meta.get_field("name").max_length]

    def _get_site_name(self) -> str:
        return Organisation.current().name

    def _get_user_identifier(self, user) -> str:
        return user.username

    def get_public_key_credential_user_entity(self, user) -> dict:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.username}


def _box() -> MultiFernet:
    """The newest key closes; each opens."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"involvement.second_step{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def note_taken(request) -> None:
    """The step was taken in this session now."""
    request.session[_AT] = int(time.time())


def forget_taken(request) -> None:
    """It counts no more: there is none to take."""
    request.session.pop(_AT, None)


def was_taken(request, *, within: dt.timedelta) -> bool:
    """Whether the step was taken in this session so lately."""
    return time.time() - request.session.get(_AT, 0) < within.total_seconds()


def signed_in_lately(request) -> bool:
    """Whether somebody without a second step signed in so lately that it is still they who sit there."""
    since = request.session.get("place", {}).get("since", 0)
    return time.time() - since < LASTS_FOR_CHANGES.total_seconds()


def proven_lately(request) -> bool:
    """Whether somebody signed in, or took the step, so lately."""
    return signed_in_lately(request) or was_taken(request, within=LASTS_FOR_CHANGES)
