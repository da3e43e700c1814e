"""Signing in, on allauth: an e-mail code, a password, or the words of a card."""

import datetime as dt

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement import second_step
from involvement.devices import OWN, note_place, settle_session
from involvement.models import User
from involvement.operations import accounts, limits
from involvement.queries import compiled
from involvement.queries.people import has_unused_card


def _user_with_person():
    return User.objects.select_related("person").filter(pk=compiled.mark(0))


class PortalBackend(AuthenticationBackend):
    """Brings the user with the person, so that a viewer costs one query less."""

    def _authenticate(self, request, **credentials):
        """One look at the words and two at the names, whatever was typed. allauth looks twice at the words when a
        known e-mail address comes with wrong ones, and the time tells that the address is known."""
        name = _name_of(credentials)
        by_address, by_name = next(iter(filter_users_by_email(name, for_login=True)), None), get_user_by_username(name)
        return self._check_password(by_address or by_name, credentials["password"])

    def get_user(self, user_id):
        user = next(iter(compiled.objects(_user_with_person, (), {compiled.mark(0): user_id})), None)
        return user if user is not None and self.user_can_authenticate(user) else None


class PortalAccountAdapter(DefaultAccountAdapter):
    """No sign-up by strangers: an account begins with an invitation or a card. Mail goes by the outbox."""

    # One answer for a wrong name, a wrong password and a sign-in that was ended.
    _NOT_RIGHT = _("That name and those words do not fit together. Please try again, or ask staff for a new card.")
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _NOT_RIGHT,
        "email_password_mismatch": _NOT_RIGHT,
        "incorrect_code": _("That is not the code. Please look again. The newest e-mail counts."),
        "too_many_login_attempts": _("That did not work a few times. Please wait five minutes, then try again."),
        "rate_limited": _("Please wait a little, then try again."),
    }

    def is_safe_url(self, url) -> bool:
        """No way back to an address that cannot even be read: reading it is what fails."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """Count the try as a wrong one, before it is known."""
        try:
            limits.consume(request, "sign-in-failed", key=_name_of(credentials))
        except limits.TryLater:
            raise self.validation_error("too_many_login_attempts") from None

    def authenticate(self, request, **credentials):
        """Nobody, for a sign-in that was ended: allauth itself would say that it is inactive."""
        user = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            return None
        limits.give_back(request, "sign-in-failed", key=_name_of(credentials))
        return user

    def respond_user_inactive(self, request, user):
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))

    def login(self, request, user) -> None:
        """Sign in, with the session that fits the device. Whoever did not say is on a shared one."""
        device = request.session.pop("device", "")
        methods = {record["method"] for record in get_authentication_records(request, user)}
        card = "password" in methods and has_unused_card(user)
        super().login(request, user)
        request.session["device"] = device
        settle_session(request)
        note_place(request)
        if "mfa" in methods:
            second_step.note_taken(request)
        if card:
            request.session["card_words"] = True
        accounts.note_sign_in(user=user)

    def post_login(self, request, user, **details):
        """In the person's own language from the first page on; a device of their own is known next time."""
        response = super().post_login(request, user, **details)
        person = getattr(user, "person", None)
        if person is not None:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, secure=settings.HTTPS, samesite="Lax")
        if request.session.get("device") == OWN:
            response.set_cookie(
                "device", OWN, max_age=settings.SESSION_COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response

    def authentication_failed(self, request, **credentials) -> None:
        accounts.note_failed_sign_in()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The code, as an urgent row of the outbox. For an address that nobody here has, the same work is done
        and nothing is sent, so that neither answer nor time tells them apart."""
        accounts.send_sign_in_code(
            email=email,
            code=context.get("code", ""),
            expires_at=timezone.now() + dt.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
        )


def _name_of(credentials: dict) -> str:
    return (credentials.get("email") or credentials.get("username") or "").lower()


def sign_in_by_invitation(request, user, device: str) -> None:
    """Straight on, for somebody who has just made their sign-in from a link in their mail."""
    request.session["device"] = device
    get_adapter(request).login(request, user)
