"""The quarter's involvement report: page, PDF and workbook, for the whole and for one home."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from involvement import pdf
from involvement.models import Service
from involvement.operations import audit
from involvement.queries.photos import logo_for_paper
from involvement.queries.promises.words import period_in_words
from involvement.rules.periods import Quarter, read_period
from involvement.shortcuts import refuse
from meetings import report_papers
from meetings.queries.report.making import report_of, scope_of
from meetings.queries.report.scope import Home, Scope, first_quarter, homes_of
from meetings.rules import may_read_reports

# Rows of the table home by home on one page.
ON_A_PAGE = 50


@require_safe
def reports(request):
    """To the last quarter that is over; to the running one where nothing was open before."""
    homes = _homes(request)
    today = timezone.localdate()
    last = max(Quarter.of(today).on(-1), first_quarter(homes, today))
    return redirect("meetings:quarter-report", last.key)


@require_safe
def report(request, period):
    """The report of a quarter as a page."""
    homes, home, scope = _asked(request, period)
    found = report_of(request.viewer, scope)
    page = Paginator(found.by_home.labelled, ON_A_PAGE).get_page(request.GET.get("page")) if found.by_home else None
    context = {
        "report": found,
        "home": home,
        "homes": list(homes.values()),
        "page": page,
        "newer": _address(period, home, page=page.previous_page_number()) if page and page.has_previous() else None,
        "older": _address(period, home, page=page.next_page_number()) if page and page.has_next() else None,
        "switch": _switch(scope, homes, home),
        "pdf": _address(period, home, name="meetings:quarter-report-pdf"),
        "workbook": _address(period, home, name="meetings:quarter-report-workbook"),
    }
    return render(request, "meetings/public/report.html", context)


@require_safe
def report_pdf(request, period):
    """The same as a tagged PDF."""
    _homes_read, _home, scope = _asked(request, period)
    found = report_of(request.viewer, scope, on_paper=True)
    content = pdf.render(
        "meetings/report.typ",
        report_papers.paper(found, is_private=bool(scope.only_home and scope.only_home.is_private)),
        title=report_papers.title_of(found),
        lang=get_language(),
        logo=logo_for_paper(),
    )
    _note(request, scope)
    return HttpResponse(content, content_type="application/pdf", headers=_as_file(scope, "pdf", "inline"))


@require_safe
def report_workbook(request, period):
    """The same as a workbook for spreadsheets."""
    _homes_read, _home, scope = _asked(request, period)
    content = report_papers.workbook(report_of(request.viewer, scope, on_paper=True), language=get_language())
    _note(request, scope)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=kind, headers=_as_file(scope, "xlsx", "attachment"))


def _homes(request) -> dict[int, Home]:
    if not may_read_reports(request.viewer):
        refuse(request)
    return homes_of(request.viewer)


def _asked(request, period: str) -> tuple[dict[int, Home], Home | None, Scope]:
    """The viewer's homes, the one that is asked for (None: all of them) and what the report is about."""
    homes, quarter = _homes(request), read_period(period)
    code = request.GET.get("service", "")
    home = next((each for each in homes.values() if each.code == code), None)
    scope = scope_of(request.viewer, homes, quarter, home=home) if isinstance(quarter, Quarter) else None
    if scope is None or (code and home is None):
        refuse(request)
    return homes, home, scope


def _address(period: str, home: Home | None, *, name: str = "meetings:quarter-report", **more) -> str:
    asked = {"service": home.code} if home else {}
    path = reverse(name, args=[period])
    return f"{path}?{urlencode(asked | more)}" if asked or more else path


def _switch(scope: Scope, homes: dict[int, Home], home: Home | None) -> dict:
    """The quarter before and the one after, as words and address, or None."""
    earlier, later = scope.before, scope.quarter.on(1)
    first, running = first_quarter(homes, scope.today), Quarter.of(scope.today)
    return {
        "earlier": _choice(earlier, home) if earlier >= first else None,
        "later": _choice(later, home) if later <= running else None,
    }


def _choice(quarter: Quarter, home: Home | None) -> dict[str, str]:
    return {"words": period_in_words(quarter), "url": _address(quarter.key, home)}


def _note(request, scope: Scope) -> None:
    """That the report left the portal (RELIABILITY rule 21)."""
    about = Service(pk=scope.only_home.pk) if scope.only_home else None
    audit.note_export(user=request.user, paper="report", about=about)


def _as_file(scope: Scope, ending: str, how: str) -> dict[str, str]:
    """A name that tells no private home."""
    home = scope.only_home
    of = f"-{home.code}" if home and not home.is_private else ""
    return {"Content-Disposition": f'{how}; filename="involvement-{scope.quarter.key}{of}.{ending}"'}
