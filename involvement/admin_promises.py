"""The advisor's list of promises."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from involvement.admin_base import AdvisorAdmin
from involvement.operations import promises
from involvement.queries.promises.counting import days_of
from involvement.registry.promises import Measure, measures

# Months of these years have an address (rules/periods.py). A promise from the year 206 would be counted for as many
# centuries, and what was counted stays for ever; one from the end of all years has no whole month.
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 1)


DAYS_ARE_SET = _("The days are set under Organisation.")


def in_days(measure: Measure) -> str:
    """What is counted, with the days that count for it today."""
    days = days_of(measure)
    if days is None:
        return str(measure.label)
    words = ngettext("%(label)s: within %(days)s day", "%(label)s: within %(days)s days", days)
    return words % {"label": measure.label, "days": days}


class PromiseForm(forms.ModelForm):
    """What can be promised is what some app can count."""

    measure = forms.ChoiceField(
        label=_("How it is counted"),
        help_text=_("It stays so: choose it once. The days are set under Organisation."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # The page of a promise does not ask for it: a field that is declared is there all the same.
            self.fields.pop("measure", None)
        else:
            self.fields["measure"].choices = [(name, in_days(measure)) for name, measure in measures.items()]

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
        return in_days(measures.get(row.measure)) if row.measure in measures else row.measure

    @admin.display(description=_("how it is counted"))
    def by_what_and_where(self, row) -> str:
        measure = measures.get(row.measure) if row.measure in measures else None
        return f"{self.by_what(row)}. {DAYS_ARE_SET}" if measure and measure.setting else self.by_what(row)

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else ["by_what_and_where", "since"]

    def get_fields(self, request, obj=None):
        left_out = "until" if obj is None else "measure"
        fields = [name for name in self.fields if name != left_out]
        return fields if obj is None else [*fields[:2], "by_what_and_where", *fields[2:]]

    def save_model(self, request, obj, form, change):
        actor = request.viewer.person
        if change:
            promises.change_promise(actor=actor, promise=obj, fields=form.changed_data)
        else:
            promises.make_promise(actor=actor, promise=obj)

    # A promise calls itself by its number (RELIABILITY rule 22): its words stand on the page and in what is said.

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"subtitle": obj.words} if obj else {}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request, obj)

    def response_change(self, request, obj):
        return self._saved(request, obj)

    def _saved(self, request, obj):
        self.message_user(request, _("“%(words)s” is saved.") % {"words": obj.words}, messages.SUCCESS)
        if "_continue" in request.POST:
            return redirect("admin:involvement_promise_change", obj.pk)
        if "_addanother" in request.POST:
            return redirect("admin:involvement_promise_add")
        return redirect("admin:involvement_promise_changelist")
