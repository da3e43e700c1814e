"""What somebody may say about themselves. The form is always empty at first: what they said before is shown to nobody,
since a screen may have somebody else before it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.models import EqualityAnswers
from involvement.models.equality import QUESTIONS
from involvement.operations.equality import keep_answers
from involvement.rules.equality import CONSENT, CONSENT_NOW

HELP = {
    "condition": _("Of your body or your mind."),
    "orientation": _("Whom you love, or are drawn to."),
    "main_language": _("The one that you speak, or sign, best."),
}


def _question(name: str) -> forms.ChoiceField:
    field = EqualityAnswers._meta.get_field(name)
    return forms.ChoiceField(
        label=field.verbose_name,
        help_text=HELP.get(name, ""),
        choices=[("", _("No answer")), *field.choices],
        required=False,
    )


class AboutYouForm(PlainForm, forms.Form):
    """Each question may be left out. Without a tick that says yes, nothing is kept."""

    age = _question("age")
    gender = _question("gender")
    ethnic_group = _question("ethnic_group")
    condition = _question("condition")
    religion = _question("religion")
    orientation = _question("orientation")
    main_language = _question("main_language")
    agreed = forms.BooleanField(
        label=CONSENT[CONSENT_NOW],
        error_messages={"required": _("Please tick this, or leave the page. Then we keep nothing.")},
    )

    def clean(self) -> dict:
        said = super().clean()
        if not self.errors and not any(said.get(name) for name in QUESTIONS):
            raise forms.ValidationError(_("You have not answered anything. You can leave the page, that is all right."))
        return said

    def save(self, *, actor) -> None:
        """Raises Refused."""
        answers = {name: self.cleaned_data[name] for name in QUESTIONS}
        keep_answers(actor=actor, answers=answers, agreed_to=CONSENT_NOW)
