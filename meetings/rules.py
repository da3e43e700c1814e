"""Who may do what with a suggestion: pure predicates over a viewer and a row that is here already."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Reach
from involvement.rules.promises import oversees
from meetings.models import Status, Suggestion, may_move
from meetings.models.moves import AUTHOR, STAFF

# For how long an author may change what they wrote (minutes).
EDIT_MINUTES = 15

# Nobody can agree with these any more.
CLOSED_TO_AGREEING = {
    Status.DONE,
    Status.PUT_TOGETHER,
    Status.REPAIR,
    Status.COMPLAINT,
    Status.TAKEN_BACK,
}
CLOSED_TO_COMMENTS = {Status.PUT_TOGETHER, Status.TAKEN_BACK}

# A house in which the words alone may show who wrote them.
SMALL_HOUSE = 12


def is_author(viewer, suggestion: Suggestion) -> bool:
    return viewer.person_id is not None and viewer.person_id == suggestion.author_id


def manages(viewer, suggestion: Suggestion) -> bool:
    """Staff of its place and the advisor; what is for the team only is the advisor's alone, or theirs who stand in.
    A worry about safety is dealt with elsewhere."""
    if suggestion.reach <= Reach.RESTRICTED:
        return False
    if suggestion.reach == Reach.TEAM:
        return viewer.reads_for_team(suggestion.service_id)
    return viewer.works_at(suggestion.service_id)


def may_see_original(viewer, suggestion: Suggestion) -> bool:
    """What was covered stays with the manager of the place and the advisor."""
    return viewer.is_advisor or (suggestion.reach >= Reach.SERVICE and suggestion.service_id in viewer.manages)


def may_agree(viewer, suggestion: Suggestion) -> bool:
    """People who live here (or anybody whom it was let out to), but not its author and not staff."""
    if viewer.person_id is None or is_author(viewer, suggestion) or not suggestion.seen_by(viewer):
        return False
    lives_here = bool(viewer.lives_at) or viewer.is_customer
    return lives_here and suggestion.reach >= Reach.SERVICE and suggestion.status not in CLOSED_TO_AGREEING


def may_comment(viewer, suggestion: Suggestion) -> bool:
    if viewer.person_id is None or not suggestion.seen_by(viewer) or suggestion.reach <= Reach.RESTRICTED:
        return False
    return suggestion.status not in CLOSED_TO_COMMENTS


def may_follow(viewer, suggestion: Suggestion) -> bool:
    return may_comment(viewer, suggestion) and not is_author(viewer, suggestion)


def may_report(viewer, suggestion: Suggestion) -> bool:
    return viewer.person_id is not None and suggestion.seen_by(viewer)


def may_change_words(viewer, suggestion: Suggestion, now: dt.datetime | None = None) -> bool:
    """The author, for EDIT_MINUTES, while nobody has read it."""
    fresh = (now or timezone.now()) - suggestion.posted_at < dt.timedelta(minutes=EDIT_MINUTES)
    return is_author(viewer, suggestion) and suggestion.status == Status.SENT and fresh


def may_take_back(viewer, suggestion: Suggestion) -> bool:
    return is_author(viewer, suggestion) and may_move(suggestion.status, Status.TAKEN_BACK, AUTHOR)


def may_take_back_by_code(suggestion: Suggestion) -> bool:
    """Whoever holds the code of what was said without a name is its author: nobody else has it."""
    return suggestion.author_id is None and may_move(suggestion.status, Status.TAKEN_BACK, AUTHOR)


def may_say_whether_fixed(viewer, suggestion: Suggestion, *, agreed: bool) -> bool:
    """Once it is done: its author and those who agreed with it."""
    return suggestion.status == Status.DONE and (agreed or is_author(viewer, suggestion))


def may_be_worked_on(suggestion: Suggestion) -> bool:
    """Whether somebody can still say that they will do something about it, at a home of ours."""
    begun = suggestion.status in (Status.SENT, Status.AGREED, Status.BEING_DONE)
    return suggestion.service_id is not None and (begun or may_move(suggestion.status, Status.AGREED, STAFF))


def sees_how_told(viewer, suggestion: Suggestion) -> bool:
    """How the author will be told is for the author and the staff of their place only."""
    if suggestion.author_id is None:
        return False
    return is_author(viewer, suggestion) or manages(viewer, suggestion)


def why_not_released(suggestion: Suggestion, reach: int) -> str:
    """Why it must not be let out of the house, else an empty string. Needs the service with the row."""
    if suggestion.reach < Reach.SERVICE:
        return _("This was said to the involvement team only. It stays with them.")
    if not suggestion.shown:
        return _("People here do not see this yet. Show it to them first.")
    if suggestion.status == Status.TAKEN_BACK:
        return _("This was taken back.")
    if reach == Reach.PUBLIC and suggestion.service_id and suggestion.service.is_private:
        return _("This home has a private address. Nothing from here is shown to the public.")
    return ""


def lacks_answer(suggestion: Suggestion) -> bool:
    """Whether it was done and nobody wrote what was done: the public would read that we did, and not what."""
    return suggestion.status == Status.DONE and not suggestion.said_in_answer


def may_read_reports(viewer) -> bool:
    """Who reads the quarter's report: who oversees the organisation that of every home, staff that of their own."""
    return oversees(viewer) or viewer.is_staff
