"""Comments under a suggestion, a page at a time, for one viewer."""

import datetime as dt
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Reach
from involvement.queries import compiled
from involvement.templatetags.portal import writer_of_days
from involvement.viewer import PERSON_MARK
from meetings import rules
from meetings.models import Comment, Suggestion
from meetings.models.voices import how_seen_under
from meetings.queries.history import BEFORE_MARK, MOST, PK_MARK, before_mark
from meetings.queries.track import month_in_words


class Commented(NamedTuple):
    """A comment, as ``_commented`` brings it."""

    pk: int
    author_id: int | None
    author_name: str | None
    as_staff: bool
    shown_as: str
    words: str
    covered_words: str
    cover_reason: str
    let_out_to: int
    shown: bool
    posted_at: dt.datetime
    taken_back_on: dt.date | None


def _commented(is_person: bool, is_earlier: bool, *how_seen):
    seen = Comment.objects.seen_under(*how_seen, PERSON_MARK if is_person else None)
    rows = seen.filter(suggestion_id=PK_MARK)
    if is_earlier:
        rows = before_mark(rows, "posted_at")
    return rows.order_by("-posted_at", "-pk").values_list(
        *("pk", "author_id", "author__chosen_name", "as_staff", "shown_as", "words", "covered_words", "cover_reason"),
        *("let_out_to", "shown", "posted_at", "taken_back_on"),
    )[: MOST + 1]


def number_shown(viewer, suggestion: Suggestion) -> int:
    """How many comments there are for this viewer, without those kept from others."""
    return Comment.objects.of_what_is_seen_by(viewer).filter(suggestion=suggestion, shown=True).count()


def comments_under(viewer, suggestion: Suggestion, names: bool, *, before: int = 0) -> tuple[list[dict], int]:
    """The newest of them, oldest first, as the tag ``comments_as_html`` takes them: of one's own the ways to change it,
    of others that to report it. And the key of the oldest, where there are more."""
    shape = (viewer.person_id is not None, bool(before), *how_seen_under(viewer, suggestion))
    values = {PERSON_MARK: viewer.person_id, PK_MARK: suggestion.pk, BEFORE_MARK: before}
    found = compiled.rows(_commented, shape, values)
    earlier = Commented._make(found[MOST - 1]).pk if len(found) > MOST else 0
    found = found[:MOST][::-1]
    manages = viewer.is_signed_in and rules.manages(viewer, suggestion)
    report = ""
    if found and rules.may_report(viewer, suggestion):
        report = reverse("meetings:suggestion-report", args=[suggestion.pk])
    write, person_id = writer_of_days(), viewer.person_id
    comments = []
    for each in map(Commented._make, found):
        own = person_id is not None and each.author_id == person_id
        anonymous = each.shown_as == Comment.ShownAs.ANONYMOUS
        comments.append(
            {
                "id": str(each.pk),
                "who": _who_commented(each, own=own, names=names, manages=manages),
                "when": month_in_words(each.posted_at) if anonymous else write(each.posted_at),
                "words": each.covered_words or each.words,
                "covered": each.cover_reason,
                "shown": each.shown,
                "kept": _why_kept(each) or (_not_public(suggestion, each) if own or manages else ""),
                "own": _own_links(each) if own and each.taken_back_on is None else (),
                "report": "" if own and each.taken_back_on is None else report and f"{report}?comment={each.pk}",
                "manage": reverse("staff:meetings:comment", args=[each.pk]) if manages else "",
            }
        )
    return comments, earlier


def _why_kept(comment: Commented) -> str:
    """Why others do not see it, if they do not."""
    if comment.shown:
        return ""
    return _("Not shown to others") if comment.taken_back_on is None else _("Taken back")


def _not_public(suggestion: Suggestion, comment: Commented) -> str:
    """Said where the public reads the suggestion, and staff have not released the comment."""
    kept = suggestion.reach == Reach.PUBLIC and comment.let_out_to < Reach.PUBLIC
    return _("The public does not see this") if kept else ""


def _own_links(comment: Commented) -> list[tuple[str, str]]:
    """What the author can do about it: address and words."""
    links = [(reverse("meetings:comment-take-back", args=[comment.pk]), _("Take it back"))]
    if comment.shown and timezone.now() - comment.posted_at < dt.timedelta(minutes=rules.EDIT_MINUTES):
        links.insert(0, (reverse("meetings:comment-change", args=[comment.pk]), _("Change it")))
    return links


def _who_commented(comment: Commented, *, own: bool, names: bool, manages: bool) -> str:
    name = comment.author_name or ""
    if comment.as_staff:
        return _("%(name)s (staff)") % {"name": name} if names and name else _("Staff")
    named = comment.shown_as == Comment.ShownAs.NAMED and names
    for_staff = comment.shown_as == Comment.ShownAs.STAFF_ONLY and manages
    return name if name and (own or named or for_staff) else _("Somebody")
