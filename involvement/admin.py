"""The advisor's lists. Everything is saved by an operation, so that its record and its rules are the same."""

import datetime as dt

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from involvement.admin_base import AdvisorAdmin, Inline
from involvement.admin_promises import PromiseAdmin
from involvement.admin_site import advisor_site
from involvement.forms.organisation import KEEPING, PROMISED, REMINDING, WHO_IS_HEARD, OrganisationForm
from involvement.forms.roles import LastDayForm, RoleForm
from involvement.models import (
    ChampionTerm,
    FooterLink,
    Organisation,
    Person,
    Post,
    Promise,
    Residency,
    ReturnedMail,
    Role,
    Service,
    StaffedHours,
)
from involvement.operations import people, places, standing

# --- The organisation and its services --------------------------------------------------------------


class FooterLinks(Inline):
    model = FooterLink
    fields = ["label", "url", "position"]


@admin.register(Organisation, site=advisor_site)
class OrganisationAdmin(AdvisorAdmin):
    """One row, which is made when the advisor first opens it."""

    form = OrganisationForm
    fieldsets = [
        (
            _("What we promise"),
            {"fields": PROMISED, "description": _("People are told these times. Choose those that you can keep.")},
        ),
        (
            _("When we remind people"),
            {
                "fields": REMINDING,
                "description": _("Days, weekends too. Reminders go out in the morning, once for each person and day."),
            },
        ),
        (
            _("How long we keep what leads to people"),
            {
                "fields": KEEPING,
                "description": _(
                    "What is older goes in the night, and nothing brings it back. Worries about safety are kept for "
                    "ever, the audit for a year."
                ),
            },
        ),
        (_("Who we are"), {"fields": ["name", "strapline", "meeting_word", "new_logo", "logo_shows", "no_logo"]}),
        (_("Whom to ring"), {"fields": ["help_phone", "help_words", "on_call_phone", "on_call_manager_phone"]}),
        (
            _("Complaints, repairs, and people's words"),
            {"fields": ["complaint_words", "complaint_url", "repair_words", "repair_phone", "privacy_words"]},
        ),
        (
            _("Who is heard"),
            {
                "fields": WHO_IS_HEARD,
                "description": _("People may say who they are, on their own page. Nobody sees what one person said."),
            },
        ),
        (_("Usual reasons"), {"fields": ["no_reasons", "not_yet_reasons"]}),
    ]
    inlines = [FooterLinks]

    def has_add_permission(self, request) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        places.begin_organisation()
        return redirect("admin:involvement_organisation_change", 1)

    def save_model(self, request, obj, form, change):
        actor, given = request.viewer.person, form.cleaned_data
        places.save_organisation(actor=actor, organisation=obj, fields=form.changed_data)
        if given["new_logo"]:
            places.set_logo(actor=actor, upload=given["new_logo"], shows=given["logo_shows"])
        elif given["no_logo"]:
            places.set_logo(actor=actor)

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        if rows or formset.deleted_objects:
            places.set_footer_links(actor=request.viewer.person, links=rows, gone=formset.deleted_objects)


class Hours(Inline):
    model = StaffedHours
    fields = ["weekday", "opens", "closes"]


@admin.register(Service, site=advisor_site)
class ServiceAdmin(AdvisorAdmin):
    list_display = ["name", "kind", "area", "code", "is_private", "opened_on", "closed_on"]
    list_filter = ["kind", "is_private"]
    search_fields = ["name", "code", "area"]
    fields = [
        "name",
        "kind",
        "area",
        "code",
        "is_private",
        "address",
        "phone",
        "on_call_phone",
        "staffed_round_the_clock",
        "opened_on",
        "closed_on",
    ]
    inlines = [Hours]

    def save_model(self, request, obj, form, change):
        places.save_service(actor=request.viewer.person, service=obj, fields=form.changed_data)

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        if rows or formset.deleted_objects:
            places.set_hours(
                actor=request.viewer.person, service=form.instance, hours=rows, gone=formset.deleted_objects
            )


advisor_site.register(Promise, PromiseAdmin)


# --- People -----------------------------------------------------------------------------------------


@admin.register(Person, site=advisor_site)
class PersonAdmin(AdvisorAdmin):
    """Repair. Staff of a service add their people themselves, and only they see full names."""

    list_display = ["chosen_name", "told_by", "language", "died_on", "created_at"]
    list_filter = ["told_by"]
    search_fields = ["chosen_name"]
    ordering = ["chosen_name", "pk"]
    fields = [
        "chosen_name",
        "language",
        "told_by",
        "email",
        "phone",
        "do_not_email",
        "do_not_phone",
        "do_not_text",
        "do_not_write",
        "safe_contact_note",
        "died_on",
    ]
    readonly_fields = ["died_on"]
    change_form_template = "admin/involvement/person/change_form.html"

    def has_add_permission(self, request) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).filter(merged_into=None)

    def save_model(self, request, obj, form, change):
        kept = self.get_queryset(request).get(pk=obj.pk)
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        if fields:
            people.change_person(actor=request.viewer.person, person=kept, **fields)

    def response_change(self, request, obj):
        if "_death_was_a_mistake" in request.POST:
            people.death_was_a_mistake(actor=request.viewer.person, person=obj)
            self.message_user(request, _("Taken back. Homes and posts are given again by hand."))
            return redirect(request.path)
        return super().response_change(request, obj)


