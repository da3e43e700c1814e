"""My page: name, language, how to be told, what helps, what to hear about, signing in. Each part saves alone."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from involvement import second_step
from involvement.forms.me import HearForm, MyFormatsForm, MySafeContactForm, MyTellingForm, MyWordsForm, NameForm
from involvement.models import Carrier
from involvement.operations import accounts
from involvement.operations.base import Refused
from involvement.operations.limits import consume
from involvement.operations.outbox import carrier_for
from involvement.queries.equality import answered_on
from involvement.queries.forgetting import forgetting_of
from involvement.queries.people import returned_mail_of, terms_of
from involvement.queries.second_step import steps_of
from involvement.queries.sessions import sessions_of
from involvement.rules.equality import is_asked
from involvement.shortcuts import refuse
from involvement.views.sign_in import forget_pages

FORMS = {
    "name": NameForm,
    "telling": MyTellingForm,
    "hear": HearForm,
    "formats": MyFormatsForm,
    "safe-contact": MySafeContactForm,
    "words": MyWordsForm,
}


def _form(request, section: str, data=None):
    details = {"person": request.viewer.person, "prefix": section}
    if section == "hear":
        details["works_here"] = request.viewer.is_staff or bool(request.viewer.roles)
    return FORMS[section](data, **details)


def _page(request, **posted):
    """The page, with the part open that was posted or asked for (``?open=``)."""
    wanted = request.GET.get("open", "")
    parts = []
    for name in FORMS:
        form = posted.get(name) or _form(request, name)
        parts.append({"name": name, "form": form, "now": form.now(), "open": name in posted or name == wanted})
    person = request.viewer.person
    context = {"parts": parts, "person": person, "returned": returned_mail_of(person)} | _signing_in(request)
    context["meanwhile"] = Carrier(carrier_for(person)).label
    context |= {"is_asked": is_asked(request.viewer), "answered_on": answered_on(request.viewer)}
    context |= {"forgetting": forgetting_of(person), "terms": terms_of(person)}
    return render(request, "involvement/customer/me.html", context)


def _signing_in(request) -> dict:
    """Where they are signed in, this place first, and what they have for the second step."""
    here = request.session.session_key
    places = sorted(sessions_of(request.user), key=lambda one: one.session_key != here)
    return {"places": places, "here": here, "steps": len(steps_of(request.user))}


def me(request):
    """Everything about me in one place."""
    return _page(request)


@sensitive_post_parameters()
@require_POST
def me_save(request, section):
    """Save one part. The others are left as they are."""
    if section not in FORMS:
        refuse(request)
    if section == "words":
        consume(request, "words", key=f"person{request.viewer.person_id}")
        if not (request.user.has_usable_password() or second_step.proven_lately(request)):
            return _sign_in_again(request)
    form = _form(request, section, request.POST)
    if form.is_valid():
        try:
            form.save(actor=request.viewer.person)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _saved(request, section)
    return _page(request, **{section: form})


def _sign_in_again(request):
    """Whoever has no words yet is asked for none: nobody gives them some on a screen that was left open."""
    me = reverse("customer:me")
    context = {"next": f"{me}?open=words", "back": me}
    return render(request, "involvement/customer/second_step_again.html", context)


def _saved(request, section: str):
    """Back to the part that was saved, in the language that was chosen, and still signed in here."""
    person = request.viewer.person
    if section in ("words", "telling"):
        person.user.refresh_from_db()
        update_session_auth_hash(request, person.user)
    if section == "name":
        translation.activate(person.language)
    messages.success(request, _("Saved."))
    response = redirect(f"{reverse('customer:me')}?open={section}#{section}")
    if section == "name":
        name, options = settings.LANGUAGE_COOKIE_NAME, {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
        response.set_cookie(name, person.language, **options)
    return response


@require_POST
def me_sign_out_elsewhere(request):
    """End every other session of mine; this one stays."""
    person = request.viewer.person
    accounts.end_sessions(person=person)
    update_session_auth_hash(request, person.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect(f"{reverse('customer:me')}#devices")


@require_POST
def me_sign_out_there(request):
    """End one of my sessions, by the handle that stands in the page."""
    try:
        accounts.end_session(person=request.viewer.person, handle=request.POST.get("place", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("You are signed out there."))
    return redirect(f"{reverse('customer:me')}#devices")


@require_POST
def me_sign_out_everywhere(request):
    """End every session of mine, this one too."""
    accounts.end_sessions(person=request.viewer.person)
    logout(request)
    return forget_pages(redirect("account_login"))
