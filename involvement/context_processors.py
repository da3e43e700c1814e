"""What every page needs to know."""

from django.conf import settings

from involvement.models import Organisation
from involvement.registry.home import menu_for
from involvement.shortcuts import address_of
from involvement.viewer import NOBODY

# What the frame of every page links to, by its name in base.html.
FRAME = {
    "home": "public:home",
    "help": "public:help",
    "language": "public:language",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "me": "customer:me",
    "told": "customer:told",
    "exit": "public:exit",
}


def portal(request) -> dict:
    """Viewer, organisation, audience and menu; on a shared computer the seconds until the session ends."""
    viewer = getattr(request, "viewer", NOBODY)
    path = request.path
    audience = viewer.audience
    entries = [(str(entry.label), address_of(entry.url_name), entry.more) for entry in menu_for(audience, viewer)]
    return {
        "viewer": viewer,
        "organisation": Organisation.current(),
        "audience": audience,
        "menu": [
            {"label": label, "url": url, "more": more, "current": path == url or (url != "/" and path.startswith(url))}
            for label, url, more in entries
        ],
        "frame": {name: address_of(url_name) for name, url_name in FRAME.items()},
        "languages": settings.LANGUAGES,
        "base_template": f"involvement/{audience}/base.html",
        "session_seconds": settings.SHARED_SESSION_SECONDS if _is_shared(request) else None,
        "demonstration": settings.DEMONSTRATION,
    }


def _is_shared(request) -> bool:
    session = getattr(request, "session", None)
    return bool(session is not None and session.get("shared"))
