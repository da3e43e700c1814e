"""Pages of the base that anybody may open."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from involvement.queries.safeguarding import stands_in_for_leads
from involvement.queries.work import work_for
from involvement.registry.home import cards_for

# Neutral, and what other public services use.
EXIT_TO = "https://www.bbc.co.uk/weather"


def first_page(request, audience: str):
    """An audience's first page; staff and the advisor, and who stands in for the advisor or for the leads, also
    see their one list of work."""
    cards = cards_for(audience, request.viewer)
    context = {"cards": cards, "beside": any(card["place"] == "side" for card in cards)}
    viewer = request.viewer
    if audience in ("staff", "advisor") or viewer.stands_in_for or stands_in_for_leads(viewer):
        context["work"] = work_for(request.viewer)
    return render(request, f"involvement/{audience}/home.html", context)


@login_not_required
def home(request):
    """The first page of whoever looks: cards that each app registered for that audience."""
    return first_page(request, request.viewer.audience)


@login_not_required
def help_page(request):
    """Whom to ask, and the numbers to ring."""
    return render(request, "involvement/public/help.html")


@login_not_required
def language(request):
    """Choose a language: a button each, which Django's own view keeps in a cookie."""
    onward = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return render(request, "involvement/public/language.html", {"onward": onward if safe else "/"})


@login_not_required
def exit_page(request):
    """Leave at once. On a shared computer the session ends too."""
    if request.session.get("shared"):
        logout(request)
    response = redirect(EXIT_TO)
    response["Cache-Control"] = "no-store"
    return response
