"""The life of a suggestion, as data: from which state to which, and who may bring it there (DESIGN.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    SENT = "sent", _("Sent, not read yet")
    READ = "read", _("Read by staff")
    TALKED_ABOUT = "talked_about", _("Talked about")
    FINDING_OUT = "finding_out", _("We will find out")
    AGREED = "agreed", _("Agreed")
    BEING_DONE = "being_done", _("Being done")
    DONE = "done", _("Done")
    NO = "no", _("Said no, and why")
    NOT_YET = "not_yet", _("Not yet, and why")
    PUT_TOGETHER = "put_together", _("Put together with another")
    REPAIR = "repair", _("Passed to repairs")
    COMPLAINT = "complaint", _("Passed to complaints")
    TAKEN_BACK = "taken_back", _("Taken back")


# Still waiting for an answer.
WAITING = (Status.SENT, Status.READ, Status.TALKED_ABOUT, Status.FINDING_OUT)

AUTHOR, STAFF, MEETING, WORK = "author", "staff", "meeting", "work"

_ANSWERS = {
    Status.TALKED_ABOUT: {STAFF, MEETING},
    Status.FINDING_OUT: {STAFF, MEETING},
    Status.AGREED: {STAFF, MEETING},
    Status.NO: {STAFF, MEETING},
    Status.NOT_YET: {STAFF, MEETING},
}
_WAYS_OUT = {
    Status.PUT_TOGETHER: {STAFF},
    Status.REPAIR: {AUTHOR, STAFF},
    Status.COMPLAINT: {AUTHOR, STAFF},
    Status.TAKEN_BACK: {AUTHOR},
}

# Where from -> where to -> who. WORK is a reaction to an action that began, was done or was dropped.
MOVES: dict[str, dict[str, set[str]]] = {
    Status.SENT: {Status.READ: {STAFF}, **_WAYS_OUT},
    Status.READ: {**_ANSWERS, **_WAYS_OUT},
    Status.TALKED_ABOUT: {**_ANSWERS, **_WAYS_OUT},
    Status.FINDING_OUT: {**_ANSWERS, **_WAYS_OUT},
    Status.AGREED: {
        Status.BEING_DONE: {WORK},
        Status.DONE: {STAFF, WORK},
        Status.NO: {STAFF, MEETING},
        Status.NOT_YET: {STAFF, MEETING},
        Status.PUT_TOGETHER: {STAFF},
    },
    Status.BEING_DONE: {
        Status.DONE: {STAFF, WORK},
        Status.AGREED: {WORK},
        Status.NO: {STAFF, MEETING},
        Status.NOT_YET: {STAFF, MEETING},
    },
    # "Did this fix it?" - no: round two begins with everything read already.
    Status.DONE: {Status.READ: {AUTHOR}, Status.BEING_DONE: {WORK}},
    Status.NO: {Status.READ: {STAFF}, Status.AGREED: {STAFF, MEETING}, Status.NOT_YET: {STAFF, MEETING}},
    Status.NOT_YET: {Status.READ: {STAFF}, **_ANSWERS},
    Status.PUT_TOGETHER: {Status.READ: {STAFF}},
    Status.REPAIR: {Status.READ: {STAFF}},
    Status.COMPLAINT: {Status.READ: {STAFF}},
    Status.TAKEN_BACK: {},
}

# A reason is part of the answer.
NEEDS_REASON = {Status.NO, Status.NOT_YET}


def may_move(from_status: str, to_status: str, by: str) -> bool:
    """Whether ``by`` ("author", "staff", "meeting" or "work") may bring a suggestion from one state to another."""
    return by in MOVES[from_status].get(to_status, set())
