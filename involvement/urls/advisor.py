"""Pages of the base for the audience "advisor"."""

from django.urls import path

from involvement.views import advisor, happened

app_name = "involvement"

urlpatterns = [
    path("", advisor.home, name="home"),
    path("audit/", happened.audit_list, name="audit"),
    path("audit/list.csv", happened.audit_file, name="audit-file"),
]
