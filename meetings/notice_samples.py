"""Invented things with which the advisor sees notices of meetings and suggestions while there is no real one."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.notice_samples import sample_service
from involvement.registry.notices import Group, Notice, register_sample
from meetings.models import Meeting, Status, Suggestion


def _a_meeting(notice: Notice) -> tuple:
    if notice.counted:
        return sample_service(notice), {}
    starts_at = (timezone.localtime() + dt.timedelta(days=7)).replace(hour=18, minute=0)
    return Meeting(pk=0, starts_at=starts_at, place=_("the living room")), {}


def _a_suggestion(notice: Notice) -> tuple:
    if notice.counted:
        return sample_service(notice), {}
    other = Suggestion(pk=1, title=_("The machine stops too early"))
    suggestion = Suggestion(
        pk=0,
        title=_("A second washing machine"),
        status=Status.DONE,
        public_answer=_("The machine is there. It stands in the laundry."),
        put_together_with=other,
        agreements=3,
        author_id=0 if notice.group == Group.MINE else None,
    )
    return suggestion, {"status": Status.DONE, "round": 1}


def register_samples() -> None:
    """Add this module's samples to the registry; ``meetings.notices`` calls it once."""
    register_sample("meeting", _a_meeting)
    register_sample("minutes", _a_meeting)
    register_sample("suggestion", _a_suggestion)
