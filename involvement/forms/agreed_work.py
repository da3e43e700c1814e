"""Forms of agreed work. Each ``save`` calls one operation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm, SomeOf
from involvement.forms.once import OnceField
from involvement.models import Action, Person, Post, Residency, Service
from involvement.operations import agreed_work

# Said where a photo is added, so that whoever sends one agrees that it is shown (RELIABILITY rule 15).
WHO_SEES_IT = _("Whoever can read this will see it too. Ask the people in it first. You can take it back later.")
PHOTO_KINDS = "image/jpeg,image/png,image/webp,image/heic,image/heif"


class PhotoField(forms.FileField):
    """A picture from a phone's camera or its files. What it really is, the operation finds out."""

    widget = forms.ClearableFileInput(attrs={"accept": PHOTO_KINDS})

    def __init__(self, **details) -> None:
        super().__init__(**{"help_text": WHO_SEES_IT, **details})


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "short"}, format="%Y-%m-%d")


class NoteForm(PlainForm, forms.Form):
    words = forms.CharField(
        label=_("How is it going?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(label=_("Add a photo"), required=False)
    once = OnceField()

    def save(self, *, actor: Person, action: Action):
        return agreed_work.add_note(actor=actor, action=action, **self.cleaned_data)


class DoneForm(PlainForm, forms.Form):
    words = forms.CharField(
        label=_("What was done?"),
        help_text=_("One sentence is enough. The people who asked will read it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = PhotoField(label=_("Add a photo"), required=False)

    def save(self, *, actor: Person, action: Action):
        return agreed_work.finish(actor=actor, action=action, **self.cleaned_data)


class DropForm(PlainForm, forms.Form):
    reason = forms.CharField(
        label=_("Why will it not be done?"),
        help_text=_("The people who asked will read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def save(self, *, actor: Person, action: Action):
        return agreed_work.drop(actor=actor, action=action, **self.cleaned_data)


class DateForm(PlainForm, forms.Form):
    due_on = forms.DateField(label=_("New date"), widget=DateInput())
    reason = forms.CharField(label=_("Why does it take longer?"), max_length=300, required=False)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("That day is over. Please choose one that is still to come."))
        return due_on

    def save(self, *, actor: Person, action: Action):
        return agreed_work.move_date(actor=actor, action=action, **self.cleaned_data)


class _ChosenName(SomeOf):
    def label_from_instance(self, person: Person) -> str:
        return person.chosen_name


def people_at(service_ids):
    """Who can say that they will do it: people who live or work at these services today."""
    living = Residency.objects.current().filter(service__in=service_ids).values("person_id")
    working = Post.objects.current().filter(service__in=service_ids).values("person_id")
    return Person.objects.living().filter(pk__in=living.union(working)).order_by("chosen_name")


class OwnersForm(PlainForm, forms.Form):
    owners = _ChosenName(label=_("Who does it?"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, action: Action, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owners"].queryset = people_at([action.service_id])

    def save(self, *, actor: Person, action: Action):
        return agreed_work.give_to(actor=actor, action=action, **self.cleaned_data)


class ActionForm(PlainForm, forms.Form):
    """Agreed outside a meeting, by staff of a service."""

    title = forms.CharField(label=_("What will be done?"), max_length=200)
    due_on = forms.DateField(label=_("By when?"), widget=DateInput())
    owners = _ChosenName(
        label=_("Who does it?"),
        help_text=_("Nobody chosen means you."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    once = OnceField()

    def __init__(self, *args, service: Service, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["owners"].queryset = people_at([service.pk])

    clean_due_on = DateForm.clean_due_on

    def save(self, *, actor: Person) -> Action:
        return agreed_work.agree_action(actor=actor, service=self.service, **self.cleaned_data)