class DatedAdmin(AdvisorAdmin):
    """Begins by one operation (``begins``) and ends by another (``ends``, which calls the row ``row_name``); nothing
    else about it changes. What ends elsewhere has no ``ends``, and allows no change."""

    begins = ends = None
    row_name = ""
    list_select_related = ["person"]
    autocomplete_fields = ["person"]
    date_hierarchy = "starts_on"
    search_fields = ["person__chosen_name"]

    @admin.display(description=_("name"), ordering="person__chosen_name")
    def who(self, row) -> str:
        return row.person.chosen_name

    @admin.display(description=_("last day"), ordering="ends_on")
    def last_day(self, row) -> dt.date | None:
        return row.last_day

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else [*(name for name in self.fields if name not in ("ends_on", "person")), "who"]

    def get_fields(self, request, obj=None):
        return self.fields if obj is None else ["who", *(name for name in self.fields if name != "person")]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Something that began is only ended, so the day of its end is what the form asks for."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if change and "ends_on" in form.base_fields:
            form.base_fields["ends_on"].required = True
        return form

    def save_model(self, request, obj, form, change):
        actor = request.viewer.person
        if change:
            if "ends_on" in form.changed_data:
                row = self.get_queryset(request).get(pk=obj.pk)
                self.ends(actor=actor, ends_on=obj.ends_on, **{self.row_name: row})
            return
        made = self.begins(actor=actor, **{name: form.cleaned_data[name] for name in self.fields})
        obj.__dict__.update(made.__dict__)


@admin.register(Post, site=advisor_site)
class PostAdmin(DatedAdmin):
    """To give posts, and to look them up."""

    list_display = ["who", "service", "kind", "title", "starts_on", "last_day"]
    list_filter = ["kind", "service"]
    list_select_related = ["person", "service"]
    fields = ["person", "service", "kind", "title", "starts_on"]
    begins = staticmethod(standing.begin_post)

    def get_fields(self, request, obj=None):
        return self.fields if obj is None else ["who", *self.fields[1:], "ends_on"]

    def has_change_permission(self, request, obj=None) -> bool:
        """A post ends on the team's page, where its open work is handed over."""
        return False


@admin.register(Role, site=advisor_site)
class RoleAdmin(DatedAdmin):
    form = RoleForm
    list_display = ["who", "kind", "starts_on", "last_day"]
    list_filter = ["kind"]
    fields = ["person", "kind", "starts_on", "ends_on"]
    begins, ends, row_name = staticmethod(standing.begin_role), staticmethod(standing.end_role), "role"

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if obj is not None else ["person", "chosen_name", "email", *fields[1:]]

    def save_model(self, request, obj, form, change):
        given = form.cleaned_data
        if change or given["person"]:
            super().save_model(request, obj, form, change)
            return
        names = ("chosen_name", "email", "kind", "starts_on", "ends_on")
        made = people.invite_with_role(actor=request.viewer.person, **{name: given[name] for name in names})
        obj.__dict__.update(made.__dict__)


@admin.register(ChampionTerm, site=advisor_site)
class ChampionTermAdmin(DatedAdmin):
    form = LastDayForm
    list_display = ["who", "service", "starts_on", "last_day"]
    list_filter = ["service"]
    list_select_related = ["person", "service"]
    fields = ["person", "service", "starts_on", "ends_on"]
    begins, ends, row_name = staticmethod(standing.begin_champion), staticmethod(standing.end_champion), "term"


@admin.register(Residency, site=advisor_site)
class ResidencyAdmin(AdvisorAdmin):
    """To look things up; moving in and out is done on the person's page."""

    list_display = ["who", "service", "room", "starts_on", "ends_on"]
    list_filter = ["service"]
    list_select_related = ["person", "service"]
    search_fields = ["person__chosen_name"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("name"), ordering="person__chosen_name")
    def who(self, row) -> str:
        return row.person.chosen_name


@admin.register(ReturnedMail, site=advisor_site)
class ReturnedMailAdmin(AdvisorAdmin):
    """To look up; that mail works again is said on the person's page."""

    list_display = ["address", "reason", "since", "ended_at"]
    list_filter = ["reason"]
    search_fields = ["address"]
    ordering = ["-since", "-pk"]
    fields = ["address", "reason", "since", "words", "ended_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
