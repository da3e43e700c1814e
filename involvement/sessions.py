"""Sessions in the database, in a table of our own, so that people see where they are signed in; found by a query
that is put into SQL once, for every page of somebody signed in begins with it."""

import datetime as dt

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from involvement.models import PortalSession
from involvement.queries import compiled

KEY_MARK = "stands for the key of a session"
# How exactly "last used" is known: a page writes no row that was written in this time.
SEEN_EVERY = dt.timedelta(hours=1)


def _live():
    return PortalSession.objects.filter(session_key=KEY_MARK, expire_date__gt=compiled.MOMENT_MARK)


class SessionStore(db.SessionStore):
    """Django's own, but for its table; for how it looks a session up; and for a forged cookie: a key with a character
    that PostgreSQL takes for an error is nobody's."""

    @classmethod
    def get_model_class(cls):
        return PortalSession

    def create_model_instance(self, data) -> PortalSession:
        """The row for what a session holds. ``place`` was noted in it when its owner signed in (devices.py)."""
        row = super().create_model_instance(data)
        place = data.get("place", {})
        row.user_id = data.get(SESSION_KEY)
        row.browser, row.system = place.get("browser", ""), place.get("system", "")
        row.is_shared = bool(data.get("shared"))
        row.since = dt.datetime.fromtimestamp(place["since"], dt.UTC) if place else timezone.now()
        return row

    def note_seen(self) -> None:
        """Keep that the session was used now, at most once in SEEN_EVERY."""
        now = timezone.now()
        seen_at = getattr(self, "_seen_at", now)
        if now - seen_at >= SEEN_EVERY:
            PortalSession.objects.filter(session_key=self.session_key).update(seen_at=now)

    def _get_session_from_db(self) -> PortalSession | None:
        session = None if "\x00" in self.session_key else self._found()
        if session is None:
            self._session_key = None
        else:
            self._seen_at = session.seen_at
        return session

    def _found(self) -> PortalSession | None:
        values = {KEY_MARK: self.session_key, compiled.MOMENT_MARK: timezone.now()}
        return next(iter(compiled.objects(_live, (), values)), None)
