"""Finding things for a viewer, the same way everywhere (DESIGN, People and roles)."""

from collections.abc import Callable
from functools import lru_cache

from django.http import Http404
from django.urls import get_script_prefix, get_urlconf, reverse

from involvement.operations import audit

# Addresses below which a key in the address leads to something that always has somebody's name. Of everything else
# (suggestions, comments, their photos, worries) a refusal keeps no key: the one who looks for what was said without
# a name, where it is not shown, may be the one who said it (RELIABILITY rule 7).
NAMED_PLACES = (
    "actions/",
    "admin/",
    "advisor/forgetting/",
    "me/told/",
    "meetings/",
    "staff/actions/",
    "staff/meetings/",
    "staff/people/",
    "staff/services/",
    "staff/team/",
    "staff/tell/",
)


class SignInFirst(Exception):
    """Signed out, every id that is not public goes to the sign-in page, whether it exists or not."""


def find(request, queryset, **lookup):
    """The one row of ``queryset.visible_to(viewer)``. Raises SignInFirst when nobody is signed in, Http404
    when the viewer may not see it or it is not there."""
    found = queryset.visible_to(request.viewer).filter(**lookup).first()
    if found is None:
        refuse(request)
    return found


def address_of(url_name: str) -> str:
    """The address of a page that every page links to. Django puts it together anew each time; here it is kept."""
    return _address_of(url_name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=256)
def _address_of(url_name: str, _urlconf: str | None, _prefix: str) -> str:
    return reverse(url_name)


def addresses_of(url_name: str) -> Callable[[int], str]:
    """What gives the address of each of many rows by its key; the address is looked up once."""
    before, after = _around_key(url_name, get_urlconf(), get_script_prefix())
    return lambda key: f"{before}{key}{after}"


@lru_cache(maxsize=256)
def _around_key(url_name: str, _urlconf: str | None, _prefix: str) -> list[str]:
    return reverse(url_name, args=[0]).rsplit("0", 1)


def refuse(request) -> None:
    """Raise what a missing thing raises. Who was refused where stays in the audit, for a thing that is not there
    just as for one that they may not see: no answer takes longer than the other."""
    if not request.viewer.is_signed_in:
        raise SignInFirst
    match = request.resolver_match
    page = match.view_name if match.url_name else match.route
    key = match.kwargs.get("pk") if match.route.startswith(NAMED_PLACES) else None
    audit.note_denied(user=request.user, page=page, key=key)
    raise Http404
