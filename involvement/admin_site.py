"""The advisor's lists: Django's admin for whoever is advisor today, behind the same sign-in as everything else."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from involvement.models import Person, Post, Residency
from involvement.shortcuts import refuse


class PeopleByName(AutocompleteJsonView):
    """People by the name that they chose, with where they live or work today, since many have the same: what they are
    printed as names nobody (RELIABILITY rule 22)."""

    def get_queryset(self):
        found = super().get_queryset()
        if found.model is not Person:
            return found
        ties = {"residencies": Residency, "posts": Post}
        return found.prefetch_related(
            *(
                Prefetch(name, model.objects.current().select_related("service"), to_attr=f"{name}_today")
                for name, model in ties.items()
            )
        )

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if not isinstance(obj, Person):
            return result
        places = dict.fromkeys(tie.service.name for tie in [*obj.residencies_today, *obj.posts_today])
        return {**result, "text": " · ".join([obj.chosen_name, *places])}


def common_tasks() -> list[tuple[str, str]]:
    """What an advisor comes for most: words and address, the most common first."""
    of = "admin:involvement_"
    return [
        (_("Change what we promise, numbers to ring, logo and links"), reverse(f"{of}organisation_changelist")),
        (_("Open a home, close one, change its hours"), reverse(f"{of}service_changelist")),
        (_("Add a home"), reverse(f"{of}service_add")),
        (_("Begin or end a champion's time"), reverse(f"{of}championterm_changelist")),
        (_("Say who is advisor, safeguarding lead, on the Board"), reverse(f"{of}role_changelist")),
        (_("Give somebody a post in a home"), reverse(f"{of}post_add")),
        (_("Read every message that the portal can send"), reverse("advisor:notices")),
        (_("Find somebody whose record needs repair"), reverse(f"{of}person_changelist")),
    ]


class AdvisorSite(AdminSite):
    """No password form of its own: allauth's sign-in, with its limits, is the only door."""

    site_header = _("The advisor's lists")
    site_title = _("Lists")
    index_title = _("What differs between organisations, and what needs repair")
    enable_nav_sidebar = False

    def has_permission(self, request) -> bool:
        return request.user.is_active and request.viewer.is_advisor

    def index(self, request, extra_context=None):
        """The lists, and before them what an advisor comes for most, in plain words."""
        return super().index(request, {"tasks": common_tasks(), **(extra_context or {})})

    def get_urls(self):
        """Whoever is not signed in goes straight to the portal's own sign-in page."""
        urls = super().get_urls()
        for url in urls:
            if hasattr(url.callback, "login_url"):
                url.callback.login_url = settings.LOGIN_URL
        return urls

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """No form here: to the sign-in page; for everybody who is signed in and not advisor, it is not there."""
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("admin:index"))
        if not self.has_permission(request):
            refuse(request)
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("customer:me")

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def run(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                refuse(request)
            return inner(request, *args, **kwargs)

        return run

    def autocomplete_view(self, request):
        return PeopleByName.as_view(admin_site=self)(request)


advisor_site = AdvisorSite(name="admin")
