"""What somebody does with a comment of their own."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from involvement.operations.base import Refused
from involvement.shortcuts import find, refuse
from meetings.forms.comments import ChangeCommentForm
from meetings.models import Comment
from meetings.operations.suggestions.talking import take_comment_back
from meetings.views.public.saying import keeps_words
from meetings.views.public.suggestion import WRITES, back_to


def _own(request, pk: int) -> Comment:
    comment = find(request, Comment.objects.select_related("suggestion"), pk=pk)
    if comment.author_id is None or comment.author_id != request.viewer.person_id:
        refuse(request)
    return comment


@keeps_words
@WRITES
def change(request, pk: int):
    comment = _own(request, pk)
    form = ChangeCommentForm(request.POST or None, initial={"words": comment.words})
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person, comment=comment)
            messages.success(request, _("Your words are changed."))
            return back_to(comment.suggestion, "#comments")
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "meetings/public/comment_change.html", {"form": form, "comment": comment})


@WRITES
def take_back(request, pk: int):
    comment = _own(request, pk)
    if request.method == "POST":
        try:
            take_comment_back(actor=request.viewer.person, comment=comment)
            messages.success(request, _("You took your comment back."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return back_to(comment.suggestion, "#comments")
    return render(request, "meetings/public/comment_take_back.html", {"comment": comment})
