"""Photos, each through a permission check (RELIABILITY rule 16)."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse

from involvement.queries.photos import seen_photo
from involvement.shortcuts import refuse


@login_not_required
def photo(request, pk):
    """The picture, for whoever may see what it belongs to; stored nowhere but in a browser of their own."""
    found = seen_photo(request.viewer, pk)
    if found is None:
        refuse(request)
    response = FileResponse(found.file.open("rb"), content_type="image/jpeg", filename="photo.jpg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
