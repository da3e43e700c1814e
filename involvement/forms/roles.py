"""Roles for the whole organisation and champions' terms, in the advisor's lists."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

A_DAY = dt.timedelta(days=1)


class LastDayForm(forms.ModelForm):
    """People say the last day of what has an end; its row keeps the first day after it."""

    class Meta:
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        help_texts = {"ends_on": _("To end it at once, give yesterday.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.last_day is not None:
            self.initial["ends_on"] = self.instance.last_day

    def clean_ends_on(self) -> dt.date | None:
        last, first = self.cleaned_data["ends_on"], self.cleaned_data.get("starts_on") or self.instance.starts_on
        if last is None:
            return None
        if last == dt.date.max:
            raise forms.ValidationError(_("That day is very far away. Is the year right?"))
        if self.instance.pk is None and first is not None and last < first:
            raise forms.ValidationError(_("The last day comes before the first."))
        return last + A_DAY


class RoleForm(LastDayForm):
    """For somebody who has a record here, or for somebody new."""

    chosen_name = forms.CharField(
        label=_("Or the name of somebody new"),
        max_length=60,
        required=False,
        help_text=_("Somebody of the Board, who lives and works in none of our homes. They are invited by e-mail."),
    )
    email = forms.EmailField(label=_("Their e-mail address"), required=False)

    class Meta(LastDayForm.Meta):
        help_texts = {
            "ends_on": _(
                "A deputy needs one. Then they see nothing more by themselves, and nobody has to think of it. To end a "
                "role at once, give yesterday."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            self.fields["person"].required = False

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk is None:
            self._says_whose(data)
        return data

    def _says_whose(self, data: dict) -> None:
        """One person: chosen, or new with a name and an address."""
        name, email = data.get("chosen_name"), data.get("email")
        if data.get("person") and (name or email):
            self.add_error("chosen_name", _("Please choose somebody or give somebody new, not both."))
        elif not data.get("person") and not name:
            self.add_error("person", _("Please choose somebody, or give the name of somebody new."))
        elif name and not email and "email" not in self.errors:
            self.add_error("email", _("Please give an address to which we can send the invitation."))
