from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvolvementConfig(AppConfig):
    name = "involvement"
    verbose_name = _("People, places and agreed work")

    def ready(self) -> None:
        from involvement import checks  # noqa: F401
        from involvement.registry import autodiscover

        autodiscover()
