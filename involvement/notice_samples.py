"""Invented things with which the advisor sees the base's notices while there is no real one. Nothing is saved."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Concern, Service
from involvement.registry.notices import Notice, register_sample


def sample_service(notice: Notice) -> Service:
    """A home at which three of everything wait."""
    home = Service(pk=0, name=_("Maple House"))
    for number in notice.counted:
        setattr(home, number, 3)
    return home


def _an_action(notice: Notice) -> tuple:
    due_on = timezone.localdate() + dt.timedelta(days=7)
    return Action(pk=0, title=_("Mend the light on the stairs"), due_on=due_on, first_due_on=due_on), {}


def _a_worry(notice: Notice) -> tuple:
    return Concern(pk=0, service=sample_service(notice), due_at=timezone.now()), {}


def _what_waits(notice: Notice) -> tuple:
    return sample_service(notice), {}


def register_samples() -> None:
    """Add this module's samples to the registry; ``involvement.notices`` calls it once."""
    register_sample("action", _an_action)
    register_sample("concern", _a_worry)
    register_sample("telling", _what_waits)
