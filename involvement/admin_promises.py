"""The advisor's list of promises."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from involvement.admin_base import AdvisorAdmin
from involvement.operations import promises
from involvement.registry.promises import measures

# Months of these years have an address (rules/periods.py). A promise from the year 206 would be counted for as many
# centuries, and what was counted stays for ever; one from the end of all years has no whole month.
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 1)


class PromiseForm(forms.ModelForm):
    """What can be promised is what some app can count."""

    measure = forms.ChoiceField(label=_("How it is counted"), help_text=_("It stays so: choose it once."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # The page of a promise does not ask for it: a field that is declared is there all the same.
            self.fields.pop("measure", None)
        else:
            self.fields["measure"].choices = [(name, measure.label) for name, measure in measures.items()]

    def clean_target(self) -> int:
        target = self.cleaned_data["target"]
        if not 1 <= target <= 100:
            raise forms.ValidationError(_("Please give a number from 1 to 100."))
        return target

    def clean_since(self) -> dt.date:
        since = self.cleaned_data["since"]
        if not FIRST <= since <= LAST:
            raise forms.ValidationError(_("That day is very far away. Is the year right?"))
        return since

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until is not None and until < self.instance.since:
            raise forms.ValidationError(_("It cannot end before it begins."))
        return until


class PromiseAdmin(AdvisorAdmin):
    """A promise begins, changes its words, its target and who sees to it, and ends. What was counted stays."""

    form = PromiseForm
    list_display = ["words", "by_what", "target", "who", "since", "until"]
    list_select_related = ["owner"]
    search_fields = ["words"]
    autocomplete_fields = ["owner"]
    fields = ["words", "counted", "measure", "target", "owner", "since", "until", "order"]

    @admin.display(description=_("who sees to it"))
    def who(self, row) -> str:
        return row.owner.chosen_name if row.owner else ""

    @admin.display(description=_("how it is counted"), ordering="measure")
    def by_what(self, row) -> str:
        return measures.get(row.measure).label if row.measure in measures else row.measure

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else ["by_what", "since"]

    def get_fields(self, request, obj=None):
        left_out = "until" if obj is None else "measure"
        fields = [name for name in self.fields if name != left_out]
        return fields if obj is None else [*fields[:2], "by_what", *fields[2:]]

    def save_model(self, request, obj, form, change):
        actor = request.viewer.person
        if change:
            promises.change_promise(actor=actor, promise=obj, fields=form.changed_data)
        else:
            promises.make_promise(actor=actor, promise=obj)
