"""Who looked and who changed, for twelve months (RELIABILITY rules 21 and 22): ids and names of fields,
never values. What it keeps and what it leaves out: docs/decisions/audit.md."""

import datetime as dt

from django.utils import timezone

from involvement.models import Audit

# How many refusals of one person are kept in an hour; the last of them says that there may be more.
DENIALS_AN_HOUR = 60
DENIED = "denied"
# The largest number that a key can have.
LARGEST_KEY = 2**63 - 1


def note(*, kind: str, user=None, about=None, reason: str = "") -> None:
    """Keep one entry. ``user`` is who did it, ``about`` the row; ``reason`` holds names of fields or a code
    word, never what somebody typed."""
    Audit.objects.create(
        kind=kind,
        user=user,
        about_label=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        reason=reason[:200],
    )


def note_denied(*, user, page: str, key: int | None = None) -> None:
    """Keep that ``user`` was refused ``page`` (the name of its address) of the thing with this key, whether there is
    such a thing or not. At most DENIALS_AN_HOUR for each user, so that nobody fills the table."""
    since = timezone.now() - dt.timedelta(hours=1)
    before = Audit.objects.filter(kind=DENIED, user=user, at__gt=since)[:DENIALS_AN_HOUR].count()
    if before >= DENIALS_AN_HOUR:
        return
    Audit.objects.create(
        kind=DENIED,
        user=user,
        about_label=page[:60],
        about_id=key if key is not None and key <= LARGEST_KEY else None,
        reason="and more" if before == DENIALS_AN_HOUR - 1 else "",
    )


def note_export(*, user, paper: str, about=None) -> None:
    """Keep that ``user`` took a file out of the portal. ``paper`` is one word for what it is."""
    note(kind="export", user=user, about=about, reason=paper)
