"""The poster's page (/s/<code>/), for whoever scans it, and looking up by code what came of it. Neither asks who
somebody is, and neither keeps anything of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from involvement.models import Reach, Service
from involvement.operations import limits
from involvement.operations.base import Refused
from involvement.queries.hours import next_read
from involvement.viewer import NOBODY
from meetings.forms.poster import CodeForm, PosterForm
from meetings.models import Suggestion
from meetings.queries.houses import house_of_code
from meetings.queries.search import similar
from meetings.queries.suggestion_page import by_code
from meetings.views.public.saying import typed


@login_not_required
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request, code: str):
    service = house_of_code(code)
    if service is None:
        raise Http404
    if request.viewer.is_signed_in and service.pk in request.viewer.lives_at:
        return redirect("meetings:suggestion-new")
    form = PosterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _next_step(request, service, form)
    return render(request, "meetings/public/poster.html", _context(service, form))


def _context(service: Service, form: PosterForm) -> dict:
    """A home with a private address is not named to anybody who is not signed in."""
    home = None if service.is_private else service
    name = _("your home") if home is None else home.name
    return {"form": form, "home": home, "name": name, "service": service, "when": next_read(service)}


def _next_step(request, service: Service, form: PosterForm):
    others = similar(NOBODY, service, form.cleaned_data["words"]) if form.may_be_alike else []
    chosen = next((each for each in others if request.POST.get("same") == str(each.pk)), None)
    if others and chosen is None:
        context = _context(service, form) | {"others": others, "kept": typed(request)}
        return render(request, "meetings/public/poster_others.html", context)
    limits.consume(request, "poster")
    try:
        return _kept(request, service, form, chosen)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return render(request, "meetings/public/poster.html", _context(service, form))


def _kept(request, service: Service, form: PosterForm, chosen: Suggestion | None):
    context = _context(service, form)
    if chosen is not None:
        form.also_say(chosen)
        return render(request, "meetings/public/poster_also_said.html", context | {"suggestion": chosen})
    suggestion, code = form.save(service)
    to_team = suggestion.reach == Reach.TEAM
    when = next_read(None) if to_team else context["when"]
    context |= {"suggestion": suggestion, "code": code, "waits": True, "when": when}
    return render(request, "meetings/public/suggestion_sent.html", context)


@login_not_required
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_code(request):
    """What became of something said without a name. The answer is this very page: the code stands in no
    address, session or log."""
    form = CodeForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        limits.consume(request, "follow-code")
        page = by_code(form.cleaned_data["code"])
        if page is not None:
            return render(request, "meetings/public/suggestion_followed.html", {"page": page})
        form.add_error("code", _("We do not know this code. Please look at it again."))
    return render(request, "meetings/public/follow_code.html", context)
