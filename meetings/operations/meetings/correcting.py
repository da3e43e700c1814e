"""Correcting minutes that are out: something is added under them, and nothing in them is rewritten."""

from django.db.models import F
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from meetings.models import Correction, Meeting


@operation
def correct_minutes(*, actor: Person, meeting: Meeting, words: str) -> Correction:
    """Say under the minutes what was different. The same words sent twice are one correction. Raises Refused before
    the minutes are out: until then they are changed where they are written."""
    words = words.strip()
    if meeting.state != Meeting.State.HELD:
        raise Refused(_("The minutes are not out yet. You can still change what is written."))
    if not words:
        raise Refused(_("Please write what was different."))
    # The UPDATE changes nothing: whoever presses twice waits here for the first.
    Meeting.objects.filter(pk=meeting.pk).update(state=F("state"))
    first = Correction.objects.filter(meeting=meeting, words=words).first()
    if first is not None:
        return first
    made = Correction.objects.create(meeting=meeting, words=words, written_by=actor)
    record(verb="meeting.corrected", thing=meeting, actor=actor, actor_role="staff")
    return made
