"""The papers of telling: a letter, one list for handover, and the pages with the news of those who read no mail."""

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from involvement import pdf
from involvement.operations import audit
from involvement.queries.photos import logo_for_paper
from involvement.queries.to_tell import to_tell
from involvement.queries.told_papers import handover_paper, letter_paper, news_paper
from involvement.shortcuts import refuse
from involvement.views.telling import chosen_service, line_of


def _as_pdf(template: str, data: dict, *, name: str, title: str, lang: str = "en-GB") -> HttpResponse:
    document = pdf.render(f"involvement/{template}", data, title=title, lang=lang, logo=logo_for_paper())
    return HttpResponse(document, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def letter(request, pk):
    """The same words as a letter, in the person's language and size of print."""
    line = line_of(request, pk)
    if not line.may_write or line.telling.why_not:
        refuse(request)
    data, title, language = letter_paper(request.viewer, line)
    audit.note_export(user=request.user, paper="letter", about=line.telling.row)
    return _as_pdf("letter.typ", data, name="letter", title=title, lang=language)


def handover(request):
    """One A4 list for handover."""
    _services, chosen = chosen_service(request)
    lines = to_tell(request.viewer, service_id=chosen.pk if chosen else None)
    data, title = handover_paper(lines, chosen)
    audit.note_export(user=request.user, paper="handover", about=chosen)
    return _as_pdf("handover.typ", data, name="to-tell", title=title)


def page(request, pk):
    """One person's page with all their news, in their language and size of print."""
    line = line_of(request, pk)
    if not line.is_page or line.telling.why_not:
        refuse(request)
    audit.note_export(user=request.user, paper="news", about=line.telling.row)
    data, title = news_paper([line])
    return _as_pdf("news.typ", data, name="news", title=title, lang=line.row.person.language)


def pages(request):
    """The pages of everybody at one service, or at all of the viewer's, as one document to print and hand out."""
    _services, chosen = chosen_service(request)
    lines = to_tell(request.viewer, service_id=chosen.pk if chosen else None, including_tomorrow=True)
    lines = [line for line in lines if line.is_page]
    audit.note_export(user=request.user, paper="news", about=chosen)
    data, _title = news_paper(lines)
    return _as_pdf("news.typ", data, name="news", title=_("Pages with news"), lang=get_language())
