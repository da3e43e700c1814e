"""The root URLconf. With the settings, the only place that names the apps to the right, as strings."""

from importlib import import_module

from django.urls import URLResolver, include, path

from involvement.admin_site import advisor_site

PREFIX = {"customer": "me/", "staff": "staff/", "advisor": "advisor/", "board": "board/"}


def audience(name: str, *apps: str) -> URLResolver:
    """Mount an audience's pages: the base's own, and below its namespace those of each app ("staff:meetings:live")."""
    own = import_module(f"involvement.urls.{name}").urlpatterns
    others = [path("", include(f"{app}.urls.{name}", namespace=app)) for app in apps]
    return path(PREFIX[name], include(([*own, *others], "involvement"), namespace=name))


urlpatterns = [
    path("", include("involvement.urls.public", namespace="public")),
    path("", include("involvement.urls.sign_in")),
    path("", include("meetings.urls.public", namespace="meetings")),
    audience("customer"),
    audience("staff", "meetings"),
    audience("advisor"),
    audience("board"),
    path("admin/", advisor_site.urls),
]

handler400 = "involvement.views.errors.bad_request"
handler403 = "involvement.views.errors.refused"
handler404 = "involvement.views.errors.not_found"
handler500 = "involvement.views.errors.broken"
