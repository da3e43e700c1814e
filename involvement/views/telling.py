"""To tell: what a service's staff have to tell people, and how it ended; and what a person was told."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.models import OutboxRow, Service
from involvement.operations import telling
from involvement.operations.base import Refused
from involvement.queries.texted import texted
from involvement.queries.to_tell import by_day_to_try, ended_lately, find_to_tell, to_tell, told_to, visits
from involvement.shortcuts import find, refuse
from involvement.typed import number

# What a button of the list does.
STEPS = {"take": telling.take, "tried": telling.tried, "hand_back": telling.hand_back, "undo": telling.undo}


def chosen_service(request):
    """The services to choose from, and the one that the address names, if it is among them."""
    services = list(Service.objects.open().run_by(request.viewer))
    wanted = request.GET.get("service", "")
    return services, next((service for service in services if service.code == wanted), None)


def tell(request):
    """The list, for one service or for all of the viewer's."""
    services, chosen = chosen_service(request)
    service_id = chosen.pk if chosen else None
    lines = to_tell(request.viewer, service_id=service_id, including_tomorrow=True)
    found = visits(lines)
    context = {
        "visits": [visit for visit in found if visit.again_on is None],
        "tried": by_day_to_try(found),
        "pages": sum(line.is_page for line in lines),
        "texted": texted(request.viewer, service_id=service_id),
        "ended": ended_lately(request.viewer, service_id=service_id),
        "services": services if len(services) > 1 else [],
        "chosen": chosen,
    }
    return render(request, "involvement/staff/tell.html", context)


def line_of(request, pk):
    """A line that the viewer may carry; for everybody else it is not there."""
    found = find_to_tell(request.viewer, pk)
    if found is None or request.viewer.person is None:
        refuse(request)
    return found


def _back(request, pk=None):
    """The list as it was, at the row."""
    code = request.POST.get("service", "").replace("\x00", "")
    known = Service.objects.run_by(request.viewer).filter(code=code).exists()
    query = f"?service={code}" if known else ""
    return redirect(f"{reverse('staff:tell')}{query}{f'#tell-{pk}' if pk else ''}")


@require_POST
def step(request, pk):
    """One button of a visit: "I'll do it", an ending, hand back, or undo, for the lines of it that are ticked."""
    line = line_of(request, pk)
    wanted, actor = request.POST.get("step", ""), request.viewer.person
    lines = _ticked(request, line)
    if not lines:
        messages.error(request, _("Please tick what you told."))
        return _back(request, pk)
    try:
        with transaction.atomic():
            for one in lines:
                _take_step(wanted, actor=actor, row=one.row)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _thanks(wanted, line.who))
    return _back(request, pk if wanted in ("take", "undo") else None)


def _ticked(request, line) -> list:
    """The lines of a visit that a person ticked, of the same person as the first; without ticks only that."""
    if "ticks" not in request.POST:
        return [line]
    wanted = {number(key) for key in request.POST.getlist("row")}
    found = to_tell(request.viewer, service_id=line.row.service_id, including_tomorrow=True)
    return [one for one in found if one.row.pk in wanted and one.row.person_id == line.row.person_id]


def _take_step(wanted: str, *, actor, row: OutboxRow) -> None:
    if wanted in STEPS:
        STEPS[wanted](actor=actor, row=row)
    else:
        telling.end(actor=actor, row=row, ending=wanted)


def _thanks(wanted: str, who: str) -> str:
    words = {
        "take": _("%(who)s is yours to tell. Thank you."),
        "tried": _("%(who)s comes back on the list tomorrow. Until then they stand at the end of this page."),
        "hand_back": _("%(who)s is on the list again, for anybody."),
        "undo": _("%(who)s is in your hands again."),
    }
    return words.get(wanted, _("Saved for %(who)s. You can undo it below.")) % {"who": who}


# --- The person's own page ------------------------------------------------------------------------


def told(request):
    """What I was told, and "nobody told me"."""
    before = number(request.GET.get("before", "")) or None
    lines, older = told_to(request.viewer, before=before)
    telling.mark_seen(actor=request.viewer.person, rows=[line.row for line in lines])
    return render(request, "involvement/customer/told.html", {"lines": lines, "older": older, "is_first": not before})


@require_POST
def not_told(request, pk):
    row = find(request, OutboxRow.objects, pk=pk, person_id=request.viewer.person_id)
    try:
        telling.nobody_told_me(actor=request.viewer.person, row=row)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("We are sorry. Staff see it now, as the first on their list."))
    return redirect("customer:told")
