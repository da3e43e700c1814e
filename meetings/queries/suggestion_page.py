"""One suggestion with all that its page shows, for one viewer. The queries do not grow with comments or history."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from involvement.models import Action, ActionOwner, OutboxRow, Photo, Reach, Story
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.queries import compiled
from involvement.registry.story_verbs import verbs
from involvement.templatetags.portal import day, writer_of_days
from involvement.viewer import NOBODY, PERSON_MARK, marked, shape_of
from meetings import rules
from meetings.codes import code_hash
from meetings.models import Agreement, Comment, FixedAnswer, Follow, Meeting, Suggestion
from meetings.models.voices import how_seen_under
from meetings.queries.lists import LOOKS
from meetings.queries.search import similar
from meetings.queries.track import month_in_words, steps_of

SUGGESTION = "meetings.suggestion"

# The most entries of its history, and the most comments, that stand on one page.
MOST = 100


def one_for_page(viewer, pk: int) -> Suggestion | None:
    """The suggestion with what its page needs, if this viewer may see it."""
    if pk >= compiled.FIRST_MARK:
        return None
    who, marks = shape_of(viewer)
    return next(iter(compiled.objects(_one_for_page, who, marks | {PK_MARK: pk})), None)


PK_MARK = compiled.mark(2)


def _one_for_page(*who):
    viewer = marked(*who)
    return for_page(viewer).visible_to(viewer).filter(pk=PK_MARK)


def for_page(viewer):
    """Suggestions with what their page needs, in one query: whether the viewer agreed, follows and answered, and the
    photo. Narrow it with ``visible_to``."""
    mine = {"suggestion": OuterRef("pk"), "person": viewer.person_id or 0}
    photo = Photo.objects.filter(about_label=SUGGESTION, about_id=OuterRef("pk"), hidden_on__isnull=True).order_by("pk")
    # Who finds out and what it was put together with are on few: those ask for them then.
    return Suggestion.objects.select_related("service", "author").annotate(
        agreed=Exists(Agreement.objects.filter(**mine)),
        followed=Exists(Follow.objects.filter(**mine)),
        said_fixed=Subquery(FixedAnswer.objects.filter(**mine, round=OuterRef("round")).values("fixed")[:1]),
        has_others_in=Exists(Suggestion.objects.filter(put_together_with=OuterRef("pk"))),
        photo_id=Subquery(photo.values("pk")[:1]),
        photo_shows=Subquery(photo.values("description")[:1]),
    )


@dataclass
class Page:
    """What the template prints. Everything in it the viewer may see."""

    suggestion: Suggestion
    by: str
    place: str
    when: str
    look: str
    steps: list
    history: list
    earlier_history: int
    comments: list
    earlier_comments: int
    comments_shown: int
    work: list
    put_in: list
    together_with: Suggestion | None
    can: dict
    told: str = ""
    told_now: str = ""
    finding_out: str = ""


def page_of(viewer, suggestion: Suggestion, *, history_before: int = 0, comments_before: int = 0) -> Page:
    """Everything for the page of a suggestion that came from ``for_page`` and that the viewer may see: the newest of
    its history and of its comments, or those before the entry and the comment of these keys."""
    names = sees_names(viewer, suggestion)
    work = _work(viewer, suggestion)
    due = min((each["due"] for each in work if each["open"]), default=None)
    other = suggestion.put_together_with
    told = _how_told(viewer, suggestion)
    history, earlier_history = _history(viewer, suggestion, names, before=history_before)
    comments, earlier_comments = _comments(viewer, suggestion, names, before=comments_before)
    in_part = earlier_comments or comments_before
    return Page(
        suggestion=suggestion,
        by=by_whom(viewer, suggestion),
        place=place_of(viewer, suggestion),
        when=month_in_words(suggestion.posted_at) if suggestion.is_anonymous else day(suggestion.posted_at),
        look=LOOKS.get(suggestion.status, ""),
        steps=steps_of(suggestion, due=due),
        history=history,
        earlier_history=earlier_history,
        comments=comments,
        earlier_comments=earlier_comments,
        comments_shown=_number_shown(viewer, suggestion) if in_part else sum(each["shown"] for each in comments),
        work=work,
        put_in=_put_in(viewer, suggestion),
        together_with=other if other is not None and other.seen_by(viewer) else None,
        can=what_may_be_done(viewer, suggestion),
        told=told,
        told_now=_told_so_far(suggestion) if told else "",
        finding_out=_finding_out(suggestion, names),
    )


def sees_names(viewer, suggestion: Suggestion) -> bool:
    """People of the place know each other by name. Everybody else reads roles only."""
    return viewer.is_signed_in and (viewer.is_advisor or suggestion.service_id in viewer.service_ids)


def by_whom(viewer, suggestion: Suggestion) -> str:
    """Whose words they are, as far as this viewer may know."""
    name = suggestion.name_for(viewer)
    if name:
        return name
    if viewer.is_signed_in and suggestion.service_id in viewer.service_ids:
        return _("somebody who lives here")
    return _("somebody who lives in one of our homes")


def place_of(viewer, suggestion: Suggestion) -> str:
    """The home, unless its address is private and the viewer does not belong here, nor said it."""
    service = suggestion.service
    said_it = suggestion.author_id is not None and suggestion.author_id == viewer.person_id
    if service is None or (service.is_private and not (viewer.belongs or said_it)):
        return ""
    return service.name


def what_may_be_done(viewer, suggestion: Suggestion) -> dict:
    """What the page offers to this viewer."""
    return {
        "agree": rules.may_agree(viewer, suggestion),
        "comment": rules.may_comment(viewer, suggestion),
        "follow": rules.may_follow(viewer, suggestion),
        "report": rules.may_report(viewer, suggestion),
        "change": rules.may_change_words(viewer, suggestion),
        "take_back": rules.may_take_back(viewer, suggestion),
        "manage": viewer.is_signed_in and rules.manages(viewer, suggestion),
        "say_fixed": rules.may_say_whether_fixed(viewer, suggestion, agreed=suggestion.agreed),
        "is_author": rules.is_author(viewer, suggestion),
        "at_risk": suggestion.reach == Reach.RESTRICTED,
    }


# --- Parts ----------------------------------------------------------------------------------------


def _history(viewer, suggestion: Suggestion, names: bool, *, before: int = 0) -> tuple[list[dict], int]:
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


BEFORE_MARK = compiled.mark(3)


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
        rows = _before(rows, "at")
    return rows.order_by("-at", "-pk").values_list(
        *("pk", "verb", "at", "reason", "actor_role", "actor__chosen_name", "occasion_label", "occasion_id"),
        Subquery(meeting),
    )[: MOST + 1]


def _before(rows, moment: str):
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
        rows = _before(rows, "posted_at")
    return rows.order_by("-posted_at", "-pk").values_list(
        *("pk", "author_id", "author__chosen_name", "as_staff", "shown_as", "words", "covered_words", "cover_reason"),
        *("let_out_to", "shown", "posted_at", "taken_back_on"),
    )[: MOST + 1]


def _number_shown(viewer, suggestion: Suggestion) -> int:
    """How many comments there are for this viewer, without those kept from others."""
    return Comment.objects.of_what_is_seen_by(viewer).filter(suggestion=suggestion, shown=True).count()


def _comments(viewer, suggestion: Suggestion, names: bool, *, before: int = 0) -> tuple[list[dict], int]:
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


def _work(viewer, suggestion: Suggestion) -> list[dict]:
    """What is being done about it, with who does it, in one query."""
    found: dict[int, dict] = {}
    for row in compiled.objects(_owners, (), {PK_MARK: suggestion.pk}):
        if row.action.seen_by(viewer):
            one = found.setdefault(row.action_id, _one_action(row.action))
            one["who"].append(row)
    for one in found.values():
        one["who"] = _who_does_it(viewer, suggestion, one["who"])
    return list(found.values())


def _owners():
    rows = ActionOwner.objects.filter(action__suggestions=PK_MARK).select_related("action", "person")
    return rows.order_by("action__due_on", "action_id", "pk")


def _one_action(action: Action) -> dict:
    is_open = action.state == Action.State.OPEN
    late = bool(action.days_late())
    return {
        "title": action.title,
        "url": action.get_absolute_url(),
        "open": is_open,
        "due": action.due_on,
        "label": _("Late") if late else action.get_state_display(),
        "look": "late" if late else {"done": "done", "dropped": "no"}.get(action.state, "doing"),
        "date": action.done_on if action.state == Action.State.DONE else action.due_on if is_open else None,
        "reason": action.reason,
        "who": [],
    }


def _who_does_it(viewer, suggestion: Suggestion, owners: list[ActionOwner]) -> str:
    if sees_names(viewer, suggestion):
        return ", ".join(
            _("%(name)s (staff)") % {"name": row.person.chosen_name} if row.as_staff else row.person.chosen_name
            for row in owners
        )
    return _("Staff") if any(row.as_staff for row in owners) else _("People who live there")


def others_like(viewer, suggestion: Suggestion) -> list[Suggestion]:
    """Others about the same thing. Asked for apart from the page, since comparing words takes its time."""
    if suggestion.reach <= Reach.TEAM:
        return []
    words = f"{suggestion.shown_title} {suggestion.shown_words}"
    return [one for one in similar(viewer, suggestion.service, words, limit=5) if one.pk != suggestion.pk][:4]


def _put_in(viewer, suggestion: Suggestion) -> list[Suggestion]:
    """Those that were put together with this one, as far as the viewer may see them."""
    if not suggestion.has_others_in:
        return []
    return list(Suggestion.objects.visible_to(viewer).filter(put_together_with=suggestion).order_by("pk"))


def _finding_out(suggestion: Suggestion, names: bool) -> str:
    who = suggestion.find_out_who
    return who.chosen_name if names and who is not None else ""


def _how_told(viewer, suggestion: Suggestion) -> str:
    """How the author will be told: for the author and the staff of that place only."""
    if not viewer.is_signed_in or not rules.sees_how_told(viewer, suggestion):
        return ""
    return suggestion.get_told_by_display() or suggestion.author.get_told_by_display()


def _told_so_far(suggestion: Suggestion) -> str:
    """What became of the last thing to tell the author."""
    told = OutboxRow.objects.filter(about_label=SUGGESTION, about_id=suggestion.pk, person=suggestion.author_id)
    told = told.filter(due_at__lte=timezone.now()).only("carrier", "state", "ended_at", "sent_at").order_by("-pk")
    last = told.first()
    if last is None:
        return ""
    moment = last.ended_at or last.sent_at
    if last.state in (OutboxRow.State.TOLD, OutboxRow.State.SENT) and moment:
        return _("Told on %(day)s.") % {"day": day(moment)}
    if last.carrier in HUMAN_CARRIERS and last.state in (OutboxRow.State.WAITING, OutboxRow.State.TAKEN):
        return _("There is something new. Staff have it on their list to tell.")
    return ""


def by_code(code: str) -> dict | None:
    """What whoever holds the code of an anonymous suggestion may see of it, or None for an unknown code."""
    suggestion = for_page(NOBODY).filter(follow_code_hash=code_hash(code)).exclude(follow_code_hash="").first()
    if suggestion is None:
        return None
    other = suggestion.put_together_with
    history, earlier_history = _history(NOBODY, suggestion, names=False)
    return {
        "suggestion": suggestion,
        "steps": steps_of(suggestion),
        "history": history,
        "earlier_history": earlier_history,
        "at_risk": suggestion.reach == Reach.RESTRICTED,
        "can_take_back": rules.may_take_back_by_code(suggestion),
        "together_with": other if other is not None and other.reach > Reach.TEAM and other.shown else None,
    }
