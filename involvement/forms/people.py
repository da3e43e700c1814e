"""People's records, for staff. Each form saves by one operation."""

from copy import copy

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.forms.once import OnceField
from involvement.models import Person, Post
from involvement.operations import erasing, handing_over, joining, people, standing
from involvement.phones import text_number
from involvement.queries.people import may_be_key_worker


class NamesOnly(forms.ModelChoiceField):
    """People by the name that they chose."""

    def label_from_instance(self, person) -> str:
        return person.chosen_name


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"class": "short"})


def day_field(label, **options) -> forms.DateField:
    """A day, today unless somebody says otherwise."""
    return forms.DateField(label=label, initial=timezone.localdate, widget=DayInput(), **options)


def key_worker_field(service) -> forms.ModelChoiceField:
    return NamesOnly(
        label=_("Key worker"), queryset=may_be_key_worker(service), required=False, empty_label=_("Nobody yet")
    )


# --- Sections of a record -------------------------------------------------------------------------


class Section(PlainForm, forms.ModelForm):
    """Some fields of a person, compared with what was there and saved by the operation."""

    title = ""

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args, person, full_name=False, **kwargs):
        self.person = person
        super().__init__(*args, instance=copy(person), **kwargs)
        if not full_name:
            self.fields.pop("full_name", None)

    def save(self, *, actor) -> list[str]:
        """The names of what is different now. Raises Refused."""
        return people.change_person(actor=actor, person=self.person, **self.cleaned_data)


class AboutForm(Section):
    title = _("Name and language")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Person
        fields = ["chosen_name", "full_name", "language"]
        help_texts = {
            "chosen_name": _("Everybody sees this name."),
            "full_name": _("Only staff of this person's home see it."),
        }


class FormatsForm(Section):
    title = _("What they need to read and take part")

    class Meta:
        model = Person
        fields = ["large_print", "easy_read", "audio", "interpreter"]
        help_texts = {"interpreter": _("The language, British Sign Language included.")}


# What must be known of somebody to tell them in that way.
NEEDED = {
    Person.ToldBy.EMAIL: "email",
    Person.ToldBy.SMS: "phone",
    Person.ToldBy.PHONE: "phone",
    Person.ToldBy.LETTER: "postal_address",
}
NO_TEXT_THERE = _("No text message can go to that number. Please check it.")


def check_way(form: forms.Form, words, *, letters_find_them: bool) -> None:
    """Say beside the field what is missing, or wrong, for the way to be told that was chosen."""
    way = form.cleaned_data.get("told_by")
    field = NEEDED.get(way)
    if field not in form.fields or field in form.errors or (field == "postal_address" and letters_find_them):
        return
    known = form.cleaned_data.get(field)
    if not known:
        form.add_error(field, words)
    elif way == Person.ToldBy.SMS and not text_number(known):
        form.add_error(field, NO_TEXT_THERE)


