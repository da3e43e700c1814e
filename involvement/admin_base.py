"""What all of the advisor's lists share."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.shortcuts import redirect

from involvement.models import Person
from involvement.operations.base import Refused

# How many rows may stand below one thing: a week of homes with three shifts a day, and more links than a foot holds.
# Django's own bound is two thousand, and a sent form that asked for so many kept a server busy for half a second.
MOST_ROWS = 50
# An address without its beginning is a secure one.
WEB_ADDRESSES = {models.URLField: {"assume_scheme": "https"}}


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return person.chosen_name


class PersonSearch(AutocompleteSelect):
    """A key that is no number chooses nobody; Django's own breaks on it. The list opens inside the page's main part,
    where screen readers look for it, and not after the page's end."""

    def build_attrs(self, *args, **kwargs):
        return super().build_attrs(*args, **kwargs) | {"data-dropdown-parent": "#content"}

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in value if not key or (str(key).isdecimal() and len(str(key)) < 19)]
        return super().optgroups(name, keys, attrs)


class AdvisorAdmin(admin.ModelAdmin):
    """What all lists share: for the advisor only, nothing is deleted, and a refusal is a sentence."""

    actions = None
    formfield_overrides = WEB_ADDRESSES

    def has_module_permission(self, request) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        """Only what the list offers: an address could else ask for full names, letter by letter."""
        offered = {*self.list_filter, self.date_hierarchy}
        return lookup.partition("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def get_object(self, request, object_id, from_field=None):
        """An empty ``_to_field`` in the address is none; Django's own breaks on it."""
        return super().get_object(request, object_id, from_field or None)

    def changelist_view(self, request, extra_context=None):
        """A filter that holds a sign which no text of a database has is none; PostgreSQL breaks on it. Nor is a year
        that no calendar has: Python breaks on that."""
        if any("\x00" in name + "".join(values) for name, values in request.GET.lists()):
            return redirect(request.path)
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError:
            return redirect(request.path)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.get_full_path())

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Person:
            kwargs["form_class"] = PersonChoice
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PersonSearch(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Inline(admin.StackedInline):
    """Rows below their thing, each field with its own words."""

    extra = 1
    max_num = MOST_ROWS
    formfield_overrides = WEB_ADDRESSES

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)
