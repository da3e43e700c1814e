"""Meetings: their list, their page, the calendar file, the minutes. What they hold depends on who looks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from involvement import pdf
from involvement.operations import audit
from involvement.operations.base import Refused
from involvement.queries.photos import logo_for_paper
from involvement.shortcuts import find, refuse
from meetings import calendar, papers
from meetings.forms.meetings import PutOnForm
from meetings.models import Attendance
from meetings.operations.meetings import agenda, planning
from meetings.queries import meetings as queries
from meetings.queries.minutes import minutes_of


@require_safe
def meetings(request):
    """Next and past at the viewer's places; for staff also what is to be written down."""
    found = queries.listed(request.viewer, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    services = queries.services_to_plan_for(request.viewer) if request.viewer.is_staff else []
    may_plan = bool(services) or request.viewer.is_advisor
    many = len({m.service_id for m in (*found.to_write, *found.to_come, *found.past)}) > 1
    context = {"found": found, "may_plan": may_plan, "many": many}
    return render(request, "meetings/public/meetings.html", context)


@require_safe
def meeting(request, pk):
    """One meeting: before it, what will be talked about and "I'm coming"; after it, the minutes."""
    found = find(request, queries.with_place(), pk=pk)
    runs = request.viewer.works_at(found.service_id)
    context = {"meeting": found, "runs": runs, "here": found.service_id in request.viewer.service_ids}
    if found.state == found.State.HELD or (runs and found.state == found.State.BEING_WRITTEN):
        context |= {"minutes": minutes_of(found), "suggested": queries.suggested_next(found)}
        return render(request, "meetings/public/minutes.html", context)
    last, items = queries.last_and_rest(queries.agenda_for(found))
    context |= {
        "last": last,
        "items": items,
        "reply": queries.reply_of(found, request.viewer),
        "coming": queries.how_many_come(found, request.viewer),
        "needs": queries.needs_of_who_come(found) if runs else [],
        "over": queries.is_over(found),
    }
    return render(request, "meetings/public/meeting.html", context)


@require_POST
def answer(request, pk):
    """ "I'm coming", or "I can't, but I want to say something", which leads to the box for it."""
    found = find(request, queries.with_place(), pk=pk)
    if found.service_id not in request.viewer.service_ids:
        refuse(request)
    coming = request.POST.get("reply") == Attendance.Reply.COMING
    reply = Attendance.Reply.COMING if coming else Attendance.Reply.CANNOT
    try:
        planning.reply(actor=request.viewer.person, meeting=found, answer=reply)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(found)
    if not coming and "say" in request.POST:
        return redirect("meetings:suggestion-new")
    messages.success(request, _("Good. See you there.") if coming else _("That is fine. Thank you for saying so."))
    return redirect(found)


@require_POST
def put_on(request, pk):
    """Somebody here puts something on the agenda."""
    found = find(request, queries.with_place(), pk=pk)
    if found.service_id not in request.viewer.service_ids and not request.viewer.is_advisor:
        refuse(request)
    form = PutOnForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(next(iter(form.errors.values()))[0])
        agenda.put_on(actor=request.viewer.person, meeting=found, title=form.cleaned_data["title"])
        messages.success(request, _("It is on the list of what we will talk about."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(f"{found.get_absolute_url()}#agenda")


@login_not_required
@require_safe
def calendar_file(request, token):
    """The meeting for a calendar, by its secret address: no names, no place, a neutral title."""
    found = queries.by_token(token)
    if found is None:
        raise Http404
    response = HttpResponse(calendar.file_for(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def minutes_pdf(request, pk):
    """The minutes as a tagged PDF; ``large`` for large print. Before they are out only for those who run it."""
    found = find(request, queries.with_place(), pk=pk)
    if found.state != found.State.HELD and not request.viewer.works_at(found.service_id):
        refuse(request)
    data = papers.minutes(found, large="large" in request.GET)
    content = pdf.render(
        "meetings/minutes.typ", data, title=papers.title_of(found, _("Minutes")), logo=logo_for_paper()
    )
    audit.note_export(user=request.user, paper="minutes", about=found)
    return HttpResponse(content, content_type="application/pdf", headers=papers.as_file("minutes"))
