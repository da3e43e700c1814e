"""Photos, each through a permission check (RELIABILITY rule 16)."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse

from involvement.models import Organisation, Photo
from involvement.queries.photos import seen_photo
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
    opened = kept.file.storage.open(kept.file.name, "rb")
    response = FileResponse(opened, content_type="image/jpeg", filename="photo.jpg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
