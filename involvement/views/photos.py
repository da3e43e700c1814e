"""Photos, each through a permission check (RELIABILITY rule 16)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from involvement.models import Organisation, Photo
from involvement.operations.base import Refused
from involvement.operations.photos import take_photo_back
from involvement.queries.photos import opened_file, own_photo, seen_photo, where_it_stands
from involvement.shortcuts import refuse


@login_not_required
def logo(request, pk):
    """The mark of the organisation, for everybody. Another one has another address, so browsers may keep it."""
    kept = Organisation.current().logo
    if kept is None or kept.pk != pk:
        refuse(request)
    response = _as_picture(kept)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@login_not_required
def photo(request, pk):
    """The picture, for whoever may see what it belongs to. A visitor's browser keeps it for a minute: then what was
    hidden is hidden there too (RELIABILITY rule 15). Of anybody signed in nothing is kept."""
    found = seen_photo(request.viewer, pk)
    if found is None:
        refuse(request)
    response = _as_picture(found)
    response["Cache-Control"] = "private, max-age=60"
    return response


def _as_picture(kept: Photo) -> FileResponse:
    opened = opened_file(kept)
    if opened is None:
        raise Http404
    response = FileResponse(opened, content_type="image/jpeg", filename="photo.jpg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request, pk):
    """Asked first: whoever sent a photo takes it back, even where staff have hidden it."""
    found = own_photo(request.viewer, pk)
    if found is None:
        refuse(request)
    back = where_it_stands(request.viewer, found)
    if request.method != "POST":
        return render(request, "involvement/public/photo_take_back.html", {"photo": found, "back": back})
    try:
        take_photo_back(actor=request.viewer.person, photo=found)
        messages.success(request, _("You took the photo back. Nobody sees it any more."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(back)
