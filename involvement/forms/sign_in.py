"""Signing in: with a password or words, or with a code by e-mail. Both ask whose device it is."""

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.devices import OWN, SHARED, settle_session
from involvement.forms.base import PlainForm, choice_words
from involvement.operations import accounts, joining


def device_field() -> forms.ChoiceField:
    """Decides between a long session and a short one. Neither is chosen beforehand."""
    return forms.ChoiceField(
        label=_("Is this your own device?"),
        choices=[
            (OWN, choice_words(_("Yes, it is mine"), _("You stay signed in here for 30 days."))),
            (SHARED, choice_words(_("No, others use it too"), _("You are signed out after 20 quiet minutes."))),
        ],
        widget=forms.RadioSelect,
    )


class SignInForm(PlainForm, LoginForm):
    """User name or e-mail address, with a password or the words of a card, which may be typed in any case."""

    device = device_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["login", "password", "device"])
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Your user name or e-mail address")
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        password.label = _("Your password, or the words on your card")
        password.help_text = _("Big or small letters in the words are both fine.")
        password.max_length = 200
        password.widget.attrs.pop("placeholder", None)

    def login(self, request, redirect_url=None):
        request.session["device"] = self.cleaned_data["device"]
        response = super().login(request, redirect_url)
        # allauth has just made every session a long one; but a second step may still be to take.
        if request.user.is_authenticated:
            settle_session(request)
        return response


class CodeRequestForm(PlainForm, RequestLoginCodeForm):
    """An e-mail address to which a code is sent, if somebody here has it."""

    device = device_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Your e-mail address")
        email.widget = forms.EmailInput(attrs={"autocomplete": "email"})


class CodeForm(PlainForm, ConfirmLoginCodeForm):
    """The six numbers from the e-mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("The code from the e-mail")
        code.help_text = _("Six numbers.")
        code.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"})


class OwnWordsForm(PlainForm, forms.Form):
    """Words or a password that only this person knows."""

    words = forms.CharField(
        label=_("Your own words, or a password"),
        help_text=_(
            "Choose three or more words that you can keep in mind, or a password of ten letters or more. "
            "You see what you type, so look round first."
        ),
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "new-password", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def save(self, *, person) -> None:
        """Raises Refused."""
        accounts.choose_own_words(person=person, words=self.cleaned_data["words"])


class InvitationForm(PlainForm, forms.Form):
    """What somebody chooses when they begin."""

    user_name = forms.SlugField(
        label=_("Your user name"),
        help_text=_("Small letters and numbers. You can keep the one that we thought of."),
        min_length=3,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=_("Your own words, or a password"),
        help_text=_("You can leave this empty. Then we send you a code by e-mail each time."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "new-password", "autocapitalize": "none", "spellcheck": "false"}),
    )
    device = device_field()

    def save(self, *, secret: str):
        """Raises Refused."""
        data = self.cleaned_data
        return accounts.accept_invitation(secret=secret, user_name=data["user_name"], words=data["words"])


class JoinForm(PlainForm, forms.Form):
    """Somebody without a sign-in asks to join a home by its code."""

    code = forms.SlugField(
        label=_("The code of your home"),
        help_text=_("It stands on the posters in the hall. Staff know it too."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "class": "short"}),
    )
    name = forms.CharField(label=_("What shall we call you?"), max_length=60)
    reach_me = forms.CharField(
        label=_("How can staff reach you?"),
        help_text=_("A room, a phone number or an e-mail address."),
        max_length=200,
        required=False,
    )

    def save(self, *, person=None) -> None:
        """Raises Refused."""
        data = self.cleaned_data
        joining.ask_to_join(
            code=data["code"], person=person, name=data.get("name", ""), reach_me=data.get("reach_me", "")
        )


class JoinAgainForm(JoinForm):
    """The same for somebody who is signed in: the code is all that is needed."""

    name = None
    reach_me = None
