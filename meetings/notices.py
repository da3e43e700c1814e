"""What is told about suggestions."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.models import Reach
from involvement.registry.notices import Group, Notice, register
from meetings.digests import register_news
from meetings.meeting_notices import register_notices
from meetings.models import Status, Suggestion
from meetings.models.moves import WAITING
from meetings.notice_samples import register_samples
from meetings.reminder_notices import register_reminders

# Subjects name no place and no topic (RELIABILITY rule 14).
MINE = _("News about something that you said")
OTHERS = _("News about something that you wanted to hear about")


def _said(name: str):
    """The sentences of the mail, for somebody who says them: the same words, from the same template."""

    def say(suggestion: Suggestion, row) -> str:
        context = {
            "words": f"meetings/notices/words/{name}.txt",
            "thing": suggestion,
            "title": suggestion.shown_title,
            "person": row.person,
            "values": row.values,
        }
        return " ".join(render_to_string("meetings/notices/said.txt", context).split())

    return say


def _unless_at_risk(still_true: Callable = lambda suggestion, row: "") -> Callable:
    """Nothing is told of a suggestion that may show somebody at risk, not even to its author: mails are read by
    others, and whoever carries a message would read its title."""

    def check(suggestion: Suggestion, row) -> str:
        if suggestion.reach == Reach.RESTRICTED:
            return gettext("Those who keep people safe are looking at it.")
        return still_true(suggestion, row)

    return check


def _still_there(suggestion: Suggestion, row) -> str:
    """Why a move need not be told any more."""
    told, now = row.values.get("status"), suggestion.status
    same = told == now or {told, now} <= {Status.AGREED, Status.BEING_DONE}
    return "" if same else gettext("Something newer has happened since.")


def _still_answered(suggestion: Suggestion, row) -> str:
    return "" if suggestion.public_answer else gettext("There is no answer any more.")


def _still_together(suggestion: Suggestion, row) -> str:
    other = suggestion.put_together_with
    if other is None or other.reach == Reach.RESTRICTED:
        return gettext("It is not together with the other any more.")
    return ""


def _still_idle(suggestion: Suggestion, row) -> str:
    return "" if suggestion.status == Status.AGREED else gettext("Somebody is on it again.")


def _still_waiting(suggestion: Suggestion, row) -> str:
    return "" if suggestion.status in WAITING else gettext("Somebody has answered it.")


def _about(kind: str, group: Group, subject, name: str, still_true: Callable | None, related=()) -> None:
    register(
        Notice(
            kind=kind,
            group=group,
            subject=subject,
            template=f"meetings/notices/{name}",
            in_person=_said(name),
            related=related,
            newest_only=group != Group.WORK,
            still_true=_unless_at_risk(still_true) if still_true else _unless_at_risk(),
        )
    )


def _for_author_and_others(kind: str, name: str, still_true: Callable | None = None, related=()) -> None:
    """One notice in two groups, which a person can switch off apart."""
    _about(kind, Group.MINE, MINE, name, still_true, related)
    _about(f"{kind}_others", Group.FOLLOWED, OTHERS, name, still_true, related)


_for_author_and_others("suggestion.moved", "moved", _still_there)
_for_author_and_others("suggestion.answered", "answered", _still_answered)
_for_author_and_others("suggestion.put_together", "put_together", _still_together, ("put_together_with",))
_for_author_and_others("suggestion.joined", "joined")

_about("suggestion.comment", Group.MINE, MINE, "comment", None)
_about("suggestion.for_you", Group.WORK, _("Something needs you"), "for_you", _still_waiting)
_about("suggestion.nobody_on_it", Group.WORK, _("Something needs you"), "nobody_on_it", _still_idle)

register_notices()
register_reminders()
register_samples()
register_news()
