"""Who is asked about themselves, and with which words they agree."""

from django.utils.translation import gettext_lazy as _

# What was agreed to, by the number that stands with the answers. Words are never changed: others get the next number.
CONSENT = {
    1: _("Yes. You may keep my answers and count them together with those of others."),
}
CONSENT_NOW = max(CONSENT)


def is_asked(viewer) -> bool:
    """Whoever lives here; staff do not answer for anybody."""
    return viewer.person is not None and bool(viewer.lives_at)
