"""The page for the wall: what was said here, what was done, what is being done, what cannot be and why. All
that everybody at the service may read; no names."""

import datetime as dt

from django.db.models import Prefetch, Q

from involvement.models import Action, Reach, Service
from involvement.templatetags.portal import day
from meetings.models import Status, Suggestion

AT_MOST = 8


def noticeboard_rows(service: Service, *, since: dt.date) -> dict[str, list[dict]]:
    """Rows of plain words under "done", "doing" and "cannot". Four queries."""
    here = (
        Suggestion.objects.filter(service=service, reach__gte=Reach.SERVICE, shown=True)
        .prefetch_related(Prefetch("actions", Action.objects.filter(reach__gte=Reach.SERVICE).order_by("due_on")))
        .defer("private_note")
    )
    done = here.filter(status=Status.DONE, done_on__gte=since).order_by("-done_on", "pk")
    doing = here.filter(status__in=[Status.AGREED, Status.BEING_DONE]).order_by("-agreements", "pk")
    cannot = here.filter(Q(status=Status.NO) | Q(status=Status.NOT_YET), talked_on__gte=since).order_by("-talked_on")
    return {
        "done": [_done(suggestion) for suggestion in done[:AT_MOST]],
        "doing": [_doing(suggestion) for suggestion in doing[:AT_MOST]],
        "cannot": [
            {"said": suggestion.shown_words, "because": suggestion.reason}
            for suggestion in cannot[:AT_MOST]
            if suggestion.reason
        ],
    }


def _done(suggestion: Suggestion) -> dict:
    """With our answer, as the public reads it. The title of an action is a task, and no answer."""
    return {"said": suggestion.shown_words, "did": suggestion.said_in_answer, "when": day(suggestion.done_on)}


def _doing(suggestion: Suggestion) -> dict:
    open_ones = [action for action in suggestion.actions.all() if action.state == Action.State.OPEN]
    row = {"said": suggestion.shown_words, "doing": ". ".join(action.title for action in open_ones)}
    if not open_ones:
        return row | {"doing": suggestion.public_answer or suggestion.shown_title}
    return row | {"by": day(open_ones[-1].due_on)}
