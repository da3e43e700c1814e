"""Staff plan a meeting, change and cancel it, and put its agenda in order."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.operations.base import Refused
from involvement.shortcuts import find, refuse
from involvement.typed import moment
from meetings.forms.meetings import CancelForm, CorrectionForm, PlanForm, beginning_from
from meetings.operations.meetings import agenda, correcting, planning
from meetings.queries.agenda import items_of, not_yet_on, waiting_suggestions
from meetings.queries.meetings import last_of, run_by, services_to_plan_for, suggested_next


def meeting_to_run(request, pk):
    """The meeting, for those who run it; everybody else gets what a missing one gives."""
    return find(request, run_by(request.viewer), pk=pk)


def one(request, queryset, key):
    """The one row with this key of rows that the viewer may have; refuses what is no number or not there."""
    found = queryset.filter(pk=int(key)).first() if str(key).isdecimal() and len(str(key)) < 19 else None
    if found is None:
        refuse(request)
    return found


def back_to_step(meeting, step: str, mark: str = "", *, why: str = ""):
    """To a step of the live page, at the thing that was changed. ``why`` ("no", "not_yet") keeps open the panel that
    asks for its reason."""
    asked = f"&{urlencode({'why': why + mark.removeprefix('item')})}" if why else ""
    page = reverse("staff:meetings:live", args=[meeting.pk])
    return redirect(f"{page}?step={step}{asked}{'#' if mark else ''}{mark}")


def plan(request):
    """Plan the next meeting of a service. With more than one service, first which."""
    services = services_to_plan_for(request.viewer)
    if not services:
        refuse(request)
    wanted = request.GET.get("service") or request.POST.get("service")
    service = services[0] if len(services) == 1 else next((s for s in services if str(s.pk) == wanted), None)
    if service is None:
        if wanted:
            refuse(request)
        return render(request, "meetings/staff/plan_where.html", {"services": services})
    last = last_of(service)
    initial = beginning_from(last, suggested_next(last)) if last else None
    form = PlanForm(request.POST or None, service=service, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = form.plan(actor=request.viewer.person)
        except Refused as refused:
            form.add_error("day", refused.message)
        else:
            messages.success(request, _("It is planned. The agenda has built itself."))
            return redirect(meeting)
    return render(request, "meetings/staff/plan.html", {"form": form, "service": service})


@require_POST
def plan_next(request, pk):
    """Plan the next one in one tap: at the moment that the page suggested, everything else as this time."""
    meeting = meeting_to_run(request, pk)
    starts_at = moment(request.POST.get("starts_at", ""))
    if starts_at is None:
        return redirect("staff:meetings:plan")
    try:
        planning.plan_next_meeting(actor=request.viewer.person, meeting=meeting, starts_at=starts_at)
        messages.success(request, _("The next one is planned."))
    except Refused as refused:
        messages.error(request, refused.message)
    return back_to_step(meeting, "finish") if meeting.is_open else redirect(meeting)


def change(request, pk):
    """Change what was planned; who said yes is told when date or place move."""
    meeting = meeting_to_run(request, pk)
    if meeting.state != meeting.State.PLANNED:
        return redirect(meeting)
    initial = beginning_from(meeting, meeting.starts_at)
    form = PlanForm(request.POST or None, service=meeting.service, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            form.change(actor=request.viewer.person, meeting=meeting)
        except Refused as refused:
            form.add_error("day", refused.message)
        else:
            messages.success(request, _("Saved. Everybody who said yes is told when the date or the place moved."))
            return redirect(meeting)
    return render(request, "meetings/staff/plan.html", {"form": form, "service": meeting.service, "meeting": meeting})


def cancel(request, pk):
    """Ask why, then cancel."""
    meeting = meeting_to_run(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planning.cancel_meeting(actor=request.viewer.person, meeting=meeting, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("It is cancelled. Everybody who said yes is told."))
        return redirect(meeting)
    return render(request, "meetings/staff/cancel.html", {"form": form, "meeting": meeting})


def correct(request, pk):
    """Say what was not right in minutes that are out. They stay as they are; this stands under them."""
    meeting = meeting_to_run(request, pk)
    if meeting.state != meeting.State.HELD:
        messages.error(request, _("The minutes are not out yet. You can still change what is written."))
        return redirect(meeting)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.correct_minutes(actor=request.viewer.person, meeting=meeting, words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Your correction stands under the minutes now."))
            return redirect(f"{meeting.get_absolute_url()}#corrections")
    return render(request, "meetings/staff/correct.html", {"form": form, "meeting": meeting})


@require_POST
def new_calendar_link(request, pk):
    """The calendar file gets a new address; the old one ends."""
    meeting = meeting_to_run(request, pk)
    planning.renew_calendar_link(actor=request.viewer.person, meeting=meeting)
    messages.success(request, _("The calendar file has a new address. The old one leads nowhere."))
    return redirect(meeting)


def agenda_page(request, pk):
    """The agenda to put in order: up, down, not this time, and what else waits."""
    meeting = meeting_to_run(request, pk)
    if not meeting.is_open:
        return redirect(meeting)
    new = not_yet_on(meeting)
    coming = {item.suggestion_id for item in new}
    context = {
        "meeting": meeting,
        "items": items_of(meeting),
        "new": new,
        "waiting": [suggestion for suggestion in waiting_suggestions(meeting)[:40] if suggestion.pk not in coming],
    }
    return render(request, "meetings/staff/agenda.html", context)


@require_POST
def order(request, pk):
    """One change of the agenda: build, standing (words), add (a suggestion), or an item up, down, leave_out."""
    meeting = meeting_to_run(request, pk)
    actor, post = request.viewer.person, request.POST
    try:
        if "build" in post:
            agenda.build_agenda(actor=actor, meeting=meeting)
        elif "standing" in post:
            agenda.put_on(actor=actor, meeting=meeting, title=post["standing"], standing=True)
        elif "add" in post:
            suggestion = one(request, waiting_suggestions(meeting), post["add"])
            agenda.put_suggestion_on(actor=actor, meeting=meeting, suggestion=suggestion)
        elif "leave_out" in post:
            agenda.leave_out(actor=actor, item=one(request, items_of(meeting), post["leave_out"]))
        else:
            key = post.get("up") or post.get("down")
            agenda.move_item(actor=actor, item=one(request, items_of(meeting), key), up="up" in post)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("staff:meetings:agenda", pk=meeting.pk)
