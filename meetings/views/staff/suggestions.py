"""Staff read, answer and show suggestions. Each small form of the page posts to an address of its own."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from involvement.operations.base import Refused
from involvement.operations.safeguarding import raise_concern
from involvement.queries.photos import photos_of
from involvement.shortcuts import find, refuse
from meetings import rules
from meetings.forms import staff_suggestions as forms
from meetings.models import Status, Suggestion
from meetings.operations.suggestions import answering, covering, putting_together
from meetings.queries import staff_work
from meetings.queries.meetings import services_to_plan_for
from meetings.queries.staff_page import staff_page, to_put_together
from meetings.queries.you_said import pair_of

WRITES = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "meetings/staff/suggestion.html"
ROWS = 50


def managed(request, pk: int) -> Suggestion:
    """The suggestion, if the viewer manages it."""
    suggestion = find(
        request,
        Suggestion.objects.select_related("service", "author", "find_out_who", "put_together_with"),
        pk=pk,
    )
    if not rules.manages(request.viewer, suggestion):
        refuse(request)
    return suggestion


@require_safe
def to_read(request):
    """What waits to be read, decided or looked at."""
    viewer = request.viewer
    if not (viewer.is_staff or viewer.is_advisor or viewer.stands_in_for):
        refuse(request)
    context = {
        "unread": staff_work.to_read(viewer)[:ROWS],
        "undecided": staff_work.to_decide(viewer)[:ROWS],
        "reports": staff_work.reports_waiting(viewer)[:ROWS],
    }
    return render(request, "meetings/staff/suggestions.html", context)


def show(request, suggestion: Suggestion, **bound):
    """The page, with what was typed in the form that was sent."""
    q = request.GET.get("q", "")
    empty = {
        "answer_form": forms.AnswerForm(suggestion=suggestion),
        "public_form": forms.PublicAnswerForm(suggestion=suggestion),
        "note_form": forms.NoteForm(initial={"note": suggestion.private_note}),
        "topic_form": forms.TopicForm(initial={"topic": suggestion.topic}),
        "cover_form": forms.CoverForm(
            initial={
                "title": suggestion.shown_title,
                "words": suggestion.shown_words,
                "reason": suggestion.cover_reason,
            }
        ),
        "together_form": forms.TogetherForm(choices=to_put_together(request.viewer, suggestion, q)),
    }
    context = {"page": staff_page(request.viewer, suggestion), "q": q, **empty, **bound}
    return render(request, PAGE, context)


def _save(request, pk: int, name: str, make_form):
    """Check one form of the page, save it, and go back to the page; or show it with what is not right."""
    suggestion = managed(request, pk)
    if request.method != "POST":
        return redirect(suggestion.staff_url())
    form = make_form(suggestion)
    if form.is_valid():
        try:
            form.save(actor=request.viewer.person, suggestion=suggestion)
            messages.success(request, _("Saved."))
            return redirect(suggestion.staff_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return show(request, suggestion, **{name: form})


def _do(request, pk: int, operation, done: str, **facts):
    """Run an operation that needs no form, and go back to the page."""
    suggestion = managed(request, pk)
    if request.method == "POST":
        try:
            operation(actor=request.viewer.person, suggestion=suggestion, **facts)
            messages.success(request, done)
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect(suggestion.staff_url())


@require_safe
def suggestion(request, pk: int):
    return show(request, managed(request, pk))


@WRITES
def read(request, pk: int):
    """One button: read. What was said without signing in is shown to everyone here, or kept to staff."""
    shown = {"yes": True, "no": False}.get(request.POST.get("show", ""))
    return _do(request, pk, answering.read, _("Read."), show=shown)


@WRITES
def show_or_hide(request, pk: int):
    return _do(request, pk, answering.show_or_hide, _("Saved."), shown=request.POST.get("show") == "yes")


@WRITES
def answer(request, pk: int):
    return _save(request, pk, "answer_form", lambda one: forms.AnswerForm(request.POST, suggestion=one))


@WRITES
def public_answer(request, pk: int):
    return _save(request, pk, "public_form", lambda one: forms.PublicAnswerForm(request.POST, suggestion=one))


@WRITES
def note(request, pk: int):
    return _save(request, pk, "note_form", lambda one: forms.NoteForm(request.POST))


@WRITES
def topic(request, pk: int):
    return _save(request, pk, "topic_form", lambda one: forms.TopicForm(request.POST))


@WRITES
def cover(request, pk: int):
    return _save(request, pk, "cover_form", lambda one: forms.CoverForm(request.POST))


@WRITES
def uncover(request, pk: int):
    return _do(request, pk, covering.uncover, _("The words are shown again."))


@WRITES
def together(request, pk: int):
    """Put it together with the one chosen."""

    def form(one):
        choices = to_put_together(request.viewer, one, request.POST.get("q", ""), request.POST.get("other", ""))
        return forms.TogetherForm(request.POST, choices=choices)

    return _save(request, pk, "together_form", form)


@WRITES
def apart(request, pk: int):
    return _do(request, pk, putting_together.put_apart, _("They are two again."))


@WRITES
def release(request, pk: int):
    """Who may read it from now on, with a preview of what the public would see."""
    suggestion = managed(request, pk)
    form = forms.ReleaseForm(request.POST or None, suggestion=suggestion)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person, suggestion=suggestion)
            messages.success(request, _("Saved."))
            return redirect(suggestion.staff_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "suggestion": suggestion, "photos": photos_of(suggestion)[:1]}
    if suggestion.status in (Status.DONE, Status.NO, Status.NOT_YET):
        context["pair"] = pair_of(suggestion)
    return render(request, "meetings/staff/suggestion_release.html", context)


@WRITES
def work(request, pk: int):
    """Somebody will do something about it, agreed between meetings: from then on it is being done."""
    suggestion = managed(request, pk)
    if not rules.may_be_worked_on(suggestion):
        refuse(request)
    form = forms.WorkForm(request.POST or None, suggestion=suggestion)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person)
            messages.success(request, _("It is being done."))
            return redirect(suggestion.staff_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "meetings/staff/suggestion_work.html", {"form": form, "suggestion": suggestion})


@WRITES
def at_risk(request, pk: int):
    """Staff see that somebody may be at risk: from now on those who keep people safe read it, and nobody else."""
    suggestion = managed(request, pk)
    form = forms.AtRiskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        raise_concern(
            actor=request.viewer.person,
            words=suggestion.words,
            service=suggestion.service,
            about=suggestion,
            **form.cleaned_data,
        )
        messages.success(request, _("Those who keep people safe have it now. Nobody else sees it."))
        return redirect("staff:meetings:suggestions")
    return render(request, "meetings/staff/suggestion_at_risk.html", {"form": form, "suggestion": suggestion})


@WRITES
def for_somebody(request):
    """Write down what somebody said on a card, by phone or in a meeting. With more than one home, first which."""
    homes = services_to_plan_for(request.viewer)
    if not homes:
        refuse(request)
    wanted = request.GET.get("service") or request.POST.get("service")
    home = homes[0] if len(homes) == 1 else next((one for one in homes if str(one.pk) == wanted), None)
    if home is None:
        if wanted:
            refuse(request)
        return render(request, "meetings/staff/suggestion_where.html", {"homes": homes})
    form = forms.ForSomebodyForm(request.POST or None, viewer=request.viewer, service=home)
    if request.method == "POST" and form.is_valid():
        said, code = form.save()
        if code:
            return render(request, "meetings/staff/suggestion_code.html", {"suggestion": said, "code": code})
        messages.success(request, _("Sent for %(name)s.") % {"name": said.author.chosen_name})
        return redirect(said.staff_url())
    return render(request, "meetings/staff/suggestion_for_somebody.html", {"form": form, "home": home})
