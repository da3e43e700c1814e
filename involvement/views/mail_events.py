"""Where the provider of mail tells what came back."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from involvement import mail_events as telling
from involvement.operations.returned_mail import mail_came_back

logger = logging.getLogger(__name__)

# A provider's longest with room to spare (bytes).
LARGEST = 256 * 1024


@csrf_exempt
@login_not_required
def mail_events(request, provider):
    """There only for the provider that the settings name. 403 without its secret, 400 for what nobody can read; a fault
    of ours is a 500, and the provider tells it again. Some ask first whether there is such a page (HEAD)."""
    teller = telling.provider_called(provider)
    if teller is None:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST", "HEAD"])
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        found = telling.read(teller, request)
    except telling.NotFromThem:
        return HttpResponse(status=403)
    except telling.Unreadable as fault:
        logger.warning("what %s told could not be read: %s", teller.name, fault)
        return HttpResponse(status=400)
    for one in found:
        mail_came_back(**vars(one))
    return HttpResponse()
