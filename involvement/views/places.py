"""A service as its staff see it: what stands on posters, when staff are there, whom to ring."""

from django.conf import settings
from django.shortcuts import render

from involvement.models import Service
from involvement.queries.people import champions_of, services_run_by, team_of
from involvement.shortcuts import find, refuse


def service(request, pk):
    """Facts of one service, for those who work there."""
    shown = find(request, Service.objects.prefetch_related("hours"), pk=pk)
    if not services_run_by(request.viewer).filter(pk=shown.pk).exists():
        refuse(request)
    context = {
        "service": shown,
        "poster_address": f"{settings.SITE_URL}{shown.poster_url()}",
        "team": team_of(shown, request.viewer),
        "champions": champions_of(shown, request.viewer),
    }
    return render(request, "involvement/staff/service.html", context)
