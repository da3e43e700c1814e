"""Whether the portal is well, for whoever watches it."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse

from involvement.queries.health import health_now


@login_not_required
def health(request):
    """200 when all is well, else 503, with what is not. It tells nothing of what is inside."""
    checks = health_now()
    response = JsonResponse({"well": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503)
    response["Cache-Control"] = "no-store"
    return response
