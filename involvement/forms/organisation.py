"""The organisation's settings, as the advisor fills them in."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

# How soon people hear from us.
PROMISED = [
    "read_within_days",
    "talk_within_days",
    "tell_within_days",
    "safeguarding_hours",
    "working_day_starts",
    "working_day_ends",
]

# When people are reminded, and when all their news go out.
REMINDING = [
    "morning_hour",
    "remind_meeting_days",
    "remind_chair_days",
    "minutes_within_days",
    "month_end_days",
    "remind_action_days",
    "manager_after_days",
    "decide_within_days",
    "release_within_days",
    "remind_again_days",
]

# How long what leads to people is kept.
KEEPING = [
    "keep_sent_days",
    "keep_messages_months",
    "keep_attendance_months",
    "keep_ways_in_months",
    "keep_hidden_months",
    "keep_words_years",
    "keep_answers_days",
    "keep_people_years",
]

# Of how many people a number is shown.
WHO_IS_HEARD = ["hidden_below"]


# The most days (hours, months) that may be given: a day that is further off may be none.
MOST = 3650


class OrganisationForm(forms.ModelForm):
    """The usual reasons are a list of sentences, or none: pages offer each of them to tap."""

    new_logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("A JPEG, PNG, WebP or HEIC picture. It stands beside the name on each page and paper."),
    )
    logo_shows = forms.CharField(
        label=_("What the logo shows"),
        max_length=200,
        required=False,
        help_text=_("For those who cannot see it. Leave it out when it only repeats the name."),
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        help_texts = {
            "read_within_days": _(
                "Days, weekends too. After them staff see that it is late. Where a home has no staffed hours, people "
                "read this time beside the box."
            ),
            "talk_within_days": _("Days, weekends too, until the house talks about it, or somebody answers."),
            "tell_within_days": _("Days, weekends too. After them staff see on their first page that it is late."),
            "safeguarding_hours": _(
                "Nobody read it for so long: then it goes to the next person. By the clock where staff are always "
                "there, else in working hours."
            ),
            "working_day_starts": _("The working hours of the line above."),
            "working_day_ends": _("The working hours end here."),
            "not_yet_reasons": _("The same for what has to wait."),
            "morning_hour": _("0 to 23, on the clock in London. Nobody gets more than one message of reminders a day."),
            "remind_meeting_days": _("Who said yes, and who lives there and has not said anything yet."),
            "remind_chair_days": _("Early enough to prepare it."),
            "minutes_within_days": _("After them staff of the home are reminded."),
            "month_end_days": _("When no meeting is held or planned in a month, staff of the home are reminded."),
            "remind_action_days": _(
                "Who said that they would do it is reminded then, on the day, and when it is late."
            ),
            "manager_after_days": _("Until then only those who do it hear of it."),
            "decide_within_days": _("Nobody has said yes or no for so long: then staff are reminded."),
            "release_within_days": _(
                "Something was done, and nobody has said whether the public may read it: then staff are reminded."
            ),
            "keep_sent_days": _("Of who has no record here: where a code, a link or an answer went."),
            "keep_messages_months": _("14 or more: promises are counted from them for a year."),
            "keep_attendance_months": _("After them only the number of people stays."),
            "keep_ways_in_months": _("Once they are used, answered or over."),
            "keep_hidden_months": _("Photos with their files; comments; what was wrong, once staff have looked at it."),
            "keep_words_years": _(
                "Of suggestions and agreed work that ended so long ago, what it was about and our answer stay. 0: for "
                "ever."
            ),
            "keep_people_years": _(
                "Who lived or worked here last so long ago is forgotten, as if they had asked for it. 0: never."
            ),
            "remind_again_days": _("While it is late or waits, the same reminder comes again after so many days."),
            "hidden_below": _(
                "5 to 100. A number of fewer people could tell who they are. It holds for quarters counted from now on."
            ),
            "keep_answers_days": _(
                "With less than 100 somebody who left may be gone before their last quarter is counted."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        at_most = MaxValueValidator(MOST, _("Please write a number up to %(limit_value)s."))
        for name in (*PROMISED, *REMINDING, *KEEPING):
            if isinstance(self.fields.get(name), forms.IntegerField):
                self.fields[name].validators.append(at_most)

    def clean_no_reasons(self) -> list[str]:
        return self._sentences("no_reasons")

    def clean_not_yet_reasons(self) -> list[str]:
        return self._sentences("not_yet_reasons")

    def _sentences(self, name: str) -> list[str]:
        given = self.cleaned_data[name] or []
        if not isinstance(given, list) or not all(isinstance(each, str) and "\0" not in each for each in given):
            raise forms.ValidationError(_('Please write a list of sentences, like ["It costs too much."]'))
        return given
