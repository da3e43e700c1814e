"""Who looked and who changed, for twelve months (RELIABILITY rules 21 and 22): ids and names of fields,
never values."""

from involvement.models import Audit


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
