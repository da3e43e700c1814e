"""Whose device somebody signs in on decides how long the session lasts; and what its owner calls it later."""

from django.conf import settings
from django.utils import timezone

from involvement.models import PortalSession

OWN, SHARED = "own", "shared"

# What a browser's name for itself holds, the most particular first: most of them claim to be others, too.
BROWSERS = {
    "Edg": PortalSession.Browser.EDGE,
    "OPR/": PortalSession.Browser.OPERA,
    "SamsungBrowser": PortalSession.Browser.SAMSUNG,
    "Firefox": PortalSession.Browser.FIREFOX,
    "FxiOS": PortalSession.Browser.FIREFOX,
    "Chrome": PortalSession.Browser.CHROME,
    "CriOS": PortalSession.Browser.CHROME,
    "Safari": PortalSession.Browser.SAFARI,
}
SYSTEMS = {
    "iPhone": PortalSession.System.IPHONE,
    "iPad": PortalSession.System.IPAD,
    "Android": PortalSession.System.ANDROID,
    "CrOS": PortalSession.System.CHROMEBOOK,
    "Windows": PortalSession.System.WINDOWS,
    "Mac OS": PortalSession.System.MAC,
    "Linux": PortalSession.System.LINUX,
}


def settle_session(request) -> None:
    """Thirty days on one's own device, minutes on a shared one."""
    if request.session.get("device") == OWN:
        request.session.pop("shared", None)
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    else:
        request.session["shared"] = True
        request.session["seen"] = int(timezone.now().timestamp())
        request.session.set_expiry(settings.SHARED_SESSION_SECONDS)


def note_place(request) -> None:
    """Keep in the session what its owner is shown of it: the kind of browser, and since when."""
    name = request.headers.get("User-Agent", "")
    request.session["place"] = {
        "browser": _first(BROWSERS, name),
        "system": _first(SYSTEMS, name),
        "since": int(timezone.now().timestamp()),
    }


def _first(table: dict, name: str) -> str:
    return next((str(value) for sign, value in table.items() if sign in name), "")
