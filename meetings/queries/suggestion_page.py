"""One suggestion with all that its page shows, for one viewer. The queries do not grow with comments or history."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, ActionOwner, OutboxRow, Photo, Reach
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.queries import compiled
from involvement.templatetags.portal import day
from involvement.viewer import NOBODY, marked, shape_of
from meetings import rules
from meetings.codes import code_hash
from meetings.models import Agreement, FixedAnswer, Follow, Suggestion
from meetings.queries.comments import comments_under, number_shown
from meetings.queries.history import PK_MARK, SUGGESTION, history_of
from meetings.queries.lists import LOOKS
from meetings.queries.similar import similar
from meetings.queries.track import month_in_words, steps_of


def one_for_page(viewer, pk: int) -> Suggestion | None:
    """The suggestion with what its page needs, if this viewer may see it."""
    if pk >= compiled.FIRST_MARK:
        return None
    who, marks = shape_of(viewer)
    return next(iter(compiled.objects(_one_for_page, who, marks | {PK_MARK: pk})), None)


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
    history, earlier_history = history_of(viewer, suggestion, names, before=history_before)
    comments, earlier_comments = comments_under(viewer, suggestion, names, before=comments_before)
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
        comments_shown=number_shown(viewer, suggestion) if in_part else sum(each["shown"] for each in comments),
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
    history, earlier_history = history_of(NOBODY, suggestion, names=False)
    return {
        "suggestion": suggestion,
        "steps": steps_of(suggestion),
        "history": history,
        "earlier_history": earlier_history,
        "at_risk": suggestion.reach == Reach.RESTRICTED,
        "can_take_back": rules.may_take_back_by_code(suggestion),
        "together_with": other if other is not None and other.reach > Reach.TEAM and other.shown else None,
    }
