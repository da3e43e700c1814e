"""Actions for their pages: lists by a shareable address, and one action with all that happened."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.models import Action, ActionNote, ActionOwner, Photo, Story
from involvement.queries import compiled
from involvement.registry.home import WorkItem
from involvement.registry.story_verbs import verbs
from involvement.rules.agreed_work import manages, sees_names
from involvement.shortcuts import address_of, addresses_of
from involvement.templatetags.portal import day as in_words
from involvement.viewer import marked, shape_of

PAGE = 20

SHOWS = {
    "mine": gettext_lazy("Things that I said I would do"),
    "ours": gettext_lazy("What is being done"),
    "late": gettext_lazy("Late"),
    "done": gettext_lazy("Done"),
    "dropped": gettext_lazy("Will not be done"),
}


@dataclass(frozen=True)
class Page:
    """Rows ready for the template, and the address part of the next page (empty when there is none)."""

    show: str
    rows: list[dict]
    next_after: str
    is_first: bool


def actions_page(viewer, *, show: str, after: str = "", service_id: int | None = None) -> Page:
    """One page of the actions that the viewer may see, in three queries. ``show`` is a key of SHOWS; with
    ``service_id`` those of one service."""
    show = show if show in SHOWS else "ours"
    newest_first = show in ("done", "dropped")
    field = "done_on" if show == "done" else "due_on"
    queryset = _chosen(viewer, show)
    if service_id is not None:
        queryset = queryset.filter(service_id=service_id)
    place = _read_place(after)
    if place is not None:
        queryset = queryset.filter(_beyond(field, place, newest_first))
    sign = "-" if newest_first else ""
    actions = list(
        queryset.select_related("service")
        .prefetch_related("ownerships__person")
        .order_by(f"{sign}{field}", f"{sign}id")[: PAGE + 1]
    )
    more = len(actions) > PAGE
    last = actions[PAGE - 1] if more else None
    return Page(
        show=show,
        rows=[row_of(viewer, action) for action in actions[:PAGE]],
        next_after=f"{getattr(last, field)}.{last.pk}" if last else "",
        is_first=place is None,
    )


def _chosen(viewer, show: str):
    seen = Action.objects.visible_to(viewer)
    if show == "mine":
        return seen.open().filter(pk__in=_owned(viewer))
    if not viewer.is_advisor:
        seen = seen.filter(Q(service__in=viewer.service_ids) | Q(pk__in=_owned(viewer)))
    if show == "late":
        return seen.late()
    if show == "done":
        return seen.filter(state=Action.State.DONE, done_on__isnull=False)
    return seen.filter(state=Action.State.DROPPED) if show == "dropped" else seen.open()


def _owned(viewer):
    return ActionOwner.objects.filter(person_id=viewer.person_id or 0).values("action_id")


def _read_place(after: str) -> tuple[dt.date, int] | None:
    """The place that an address names, or None: addresses are typed and cut."""
    head, _dot, tail = after.partition(".")
    if not (tail.isascii() and tail.isdigit() and len(tail) < 18):
        return None
    try:
        return dt.date.fromisoformat(head), int(tail)
    except ValueError:
        return None


def _beyond(field: str, place: tuple[dt.date, int], newest_first: bool) -> Q:
    moment, key = place
    way = "lt" if newest_first else "gt"
    return Q(**{f"{field}__{way}": moment}) | Q(**{field: moment, f"id__{way}": key})


def row_of(viewer, action: Action) -> dict:
    """One action as lists show it."""
    words = (_when(action), who_does_it(viewer, action), _where(viewer, action))
    return {**_title_of(action), "meta": [part for part in words if part]}


def _title_of(action: Action) -> dict:
    late = action.days_late()
    return {
        "title": action.title,
        "url": action.get_absolute_url(),
        "chip": _("Late") if late else action.get_state_display(),
        "look": "late" if late else {"done": "done", "dropped": "no"}.get(action.state, "doing"),
    }


def _when(action: Action) -> str:
    if action.state == Action.State.DONE:
        return _("done on %(day)s") % {"day": in_words(action.done_on)}
    return _by(action.due_on) if action.state == Action.State.OPEN else ""


def _by(due: dt.date) -> str:
    return _("by %(day)s") % {"day": in_words(due)}


def _where(viewer, action: Action) -> str:
    """The place, for whoever has more than one."""
    several = viewer.is_advisor or len(viewer.service_ids) > 1 or action.service_id not in viewer.service_ids
    return action.service.name if action.service and several else ""


def who_does_it(viewer, action: Action) -> str:
    """Names for people of the place, roles for others. Needs the owners with the action."""
    ownerships = action.ownerships.all()
    if sees_names(viewer, action):
        return ", ".join(_("you") if o.person_id == viewer.person_id else o.person.chosen_name for o in ownerships)
    kinds = {ownership.as_staff for ownership in ownerships}
    return {frozenset({True}): _("staff"), frozenset({False}): _("people who live there")}.get(
        frozenset(kinds), _("staff and people who live there") if kinds else ""
    )


def history_of(viewer, action: Action) -> list[dict]:
    """Newest first: what happened and how it went, with photos, and names for those who may know
    them; for staff of it also those that are hidden. Four queries, however long."""
    names, by_staff = sees_names(viewer, action), manages(viewer, action)
    notes = list(ActionNote.objects.filter(action=action).select_related("author"))
    photos: dict[int, list] = {}
    seen = photos_of_work(action) if by_staff else photos_of_work(action).filter(hidden_on__isnull=True)
    for photo in seen.order_by("pk"):
        photos.setdefault(photo.about_id, []).append(photo)
    entries = [
        {
            "label": note.author.chosen_name if names and note.author else _("How it is going"),
            "date": note.at,
            "quote": note.words,
            "photos": photos.get(note.pk, []),
        }
        for note in notes
    ]
    for story in Story.objects.about(action):
        verb = verbs.get(story.verb) if story.verb in verbs else None
        if verb is not None and (by_staff or not verb.for_staff):
            entries.append({"label": str(verb.words), "date": story.at, "words": story.reason})
    return sorted(entries, key=lambda entry: entry["date"], reverse=True)


def photos_of_work(action: Action):
    """The photos that stand with the notes of an action, hidden ones too."""
    notes = ActionNote.objects.filter(action=action).values("pk")
    return Photo.objects.filter(about_label=ActionNote._meta.label_lower, about_id__in=notes)


def work_due(viewer) -> list[WorkItem]:
    """For staff's list of work: what they said they would do, and what is late at their services."""
    if viewer.person_id is None:
        return []
    today = timezone.localdate()
    who, marks = shape_of(viewer)
    days = {compiled.DAY_MARK: today, SOON_MARK: today + dt.timedelta(days=7)}
    address, page = addresses_of("public:action"), address_of("public:actions")
    return [
        WorkItem("due", title, address(key), due, _by(due), due < today, page)
        for key, title, due in compiled.rows(_due, who, marks | days)
    ]


SOON_MARK = compiled.DAY_MARK + dt.timedelta(days=1)


def _due(*who):
    viewer = marked(*who)
    mine = Q(pk__in=_owned(viewer), due_on__lte=SOON_MARK)
    late_here = Q(service__in=viewer.staff_of, due_on__lt=compiled.DAY_MARK)
    found = Action.objects.visible_to(viewer).open().filter(mine | late_here)
    return found.order_by("due_on", "id").values_list("pk", "title", "due_on")[:50]


def card_of_mine(viewer, *, limit: int = 5) -> dict | None:
    """For a customer's first page: what they said they would do, in one query."""
    if viewer.person_id is None:
        return None
    who, marks = shape_of(viewer)
    found = compiled.objects(_mine, (*who, limit), marks)
    rows = [{**_title_of(action), "meta": [_when(action)]} for action in found]
    return {"rows": rows} if rows else None


def _mine(*shape):
    *who, limit = shape
    viewer = marked(*who)
    return Action.objects.visible_to(viewer).open().filter(pk__in=_owned(viewer)).order_by("due_on", "id")[:limit]
