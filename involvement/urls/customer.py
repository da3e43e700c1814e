"""Pages of the base under /me/."""

from django.urls import path

from involvement.views import me, telling

app_name = "involvement"

urlpatterns = [
    path("", me.me, name="me"),
    path("told/", telling.told, name="told"),
    path("told/<int:pk>/nobody-told-me/", telling.not_told, name="not-told"),
    path("sign-out-elsewhere/", me.me_sign_out_elsewhere, name="me-elsewhere"),
    path("save/<slug:section>/", me.me_save, name="me-save"),
]
