"""What a box for words needs to know of a house."""

from django.utils import timezone

from involvement.models import Residency, Service
from involvement.queries import compiled
from meetings.rules import SMALL_HOUSE


def is_small(service: Service | None) -> bool:
    """Whether so few people live there that their words alone may show who wrote them."""
    if service is None:
        return False
    values = {HOUSE_MARK: service.pk, compiled.DAY_MARK: timezone.localdate()}
    return compiled.count(_some_who_live_there, (), values) < SMALL_HOUSE


HOUSE_MARK = compiled.mark(0)


def _some_who_live_there():
    return Residency.objects.current(compiled.DAY_MARK).filter(service=HOUSE_MARK).values("pk")[:SMALL_HOUSE]


def houses_of(viewer) -> list[Service]:
    """Where this viewer lives."""
    keys = {compiled.mark(number): key for number, key in enumerate(viewer.lives_at)}
    return compiled.objects(_houses, (len(keys),), keys) if keys else []


def _houses(number: int):
    return Service.objects.filter(pk__in=[compiled.mark(each) for each in range(number)])


def house_of_code(code: str) -> Service | None:
    """The open house to which a poster's code leads. Everybody may have it, whoever knows the code: a private
    address is named on no page that it opens."""
    return Service.objects.open().filter(code__iexact=code).first()
