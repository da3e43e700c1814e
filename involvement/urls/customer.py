"""Pages of the base under /me/."""

from django.urls import path

from involvement.views import equality, forgetting, me, second_step, telling

app_name = "involvement"

urlpatterns = [
    path("", me.me, name="me"),
    path("about-you/", equality.about_you, name="about-you"),
    path("about-you/delete/", equality.delete, name="about-you-delete"),
    path("told/", telling.told, name="told"),
    path("told/<int:pk>/nobody-told-me/", telling.not_told, name="not-told"),
    path("forget/", forgetting.forget_me, name="forget"),
    path("forget/not/", forgetting.do_not_forget_me, name="forget-not"),
    path("sign-out-elsewhere/", me.me_sign_out_elsewhere, name="me-elsewhere"),
    path("sign-out-there/", me.me_sign_out_there, name="me-there"),
    path("sign-out-everywhere/", me.me_sign_out_everywhere, name="me-everywhere"),
    path("second-step/", second_step.overview, name="second-step"),
    path("second-step/prove/", second_step.prove, name="second-step-prove"),
    path("second-step/app/", second_step.add_app, name="second-step-app"),
    path("second-step/passkey/", second_step.add_passkey, name="second-step-passkey"),
    path("second-step/codes/", second_step.codes, name="second-step-codes"),
    path("second-step/<int:pk>/remove/", second_step.remove, name="second-step-remove"),
    path("save/<slug:section>/", me.me_save, name="me-save"),
]
