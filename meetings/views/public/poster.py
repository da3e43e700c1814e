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
from meetings.operations.suggestions.changing import take_back_without_name
from meetings.queries.houses import house_of_code
from meetings.queries.similar import similar
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
    limits.consume(request, "poster")
    others = similar(NOBODY, service, form.cleaned_data["words"]) if form.may_be_alike else []
    chosen = next((each for each in others if request.POST.get("same") == str(each.pk)), None)
    if others and chosen is None:
        context = _context(service, form) | {"others": others, "kept": typed(request)}
        return render(request, "meetings/public/poster_others.html", context)
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
    page = _page_of_code(request, form)
    if page is not None:
        return _followed(request, form, page)
    return render(request, "meetings/public/follow_code.html", {"form": form})


def _page_of_code(request, form: CodeForm) -> dict | None:
    """What stands behind a posted code. Of an unknown one the form says so."""
    if request.method != "POST" or not form.is_valid():
        return None
    limits.consume(request, "follow-code")
    page = by_code(form.cleaned_data["code"])
    if page is None:
        form.add_error("code", _("We do not know this code. Please look at it again."))
    return page


def _followed(request, form: CodeForm, page: dict, **more):
    context = {"page": page, "code": form.cleaned_data["code"], **more}
    return render(request, "meetings/public/suggestion_followed.html", context)


@login_not_required
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_by_code(request):
    """Whoever said it without a name takes it back by its code, asked first. The code comes with the form each
    time and is kept nowhere."""
    form = CodeForm(request.POST or None)
    page = _page_of_code(request, form)
    if page is None:
        return render(request, "meetings/public/follow_code.html", {"form": form})
    if not page["can_take_back"]:
        return _followed(request, form, page)
    if request.POST.get("sure") != "yes":
        hidden = [("code", form.cleaned_data["code"]), ("sure", "yes")]
        said = page["suggestion"]
        context = {"hidden": hidden, "to_team": said.reach < Reach.SERVICE, "has_photo": said.photo_id is not None}
        return render(request, "meetings/public/follow_take_back.html", context)
    try:
        take_back_without_name(suggestion=page["suggestion"])
    except Refused as refusal:
        return _followed(request, form, by_code(form.cleaned_data["code"]), refused=refusal.message)
    return _followed(request, form, by_code(form.cleaned_data["code"]), taken_back=True)
