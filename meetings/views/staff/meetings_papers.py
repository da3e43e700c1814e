"""Papers for a meeting and for the wall, as tagged PDFs."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement import pdf
from involvement.models import Service
from involvement.operations import audit
from involvement.queries.photos import logo_for_paper
from involvement.shortcuts import find
from meetings import papers
from meetings.views.staff.meetings import meeting_to_run


@require_safe
def pack(request, pk):
    """Print for the meeting, in one go: poster, agenda, blank cards, the sheet."""
    meeting = meeting_to_run(request, pk)
    content = pdf.render(
        "meetings/pack.typ", papers.pack(meeting), title=papers.title_of(meeting, _("Papers")), logo=logo_for_paper()
    )
    audit.note_export(user=request.user, paper="papers", about=meeting)
    return HttpResponse(content, content_type="application/pdf", headers=papers.as_file("meeting"))


@require_safe
def noticeboard(request, pk):
    """You said, we did, we can't because: for the wall of one service."""
    service = find(request, Service.objects.run_by(request.viewer), pk=pk)
    content = pdf.render(
        "meetings/noticeboard.typ",
        papers.noticeboard(service),
        title=_("You said, we did, we can't because"),
        logo=logo_for_paper(),
    )
    audit.note_export(user=request.user, paper="noticeboard", about=service)
    return HttpResponse(content, content_type="application/pdf", headers=papers.as_file("noticeboard"))
