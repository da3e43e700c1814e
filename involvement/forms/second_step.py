"""The second step of signing in: taking it, and adding an app or a passkey."""

from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.operations import limits
from involvement.operations import second_step as steps

# The browser's answer for a passkey is a few thousand letters long.
ANSWER_LENGTH = 20_000
NUMBERS = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
NOT_RIGHT = _("That is not right. Please look again. A code from the app works for half a minute, and once.")
TOO_OFTEN = _("That did not work a few times. Please wait five minutes, then try again.")


class CountedForm(PlainForm, forms.Form):
    """A form at which nobody may guess: each try counts as a wrong one first, and is given back when it was right."""

    def __init__(self, *args, request, user, **kwargs):
        self.request, self.user = request, user
        super().__init__(*args, **kwargs)

    def count(self) -> None:
        try:
            limits.consume(self.request, "second-step", key=f"user{self.user.pk}")
        except limits.TryLater:
            raise forms.ValidationError(TOO_OFTEN) from None

    def was_right(self) -> None:
        limits.give_back(self.request, "second-step", key=f"user{self.user.pk}")


class TakeStepForm(CountedForm):
    """A code of the app, a spare code, or the answer of a passkey. ``step`` is then what it was."""

    step = None
    code = forms.CharField(
        label=_("The six numbers in your app, or a spare code"),
        max_length=20,
        widget=forms.TextInput(attrs=NUMBERS),
    )
    credential = forms.CharField(max_length=ANSWER_LENGTH, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("credential")

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        self.count()
        if data["credential"]:
            self.step = steps.step_of_passkey(user=self.user, answer=data["credential"])
        else:
            self.step = steps.step_of_code(user=self.user, code=data["code"])
        if self.step is None:
            raise forms.ValidationError({"code": NOT_RIGHT})
        self.was_right()
        return data


class AddAppForm(CountedForm):
    """The first code of a new app, which shows that it has the secret."""

    code = forms.CharField(label=_("The six numbers in your app"), max_length=20, widget=forms.TextInput(attrs=NUMBERS))

    def __init__(self, *args, secret, **kwargs):
        self.secret = secret
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        self.count()
        if not (code.isascii() and code.isdecimal() and validate_totp_code(self.secret, code)):
            raise forms.ValidationError(NOT_RIGHT)
        self.was_right()
        return code

    def save(self, *, person) -> bool:
        """Returns whether spare codes were made. Raises Refused."""
        return steps.add_app(person=person, secret=self.secret)


class AddPasskeyForm(PlainForm, forms.Form):
    """What the browser answered, and what its owner calls the passkey."""

    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("So that you know it again, for example: my phone."),
        max_length=40,
    )
    credential = forms.CharField(max_length=ANSWER_LENGTH, required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        self.answer = steps.read_new_passkey(data["credential"])
        if self.answer is None:
            raise forms.ValidationError(_("That did not work. Please try once more, or use an app."))
        return data

    def save(self, *, person) -> bool:
        """Returns whether spare codes were made. Raises Refused."""
        return steps.add_passkey(person=person, name=self.cleaned_data["name"], answer=self.answer)
