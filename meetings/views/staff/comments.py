"""Staff look at a comment or a report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from involvement.operations.base import Refused
from involvement.operations.safeguarding import raise_concern
from involvement.shortcuts import find, refuse
from meetings import rules
from meetings.forms import staff_suggestions as forms
from meetings.models import Comment, Report
from meetings.operations.suggestions.talking import hide_comment, release_comment
from meetings.views.staff.suggestions import WRITES, managed


def _managed_comment(request, pk: int) -> Comment:
    comment = find(request, Comment.objects.select_related("suggestion__service", "author"), pk=pk)
    if not rules.manages(request.viewer, comment.suggestion):
        refuse(request)
    return comment


@WRITES
def comment(request, pk: int):
    """Cover its words, hide it or show it again, and let the public read it or not."""
    found = _managed_comment(request, pk)
    form = forms.CommentCoverForm(
        request.POST if "reason" in request.POST else None,
        initial={"words": found.covered_words or found.words, "reason": found.cover_reason},
    )
    if request.method == "POST":
        try:
            if "show" in request.POST:
                hide_comment(actor=request.viewer.person, comment=found, shown=request.POST["show"] == "yes")
                return redirect(found.suggestion.get_absolute_url())
            if "public" in request.POST:
                release_comment(actor=request.viewer.person, comment=found, public=request.POST["public"] == "yes")
                return redirect(found.suggestion.get_absolute_url())
            if form.is_valid():
                form.save(actor=request.viewer.person, comment=found)
                return redirect(found.suggestion.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "meetings/staff/comment.html", {"form": form, "comment": found})


@WRITES
def comment_at_risk(request, pk: int):
    """Somebody may be at risk: from now on only those who keep people safe read the comment."""
    found = _managed_comment(request, pk)
    form = forms.AtRiskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        raise_concern(
            actor=request.viewer.person,
            words=found.words,
            service=found.suggestion.service,
            about=found,
            **form.cleaned_data,
        )
        messages.success(request, _("Those who keep people safe have it now. Nobody else sees it."))
        return redirect(found.suggestion.staff_url())
    return render(request, "meetings/staff/suggestion_at_risk.html", {"form": form, "suggestion": found.suggestion})


@WRITES
def report(request, pk: int):
    """Staff have looked at a report: words were covered, or it was left as it is."""
    found = find(request, Report.objects.select_related("suggestion"), pk=pk)
    suggestion = managed(request, found.suggestion_id)
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person, report=found)
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect(suggestion.staff_url())
