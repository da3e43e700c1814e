"""Worries about safety, for the few who may read them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.forms.safeguarding import CloseForm
from involvement.models import Concern
from involvement.operations.base import Refused
from involvement.operations.safeguarding import note_reading, read_concern
from involvement.queries.safeguarding import concerns_for, may_open_concerns
from involvement.shortcuts import find, refuse


def concerns(request):
    """What waits, what is being read, and what was dealt with lately. Never a word of it."""
    if not may_open_concerns(request.viewer):
        refuse(request)
    return render(request, "involvement/staff/concerns.html", {"concerns": concerns_for(request.viewer)})


def _find(request, pk) -> Concern:
    return find(request, Concern.objects.select_related("service", "read_by", "raised_by"), pk=pk)


def concern(request, pk):
    """One of them. The words are shown once somebody said that they read it now; each look is kept."""
    found = _find(request, pk)
    return _page(request, found, CloseForm())


def _page(request, found: Concern, form, status: int = 200):
    opened = found.state != Concern.State.WAITING
    if opened:
        note_reading(user=request.user, concern=found)
    context = {"concern": found, "opened": opened, "form": form, "is_closed": found.state == Concern.State.CLOSED}
    return render(request, "involvement/staff/concern.html", context, status=status)


@require_POST
def read(request, pk):
    found = _find(request, pk)
    try:
        read_concern(actor=request.viewer.person, concern=found)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(found)


@require_POST
def close(request, pk):
    found = _find(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            form.save(actor=request.viewer.person, concern=found)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("It is dealt with, and kept with what was decided."))
            return redirect("staff:concerns")
    return _page(request, found, form, status=422)
