"""Who may see of which home whether it kept a promise."""

import datetime as dt

from involvement.models import Role
from involvement.rules.periods import Month

# Days after the end of a month before everybody may read which home missed something in it.
NAMED_AFTER = dt.timedelta(days=7)


def oversees(viewer) -> bool:
    """The involvement team, the Board and the leadership see every home by its name, at any time."""
    return viewer.is_advisor or bool(viewer.roles & {Role.Kind.BOARD, Role.Kind.LEADERSHIP})


def is_public(month: Month, today: dt.date) -> bool:
    """Whether everybody may read which home did what in this month: a week after it is over."""
    return today >= month.end + NAMED_AFTER


def may_name(viewer, service_id: int, is_private: bool, public: bool) -> bool:
    """Whether this viewer reads which home it was: who oversees all, people of the home, and everybody else once the
    month is ``public``, but never a home with a private address."""
    return oversees(viewer) or service_id in viewer.service_ids or (public and not is_private)
