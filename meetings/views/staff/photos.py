"""Staff hide the photo of a suggestion, or show it again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from involvement.operations.base import Refused
from involvement.queries.photos import every_photo_of
from involvement.shortcuts import refuse
from involvement.typed import few_words, number
from meetings.operations.suggestions.covering import hide_photo, show_photo
from meetings.views.staff.suggestions import WRITES, managed


@WRITES
def hide_or_show(request, pk: int):
    """One small form of staff's page: hide it, with the reason, or show it again."""
    suggestion = managed(request, pk)
    if request.method == "POST":
        photo = every_photo_of(suggestion).filter(pk=number(request.POST.get("photo", ""))).first()
        if photo is None:
            refuse(request)
        facts = {"actor": request.viewer.person, "suggestion": suggestion, "photo": photo}
        try:
            if request.POST.get("show") == "yes":
                show_photo(**facts)
            else:
                hide_photo(**facts, reason=few_words(request.POST.get("reason", ""), 200))
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect(suggestion.staff_url())
