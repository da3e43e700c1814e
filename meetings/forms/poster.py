"""What is said at a poster, without signing in; and looking it up by its code."""

import datetime as dt

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm, choice_words
from involvement.forms.once import SIGNER, OnceField
from involvement.models import Service
from meetings.forms.suggestions import words_field
from meetings.models import CountedAgreement, Suggestion
from meetings.operations.suggestions.agreeing import count_agreements
from meetings.operations.suggestions.sending import send_suggestion, was_sent

# Nobody opens the page, writes and presses Send in less time than this (seconds).
QUICKEST = 3

WhoSees = Suggestion.WhoSees


class PosterForm(PlainForm, forms.Form):
    """Nobody is asked who they are. Two quiet checks keep machines out, and no puzzle."""

    words = words_field(_("Your words"))
    who_sees = forms.ChoiceField(
        label=_("Who can see this?"),
        widget=forms.RadioSelect,
        choices=[
            (
                WhoSees.HERE_ANONYMOUS,
                choice_words(_("Everyone here, nobody knows it is me"), _("Staff read it first.")),
            ),
            (WhoSees.TEAM, choice_words(_("Only the involvement team"), _("Staff of your home never see it."))),
        ],
    )
    at_risk = forms.BooleanField(label=_("Somebody may be at risk"), required=False)
    about_staff = forms.BooleanField(label=_("It is about staff"), required=False)
    once = OnceField()
    seen_others = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # Hidden from people, filled in by machines.
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Please leave this empty and press Send again."))
        return ""

    def clean(self) -> dict:
        data = super().clean()
        if self._too_quick(data.get("once", "")):
            raise forms.ValidationError(_("That was very quick. Please press Send again."))
        return data

    @staticmethod
    def _too_quick(mark: str) -> bool:
        try:
            SIGNER.unsign(mark, max_age=dt.timedelta(seconds=QUICKEST))
        except signing.SignatureExpired:
            return False
        except signing.BadSignature:
            return True
        return True

    @property
    def may_be_alike(self) -> bool:
        data = self.cleaned_data
        if data["seen_others"] or data["at_risk"] or data["who_sees"] == WhoSees.TEAM:
            return False
        return not was_sent(data["once"], data["who_sees"], data["words"])

    def save(self, service: Service) -> tuple[Suggestion, str]:
        """Keep it, for staff to read before anybody else. Returns the suggestion and its code."""
        data = self.cleaned_data
        return send_suggestion(
            actor=None,
            service=service,
            words=data["words"],
            who_sees=data["who_sees"],
            source=Suggestion.Source.POSTER,
            shown=False,
            at_risk=data["at_risk"],
            about_staff=data["about_staff"],
            once=data["once"],
        )

    def also_say(self, other: Suggestion) -> CountedAgreement:
        """Keep the words with another suggestion about the same thing, for staff to read. They count for nobody:
        whoever says it again in other words would agree again."""
        return count_agreements(
            actor=None,
            suggestion=other,
            number=0,
            source=CountedAgreement.Source.ALSO_SAID,
            words=self.cleaned_data["words"],
        )


class CodeForm(PlainForm, forms.Form):
    code = forms.CharField(
        label=_("Your code"), max_length=40, help_text=_("Like abcd-efgh-jkmn. Capital letters do not matter.")
    )
