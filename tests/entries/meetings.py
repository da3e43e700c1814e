"""Operations of meetings and suggestions, how each is run, and the entries that it makes."""

import datetime as dt

from django.utils import timezone

from involvement.models import Reach
from meetings.models import Status, Suggestion
from meetings.operations import imports
from meetings.operations.meetings import agenda, correcting, deciding, finishing, planning, putting_back, writing
from meetings.operations.suggestions import (
    agreeing,
    answering,
    changing,
    covering,
    fixing,
    moving,
    putting_together,
    sending,
    standing_in,
    talking,
    undoing,
    writing_down,
)
from tests import make
from tests.entries.base import by
from tests.entries.place import Place

WHO = Suggestion.WhoSees
AGENDA = "none: the agenda itself is what people read"
LIVE = "none: it stands in the minutes, and the meeting's own entry says that they are out"
VOICE = "none: whether somebody agrees or follows is theirs"


def on(w: Place, state="being_written", **more) -> dict:
    meeting = w.meeting(state)
    return by(w.sunita, meeting=meeting, item=w.item(meeting), **more)


def decided(w: Place, outcome=Status.AGREED, reason="") -> dict:
    arguments = on(w)
    deciding.decide(**arguments, outcome=outcome, reason=reason)
    arguments["item"].refresh_from_db()
    return arguments


def last_time(w: Place) -> dict:
    action = w.action(occasion=w.meeting("held"))
    meeting = w.meeting("being_written")
    agenda.build_agenda(actor=w.sunita, meeting=meeting)
    item = meeting.items.filter(kind="last_action", action=action).first() or meeting.items.create(
        kind="last_action", action=action
    )
    return by(w.sunita, meeting=meeting, item=item, outcome=Status.DONE)


def photo(w: Place, *, hidden: bool) -> dict:
    wish = w.wish()
    shown = w.photo(wish, w.patrick)
    if hidden:
        covering.hide_photo(actor=w.sunita, suggestion=wish, photo=shown, reason="A face")
    return by(w.sunita, suggestion=wish, photo=shown)


def covered(w: Place):
    wish = w.wish()
    covering.cover(actor=w.sunita, suggestion=wish, title="x", words="y", reason="a name")
    return wish


def together(w: Place) -> Suggestion:
    wish = w.wish()
    putting_together.put_together(actor=w.sunita, suggestion=wish, other=w.wish())
    wish.refresh_from_db()
    return wish


def agreed_with(w: Place, what):
    wish = w.wish()
    what(actor=w.jo, suggestion=wish)
    return wish


def done(w: Place) -> Suggestion:
    return w.wish(status="done", waiting_since=None, done_on=w.today)


def put_back(w: Place) -> dict:
    wish, meeting = w.wish(), w.meeting("being_written")
    before = undoing.snapshot(wish)
    moving.move(
        actor=w.sunita, suggestion=wish, to_status=Status.NO, by=moving.MEETING, reason="x", meeting=meeting, tell=False
    )
    return by(w.sunita, suggestion=wish, before=before, came_to={Status.NO}, meeting=meeting)


def reported(w: Place):
    return talking.report(actor=w.patrick, suggestion=w.wish(), words="Not right")


