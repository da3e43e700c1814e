"""Whose device somebody signs in on decides how long the session lasts."""

from django.conf import settings
from django.utils import timezone

OWN, SHARED = "own", "shared"


def settle_session(request) -> None:
    """Thirty days on one's own device, minutes on a shared one."""
    if request.session.get("device") == OWN:
        request.session.pop("shared", None)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    else:
        request.session["shared"] = True
        request.session["seen"] = int(timezone.now().timestamp())
        request.session.set_expiry(settings.SHARED_SESSION_SECONDS)
