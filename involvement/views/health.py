"""Whether the portal is well, for whoever watches it."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.log import log_response

from involvement.metrics import CONTENT_TYPE, as_text
from involvement.queries.health import health_now


@login_not_required
def health(request):
    """200 when all is well, else 503, with what is not. It tells nothing of what is inside."""
    checks = health_now()
    unwell = [name for name, well in checks.items() if not well]
    response = JsonResponse({"well": not unwell, **checks}, status=503 if unwell else 200)
    response["Cache-Control"] = "no-store"
    if unwell:
        # Whoever watches reads it in the answer; it is no fault of the page.
        log_response("Not well: %s", ", ".join(unwell), response=response, request=request, level="warning")
    return response


@login_not_required
def metrics(request):
    """The figures for whoever says METRICS_TOKEN; for everybody else there is no such page."""
    said = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(
        said.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        raise Http404
    return HttpResponse(as_text(), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
