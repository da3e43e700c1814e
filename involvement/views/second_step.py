"""The second step of signing in: taking it, and what somebody has for it."""

import json
import time
from functools import wraps

import segno
from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from involvement import second_step
from involvement.forms.second_step import AddAppForm, AddPasskeyForm, TakeStepForm
from involvement.operations import audit
from involvement.operations import second_step as operations
from involvement.operations.base import Refused
from involvement.queries.second_step import has_step, spare_codes_of, steps_of
from involvement.rules.second_step import must_take
from involvement.shortcuts import refuse

# For how long new spare codes can be looked at (seconds).
CODES_SHOWN = 15 * 60
_CODES_UNTIL, _NEXT = "spare_codes_until", "second_step_next"


# --- Taking it ------------------------------------------------------------------------------------


def _taken(request, user) -> tuple[TakeStepForm, bool]:
    """The form, and whether the step was taken with it."""
    form = TakeStepForm(request.POST or None, request=request, user=user)
    if request.method == "POST":
        if form.is_valid():
            post_authentication(request, form.step)
            return form, True
        audit.note(kind="second_step.failed", user=user)
    return form, False


def _options(user) -> str:
    """What the browser asks a passkey, as JSON; empty for somebody without one."""
    if all(step.is_app for step in steps_of(user)):
        return ""
    return json.dumps(begin_authentication(user))


@sensitive_post_parameters()
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def at_sign_in(request):
    """After the words or the code by e-mail were right, and before anybody is signed in."""
    stage = request._login_stage
    form, taken = _taken(request, stage.login.user)
    if taken:
        return stage.exit()
    context = {"form": form, "options": _options(stage.login.user)}
    return render(request, "account/second_step.html", context)


def _way_on(request) -> str:
    """Where somebody wanted to go before they were led here: a path of ours. What else stands there is none; Django
    would take a word without a slash for the name of a page, and break where there is no such page."""
    wanted = request.GET.get("next", "")
    return wanted if wanted.startswith("/") and get_adapter().is_safe_url(wanted) else ""


@sensitive_post_parameters()
def prove(request):
    """Once more, by somebody who is signed in: the last time was long ago, or the step itself is to be changed."""
    to = _way_on(request) or reverse("customer:second-step")
    if not has_step(request.user):
        context = {"next": to, "back": reverse("customer:second-step")}
        return render(request, "involvement/customer/second_step_again.html", context)
    form, taken = _taken(request, request.user)
    if taken:
        second_step.note_taken(request)
        return redirect(to)
    context = {"form": form, "options": _options(request.user)}
    return render(request, "involvement/customer/second_step_prove.html", context)


def _proven_first(view):
    """Nobody changes the step on a screen that was left open."""

    @wraps(view)
    def run(request, *args, **kwargs):
        if has_step(request.user):
            proven = second_step.was_taken(request, within=second_step.LASTS_FOR_CHANGES)
        else:
            proven = second_step.signed_in_lately(request)
        if not proven:
            return redirect_to_login(request.path, reverse("customer:second-step-prove"))
        return view(request, *args, **kwargs)

    return run


# --- What somebody has ----------------------------------------------------------------------------


def overview(request):
    """What there is, how to add to it, and why it is needed."""
    if wanted := _way_on(request):
        request.session[_NEXT] = wanted
    else:
        request.session.pop(_NEXT, None)
    steps = steps_of(request.user)
    context = {
        "steps": steps,
        "has_app": any(step.is_app for step in steps),
        "codes_left": len(spare_codes_of(request.user)),
        "must_take": must_take(request.viewer),
    }
    return render(request, "involvement/customer/second_step.html", context)


@sensitive_post_parameters()
@_proven_first
def add_app(request):
    """A picture for the app on a phone, the same to type, and the first code as proof."""
    posted = request.method == "POST"
    secret = get_totp_secret(regenerate=not posted)
    form = AddAppForm(request.POST or None, request=request, user=request.user, secret=secret)
    if posted and form.is_valid():
        clear_totp_secret(request)
        return _added(request, form)
    address = get_mfa_adapter().build_totp_url(request.user, secret)
    context = {
        "form": form,
        "address": address,
        # The longest names, in letters of four bytes each, fit at this level; with room to spare segno takes a better.
        "picture": segno.make(address, error="l").svg_data_uri(scale=5, border=2),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return render(request, "involvement/customer/second_step_app.html", context)


@sensitive_post_parameters()
@_proven_first
def add_passkey(request):
    """The browser makes it with the device's own lock, or with a key that is plugged in."""
    form = AddPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _added(request, form)
    context = {"form": form, "options": json.dumps(begin_registration(request.user, False))}
    return render(request, "involvement/customer/second_step_passkey.html", context)


def _added(request, form):
    try:
        made_codes = form.save(person=request.viewer.person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("customer:second-step")
    second_step.note_taken(request)
    messages.success(request, _("Saved. From now on you are asked for it when you sign in."))
    if made_codes:
        request.session[_CODES_UNTIL] = int(time.time()) + CODES_SHOWN
        return redirect("customer:second-step-codes")
    return redirect(request.session.pop(_NEXT, None) or "customer:second-step")


@_proven_first
def codes(request):
    """Spare codes: shown for minutes after they were made and never again, to be written down or printed."""
    if not has_step(request.user):
        return redirect("customer:second-step")
    is_shown = request.session.get(_CODES_UNTIL, 0) > time.time()
    if request.method == "POST" and "kept" in request.POST:
        request.session.pop(_CODES_UNTIL, None)
        return redirect(request.session.pop(_NEXT, None) or "customer:second-step")
    if request.method == "POST":
        operations.renew_codes(person=request.viewer.person)
        request.session[_CODES_UNTIL] = int(time.time()) + CODES_SHOWN
        return redirect("customer:second-step-codes")
    context = {"codes": spare_codes_of(request.user) if is_shown else []}
    return render(request, "involvement/customer/second_step_codes.html", context)


@_proven_first
def remove(request, pk):
    """Ask, then take an app or a passkey away."""
    step = next((one for one in steps_of(request.user) if one.pk == pk), None)
    if step is None:
        refuse(request)
    if request.method != "POST":
        return render(request, "involvement/customer/second_step_remove.html", {"step": step})
    try:
        operations.remove(person=request.viewer.person, pk=pk, may_be_last=not must_take(request.viewer))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Removed."))
        if not has_step(request.user):
            second_step.forget_taken(request)
    return redirect("customer:second-step")
