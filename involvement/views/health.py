"""Whether the portal is well, for whoever watches it."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils.log import log_response

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
