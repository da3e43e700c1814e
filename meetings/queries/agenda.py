"""What a meeting talks about: what stands on its agenda, and what waits to be put there.

An agenda hangs on the wall and its tablet lies in the room: all of it is what everybody at the service may
read, whoever looks (DESIGN, A suggestion's life)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, Reach
from meetings.models import AgendaItem, Meeting, Status, Suggestion

# As much as an hour holds; the rest stands in the list of what waits, for staff to put on.
SUGGESTIONS_AT_MOST = 12
ACTIONS_AT_MOST = 20

# In the order of a meeting.
KINDS = (
    AgendaItem.Kind.LAST_ACTION,
    AgendaItem.Kind.SUGGESTION,
    AgendaItem.Kind.PUT_ON,
    AgendaItem.Kind.STANDING,
)


def answers_something_hidden(action_id: str) -> Exists:
    """Whether the action at ``action_id`` (a field's name) answers a suggestion that not everybody may read:
    its title repeats their words."""
    through = Suggestion.actions.through.objects
    return Exists(
        through.filter(action_id=OuterRef(action_id)).filter(
            Q(suggestion__reach__lt=Reach.SERVICE) | Q(suggestion__shown=False)
        )
    )


def everybody_reads_the_suggestion() -> Q:
    """What holds for items on the agenda whose suggestion everybody at the service may read."""
    return Q(off=False, suggestion__reach__gte=Reach.SERVICE, suggestion__shown=True)


def items_of(meeting: Meeting):
    """The agenda in its order, as everybody at the service may read it, with suggestions and actions."""
    return (
        AgendaItem.objects.filter(meeting=meeting, off=False)
        .filter(Q(suggestion__isnull=True) | everybody_reads_the_suggestion())
        .filter(Q(action__isnull=True) | Q(action__reach__gte=Reach.SERVICE))
        .exclude(Q(action__isnull=False) & answers_something_hidden("action_id"))
        .select_related("suggestion", "action", "decided_action")
        .defer("suggestion__private_note", "suggestion__import_key")
        .order_by("position", "pk")
    )


def last_meeting_before(meeting: Meeting) -> Meeting | None:
    return (
        Meeting.objects.filter(service_id=meeting.service_id, starts_at__lt=meeting.starts_at)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("-starts_at")
        .first()
    )


def next_meeting_after(meeting: Meeting) -> Meeting | None:
    return (
        Meeting.objects.filter(service_id=meeting.service_id, starts_at__gt=meeting.starts_at)
        .filter(state__in=Meeting.OPEN)
        .order_by("starts_at")
        .first()
    )


def usual_date(meeting: Meeting) -> dt.date:
    """The day by which something is done when nobody says: the next meeting, else a month after this one,
    but never a day that has passed."""
    following = next_meeting_after(meeting)
    if following is not None:
        day = timezone.localdate(following.starts_at)
    else:
        day = timezone.localdate(meeting.starts_at) + dt.timedelta(days=28)
    today = timezone.localdate()
    return day if day > today else today + dt.timedelta(days=28)


def waiting_suggestions(meeting: Meeting):
    """Suggestions of the service that everybody there may read and that wait for an answer, most agreed
    first, then longest waiting. One that no member of staff has read comes on once they have; one that somebody
    finds out about waits until that day."""
    on_it = AgendaItem.objects.filter(meeting=meeting, suggestion_id=OuterRef("pk"))
    return (
        Suggestion.objects.filter(
            service_id=meeting.service_id, reach__gte=Reach.SERVICE, shown=True, waiting_since__isnull=False
        )
        .exclude(status=Status.SENT)
        .exclude(status=Status.FINDING_OUT, find_out_by__gt=timezone.localdate(meeting.starts_at))
        .exclude(Exists(on_it))
        .defer("private_note")
        .order_by("-agreements", "waiting_since", "pk")
    )


def actions_to_ask_about(meeting: Meeting, last: Meeting | None):
    """Open actions of the service, and those done since the last meeting, oldest date first; not what this meeting
    itself decided."""
    on_it = AgendaItem.objects.filter(meeting=meeting).filter(
        Q(action_id=OuterRef("pk")) | Q(decided_action_id=OuterRef("pk"))
    )
    since = timezone.localdate(last.starts_at) if last else timezone.localdate() - dt.timedelta(days=31)
    return (
        Action.objects.filter(service_id=meeting.service_id, reach__gte=Reach.SERVICE)
        .filter(Q(state=Action.State.OPEN) | Q(state=Action.State.DONE, done_on__gte=since))
        .exclude(Exists(on_it))
        .exclude(answers_something_hidden("pk"))
        .order_by("due_on", "pk")
    )


def standing_titles(last: Meeting | None) -> list[str]:
    """What is talked about every time: what the last meeting had, else the usual."""
    if last is not None:
        return list(
            AgendaItem.objects.filter(meeting=last, kind=AgendaItem.Kind.STANDING, off=False)
            .order_by("position", "pk")
            .values_list("title", flat=True)
        )
    return [_("How things are going here"), _("Is anything broken or unsafe?"), _("What is coming up")]


def not_yet_on(meeting: Meeting) -> list[AgendaItem]:
    """What the agenda would take up if it were built now, as unsaved items: four queries at most."""
    last = last_meeting_before(meeting)
    items = list(AgendaItem.objects.filter(meeting=meeting).values_list("kind", "title", "off"))
    room = SUGGESTIONS_AT_MOST - sum(kind == AgendaItem.Kind.SUGGESTION and not off for kind, _t, off in items)
    new = [
        AgendaItem(meeting=meeting, kind=AgendaItem.Kind.LAST_ACTION, action=action)
        for action in actions_to_ask_about(meeting, last)[:ACTIONS_AT_MOST]
    ]
    if room > 0:
        new += [
            AgendaItem(meeting=meeting, kind=AgendaItem.Kind.SUGGESTION, suggestion=suggestion)
            for suggestion in waiting_suggestions(meeting)[:room]
        ]
    if not any(kind == AgendaItem.Kind.STANDING for kind, _t, _off in items):
        new += [
            AgendaItem(meeting=meeting, kind=AgendaItem.Kind.STANDING, title=title) for title in standing_titles(last)
        ]
    return new


def in_order(items: list[AgendaItem], new: list[AgendaItem]) -> list[AgendaItem]:
    """New items after the last of their kind, else after the kinds that come before it; those that stand
    keep the order that somebody gave them."""
    ordered = list(items)
    for item in new:
        rank = KINDS.index(item.kind)
        before = [i for i, other in enumerate(ordered) if other.kind == item.kind] or [
            i for i, other in enumerate(ordered) if KINDS.index(other.kind) < rank
        ]
        ordered.insert(before[-1] + 1 if before else 0, item)
    return ordered
