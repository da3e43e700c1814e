from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings and suggestions")

    def ready(self) -> None:
        from meetings.operations.search_index import prepare_sqlite

        post_migrate.connect(prepare_sqlite, sender=self, dispatch_uid="meetings.search")
