"""What is told about meetings. Subjects and sentences name no place and no topic (RELIABILITY rules 13, 14)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.registry.notices import Group, Notice, register
from involvement.templatetags.portal import clock, day
from meetings.models import Meeting


def _still_planned(meeting: Meeting, row) -> str:
    return "" if meeting.state == Meeting.State.PLANNED else gettext("It is over, or it was cancelled.")


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
        return str(words).format(**when, place=meeting.place, reason=meeting.cancelled_reason)

    return say


def register_notices() -> None:
    """Add this module's notices to the registry; ``meetings.notices`` calls it once."""
    kinds = [
        (
            "meeting.planned",
            _("There is a meeting"),
            _("The next meeting is on {day} at {time}."),
            _still_planned,
        ),
        (
            "meeting.moved",
            _("A meeting has changed"),
            _("The meeting has changed. It is now on {day} at {time}. {place}"),
            _still_moved,
        ),
        (
            "meeting.cancelled",
            _("A meeting is cancelled"),
            _("The meeting on {day} is cancelled. {reason}"),
            _still_cancelled,
        ),
        (
            "minutes.out",
            _("What was decided"),
            _("What the meeting on {day} decided can be read now. Please put the minutes on the noticeboard."),
            _still_held,
        ),
    ]
    for kind, subject, words, still_true in kinds:
        register(
            Notice(
                kind=kind,
                group=Group.MEETINGS,
                subject=subject,
                template=f"meetings/notices/{kind.replace('.', '_')}",
                in_person=_said(words),
                still_true=still_true,
            )
        )
