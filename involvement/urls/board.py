"""Pages of the base for the audience "board"."""

from django.urls import path

from involvement.views import board, equality

app_name = "involvement"

urlpatterns = [
    path("", board.home, name="home"),
    path("who-is-heard/", equality.who_is_heard, name="who-is-heard"),
]
