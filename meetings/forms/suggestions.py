"""Saying something: by somebody who lives here, at the poster, and by staff for somebody."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.forms.agreed_work import WHO_SEES_IT
from involvement.forms.base import PlainForm, choice_words
from involvement.forms.once import OnceField
from involvement.forms.people import NEEDED
from involvement.models import Person, Service
from involvement.operations.base import Refused
from involvement.phones import text_number
from meetings.models import Status, Suggestion
from meetings.operations.suggestions.sending import send_suggestion, was_sent
from meetings.queries.houses import houses_of

WhoSees = Suggestion.WhoSees


def words_field(label, **details) -> forms.CharField:
    rows = details.pop("rows", 5)
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **details)


class SuggestionForm(PlainForm, forms.Form):
    """What somebody who lives here says. Only the words and who can see them are needed."""

    words = words_field(_("Your words"))
    who_sees = forms.ChoiceField(label=_("Who can see this?"), widget=forms.RadioSelect)
    service = forms.ModelChoiceField(label=_("About which home?"), queryset=None, empty_label=None)
    title = forms.CharField(
        label=_("A short title"), max_length=120, required=False, help_text=_("If you leave it out, we make one.")
    )
    topic = forms.ChoiceField(label=_("What is it about?"), required=False)
    photo = forms.FileField(
        label=_("A photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=WHO_SEES_IT,
    )
    photo_shows = forms.CharField(label=_("What does the photo show?"), max_length=200, required=False)
    told_by = forms.ChoiceField(label=_("How shall we tell you what happens?"), required=False)
    repair = forms.ChoiceField(
        label=_("Is it a repair?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("repair", _("Yes, pass it to repairs")), ("suggestion", _("No, keep it as a suggestion"))],
    )
    complaint_choice = forms.ChoiceField(
        label=_("Is it a complaint?"),
        required=False,
        widget=forms.RadioSelect,
        choices=Suggestion.ComplaintChoice.choices,
    )
    at_risk = forms.BooleanField(label=_("Somebody may be at risk"), required=False)
    about_staff = forms.BooleanField(label=_("It is about staff"), required=False)
    once = OnceField()
    seen_others = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.homes = houses_of(viewer)
        self._one_home_or_many()
        self.fields["who_sees"].choices = who_sees_choices(viewer.person, self.home)
        # Written only when they are shown, or when one of them was chosen: most of what is sent says neither.
        self.fields["topic"].choices = self._topics
        self.fields["told_by"].choices = self._ways_to_be_told

    def _topics(self) -> list[tuple]:
        return [("", gettext("I do not know")), *Suggestion.Topic.choices]

    def _ways_to_be_told(self) -> list[tuple]:
        usual = self.viewer.person.get_told_by_display()
        return [("", gettext("As I chose before (%(how)s)") % {"how": usual.lower()}), *Person.ToldBy.choices]

    def _one_home_or_many(self) -> None:
        if len(self.homes) > 1:
            self.fields["service"].queryset = Service.objects.filter(pk__in=self.viewer.lives_at)
            self.fields["service"].initial = self.homes[0]
        else:
            del self.fields["service"]

    @property
    def home(self) -> Service | None:
        """The home that it is about, as far as it is known before the form is filled in."""
        return self.homes[0] if self.homes else None

    @property
    def chosen_home(self) -> Service | None:
        return self.cleaned_data.get("service") or self.home

    @property
    def is_anonymous(self) -> bool:
        return self.cleaned_data["who_sees"] == WhoSees.HERE_ANONYMOUS

    @property
    def may_be_alike(self) -> bool:
        """Whether others about the same thing are shown before it is sent. Not when somebody may be at risk, not
        for what goes to repairs or complaints, and not with a photo, which a page between would lose."""
        data = self.cleaned_data
        straight = data["seen_others"] or data["at_risk"] or data["photo"] or self._status() != Status.SENT
        if straight or data["who_sees"] == WhoSees.TEAM:
            return False
        return not was_sent(data["once"], data["who_sees"], data["words"])

    def _status(self) -> str:
        data = self.cleaned_data
        if data["complaint_choice"] == Suggestion.ComplaintChoice.COMPLAINT:
            return Status.COMPLAINT
        return Status.REPAIR if data["repair"] == "repair" else Status.SENT

    def clean(self) -> dict:
        data = super().clean()
        if data.get("who_sees") != WhoSees.HERE_ANONYMOUS:
            by_email = gettext("We do not know your e-mail address. Add it on your page, or choose another way.")
            by_phone = gettext("We do not know your phone number. Add it on your page, or choose another way.")
            no_text = gettext("No text message can go to your number. Change it on your page, or choose another way.")
            cannot_be_told(self, self.viewer.person, by_email=by_email, by_phone=by_phone, no_text=no_text)
        return data

    def save(self) -> tuple[Suggestion, str]:
        """Send it. Returns the suggestion and, for an anonymous one, its code. Raises Refused."""
        data = self.cleaned_data
        return send_suggestion(
            actor=self.viewer.person,
            author=self.viewer.person,
            service=self.chosen_home,
            words=data["words"],
            who_sees=data["who_sees"],
            title=data["title"],
            topic=data["topic"],
            told_by=data["told_by"],
            status=self._status(),
            complaint_choice=data["complaint_choice"],
            photo=data["photo"],
            photo_shows=data["photo_shows"],
            at_risk=data["at_risk"],
            about_staff=data["about_staff"],
            once=data["once"],
        )

    def refused(self, refusal: Refused) -> None:
        """Show a refusal at the photo, which is all that sending can refuse."""
        self.add_error("photo", refusal.message)


def cannot_be_told(form: forms.Form, person: Person | None, *, by_email: str, by_phone: str, no_text: str) -> None:
    """Say beside the choice of a way to be told that it needs something that we do not know of this person, or that
    no text message can go to the number that we know."""
    way = form.cleaned_data.get("told_by")
    needed = {Person.ToldBy.EMAIL: by_email, Person.ToldBy.PHONE: by_phone, Person.ToldBy.SMS: by_phone}
    if person is None or way not in needed:
        return
    if not getattr(person, NEEDED[way]):
        form.add_error("told_by", needed[way])
    elif way == Person.ToldBy.SMS and not text_number(person.phone):
        form.add_error("told_by", no_text)


def who_sees_choices(person: Person, home: Service | None) -> list[tuple]:
    """The four choices in plain words. Somebody who lives nowhere here any more can tell the team."""
    team = (
        WhoSees.TEAM,
        choice_words(gettext("Only the involvement team"), gettext("Staff of your home never see it.")),
    )
    if home is None:
        return [team]
    here = {"home": home.name, "name": person.chosen_name}
    return [
        (
            WhoSees.HERE_NAMED,
            choice_words(
                gettext("Everyone here, with my name"), gettext("People at %(home)s see that %(name)s said it.") % here
            ),
        ),
        (
            WhoSees.HERE_STAFF_ONLY,
            choice_words(
                gettext("Everyone here, only staff see my name"),
                gettext("People at %(home)s read it. Only staff know that it is you.") % here,
            ),
        ),
        (
            WhoSees.HERE_ANONYMOUS,
            choice_words(
                gettext("Everyone here, nobody knows it is me"),
                gettext("Not even staff. We cannot tell you what happens, but you get a code to look it up."),
            ),
        ),
        team,
    ]
