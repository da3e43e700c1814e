"""The way back from a meeting that was begun by mistake."""

from django.db.models import F
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from meetings.models import Meeting
from meetings.queries.live import anything_written


@operation
def not_begun(*, actor: Person, meeting: Meeting) -> None:
    """It was begun by mistake: it is planned again, and stands among the next ones. Twice is once.

    Raises Refused once something was written down (``anything_written``), and when the minutes are out."""
    # The UPDATE changes nothing: whoever writes at this moment is waited for, and what they wrote is seen.
    claimed = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.BEING_WRITTEN).update(version=F("version"))
    meeting.refresh_from_db()
    if not claimed and meeting.state == Meeting.State.PLANNED:
        return
    if not claimed:
        raise Refused(_("The minutes of this meeting are out already. Nothing was changed."))
    if anything_written(meeting):
        raise Refused(_("Something is written down already. It stays, and so does the page on which it was written."))
    meeting.state, meeting.saved_at, meeting.written_by = Meeting.State.PLANNED, None, None
    meeting.save(update_fields=["state", "saved_at", "written_by"])
    record(verb="meeting.not_begun", thing=meeting, actor=actor, actor_role="staff")
