"""What meetings and suggestions remind people of. No sentence names a home (RELIABILITY rule 13)."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from involvement.models import Organisation
from involvement.registry.digests import count_work
from involvement.registry.notices import Group, Notice, register
from involvement.registry.reminders import remind_of
from involvement.reminder_notices import NEEDS_YOU, TEMPLATE, about_service
from involvement.templatetags.portal import clock, day
from meetings.models import Meeting
from meetings.queries import due_meetings, due_suggestions

SERVICE = "involvement.service"


# --- Meetings ---------------------------------------------------------------------------------------------------


def _still_coming(meeting: Meeting, row) -> str:
    if not meeting.is_to_come:
        return gettext("It is over, or it was cancelled.")
    if meeting.version != row.values.get("version"):
        return gettext("It was changed again since.")
    said = {attendance.person_id: attendance.reply for attendance in meeting.attendances.all()}
    return gettext("They said that they cannot come.") if said.get(row.person_id) == "cannot" else ""


def _still_run_by(meeting: Meeting, row) -> str:
    still = _still_coming(meeting, row)
    return still or ("" if meeting.chair_id == row.person_id else gettext("Somebody else runs it now."))


def _still_unwritten(meeting: Meeting, row) -> str:
    return "" if meeting.is_open else gettext("It was written down, or cancelled.")


def _said(words) -> Callable:
    return lambda meeting, row: str(words).format(day=day(meeting.starts_at), time=clock(meeting.starts_at))


def _works_there(meeting: Meeting, viewer) -> bool:
    return meeting.service_id in viewer.staff_of


def _about_meeting(kind: str, group: Group, subject, words, still_true: Callable, **more) -> None:
    register(
        Notice(
            kind=kind,
            group=group,
            subject=subject,
            template=TEMPLATE,
            in_person=_said(words),
            prefetched=("attendances",),
            still_true=still_true,
            **more,
        )
    )


def _register_meetings() -> None:
    _about_meeting(
        "meeting.soon",
        Group.MEETINGS,
        _("A meeting is coming"),
        _("Please remember: the next meeting is on {day} at {time}."),
        _still_coming,
    )
    _about_meeting(
        "meeting.yours",
        Group.HELPING,
        _("Something that you said you would do"),
        _("You run the meeting on {day} at {time}. Is everything ready for it?"),
        _still_run_by,
    )
    _about_meeting(
        "meeting.unwritten",
        Group.WORK,
        NEEDS_YOU,
        _("The meeting of {day} is not written down yet. People wait to read what was decided."),
        _still_unwritten,
        for_viewer=_works_there,
    )
    for kind, due in (
        ("meeting.soon", due_meetings.who_comes),
        ("meeting.yours", due_meetings.who_runs_it),
        ("meeting.unwritten", due_meetings.without_minutes),
    ):
        remind_of(kind, "meetings.meeting")(due)


# --- What is counted at a service -------------------------------------------------------------------------------


def _no_meeting(number: int) -> str:
    return gettext("This month is nearly over, and no meeting is planned in it. Is there a day for one?")


def _unread(number: int) -> str:
    days = Organisation.current().read_within_days
    return ngettext(
        "%(number)s suggestion has waited to be read for more than %(days)s days.",
        "%(number)s suggestions have waited to be read for more than %(days)s days.",
        number,
    ) % {"number": number, "days": days}


def _undecided(number: int) -> str:
    return ngettext(
        "%(number)s suggestion has waited a long time for an answer. People would like to know.",
        "%(number)s suggestions have waited a long time for an answer. People would like to know.",
        number,
    ) % {"number": number}


def _unreleased(number: int) -> str:
    return ngettext(
        "%(number)s answer waits for you to say whether others may read it.",
        "%(number)s answers wait for you to say whether others may read them.",
        number,
    ) % {"number": number}


def _for_team(number: int) -> str:
    return ngettext(
        "%(number)s thing that was said to the involvement team only has waited a long time.",
        "%(number)s things that were said to the involvement team only have waited a long time.",
        number,
    ) % {"number": number}


def _reads_for_team(service, viewer) -> bool:
    return viewer.is_advisor and viewer.reads_for_team(service.pk)


def _register_services() -> None:
    about_service(
        kind="meeting.none", number="without_meeting", counted=due_meetings.still_without_meeting, words=_no_meeting
    )
    about_service(kind="suggestion.unread", number="unread_long", counted=due_suggestions.unread_here, words=_unread)
    about_service(
        kind="suggestion.undecided", number="undecided_long", counted=due_suggestions.undecided_here, words=_undecided
    )
    about_service(
        kind="suggestion.unreleased",
        number="unreleased_long",
        counted=due_suggestions.unreleased_here,
        words=_unreleased,
    )
    about_service(
        kind="suggestion.for_team",
        number="for_team_long",
        counted=due_suggestions.for_team_here,
        words=_for_team,
        for_viewer=_reads_for_team,
    )
    for kind, due in (
        ("meeting.none", due_meetings.months_without_meeting),
        ("suggestion.unread", due_suggestions.unread),
        ("suggestion.undecided", due_suggestions.undecided),
        ("suggestion.unreleased", due_suggestions.unreleased),
        ("suggestion.for_team", due_suggestions.for_team),
    ):
        remind_of(kind, SERVICE)(due)


def register_reminders() -> None:
    """Add this app's reminders, and what of its work waits, to the registries; ``meetings.notices`` calls it once."""
    _register_meetings()
    _register_services()
    count_work("read")(due_suggestions.waiting_to_read)
    count_work("decide")(due_suggestions.waiting_to_decide)
    count_work("release")(due_suggestions.waiting_to_release)
    count_work("meeting")(due_meetings.meetings_waiting)
