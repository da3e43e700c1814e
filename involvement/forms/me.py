"""What somebody says about themselves on /me/: small forms, each with its own save."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.forms.people import Section, TellingForm
from involvement.forms.sign_in import OwnWordsForm
from involvement.models import Person
from involvement.operations import people
from involvement.registry.notices import Group


class NameForm(Section):
    title = _("My name and language")

    class Meta:
        model = Person
        fields = ["chosen_name", "language"]
        labels = {"chosen_name": _("What shall we call you?")}
        help_texts = {"chosen_name": _("Everybody here sees this name.")}

    language = forms.ChoiceField(label=_("My language"), choices=settings.LANGUAGES)

    def now(self) -> str:
        """How it stands, for the line that opens into the form."""
        return self.person.chosen_name


class MyTellingForm(TellingForm):
    title = _("How shall we tell you?")
    needed_words = _("We need this to tell you in that way.")

    class Meta(TellingForm.Meta):
        labels = {
            "told_by": _("When something happens with what you said, tell me"),
            "email": _("My e-mail address"),
            "phone": _("My phone number"),
            "postal_address": _("My postal address"),
            "digest": _("And all the news together, how often?"),
        }
        help_texts = {
            "email": _("If you change it, we first ask at the new address if it is yours."),
            "postal_address": _("Only if you do not live with us."),
            "digest": _(
                "What happened with what you said, the next meeting, and what we did. Staff can print it for you."
            ),
        }

    def now(self) -> str:
        return f"{self.person.get_told_by_display()} · {self.person.get_digest_display()}"


class MySafeContactForm(Section):
    title = _("Reaching me safely")

    class Meta:
        model = Person
        fields = ["do_not_email", "do_not_phone", "do_not_text", "do_not_write", "safe_contact_note"]
        labels = {
            "do_not_email": _("Do not e-mail me"),
            "do_not_phone": _("Do not phone me"),
            "do_not_text": _("Do not send me text messages"),
            "do_not_write": _("Do not send me letters"),
            "safe_contact_note": _("What staff should know"),
        }
        help_texts = {
            "do_not_phone": _("Then we send no text messages either."),
            "safe_contact_note": _("For example: somebody else reads my post. Only staff of your home see it."),
        }

    def now(self) -> str:
        rules = ("do_not_email", "do_not_phone", "do_not_text", "do_not_write")
        return ", ".join(str(self.fields[name].label) for name in rules if getattr(self.person, name))


class MyFormatsForm(Section):
    title = _("What helps me to read and take part")

    class Meta:
        model = Person
        fields = ["large_print", "easy_read", "audio", "interpreter"]
        labels = {
            "large_print": _("Large print"),
            "easy_read": _("Easy words with pictures"),
            "audio": _("Listening, not reading"),
            "interpreter": _("Somebody who speaks or signs my language"),
        }
        help_texts = {"interpreter": _("Which language?")}

    def now(self) -> str:
        return ", ".join(self.person.formats_needed)


class HearForm(PlainForm, forms.Form):
    """The groups of notices that somebody wants. Those of signing in always come."""

    title = _("What do you want to hear about?")
    wanted = forms.MultipleChoiceField(
        label=_("Tell me about"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args, person, works_here, **kwargs):
        self.person = person
        # The work of staff is not for switching off by people who have none.
        self.offered = [group for group in Group if group != Group.ALWAYS and (works_here or group != Group.WORK)]
        initial = {"wanted": [group.value for group in self.offered if group.value not in person.unwanted]}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["wanted"].choices = [(group.value, group.label) for group in self.offered]

    def now(self) -> str:
        """Only what is switched off: all of it is what everybody begins with."""
        off = ", ".join(str(group.label) for group in self.offered if group.value in self.person.unwanted)
        return _("Not: %(groups)s") % {"groups": off} if off else ""

    def save(self, *, actor) -> None:
        offered = {group.value for group in self.offered}
        kept = [name for name in self.person.unwanted if name not in offered]
        refused = sorted(offered - set(self.cleaned_data["wanted"]))
        people.change_person(actor=actor, person=self.person, unwanted=[*kept, *refused])


class MyWordsForm(OwnWordsForm):
    """Other words, by somebody who knows those of now, so that nobody does it on a screen left open."""

    title = _("My words to sign in")
    words_now = forms.CharField(
        label=_("The words or password that you have now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["words_now", "words"]

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
        if not person.user.has_usable_password():
            del self.fields["words_now"]

    def now(self) -> str:
        return self.person.user.username

    def clean_words_now(self):
        if not self.person.user.check_password(self.cleaned_data["words_now"]):
            raise forms.ValidationError(_("These are not the words that you have now."))
        return self.cleaned_data["words_now"]

    def save(self, *, actor) -> None:
        super().save(person=self.person)
