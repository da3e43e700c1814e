"""One suggestion, and what people do on its page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from involvement.operations import limits
from involvement.operations.base import Refused
from involvement.queries.hours import next_read
from involvement.shortcuts import refuse
from involvement.typed import number
from meetings import rules
from meetings.forms.comments import ChangeForm, CommentForm, FixedForm, ReportForm
from meetings.models import Comment, Status, Suggestion
from meetings.operations.suggestions import agreeing, changing
from meetings.queries.suggestion_page import one_for_page, others_like, page_of
from meetings.views.public.saying import keeps_words

WRITES = require_http_methods(["GET", "HEAD", "POST"])


def found(request, pk: int, *, allowed=None) -> Suggestion:
    """The suggestion, if the viewer may see it (and ``allowed(viewer, suggestion)``)."""
    suggestion = one_for_page(request.viewer, pk)
    if suggestion is None or (allowed is not None and not allowed(request.viewer, suggestion)):
        refuse(request)
    return suggestion


def back_to(suggestion: Suggestion, anchor: str = ""):
    return redirect(suggestion.get_absolute_url() + anchor)


def show(request, suggestion: Suggestion, **forms):
    """The page. ``forms`` take the place of empty ones, with what was typed and what is wrong with it."""
    viewer = request.viewer
    works_here = viewer.works_at(suggestion.service_id)
    before = {name: number(request.GET.get(name, "")) for name in ("history_before", "comments_before")}
    page = page_of(viewer, suggestion, **before)
    context = {
        "page": page,
        **before,
        "comment_form": forms.get("comment_form") or CommentForm(as_staff=works_here),
        "fixed_form": forms.get("fixed_form") or (FixedForm() if suggestion.status == Status.DONE else None),
        # A home that the page may not name is none that a sentence names either.
        "home": suggestion.service if page.place else None,
        "service": suggestion.service,
        "when": next_read(suggestion.service) if viewer.is_signed_in else "",
    }
    return render(request, "meetings/public/suggestion.html", context)


@login_not_required
@require_safe
def suggestion(request, pk: int):
    return show(request, found(request, pk))


@login_not_required
@require_safe
def others(request, pk: int):
    """Others about the same thing: a page, or with htmx the list that the suggestion's page shows beside it."""
    wish = found(request, pk)
    context = {"suggestion": wish, "others": others_like(request.viewer, wish)}
    template = "meetings/parts/others.html" if request.htmx else "meetings/public/suggestion_alike.html"
    return render(request, template, context)


@WRITES
def agree(request, pk: int):
    """Agree, or "I changed my mind". With htmx only the button is answered."""
    suggestion = found(request, pk)
    if request.method == "POST":
        change = agreeing.change_mind
        if request.POST.get("agree") == "yes":
            change = agreeing.agree
            if not rules.may_agree(request.viewer, suggestion):
                refuse(request)
        try:
            change(actor=request.viewer.person, suggestion=suggestion)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return back_to(suggestion)
        if request.htmx:
            return render(request, "meetings/parts/agree.html", {"suggestion": found(request, pk), "can_agree": True})
    return back_to(suggestion)


@keeps_words
@WRITES
def comment(request, pk: int):
    """Add a comment."""
    suggestion = found(request, pk, allowed=rules.may_comment)
    if request.method != "POST":
        return back_to(suggestion)
    form = CommentForm(request.POST, as_staff=request.viewer.works_at(suggestion.service_id))
    if not form.is_valid():
        return show(request, suggestion, comment_form=form)
    anonymous = form.cleaned_data.get("shown_as") == Comment.ShownAs.ANONYMOUS
    limits.consume(request, "comment", key="" if anonymous else f"person:{request.viewer.person_id}")
    try:
        form.save(actor=request.viewer.person, suggestion=suggestion)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return show(request, suggestion, comment_form=form)
    return back_to(suggestion, "#comments")


@WRITES
def follow(request, pk: int):
    suggestion = found(request, pk, allowed=rules.may_follow)
    if request.method == "POST":
        change = agreeing.follow if request.POST.get("follow") == "yes" else agreeing.stop_following
        change(actor=request.viewer.person, suggestion=suggestion)
        words = (
            _("We will tell you what happens.") if change is agreeing.follow else _("We will not tell you any more.")
        )
        messages.success(request, words)
    return back_to(suggestion)


@keeps_words
@WRITES
def change(request, pk: int):
    """Change the words, for some minutes."""
    suggestion = found(request, pk, allowed=rules.is_author)
    form = ChangeForm(request.POST or None, initial={"words": suggestion.words, "title": suggestion.title})
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person, suggestion=suggestion)
            messages.success(request, _("Your words are changed."))
            return back_to(suggestion)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "meetings/public/suggestion_change.html", {"form": form, "suggestion": suggestion})


@WRITES
def take_back(request, pk: int):
    """Asked first: what was taken back stays taken back."""
    suggestion = found(request, pk, allowed=rules.may_take_back)
    if request.method == "POST":
        try:
            changing.take_back(actor=request.viewer.person, suggestion=suggestion)
            messages.success(request, _("You took it back. Only staff can still see it."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return back_to(suggestion)
    return render(request, "meetings/public/suggestion_take_back.html", {"suggestion": suggestion})


@keeps_words
@WRITES
def report(request, pk: int):
    """Something here is not right: the suggestion, or one of its comments."""
    suggestion = found(request, pk, allowed=rules.may_report)
    about = request.POST.get("comment") or request.GET.get("comment") or ""
    comment = Comment.objects.visible_to(request.viewer).filter(suggestion=suggestion, pk=number(about)).first()
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.consume(request, "report", key=f"person:{request.viewer.person_id}")
        form.save(actor=request.viewer.person, suggestion=suggestion, comment=comment)
        messages.success(request, _("Thank you. Staff will look at it."))
        return back_to(suggestion)
    context = {"form": form, "suggestion": suggestion, "comment": comment}
    return render(request, "meetings/public/suggestion_report.html", context)


@keeps_words
@WRITES
def fixed(request, pk: int):
    """Did this fix it?"""
    suggestion = found(request, pk)
    if not rules.may_say_whether_fixed(request.viewer, suggestion, agreed=suggestion.agreed):
        refuse(request)
    form = FixedForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            return show(request, suggestion, fixed_form=form)
        try:
            form.save(actor=request.viewer.person, suggestion=suggestion)
            messages.success(request, _("Thank you for telling us."))
        except Refused as refusal:
            messages.error(request, refusal.message)
    return back_to(suggestion)
