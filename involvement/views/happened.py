"""Who did what to what, when and why: for staff at their own homes, for the advisor everywhere; and the audit, which
is the advisor's (docs/decisions/who-did-what.md)."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.csv_files import csv_response
from involvement.forms.happened import AuditForm, HappenedForm
from involvement.operations import audit
from involvement.queries.happened import AUDIT, IN_A_FILE, STORY
from involvement.shortcuts import refuse


def _open_to_whoever_runs_a_home(request) -> None:
    if not (request.viewer.is_staff or request.viewer.is_advisor):
        refuse(request)


def _page(request, template: str, form, kind):
    wish = form.wish()
    asked = request.GET
    found = kind.page(request.viewer, wish, after=asked.get("after", ""), before=asked.get("before", ""))
    kept = {name: asked[name] for name in form.fields if asked.get(name) and name not in form.errors}
    context = {"form": form, "rows": found.rows, "most": IN_A_FILE, "query": _address(kept)}
    context["newer"] = _address(kept | {"before": found.newer}) if found.newer else None
    context["older"] = _address(kept | {"after": found.older}) if found.older else None
    return render(request, template, context)


def _address(query: dict) -> str:
    return f"?{urlencode(query)}"


@require_safe
def story(request):
    """What happened, a page at a time."""
    _open_to_whoever_runs_a_home(request)
    return _page(request, "involvement/staff/story.html", HappenedForm(request.GET, viewer=request.viewer), STORY)


@require_safe
def story_file(request):
    """What the page shows, as a file."""
    _open_to_whoever_runs_a_home(request)
    form = HappenedForm(request.GET, viewer=request.viewer)
    return _file(request, form, STORY, "what-happened")


@require_safe
def audit_list(request):
    """Who looked and who changed, a page at a time. That it was read is an entry of its own."""
    page = _page(request, "involvement/advisor/audit.html", AuditForm(request.GET, viewer=request.viewer), AUDIT)
    audit.note(kind="audit.read", user=request.user)
    return page


@require_safe
def audit_file(request):
    """What the page shows, as a file."""
    return _file(request, AuditForm(request.GET, viewer=request.viewer), AUDIT, "audit")


def _file(request, form, kind, name: str):
    wish = form.wish()
    audit.note_export(user=request.user, paper=name)
    heading = [_("When"), _("Who"), _("What happened"), _("What kind of thing"), _("Which"), _("Home"), _("Why")]
    heading += [_("What was changed"), _("Short name")]
    pieces = (map(_cells, piece) for piece in kind.pieces(request.viewer, wish))
    return csv_response(name=name, heading=heading, pieces=pieces)


def _cells(row) -> list[str]:
    at = timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")
    return [at, row.who, row.words, row.kind, row.thing.title, row.service, row.reason, row.changed, row.code]