# Of two entries of one thing in one operation the later verb stays: what staff write down is read at once.
OPERATIONS = [
    (
        imports.import_suggestions,
        lambda w: by(w.advisor, service=w.house, rows=[], were_read=True),
        "none: of what comes in without a name there is no story",
    ),
    (agenda.build_agenda, lambda w: by(w.sunita, meeting=w.meeting()), AGENDA),
    (agenda.put_on, lambda w: by(w.sunita, meeting=w.meeting(), title="Bins"), AGENDA),
    (agenda.put_suggestion_on, lambda w: by(w.sunita, meeting=w.meeting(), suggestion=w.wish()), AGENDA),
    (agenda.leave_out, lambda w: by(w.sunita, item=w.item(w.meeting())), AGENDA),
    (agenda.move_item, lambda w: by(w.sunita, item=w.item(w.meeting()), up=True), AGENDA),
    (
        correcting.correct_minutes,
        lambda w: by(w.sunita, meeting=w.meeting("held"), words="It was Tuesday."),
        "meeting.corrected",
    ),
    (deciding.decide, lambda w: on(w, outcome=Status.AGREED), "suggestion.being_done", "action.begun"),
    (deciding.undo, lambda w: {**decided(w, Status.NO, "Too dear"), "was": Status.NO}, "suggestion.undone"),
    (deciding.change_words, lambda w: {**decided(w, Status.NO, "Too dear"), "reason": "No room"}, LIVE),
    (deciding.change_action, lambda w: {**decided(w), "title": "A lamp"}, LIVE),
    (deciding.note_last_time, last_time, LIVE),
    (finishing.finish_meeting, lambda w: by(w.sunita, meeting=w.meeting("being_written")), "meeting.held"),
    (planning.plan_meeting, lambda w: by(w.sunita, service=w.house, starts_at=w.later), "meeting.planned"),
    (
        planning.plan_next_meeting,
        lambda w: by(w.sunita, meeting=w.meeting("held"), starts_at=w.later),
        "meeting.planned",
    ),
    (planning.change_meeting, lambda w: by(w.sunita, meeting=w.meeting(), place="The lounge"), "meeting.moved"),
    (planning.cancel_meeting, lambda w: by(w.sunita, meeting=w.meeting(), reason="Flu"), "meeting.cancelled"),
    (planning.renew_calendar_link, lambda w: by(w.sunita, meeting=w.meeting()), "meeting.changed"),
    (
        planning.reply,
        lambda w: by(w.patrick, meeting=w.meeting(), answer="coming"),
        "none: who comes is their own affair",
    ),
    (putting_back.not_begun, lambda w: by(w.sunita, meeting=w.meeting("being_written")), "meeting.not_begun"),
    (
        writing.start,
        lambda w: by(w.sunita, meeting=make.meeting(service=w.house, starts_at=timezone.now() - dt.timedelta(hours=1))),
        "meeting.started",
    ),
    (
        writing.set_came,
        lambda w: by(w.sunita, meeting=w.meeting("being_written"), person_id=w.patrick.pk, came=True),
        LIVE,
    ),
    (writing.set_more_came, lambda w: by(w.sunita, meeting=w.meeting("being_written"), more=3), LIVE),
    (
        writing.save_notes,
        lambda w: by(w.sunita, meeting=w.meeting("being_written"), item=None, text="x", base=""),
        LIVE,
    ),
    (writing.count_hands, lambda w: on(w, hands=4), LIVE),
    (
        writing.someone_said,
        lambda w: by(w.sunita, meeting=w.meeting("being_written"), words="A bench", author=w.patrick, named=True),
        "suggestion.read",
    ),
    (agreeing.agree, lambda w: by(w.jo, suggestion=w.wish()), VOICE),
    (agreeing.change_mind, lambda w: by(w.jo, suggestion=agreed_with(w, agreeing.agree)), VOICE),
    (
        agreeing.count_agreements,
        lambda w: by(w.sunita, suggestion=w.wish(), number=3, source="hands"),
        "none: the number keeps its source",
    ),
    (agreeing.follow, lambda w: by(w.jo, suggestion=w.wish()), VOICE),
    (agreeing.stop_following, lambda w: by(w.jo, suggestion=agreed_with(w, agreeing.follow)), VOICE),
    (answering.read, lambda w: by(w.sunita, suggestion=w.wish()), "suggestion.read"),
    (answering.show_or_hide, lambda w: by(w.sunita, suggestion=w.wish(), shown=False), "suggestion.hidden"),
    (answering.set_topic, lambda w: by(w.sunita, suggestion=w.wish(), topic="bins"), "suggestion.topic"),
    (answering.set_note, lambda w: by(w.sunita, suggestion=w.wish(), note="Ring him"), "suggestion.note"),
    (answering.answer, lambda w: by(w.sunita, suggestion=w.wish(), words="Yes"), "suggestion.answered"),
    (answering.note_answer, lambda w: by(w.sunita, suggestion=w.wish(), words="Yes"), "suggestion.answered"),
    (answering.release, lambda w: by(w.sunita, suggestion=w.wish(), reach=Reach.PUBLIC), "suggestion.released"),
    (changing.change_words, lambda w: by(w.patrick, suggestion=w.wish(), words="Two benches"), "suggestion.changed"),
    (changing.take_back, lambda w: by(w.patrick, suggestion=w.wish()), "suggestion.taken_back"),
    (
        changing.take_back_without_name,
        lambda w: {"suggestion": w.nameless()},
        "none: it would keep when its author was here",
    ),
    (
        covering.cover,
        lambda w: by(w.sunita, suggestion=w.wish(), title="x", words="y", reason="a name"),
        "suggestion.covered",
    ),
    (covering.uncover, lambda w: by(w.sunita, suggestion=covered(w)), "suggestion.uncovered"),
    (
        covering.cover_comment,
        lambda w: by(w.sunita, comment=w.comment(), words="y", reason="a name"),
        "suggestion.comment_covered",
    ),
    (covering.hide_photo, lambda w: {**photo(w, hidden=False), "reason": "A face"}, "suggestion.photo_hidden"),
    (covering.show_photo, lambda w: photo(w, hidden=True), "suggestion.photo_shown"),
    (
        fixing.say_whether_fixed,
        lambda w: by(w.patrick, suggestion=done(w), fixed=False, words="No"),
        "suggestion.again",
    ),
    (
        moving.move,
        lambda w: by(w.sunita, suggestion=w.wish(), to_status=Status.READ, by=moving.STAFF),
        "suggestion.read",
    ),
    (
        putting_together.put_together,
        lambda w: by(w.sunita, suggestion=w.wish(), other=w.wish()),
        "suggestion.put_together",
        "suggestion.joined",
    ),
    (
        putting_together.put_apart,
        lambda w: by(w.sunita, suggestion=together(w)),
        "suggestion.read",
        "suggestion.apart",
    ),
    (
        sending.send_suggestion,
        lambda w: by(w.patrick, author=w.patrick, service=w.house, words="A bench", who_sees=WHO.HERE_NAMED),
        "suggestion.sent",
    ),
    (standing_in.tell_who_stands_in, lambda w: {}, "none: the machine tells; nobody did anything"),
    (
        talking.add_comment,
        lambda w: by(w.jo, suggestion=w.wish(), words="Yes"),
        "none: it stands on the page, with its author and time",
    ),
    (
        talking.change_comment,
        lambda w: by(w.patrick, comment=w.comment(), words="No"),
        "none: the comment says that it was changed",
    ),
    (talking.take_comment_back, lambda w: by(w.patrick, comment=w.comment()), "none: it is theirs to take back"),
    (talking.hide_comment, lambda w: by(w.sunita, comment=w.comment(), shown=False), "suggestion.comment_hidden"),
    (talking.release_comment, lambda w: by(w.sunita, comment=w.comment(), public=True), "suggestion.comment_released"),
    (
        talking.report,
        lambda w: by(w.jo, suggestion=w.wish(), words="Not right"),
        "none: the report itself waits for staff",
    ),
    (talking.settle_report, lambda w: by(w.sunita, report=reported(w), state="left"), "suggestion.looked_at"),
    (undoing.put_back, put_back, "suggestion.undone"),
    (
        writing_down.write_down,
        lambda w: by(w.sunita, service=w.house, words="A bench", who_sees=WHO.HERE_NAMED, author=w.patrick),
        "suggestion.read",
    ),
]
