"""What somebody has for the second step of signing in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from involvement.models import User

Kind = Authenticator.Type


@dataclass(frozen=True)
class Step:
    """An app or a passkey. ``name`` is what its owner calls the passkey."""

    pk: int
    is_app: bool
    name: str
    added_at: datetime
    used_at: datetime | None


def has_step(user: User) -> bool:
    """Whether anything but spare codes is there."""
    return Authenticator.objects.filter(user=user).exclude(type=Kind.RECOVERY_CODES).exists()


def steps_of(user: User) -> list[Step]:
    """The app and the passkeys, the oldest first."""
    rows = Authenticator.objects.filter(user=user).exclude(type=Kind.RECOVERY_CODES).order_by("pk")
    return [
        Step(row.pk, row.type == Kind.TOTP, row.data.get("name", ""), row.created_at, row.last_used_at) for row in rows
    ]


def spare_codes_of(user: User) -> list[str]:
    """The spare codes that are still good, in two parts each, as they are read out."""
    row = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return [f"{code[:4]} {code[4:]}" for code in row.wrap().get_unused_codes()] if row else []
