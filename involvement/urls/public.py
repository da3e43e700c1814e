"""Pages of the base that anybody may open."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from involvement.views import (
    agreed_work,
    demo_mail,
    health,
    mail_events,
    photos,
    promises,
    public,
    public_accounts,
)

app_name = "involvement"

urlpatterns = [
    path("", public.home, name="home"),
    path("help/", public.help_page, name="help"),
    path("language/", public.language, name="language"),
    path("language/set/", login_not_required(set_language), name="set-language"),
    path("exit/", public.exit_page, name="exit"),
    path("own-words/", public_accounts.own_words, name="own-words"),
    path("invitation/<str:secret>/", public_accounts.invitation, name="invitation"),
    path("join/", public_accounts.join, name="join"),
    path("actions/", agreed_work.actions, name="actions"),
    path("actions/<int:pk>/", agreed_work.action, name="action"),
    path("actions/<int:pk>/note/", agreed_work.note, name="action-note"),
    path("actions/<int:pk>/done/", agreed_work.done, name="action-done"),
    path("actions/<int:pk>/drop/", agreed_work.drop, name="action-drop"),
    path("actions/<int:pk>/date/", agreed_work.date, name="action-date"),
    path("actions/<int:pk>/owners/", agreed_work.owners, name="action-owners"),
    path("actions/<int:pk>/reopen/", agreed_work.reopen, name="action-reopen"),
    path("actions/<int:pk>/photo/", agreed_work.photo, name="action-photo"),
    path("promises/", promises.promises, name="promises"),
    path("promises/<int:pk>/", promises.promise, name="promise"),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/take-back/", photos.take_back, name="photo-take-back"),
    path("logo/<int:pk>/", photos.logo, name="logo"),
    path("health/", health.health, name="health"),
    path("health/metrics/", health.metrics, name="metrics"),
    path("mail-events/<slug:provider>/", mail_events.mail_events, name="mail-events"),
    path("demo/mail/", demo_mail.mails, name="demo-mail"),
    path("demo/texts/", demo_mail.texts, name="demo-texts"),
    path("demo/mail/<slug:name>/", demo_mail.mail, name="demo-mail-one"),
    path("demo/mail/<slug:name>/page/", demo_mail.html_part, name="demo-mail-page"),
]
