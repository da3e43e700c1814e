"""Saying something: the form, others about the same thing before it is sent, and what is shown then."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from involvement.operations import limits
from involvement.operations.base import Refused
from involvement.queries.hours import next_read
from involvement.shortcuts import find, refuse
from meetings import rules
from meetings.forms.suggestions import SuggestionForm
from meetings.models import Suggestion
from meetings.operations.suggestions.agreeing import agree
from meetings.queries.houses import is_small
from meetings.queries.similar import similar

TEMPLATE = "meetings/public/suggestion_new.html"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """The form for whoever lives here, or once did. Staff have their own, for somebody else."""
    if not request.viewer.is_signed_in:
        return words_kept_until_sign_in(request)
    if request.viewer.person is None:
        refuse(request)
    if request.viewer.is_staff and not request.viewer.lives_at:
        return redirect("staff:meetings:suggestion-for-somebody")
    if "more" in request.POST:
        # From the box on the first page, to the whole form with what was typed there.
        form = SuggestionForm(initial=request.POST.dict(), viewer=request.viewer)
        return render(request, TEMPLATE, _context(form))
    form = SuggestionForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        return _next_step(request, form)
    return render(request, TEMPLATE, _context(form))


def _context(form: SuggestionForm) -> dict:
    return {"form": form, "home": form.home, "when": next_read(form.home), "small_house": is_small(form.home)}


def _next_step(request, form: SuggestionForm):
    """Every press of the button counts once, whether others are looked for, it is sent, or both. Without the person
    where it is said without a name."""
    limits.consume(request, "suggestion", key="" if form.is_anonymous else f"person:{request.viewer.person_id}")
    if form.may_be_alike:
        data = form.cleaned_data
        others = similar(request.viewer, form.chosen_home, f"{data['title']} {data['words']}")
        others = [other for other in others if rules.may_agree(request.viewer, other)]
        if others:
            return render(request, "meetings/public/suggestion_others.html", {"others": others, "kept": typed(request)})
    try:
        return _send(request, form)
    except Refused as refusal:
        form.refused(refusal)
        return render(request, TEMPLATE, _context(form))


def _send(request, form: SuggestionForm):
    """Anonymous: the answer is this very page, and nothing of it is kept in session, message or log."""
    suggestion, code = form.save()
    if form.is_anonymous:
        home = form.chosen_home
        context = {"suggestion": suggestion, "code": code, "home": home, "when": next_read(home)}
        return render(request, "meetings/public/suggestion_sent.html", context)
    messages.success(request, _("Thank you. Your words are sent."))
    return redirect(suggestion.get_absolute_url())


@require_http_methods(["POST"])
def agree_instead(request, pk: int):
    """ "I agree with this one", on the page before sending: what was typed is not sent."""
    suggestion = find(request, Suggestion.objects, pk=pk)
    if not rules.may_agree(request.viewer, suggestion):
        refuse(request)
    try:
        agree(actor=request.viewer.person, suggestion=suggestion)
        messages.success(request, _("Thank you. You agree with this one."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(suggestion.get_absolute_url())


def typed(request, *, but: tuple = ("csrfmiddlewaretoken",)) -> list[tuple[str, str]]:
    """What was typed, to go on with the next page of the same form."""
    return [(name, value) for name, values in request.POST.lists() if name not in but for value in values]


def words_kept_until_sign_in(request):
    """The session ended while somebody was writing: their words stay on the page, in the form, until they have
    signed in elsewhere. Nothing is stored."""
    if request.method != "POST" or not request.POST.get("words", "").strip():
        return redirect_to_login(request.get_full_path())
    return render(request, "meetings/public/sign_in_first.html", {"kept": typed(request), "path": request.path})


def keeps_words(view: Callable) -> Callable:
    """A view with a form for people signed in, which keeps on the page what somebody signed out meanwhile typed."""

    @login_not_required
    @wraps(view)
    def shown(request, *arguments, **named):
        if not request.viewer.is_signed_in:
            return words_kept_until_sign_in(request)
        return view(request, *arguments, **named)

    return shown
