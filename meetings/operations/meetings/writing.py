"""Writing a meeting down: who came, what was said. Each is one small saved change, by whoever has ten
minutes; two people may write at once, and no words are lost."""

import datetime as dt

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from involvement.rules.months import month_of
from meetings.models import AgendaItem, Attendance, CountedAgreement, Meeting, Suggestion
from meetings.notes import both, mark_of, plain
from meetings.operations.meetings.agenda import build_agenda, put_suggestion_on
from meetings.operations.suggestions.holding import hold_where_it_went
from meetings.operations.suggestions.writing_down import write_down

# More than any house holds.
MORE_AT_MOST = 500


def saved(*, actor: Person, meeting: Meeting, **changes) -> None:
    """Note that something was written, with what changed in the meeting's own row: the one UPDATE that every
    saved change begins with. Raises Refused when the minutes are out or the meeting was cancelled."""
    now = timezone.now()
    open_still = Meeting.objects.filter(pk=meeting.pk, state__in=Meeting.OPEN)
    claimed = open_still.update(
        saved_at=now,
        state=Meeting.State.BEING_WRITTEN,
        written_by=Coalesce(F("written_by"), actor.pk),
        **changes,
    )
    if not claimed:
        raise Refused(_("The minutes of this meeting are out already. Nothing was changed."))
    meeting.saved_at, meeting.state = now, Meeting.State.BEING_WRITTEN
    for name, value in changes.items():
        setattr(meeting, name, value)


@operation
def start(*, actor: Person, meeting: Meeting) -> None:
    """Begin to write it down: the agenda takes up what is new. Again, it takes up what came since."""
    build_agenda(actor=actor, meeting=meeting)
    if meeting.state == Meeting.State.PLANNED:
        saved(actor=actor, meeting=meeting)
        record(verb="meeting.started", thing=meeting, actor=actor, actor_role="staff")


@operation
def set_came(*, actor: Person, meeting: Meeting, person_id: int, came: bool) -> None:
    """Note that somebody came, by name, or that they did not after all."""
    saved(actor=actor, meeting=meeting)
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, person_id=person_id, came=came)],
        update_conflicts=True,
        unique_fields=["meeting", "person"],
        update_fields=["came"],
    )


@operation
def set_more_came(*, actor: Person, meeting: Meeting, more: int) -> None:
    """Note how many more came than those that are named (0 to MORE_AT_MOST)."""
    saved(actor=actor, meeting=meeting, more_came=max(0, min(more, MORE_AT_MOST)))


@operation
def save_notes(*, actor: Person, meeting: Meeting, item: AgendaItem | None, text: str, base: str) -> tuple[str, bool]:
    """Keep the notes of an item, or of the whole meeting (``item`` None). ``base`` is ``mark_of`` the notes
    with which the writer began. Returns the notes as they now stand and whether somebody else's words were
    put together with these. Raises Refused when both together are longer than there is room for."""
    model, pk = (Meeting, meeting.pk) if item is None else (AgendaItem, item.pk)
    room = model._meta.get_field("notes").max_length
    text = plain(text)
    saved(actor=actor, meeting=meeting)
    for _again in range(5):
        now = model.objects.values_list("notes", flat=True).get(pk=pk)
        mixed = mark_of(now) != base and bool(plain(now)) and plain(now) != text
        new = both(plain(now), text) if mixed else text
        if len(new) > room:
            raise Refused(_("These notes are too long to keep in one place. Please make them shorter."))
        if model.objects.filter(pk=pk, notes=now).update(notes=new):
            return new, mixed
    raise Refused(_("Somebody else is writing here. Your words are still here. Please save again."))


@operation
def count_hands(*, actor: Person, meeting: Meeting, item: AgendaItem, hands: int) -> None:
    """Note how many hands went up for a suggestion. They count as agreements, with their source; counting
    again corrects the first count, also where the suggestion went since. Raises Refused when two people count
    at once, and for anything else on the agenda."""
    if item.kind != AgendaItem.Kind.SUGGESTION:
        raise Refused(_("Hands are counted for suggestions."))
    hands = max(0, min(hands, MORE_AT_MOST))
    saved(actor=actor, meeting=meeting)
    more = hands - item.hands
    if not more:
        return
    if not AgendaItem.objects.filter(pk=item.pk, hands=item.hands).update(hands=hands):
        raise Refused(_("Somebody else counted a moment ago. Please look at it again."))
    month = month_of(timezone.localtime(meeting.starts_at)).date()
    _add_hands(item.suggestion, more, month)
    item.hands = hands


def _add_hands(suggestion: Suggestion, more: int, month: dt.date) -> None:
    """Move both numbers by the same: the row of hands and the agreements, of the suggestion or of the one that
    goes on with what it brought."""
    kept = hold_where_it_went(suggestion)
    hands = CountedAgreement.objects.filter(suggestion=kept, source=CountedAgreement.Source.HANDS)
    came_from = None if kept.pk == suggestion.pk else suggestion
    row = hands.filter(came_from=came_from, month=month, number__gte=-more).first()
    if row is not None:
        CountedAgreement.objects.filter(pk=row.pk).update(number=F("number") + more)
    elif more > 0:
        source = CountedAgreement.Source.HANDS
        CountedAgreement.objects.create(suggestion=kept, source=source, came_from=came_from, month=month, number=more)
    else:
        raise Refused(_("These hands were counted somewhere else since. Please look at the suggestion again."))
    Suggestion.objects.filter(pk=kept.pk).update(agreements=F("agreements") + more)


@operation
def someone_said(
    *,
    actor: Person,
    meeting: Meeting,
    words: str,
    author: Person | None,
    named: bool,
    told_by: str = "",
    once: str = "",
) -> Suggestion:
    """Keep what somebody just said, in one line, and put it on the agenda. Without an author nobody knows who
    it was; with one, ``named`` says whether everyone here may see the name. The same form (``once``) sent
    again adds nothing. Raises Refused without words."""
    words = words.strip()
    if not words:
        raise Refused(_("Please write what they said."))
    saved(actor=actor, meeting=meeting)
    seen = Suggestion.WhoSees
    who_sees = seen.HERE_ANONYMOUS if author is None else seen.HERE_NAMED if named else seen.HERE_STAFF_ONLY
    suggestion, _code = write_down(
        actor=actor,
        service=meeting.service,
        words=words,
        who_sees=who_sees,
        author=author,
        told_by=told_by,
        source=Suggestion.Source.MEETING,
        once=once,
    )
    put_suggestion_on(actor=actor, meeting=meeting, suggestion=suggestion)
    return suggestion
