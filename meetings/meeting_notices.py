"""What is told about meetings. Subjects and sentences name no place and no topic (RELIABILITY rules 13, 14)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.models import Carrier
from involvement.registry.notices import Group, Notice, register
from involvement.templatetags.portal import clock, day
from meetings.models import Meeting


def _still_planned(meeting: Meeting, row) -> str:
    return "" if meeting.is_to_come else gettext("It is over, or it was cancelled.")


def _still_moved(meeting: Meeting, row) -> str:
    """Why a change of date or place need not be told any more."""
    if meeting.version != row.values.get("version"):
        return gettext("It was changed again since.")
    return _still_planned(meeting, row)


def _still_cancelled(meeting: Meeting, row) -> str:
    return "" if meeting.state == Meeting.State.CANCELLED else gettext("It is not cancelled any more.")


def _still_held(meeting: Meeting, row) -> str:
    return "" if meeting.state == Meeting.State.HELD else gettext("There are no minutes any more.")


def _said(words):
    """A sentence with the day and the time of the meeting, and why it is cancelled."""

    def say(meeting: Meeting, row) -> str:
        when = {"day": day(meeting.starts_at), "time": clock(meeting.starts_at)}
        return str(words).format(**when, reason=meeting.cancelled_reason)

    return say


def _said_of_moved(meeting: Meeting, row) -> str:
    """With the place, for who cannot look at the page."""
    words = _said(_("The meeting has changed. It is now on {day} at {time}."))(meeting, row)
    where = gettext("Where: %(place)s.") % {"place": meeting.place.rstrip(".")}
    return f"{words} {where}" if meeting.place else words


def _said_of_minutes(meeting: Meeting, row) -> str:
    """To a person, or to whoever puts them up."""
    if row.person_id is not None:
        return _said(_("The meeting on {day} is written down. You can read what was decided, and why."))(meeting, row)
    return _said(_("What the meeting on {day} decided can be read now. Please put the minutes on the noticeboard."))(
        meeting, row
    )


# What is told to a whole house: it hangs on the wall, and goes to who is told by a machine.
TO_THE_HOUSE = (Carrier.EMAIL, Carrier.PORTAL, Carrier.SMS, Carrier.NOTICEBOARD)
# To the wall, and in their own way to those who said yes.
TO_WHO_COMES = (*TO_THE_HOUSE, Carrier.IN_PERSON)


def register_notices() -> None:
    """Add this module's notices to the registry; ``meetings.notices`` calls it once."""
    kinds = [
        (
            "meeting.planned",
            _("There is a meeting"),
            _said(_("The next meeting is on {day} at {time}.")),
            _still_planned,
            TO_THE_HOUSE,
        ),
        (
            "meeting.moved",
            _("A meeting has changed"),
            _said_of_moved,
            _still_moved,
            (),
        ),
        (
            "meeting.cancelled",
            _("A meeting is cancelled"),
            _said(_("The meeting on {day} is cancelled. {reason}")),
            _still_cancelled,
            TO_WHO_COMES,
        ),
        (
            "minutes.out",
            _("What was decided"),
            _said_of_minutes,
            _still_held,
            TO_THE_HOUSE,
        ),
    ]
    for kind, subject, say, still_true, carriers in kinds:
        register(
            Notice(
                kind=kind,
                group=Group.MEETINGS,
                subject=subject,
                template=f"meetings/notices/{kind.replace('.', '_')}",
                in_person=say,
                still_true=still_true,
                carriers=carriers,
                same_mail=True,
            )
        )
