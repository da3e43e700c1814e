"""The agenda: it builds itself, as often as it is asked, and keeps the order that people gave it."""

from django.db.models import F
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation
from meetings.models import AgendaItem, Meeting, Suggestion
from meetings.queries.agenda import in_order, not_yet_on

# What one person may put on one agenda.
PUT_ON_AT_MOST = 5


@operation
def build_agenda(*, actor: Person | None, meeting: Meeting) -> list[AgendaItem]:
    """Put on what is new since it was last built: open actions, suggestions that wait, standing items.
    Returns what came on. An item that was left out stays out."""
    _hold(meeting)
    new = not_yet_on(meeting)
    if new:
        _place(meeting, new)
    return new


@operation
def put_on(*, actor: Person, meeting: Meeting, title: str, standing: bool = False) -> AgendaItem:
    """Somebody who lives or works there puts something on; ``standing`` for every time. The same words
    again are the same item. Raises Refused without words, and after PUT_ON_AT_MOST."""
    _hold(meeting)
    title = " ".join(title.replace("\x00", "").split())[:200]
    if not title:
        raise Refused(_("Please write what you want to talk about."))
    kind = AgendaItem.Kind.STANDING if standing else AgendaItem.Kind.PUT_ON
    mine = AgendaItem.objects.filter(meeting=meeting, put_on_by=actor, kind=kind)
    same = mine.filter(title=title, off=False).first()
    if same is not None:
        return same
    if not standing and mine.count() >= PUT_ON_AT_MOST:
        raise Refused(_("You have put a lot on already. Please say the rest in the meeting."))
    _place(meeting, [AgendaItem(meeting=meeting, kind=kind, title=title, put_on_by=actor)])
    return mine.get(title=title, off=False)


@operation
def put_suggestion_on(*, actor: Person | None, meeting: Meeting, suggestion: Suggestion) -> AgendaItem:
    """Put one suggestion on, also one that was left out before."""
    _hold(meeting)
    standing = AgendaItem.objects.filter(meeting=meeting, suggestion=suggestion).first()
    if standing is not None:
        AgendaItem.objects.filter(pk=standing.pk).update(off=False)
        return standing
    _place(meeting, [AgendaItem(meeting=meeting, kind=AgendaItem.Kind.SUGGESTION, suggestion=suggestion)])
    return AgendaItem.objects.get(meeting=meeting, suggestion=suggestion)


@operation
def leave_out(*, actor: Person, item: AgendaItem) -> None:
    """Take an item off this agenda. Raises Refused when something was decided about it."""
    _hold(item.meeting)
    if not AgendaItem.objects.filter(pk=item.pk, outcome="").update(off=True):
        raise Refused(_("Something was decided about this already. Undo that first."))


@operation
def move_item(*, actor: Person, item: AgendaItem, up: bool) -> None:
    """Swap an item with the one above or below it. At the edge nothing happens."""
    _hold(item.meeting)
    items = list(AgendaItem.objects.filter(meeting_id=item.meeting_id, off=False).order_by("position", "pk"))
    here = next((i for i, other in enumerate(items) if other.pk == item.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if there is None or not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    AgendaItem.objects.bulk_update(_numbered(items), ["position"])


def _hold(meeting: Meeting) -> None:
    """Nobody else changes this agenda before the transaction ends (an UPDATE that changes nothing keeps the row
    on PostgreSQL; SQLite has one writer). Raises Refused when the meeting is over or cancelled."""
    if not Meeting.objects.filter(pk=meeting.pk, state__in=Meeting.OPEN).update(version=F("version")):
        raise Refused(_("This meeting is over, or it was cancelled."))


def _place(meeting: Meeting, new: list[AgendaItem]) -> None:
    """Save new items in their places."""
    standing = list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk"))
    moved = _numbered(in_order(standing, new))
    AgendaItem.objects.bulk_create(new, ignore_conflicts=True)
    AgendaItem.objects.bulk_update([item for item in moved if item.pk is not None], ["position"])


def _numbered(items: list[AgendaItem]) -> list[AgendaItem]:
    """Give each item its place. Returns those whose place changed."""
    moved = [item for place, item in enumerate(items) if item.position != place]
    for place, item in enumerate(items):
        item.position = place
    return moved
