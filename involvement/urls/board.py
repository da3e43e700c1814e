"""Pages of the base for the audience "board"."""

from django.urls import path

from involvement.views import board

app_name = "involvement"

urlpatterns = [
    path("", board.home, name="home"),
]