class TellingForm(Section):
    title = _("How to tell them")
    # A letter to somebody who lives with us finds them without an address.
    letters_find_them = True
    needed_words = _("We need this to tell them in that way.")

    class Meta:
        model = Person
        fields = ["told_by", "email", "phone", "postal_address", "digest"]
        widgets = {
            "told_by": forms.RadioSelect,
            "postal_address": forms.Textarea(attrs={"rows": 3}),
            "digest": forms.RadioSelect,
        }
        labels = {"digest": _("All the news together")}
        help_texts = {"digest": _("By e-mail, else on their page. Who is told by a person gets it on paper.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "digest" in self.fields:
            self.fields["digest"].required = False

    def clean_digest(self) -> str:
        """Who says nothing about it keeps it as it is."""
        return self.cleaned_data["digest"] or self.person.digest

    def clean(self):
        cleaned = super().clean()
        check_way(self, self.needed_words, letters_find_them=self.letters_find_them)
        return cleaned


class SafeContactForm(Section):
    title = _("Reaching them safely")

    class Meta:
        model = Person
        fields = ["do_not_email", "do_not_phone", "do_not_text", "do_not_write", "safe_contact_note"]
        help_texts = {
            "do_not_phone": _("Then no text is sent either."),
            "safe_contact_note": _("For example: somebody else opens the post."),
        }


SECTIONS = {"about": AboutForm, "formats": FormatsForm, "telling": TellingForm, "safe-contact": SafeContactForm}


# --- Living somewhere -----------------------------------------------------------------------------


class AddPersonForm(PlainForm, forms.ModelForm):
    """A new customer of a service: only the name is needed."""

    class Meta:
        model = Person
        fields = ["chosen_name", "full_name", "told_by", "email", "phone"]
        widgets = {"told_by": forms.RadioSelect}
        help_texts = {
            "chosen_name": _("Everybody sees this name. Ask what they want to be called."),
            "full_name": _("Only staff of this person's home see it."),
        }

    room = forms.CharField(label=_("Room or flat"), max_length=20, required=False)
    once = OnceField()

    def __init__(self, *args, service, **kwargs):
        self.service = service
        super().__init__(*args, **kwargs)
        self.fields["key_worker"] = key_worker_field(service)
        self.order_fields(["chosen_name", "full_name", "room", "key_worker", "told_by", "email", "phone"])

    def clean(self) -> dict:
        cleaned = super().clean()
        check_way(self, TellingForm.needed_words, letters_find_them=True)
        return cleaned

    def save(self, *, actor) -> Person:
        """Raises Refused."""
        return people.add_person(actor=actor, service=self.service, **self.cleaned_data)


class HomeForm(PlainForm, forms.Form):
    """Room and key worker."""

    room = forms.CharField(label=_("Room or flat"), max_length=20, required=False)

    def __init__(self, *args, residency, **kwargs):
        self.residency = residency
        initial = {"room": residency.room, "key_worker": residency.key_worker_id}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["key_worker"] = key_worker_field(residency.service)

    def save(self, *, actor) -> None:
        standing.set_home(actor=actor, residency=self.residency, **self.cleaned_data)


class MoveInForm(PlainForm, forms.Form):
    """To another of our homes. ``moved`` says afterwards whether they live there, or its staff are asked first."""

    starts_on = day_field(_("From which day?"))
    room = forms.CharField(label=_("Room or flat"), max_length=20, required=False)

    def __init__(self, *args, person, services, leaving, **kwargs):
        self.person, self.leaving = person, leaving
        super().__init__(*args, **kwargs)
        self.fields["service"] = forms.ModelChoiceField(label=_("Where do they move?"), queryset=services)
        if leaving:
            self.fields["leave"] = forms.BooleanField(
                label=_("They leave %(home)s on that day") % {"home": leaving.service.name},
                required=False,
                initial=True,
            )
        self.order_fields(["service", "starts_on", "room", "leave"])

    def save(self, *, actor) -> None:
        """Raises Refused."""
        data = self.cleaned_data
        leaving = self.leaving if data.pop("leave", False) else None
        self.moved = joining.move_or_ask(actor=actor, person=self.person, leaving=leaving, **data)


ToldBy = Person.ToldBy
# What goes on without staff of a home.
AFTER_LEAVING = (ToldBy.EMAIL, ToldBy.SMS, ToldBy.PORTAL, ToldBy.PHONE, ToldBy.LETTER)


class MoveOutForm(TellingForm):
    """When, and how to tell them from then on. What needs staff of the home does not go on."""

    letters_find_them = False
    told_by = forms.ChoiceField(
        label=_("How do they want to hear from us now?"),
        choices=[(value, Person.ToldBy(value).label) for value in AFTER_LEAVING],
        widget=forms.RadioSelect,
    )
    ends_on = day_field(_("First day when they do not live here"))

    field_order = ["ends_on", "told_by", "email", "phone", "postal_address"]

    class Meta(TellingForm.Meta):
        # How often they get all the news stays as it was.
        fields = ["told_by", "email", "phone", "postal_address"]

    def __init__(self, *args, residency, **kwargs):
        self.residency = residency
        super().__init__(*args, person=residency.person, **kwargs)
        if self.initial.get("told_by") not in dict(self.fields["told_by"].choices):
            self.initial.pop("told_by", None)

    def save(self, *, actor) -> None:
        """Raises Refused."""
        standing.move_out(actor=actor, residency=self.residency, **self.cleaned_data)


class DayForm(PlainForm, forms.Form):
    """A day that is not to come."""

    day = day_field(_("On which day?"))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."))
        return day


class AskedForm(DayForm):
    """The day on which somebody asked to be forgotten."""

    day = day_field(_("On which day did they ask?"))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, *, actor):
        return erasing.ask(actor=actor, person=self.person, asked_on=self.cleaned_data["day"])


# --- Working somewhere ----------------------------------------------------------------------------


class ColleagueForm(PlainForm, forms.Form):
    """A new member of the team, who is invited by e-mail."""

    chosen_name = forms.CharField(label=_("Name to be called by"), max_length=60)
    email = forms.EmailField(label=_("Work e-mail address"), help_text=_("We send an invitation there."))
    title = forms.CharField(label=_("Job title"), max_length=60, required=False)

    def __init__(self, *args, service, makes_managers, **kwargs):
        self.service = service
        super().__init__(*args, **kwargs)
        if makes_managers:
            self.fields["kind"] = forms.ChoiceField(
                label=_("As what?"), choices=Post.Kind.choices, initial=Post.Kind.STAFF, widget=forms.RadioSelect
            )

    def save(self, *, actor) -> Person:
        """Raises Refused."""
        return people.add_colleague(actor=actor, service=self.service, **self.cleaned_data)


class EndPostForm(PlainForm, forms.Form):
    """One screen: the day, a colleague for everything, and another for single things where that is better."""

    ends_on = day_field(_("First day when they do not work here"))

    def __init__(self, *args, post, work, **kwargs):
        self.post, self.work = post, work
        super().__init__(*args, **kwargs)
        team = may_be_key_worker(post.service).exclude(pk=post.person_id)
        if work:
            self.fields["everything"] = NamesOnly(
                label=_("Who takes on all of it?"), queryset=team, required=False, empty_label=_("I choose one by one")
            )
        for kind, things in work:
            for thing in things:
                field = NamesOnly(label=thing.title, queryset=team, required=False, empty_label=_("As above"))
                self.fields[f"{kind.name}-{thing.id}"] = field

    def groups(self) -> list[tuple]:
        """The kinds of work with their fields, for the template."""
        return [(kind.label, [self[f"{kind.name}-{thing.id}"] for thing in things]) for kind, things in self.work]

    def clean(self):
        cleaned = super().clean()
        for kind, things in self.work:
            for thing in things:
                name = f"{kind.name}-{thing.id}"
                if name not in self.errors and not (cleaned.get(name) or cleaned.get("everything")):
                    self.add_error(name, _("Please choose a colleague."))
        return cleaned

    def save(self, *, actor) -> None:
        """Raises Refused."""
        data = self.cleaned_data
        given = {
            (kind.name, thing.id): data[f"{kind.name}-{thing.id}"] or data["everything"]
            for kind, things in self.work
            for thing in things
        }
        handing_over.hand_over_and_end(actor=actor, post=self.post, ends_on=data["ends_on"], given=given)
