"""Error pages of the house."""

import re

from django.http import HttpResponseServerError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

NEVER_SHOWN_AGAIN = re.compile(r"password|passphrase|card|code|login|^words-", re.IGNORECASE)
# Forms whose "words" are those to sign in with, and answers that nobody is shown (docs/decisions/equality.md).
SECRET_FORMS = {"public:own-words", "public:invitation", "customer:about-you"}


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def refused(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    """Drawn without what every page needs, since the database may be what broke. What was typed is shown again."""
    context = {"kept": _kept(request), "csrf_token": get_token(request)}
    return HttpResponseServerError(render_to_string("500.html", context))


def too_often(request):
    return render(request, "429.html", {"kept": _kept(request)}, status=429)


def not_done(request, message: str):
    """An operation was refused where the page has no place of its own to say so. What was typed is shown again."""
    return render(request, "409.html", {"message": message, "kept": _kept(request)}, status=409)


def words_kept(request, reason=""):
    """The form was too old to be accepted (signed in or out since, or another tab). What was typed is shown
    again with a fresh form, so that nothing is lost."""
    return render(request, "403_csrf.html", {"kept": _kept(request)}, status=403)


def _kept(request) -> list[tuple[str, str]]:
    """What was posted, to be sent again. Nothing from another site, which could put its own words into the form
    and wait for one tap; nothing of a form that holds a secret."""
    if request.method != "POST" or not _came_from_here(request):
        return []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    page = request.resolver_match.view_name if request.resolver_match else ""
    if page in SECRET_FORMS or any(NEVER_SHOWN_AGAIN.search(name) for name, _ in fields):
        return []
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def _came_from_here(request) -> bool:
    """By the browser's own word; an old one says it in the address of the page only."""
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    return origin == here if origin else request.headers.get("Referer", "").startswith(f"{here}/")
