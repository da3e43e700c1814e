"""The mail that the demonstration sends, readable in the browser. With real people's data it is not there."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from involvement.queries.demo_mail import find_mail, newest_mails, newest_texts

# Of a mail shown as a page: no script, nothing loaded, links open by themselves.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation allow-popups"


def _refuse_real_data() -> None:
    if not settings.DEMONSTRATION:
        raise Http404


@login_not_required
def mails(request):
    """The newest hundred."""
    _refuse_real_data()
    return render(request, "involvement/public/demo_mails.html", {"mails": newest_mails(100)})


@login_not_required
def texts(request):
    """The newest hundred text messages, which are as short as a line of the list."""
    _refuse_real_data()
    return render(request, "involvement/public/demo_texts.html", {"texts": newest_texts(100)})


@login_not_required
def mail(request, name):
    """One mail: who it is to, and its text with links to tap."""
    found = _find(name)
    return render(request, "involvement/public/demo_mail.html", {"mail": found})


@login_not_required
def html_part(request, name):
    """The HTML part as a mail program shows it: no script, nothing loaded, links open by themselves."""
    found = _find(name)
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = SANDBOX
    return response


def _find(name):
    _refuse_real_data()
    found = find_mail(name)
    if found is None:
        raise Http404
    return found
