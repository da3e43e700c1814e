"""Giving somebody a role for the whole organisation, in the advisor's lists."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

A_DAY = dt.timedelta(days=1)


class RoleForm(forms.ModelForm):
    """People say the last day of a role; its row keeps the first day after it."""

    class Meta:
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        help_texts = {
            "ends_on": _(
                "A deputy needs one. Then they see nothing more by themselves, and nobody has to think of it. To end a "
                "role at once, give yesterday."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.ends_on is not None:
            self.initial["ends_on"] = self.instance.ends_on - A_DAY

    def clean_ends_on(self) -> dt.date | None:
        last, first = self.cleaned_data["ends_on"], self.cleaned_data.get("starts_on") or self.instance.starts_on
        if last is None:
            return None
        if last == dt.date.max:
            raise forms.ValidationError(_("That day is very far away. Is the year right?"))
        if self.instance.pk is None and first is not None and last < first:
            raise forms.ValidationError(_("The last day comes before the first."))
        return last + A_DAY
