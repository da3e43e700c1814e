"""Who must take a second step when they sign in, and who may take somebody's away."""

from django.conf import settings


def must_take(viewer) -> bool:
    """Everybody who works here, holds a role for the whole organisation, or may do everything in the database."""
    if not settings.SECOND_FACTOR or not viewer.is_signed_in:
        return False
    return bool(viewer.staff_of or viewer.roles or getattr(viewer.user, "is_superuser", False))


def may_reset(viewer, person, standing) -> bool:
    """The advisor for all others; a manager for those who work or live in their homes, and for nobody with a role."""
    if person.user_id is None or person.pk == viewer.person_id:
        return False
    if viewer.is_advisor:
        return True
    return not standing.has_role and bool(viewer.manages & (standing.works_at or standing.homes))
