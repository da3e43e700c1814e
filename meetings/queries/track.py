"""The life of a suggestion as the track shows it (components/track.html): pure, from one row."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from involvement.templatetags.portal import day, short_day
from meetings.models import Status, Suggestion

# The straight way, with the day that each step has on the row.
WAY = (
    (Status.READ, "read_on"),
    (Status.TALKED_ABOUT, "talked_on"),
    (Status.AGREED, "agreed_on"),
    (Status.BEING_DONE, "started_on"),
    (Status.DONE, "done_on"),
)
ORDER = {status: place for place, (status, _name) in enumerate(WAY, start=1)}
ENDINGS = {
    Status.NO,
    Status.NOT_YET,
    Status.PUT_TOGETHER,
    Status.REPAIR,
    Status.COMPLAINT,
    Status.TAKEN_BACK,
}


def month_in_words(moment: dt.datetime) -> str:
    """ "November 2026": all that is said of the time of an anonymous one."""
    local = timezone.localtime(moment)
    return _month(local.year, local.month, get_language())


def writer_of_months() -> Callable[[dt.datetime], str]:
    """``month_in_words`` for the many moments of one page: language and zone are looked up once."""
    zone, language = timezone.get_current_timezone(), get_language()

    def write(moment: dt.datetime) -> str:
        local = moment.astimezone(zone)
        return _month(local.year, local.month, language)

    return write


@lru_cache(maxsize=512)
def _month(year: int, month: int, language: str) -> str:
    return date_format(dt.date(year, month, 1), "F Y")


def steps_of(suggestion: Suggestion, *, due: dt.date | None = None) -> list[dict]:
    """The steps for the tag ``track``. ``due`` is by when it is to be done."""
    status = suggestion.status
    steps = [_sent(suggestion)]
    if status in ENDINGS:
        steps += [_past(suggestion, *step) for step in WAY if getattr(suggestion, step[1])]
        return [*steps, _step(Status(status).label, "no", None)]
    at = ORDER.get(status, 2 if status == Status.FINDING_OUT else 0)
    for place, (step, name) in enumerate(WAY, start=1):
        if place < at:
            steps.append(_past(suggestion, step, name))
        elif place > at:
            steps.append(_step(Status(step).label, "future", None))
        else:
            steps.append(_now(suggestion, step, name, due))
    return steps


def _sent(suggestion: Suggestion) -> dict:
    label = Status.SENT.label if suggestion.status == Status.SENT else _("Sent")
    state = "now" if suggestion.status == Status.SENT else "past"
    if suggestion.is_anonymous:
        return _step(label, state, None, month_in_words(suggestion.posted_at))
    return _step(label, state, suggestion.posted_at)


def _step(label: str, state: str, date: dt.date | None, words: str = "") -> dict:
    return {"label": str(label), "state": state, "words": words or short_day(date)}


def _past(suggestion: Suggestion, step: str, name: str) -> dict:
    return _step(Status(step).label, "past", getattr(suggestion, name))


def _now(suggestion: Suggestion, step: str, name: str, due: dt.date | None) -> dict:
    by, label = None, Status(step).label
    if suggestion.status == Status.FINDING_OUT:
        label, by = Status.FINDING_OUT.label, suggestion.find_out_by
    elif step == Status.BEING_DONE:
        by = due
    words = _("by %(day)s") % {"day": day(by)} if by else ""
    return _step(label, "past" if step == Status.DONE else "now", getattr(suggestion, name), words)
