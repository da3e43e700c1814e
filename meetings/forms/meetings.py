"""Forms of meetings: planning, cancelling, and what is typed while one is written down."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm, SomeOf
from involvement.models import Person, Service
from involvement.templatetags.portal import day
from meetings.models import Meeting
from meetings.operations.meetings import planning
from meetings.queries.meetings import people_at

# A meeting that was held and is only now written down, and one that is planned well ahead (days).
EARLIEST, LATEST = 120, 550


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class PersonChoice(forms.ModelChoiceField):
    """People by the name that they chose."""

    def label_from_instance(self, person: Person) -> str:
        return person.chosen_name


class PlanForm(PlainForm, forms.Form):
    """Date, place, who runs it, getting in, food. Only the date and the time are needed."""

    day = forms.DateField(label=_("Day"), widget=DateInput(attrs={"class": "short"}))
    time = forms.TimeField(label=_("Time"), widget=TimeInput(attrs={"class": "short"}))
    place = forms.CharField(
        label=_("Where"), required=False, max_length=120, help_text=_("The lounge, or a room nearby.")
    )
    online_link = forms.URLField(label=_("Link to join online"), required=False, max_length=200, assume_scheme="https")
    chair = PersonChoice(
        label=_("Who runs it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Not known yet"),
        help_text=_("Somebody who lives here, or staff."),
    )
    access_notes = forms.CharField(
        label=_("Getting in and being comfortable"),
        required=False,
        max_length=200,
        help_text=_("No steps, a hearing loop, come and go as you like."),
    )
    food_notes = forms.CharField(label=_("Food and drink"), required=False, max_length=120)

    def __init__(self, *args, service: Service, **kwargs):
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["chair"].queryset = people_at(service.pk)

    def clean_day(self) -> dt.date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today - dt.timedelta(days=EARLIEST) <= day <= today + dt.timedelta(days=LATEST):
            raise forms.ValidationError(_("That day is very far away. Is the year right?"))
        return day

    def _details(self) -> dict:
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("day", "time")}
        moment = dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return kept | {"starts_at": timezone.make_aware(moment)}

    def plan(self, *, actor: Person) -> Meeting:
        return planning.plan_meeting(actor=actor, service=self.service, **self._details())

    def change(self, *, actor: Person, meeting: Meeting) -> Meeting:
        return planning.change_meeting(actor=actor, meeting=meeting, **self._details())


def beginning_from(meeting: Meeting, starts_at: dt.datetime) -> dict:
    """What a plan begins with: another meeting's details, at a moment."""
    local = timezone.localtime(starts_at)
    return {
        "day": local.date(),
        "time": local.time(),
        "place": meeting.place,
        "online_link": meeting.online_link,
        "chair": meeting.chair_id,
        "access_notes": meeting.access_notes,
        "food_notes": meeting.food_notes,
    }


class CancelForm(PlainForm, forms.Form):
    reason = forms.CharField(
        label=_("Why? People here will read this, and the Board can."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CorrectionForm(PlainForm, forms.Form):
    words = forms.CharField(
        label=_("What was different? People here will read this, with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PutOnForm(PlainForm, forms.Form):
    title = forms.CharField(label=_("What do you want to talk about?"), max_length=200)


class NumberForm(forms.Form):
    """How many more came, or how many hands went up."""

    number = forms.IntegerField(min_value=0, max_value=500)


class DecisionForm(forms.Form):
    """One tap. ``no_reason`` and ``not_yet_reason`` are the buttons with a usual reason on them."""

    was = forms.CharField(required=False, max_length=14)
    outcome = forms.CharField(required=False, max_length=14)
    no_reason = forms.CharField(required=False, max_length=1000)
    not_yet_reason = forms.CharField(required=False, max_length=1000)
    reason = forms.CharField(required=False, max_length=1000)

    def clean(self) -> dict:
        data = super().clean()
        for outcome in ("no", "not_yet"):
            if data.get(f"{outcome}_reason"):
                data |= {"outcome": outcome, "reason": data[f"{outcome}_reason"]}
        return data


class WordsForm(forms.Form):
    """The reason, the date until which somebody finds out, or what will be done: only what the page asked for is
    sent."""

    reason = forms.CharField(required=False, max_length=1000)
    title = forms.CharField(required=False, max_length=200)
    by = forms.DateField(required=False)


class ActionForm(forms.Form):
    """What was agreed: each field with what the page showed, so that only what changed is written."""

    title = forms.CharField(max_length=200)
    due_on = forms.DateField()
    owners = SomeOf(queryset=Person.objects.none())
    was_title = forms.CharField(required=False)
    was_due_on = forms.DateField(required=False)
    was_owners = forms.CharField(required=False)

    def __init__(self, *args, service_id: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owners"].queryset = people_at(service_id)

    def changed(self) -> dict:
        """The fields that differ from what the page showed."""
        data = self.cleaned_data
        keys = ",".join(str(person.pk) for person in sorted(data["owners"], key=lambda person: person.pk))
        found = {}
        if data["title"] != data["was_title"]:
            found["title"] = data["title"]
        if data["due_on"] != data["was_due_on"]:
            found["due_on"] = data["due_on"]
        if keys != data["was_owners"]:
            found["owners"] = list(data["owners"])
        return found


class SaidForm(forms.Form):
    """ "Someone just said…" in one line. Without a person nobody knows who it was."""

    words = forms.CharField(max_length=4000)
    author = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    hide_name = forms.BooleanField(required=False)
    told_by = forms.ChoiceField(required=False, choices=[("", ""), *Person.ToldBy.choices])
    once = forms.CharField(required=False, max_length=64)

    def __init__(self, *args, service_id: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["author"].queryset = people_at(service_id)


class FinishForm(PlainForm, forms.Form):
    """Nobody came: then it says what was done instead. Before its day: a tick that people met all the same, since
    everybody is told at once."""

    took_place = forms.BooleanField(
        error_messages={"required": _("If people met already, please tick this. If not, finish it after they met.")}
    )
    instead = forms.CharField(
        label=_("Nobody came? Say what you did instead."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty when somebody came. People here read it, and so do the Board and the advisor."),
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        if meeting.is_before_its_day:
            words = gettext("This meeting is on %(day)s, and that day has not come. It took place earlier.")
            self.fields["took_place"].label = words % {"day": day(meeting.starts_at)}
        else:
            del self.fields["took_place"]


class NotesForm(forms.Form):
    text = forms.CharField(required=False, max_length=8000, strip=False)
    base = forms.CharField(required=False, max_length=16)
