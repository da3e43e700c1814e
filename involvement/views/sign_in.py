"""The doors of allauth, in the house's own words."""

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView, LoginView, LogoutView, RequestLoginCodeView

from involvement.devices import OWN
from involvement.operations import accounts
from involvement.operations.limits import consume
from involvement.queries.people import find_nobody


class _KnowsDevice:
    """Who said once that this device is their own finds that chosen."""

    def get_initial(self) -> dict:
        own = {"device": OWN} if self.request.COOKIES.get("device") == OWN else {}
        return {**super().get_initial(), **own}


class SignIn(_KnowsDevice, LoginView):
    """User name or e-mail address, with a password or the words of a card. The QR code of a card brings the
    user name along as ``?name=``."""

    def post(self, request, *args, **kwargs):
        consume(request, "sign-in")
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {**super().get_initial(), "login": self.request.GET.get("name", "")[:150]}


class SendCode(_KnowsDevice, RequestLoginCodeView):
    """Ask for a code by e-mail. The answer is the same whether somebody here has the address or not."""

    def form_valid(self, form):
        consume(self.request, "sign-in-code", key=form.cleaned_data["email"].lower())
        self.request.session["device"] = form.cleaned_data["device"]
        response = super().form_valid(form)
        if form._user is None:
            get_adapter(self.request).send_mail("", form.cleaned_data["email"], {})
        return response


class EnterCode(ConfirmLoginCodeView):
    """The code from the e-mail."""

    def get(self, *args, **kwargs):
        self._look_for_nobody()
        return super().get(*args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Counted outside the session, too: of many tries at one moment each finds there that none was made before it,
        and the one that ends last puts back what the others had ended."""
        self._look_for_nobody()
        consume(request, "sign-in-code-tried", key=f"{request.session.session_key}:{self._process.state['at']}")
        return super().post(request, *args, **kwargs)

    def _look_for_nobody(self) -> None:
        """For an address that nobody here has, allauth has looked for nobody: the time would tell."""
        if self.stage.login.user is None:
            find_nobody()

    def form_invalid(self, form):
        accounts.note_failed_sign_in()
        return super().form_invalid(form)


class SignOut(LogoutView):
    """By a button only. The browser is asked to forget the pages that it kept."""

    def post(self, *args, **kwargs):
        return forget_pages(super().post(*args, **kwargs))


def forget_pages(response):
    """Ask the browser to forget what it kept of somebody's pages."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store, private"
    return response
