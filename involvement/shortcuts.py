"""Finding things for a viewer, the same way everywhere (DESIGN, People and roles)."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse


class SignInFirst(Exception):
    """Signed out, every id that is not public goes to the sign-in page, whether it exists or not."""


def find(request, queryset, **lookup):
    """The one row of ``queryset.visible_to(viewer)``. Raises SignInFirst when nobody is signed in, Http404
    when the viewer may not see it or it is not there."""
    found = queryset.visible_to(request.viewer).filter(**lookup).first()
    if found is None:
        refuse(request)
    return found


def addresses_of(url_name: str) -> Callable[[int], str]:
    """What gives the address of each of many rows by its key; the address is looked up once."""
    before, after = reverse(url_name, args=[0]).rsplit("0", 1)
    return lambda key: f"{before}{key}{after}"


def refuse(request) -> None:
    """Raise what a missing thing raises."""
    if not request.viewer.is_signed_in:
        raise SignInFirst
    raise Http404
