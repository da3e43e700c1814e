"""Who is looking, which doors are theirs, and what a shared computer keeps."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from involvement import second_step
from involvement.operations.base import Refused
from involvement.operations.limits import TryLater
from involvement.queries.safeguarding import stands_in_for_leads
from involvement.queries.second_step import has_step
from involvement.rules.second_step import must_take
from involvement.shortcuts import SignInFirst, refuse
from involvement.viewer import viewer_for
from involvement.views.errors import not_done, too_often

# How often a short session is renewed while somebody reads on (seconds).
RENEW_AFTER = 60


class ViewerMiddleware:
    """Put ``request.viewer`` there, made when first asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user))
        return self.get_response(request)


class SecondStepMiddleware:
    """Whoever must take a second step when they sign in and has none is led to it before anything else; who took it
    long ago is asked again, for the advisor's lists sooner. Before the doors, so that nobody looks round meanwhile."""

    OPEN = {
        "customer:second-step",
        "customer:second-step-prove",
        "customer:second-step-app",
        "customer:second-step-passkey",
        "customer:second-step-codes",
        "customer:second-step-remove",
        "public:own-words",
        "public:exit",
        "public:health",
        "public:help",
        "public:language",
        "public:logo",
        "public:set-language",
        "account_logout",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match.view_name in self.OPEN or self._is_enough(request, match) or not must_take(request.viewer):
            return None
        page = "customer:second-step-prove" if has_step(request.user) else "customer:second-step"
        to = request.get_full_path() if request.method == "GET" and not request.htmx else reverse("public:home")
        return redirect_to_login(to, reverse(page))

    @staticmethod
    def _is_enough(request, match) -> bool:
        lasts = second_step.LASTS_FOR_LISTS if match.namespace == "admin" else second_step.LASTS
        if request.method != "GET" or request.htmx:
            lasts += second_step.GRACE
        return second_step.was_taken(request, within=lasts)


class DoorMiddleware:
    """Each audience's pages open to that audience only; everybody else gets what a missing page gives.
    Pages of somebody signed in are stored nowhere, nor is the answer to a form, in which may stand what was typed."""

    OPENS = {
        "customer": lambda viewer: viewer.person is not None,
        "staff": lambda viewer: (
            viewer.is_staff
            or viewer.is_advisor
            or viewer.is_safeguarding_lead
            or bool(viewer.stands_in_for)
            or stands_in_for_leads(viewer)
        ),
        "advisor": lambda viewer: viewer.is_advisor,
        "board": lambda viewer: viewer.is_board or viewer.is_advisor,
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # What a view says is for everybody (the logo) may be kept, so it carries nobody's session.
        for_everybody = response.get("Cache-Control", "").startswith("public")
        is_somebodys = request.user.is_authenticated and not for_everybody
        if is_somebodys or request.method == "POST":
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        if is_somebodys:
            self._renew(request)
        return response

    def process_view(self, request, view, args, kwargs):
        namespaces = request.resolver_match.namespaces
        opens = self.OPENS.get(namespaces[0]) if namespaces else None
        if opens is not None and request.viewer.is_signed_in and not opens(request.viewer):
            refuse(request)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, SignInFirst):
            return redirect_to_login(request.get_full_path())
        if isinstance(exception, TryLater):
            return too_often(request)
        if isinstance(exception, Refused):
            return not_done(request, exception.message)
        return None

    @staticmethod
    def _renew(request) -> None:
        """A short session lasts from the last page; written at most once a minute. Of a long one it is kept now and
        then that it was used."""
        if not request.session.get("shared"):
            request.session.note_seen()
            return
        now = int(timezone.now().timestamp())
        if now - request.session.get("seen", 0) >= RENEW_AFTER:
            request.session["seen"] = now
            request.session.set_expiry(settings.SHARED_SESSION_SECONDS)


class OwnWordsMiddleware:
    """Whoever signed in with the words of a card chooses their own before anything else but their
    language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.session.get("card_words"):
            return None
        allowed = {
            "public:own-words",
            "public:exit",
            "public:help",
            "public:language",
            "public:set-language",
            "account_logout",
        }
        if request.resolver_match.view_name in allowed:
            return None
        return redirect(reverse("public:own-words"))
