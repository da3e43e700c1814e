"""What happened to a suggestion, a page at a time, the newest first."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from involvement.models import Story
from involvement.queries import compiled
from involvement.registry.story_verbs import verbs
from involvement.templatetags.portal import day, writer_of_days
from meetings import rules
from meetings.models import Meeting, Suggestion
from meetings.queries.track import month_in_words

SUGGESTION = "meetings.suggestion"
# The most entries, and the most comments, that stand on one page.
MOST = 100
# Stand for the key of the suggestion, and for that of the entry or comment before which the page begins.
PK_MARK, BEFORE_MARK = compiled.mark(2), compiled.mark(3)


def history_of(viewer, suggestion: Suggestion, names: bool, *, before: int = 0) -> tuple[list[dict], int]:
    """The newest of what happened, newest first, for the tag ``line``; and the key of the last, where there is more."""
    for_staff = () if rules.manages(viewer, suggestion) else _for_staff()
    values = {PK_MARK: suggestion.pk, BEFORE_MARK: before}
    stories = [Happened(*story) for story in compiled.rows(_stories, (for_staff, bool(before)), values)]
    earlier = stories[MOST - 1].pk if len(stories) > MOST else 0
    lines = _lines([story for story in stories[:MOST] if story.verb in verbs], names)
    if not earlier and not any(line["verb"] == "suggestion.sent" for line in lines):
        anonymous = suggestion.is_anonymous
        sent = month_in_words(suggestion.posted_at) if anonymous else day(suggestion.posted_at)
        lines.append({**NOTHING_MORE, "label": _("Sent"), "words" if anonymous else "day": sent})
    return lines, earlier


def _for_staff() -> tuple[str, ...]:
    return tuple(name for name, verb in verbs.items() if verb.for_staff)


class Happened(NamedTuple):
    """An entry of the story, as ``_stories`` brings it."""

    pk: int
    verb: str
    at: dt.datetime
    reason: str
    actor_role: str
    actor_name: str | None
    occasion_label: str
    occasion_id: int | None
    meeting_at: dt.datetime | None


def _stories(for_staff: tuple[str, ...], is_earlier: bool):
    meeting = Meeting.objects.filter(pk=OuterRef("occasion_id")).values("starts_at")[:1]
    rows = Story.objects.filter(about_label=SUGGESTION, about_id=PK_MARK)
    if for_staff:
        rows = rows.exclude(verb__in=for_staff)
    if is_earlier:
        rows = before_mark(rows, "at")
    return rows.order_by("-at", "-pk").values_list(
        *("pk", "verb", "at", "reason", "actor_role", "actor__chosen_name", "occasion_label", "occasion_id"),
        Subquery(meeting),
    )[: MOST + 1]


def before_mark(rows, moment: str):
    """Those of the rows that came before the one of them whose key the address names."""
    then = Subquery(rows.order_by().filter(pk=BEFORE_MARK).values(moment)[:1])
    return rows.filter(Q(**{f"{moment}__lt": then}) | Q(**{moment: then, "pk__lt": BEFORE_MARK}))


# A name that a template does not find costs it more than the whole line that is printed.
NOTHING_MORE = {"verb": "", "day": "", "words": "", "quote": "", "url": "", "link": ""}


def _lines(stories: list[Happened], names: bool) -> list[dict]:
    """One line for each entry. What they have in common is put into words once."""
    write, language, by_staff = writer_of_days(), get_language(), _("by %(name)s (staff)")
    lines = []
    for story in stories:
        line = {**NOTHING_MORE, "verb": story.verb, "label": _label(story.verb, language)}
        line |= {"day": write(story.at), "quote": story.reason}
        if names and story.actor_role == "staff" and story.actor_name is not None:
            line["words"] = by_staff % {"name": story.actor_name}
        if names and story.occasion_label == "meetings.meeting" and story.meeting_at:
            line["url"] = Meeting(pk=story.occasion_id).get_absolute_url()
            line["link"] = _("in the meeting of %(day)s") % {"day": write(story.meeting_at)}
        lines.append(line)
    return lines


@lru_cache(maxsize=1024)
def _label(verb: str, language: str) -> str:
    return str(verbs.get(verb).words)
