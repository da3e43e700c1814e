"""What a box for words needs to know of a house."""

from involvement.models import Residency, Service
from meetings.rules import SMALL_HOUSE


def is_small(service: Service | None) -> bool:
    """Whether so few people live there that their words alone may show who wrote them."""
    if service is None:
        return False
    return Residency.objects.current().filter(service=service)[:SMALL_HOUSE].count() < SMALL_HOUSE


def house_of_code(code: str) -> Service | None:
    """The open house to which a poster's code leads. Everybody may have it, whoever knows the code: a private
    address is named on no page that it opens."""
    return Service.objects.open().filter(code__iexact=code).first()
