"""Pages of the base for the audience "advisor"."""

from django.urls import path

from involvement.views import advisor

app_name = "involvement"

urlpatterns = [
    path("", advisor.home, name="home"),
]
