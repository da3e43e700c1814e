"""The doors of allauth that are open here. Sign-up is not among them."""

from django.urls import path

from involvement.views import second_step, sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", sign_in.SendCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/confirm/", sign_in.EnterCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/second-step/", second_step.at_sign_in, name="mfa_authenticate"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
]
