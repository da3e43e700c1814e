"""What one telling about a suggestion carries besides its own news: what it took the place of on the list."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from involvement.templatetags.portal import day
from meetings.models import Status

register = template.Library()

# Here a move from one to the other is no news.
AGREED = {Status.AGREED, Status.BEING_DONE}


@dataclass(frozen=True)
class InBetween:
    """``moved`` and ``answered``: where it stands, and our answer, are to be said too. ``before``: what came before,
    newest first, as "Agreed, 3 November"."""

    moved: bool
    answered: bool
    before: list[str]


@register.simple_tag
def in_between(thing, values: dict, own: str) -> InBetween:
    """What a row replaced (``values["earlier"]``), beside its ``own`` news: "moved", "answered", "comment", ..."""
    steps = [(_news(step), step) for step in values.get("earlier", ())]
    moved = own != "moved" and any(news == "moved" and _is_now(thing, step) for news, step in steps)
    says_done = thing.status == Status.DONE and (moved or own == "moved")
    answered = own != "answered" and not says_done and any(news == "answered" for news, _step in steps)
    before = [words for news, step in reversed(steps) if (words := _words(news, step, thing))]
    return InBetween(moved, answered and bool(thing.public_answer), before)


def _news(step: dict) -> str:
    """ "moved" of "suggestion.moved_others"."""
    return step["kind"].partition(".")[2].removesuffix("_others")


def _is_now(thing, step: dict) -> bool:
    return step.get("status") == thing.status or {step.get("status"), thing.status} <= AGREED


def _words(news: str, step: dict, thing) -> str:
    """One thing that happened and its day; an empty string for what is said in full, or is no longer so."""
    if news == "moved":
        # What is done was agreed and begun before: that says itself.
        says_itself = _is_now(thing, step) or thing.status == Status.DONE
        what = "" if says_itself else Status(step["status"]).label
    else:
        what = {
            "comment": _("Somebody added a comment"),
            "joined": _("Somebody else said the same"),
        }.get(news, "")
    return f"{what}, {day(dt.date.fromisoformat(step['on']))}" if what else ""
