"""Every message that the portal can send, with its words, for the advisor."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from involvement.queries.notice_previews import by_group, preview
from involvement.registry.notices import notices
from involvement.shortcuts import refuse
from involvement.views.demo_mail import SANDBOX


def all_notices(request):
    """By group, with subject, first words and carriers."""
    if not request.viewer.is_advisor:
        refuse(request)
    return render(request, "involvement/advisor/notices.html", {"groups": by_group(request.viewer)})


def one_notice(request, kind):
    """What it says on each carrier, in the language that the address names."""
    words, real, language = _words(request, kind)
    context = {
        "words": words,
        "real": real,
        "kind": kind,
        "language": language,
        "languages": settings.LANGUAGES,
    }
    return render(request, "involvement/advisor/notice.html", context)


def html_part(request, kind):
    """As a mail program shows it: no script, nothing loaded, links open by themselves."""
    words, _real, _language = _words(request, kind)
    response = HttpResponse(words.html)
    response["Content-Security-Policy"] = SANDBOX
    return response


def _words(request, kind):
    if not request.viewer.is_advisor or kind not in notices:
        refuse(request)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return *preview(kind, request.viewer, language), language
