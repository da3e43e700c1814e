"""Pages of the base for the audience "advisor"."""

from django.urls import path

from involvement.views import advisor, forgetting, happened, notices

app_name = "involvement"

urlpatterns = [
    path("", advisor.home, name="home"),
    path("notices/", notices.all_notices, name="notices"),
    path("notices/<str:kind>/", notices.one_notice, name="notice"),
    path("notices/<str:kind>/page/", notices.html_part, name="notice-page"),
    path("forgetting/", forgetting.all_forgettings, name="forgettings"),
    path("forgetting/<int:pk>/", forgetting.one_forgetting, name="forgetting"),
    path("audit/", happened.audit_list, name="audit"),
    path("audit/list.csv", happened.audit_file, name="audit-file"),
]
