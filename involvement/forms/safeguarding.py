"""The form that ends a worry about safety."""

from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.models import Concern, Person
from involvement.operations.safeguarding import close_concern


class CloseForm(PlainForm, forms.Form):
    decision = forms.CharField(
        label=_("What was decided?"),
        help_text=_("Who does what. Only those who keep people safe read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    shared_because = forms.CharField(
        label=_("Was it shared without the person’s agreement? Then why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    give_back = forms.TypedChoiceField(
        label=_("Where do the words go now?"),
        choices=[("no", _("They stay here, hidden from everybody else")), ("yes", _("Back to where they were shown"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def save(self, *, actor: Person, concern: Concern) -> Concern:
        return close_concern(actor=actor, concern=concern, **self.cleaned_data)
