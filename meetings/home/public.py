"""The public's first page: what changed because somebody said so."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import menu

menu("public", _("Suggestions"), "meetings:suggestions", order=10)
