"""Where somebody is signed in."""

from django.utils import timezone

from involvement.models import PortalSession, User


def sessions_of(user: User) -> list[PortalSession]:
    """The sessions of a user that are not over, the last used first."""
    live = PortalSession.objects.filter(user=user, expire_date__gt=timezone.now())
    return list(live.order_by("-seen_at").defer("session_data"))
