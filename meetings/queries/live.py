"""What the live page shows: one step in the middle, who is here and last time beside it. The tablet lies in the
room, so there is no hidden name and no private note in any of this (design/README.md)."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from involvement.models import Organisation, Person
from involvement.models.keys import token
from involvement.queries.photos import every_photo_of, photos_of
from meetings.models import AgendaItem, Attendance, Meeting, PaperOfMeeting
from meetings.notes import mark_of
from meetings.queries.agenda import items_of, next_meeting_after, usual_date
from meetings.queries.meetings import owners_by_action, people_here, suggested_next, what_is_thin

Kind = AgendaItem.Kind


@dataclass(frozen=True)
class Step:
    slug: str
    label: str
    number: int
    done: bool
    left: int = 0


def no_reasons() -> list[str]:
    """Sentences to tap for "No, because …": the organisation's own, else the usual ones."""
    return Organisation.current().no_reasons or [
        _("There is no money for it this year."),
        _("It would not be safe."),
        _("The building does not allow it."),
        _("It would not be fair to everybody here."),
        _("It is not ours to decide."),
    ]


def not_yet_reasons() -> list[str]:
    """Sentences to tap for "Not yet, because …"."""
    return Organisation.current().not_yet_reasons or [
        _("We have to find the money first."),
        _("We wait for somebody’s answer."),
        _("Other work comes first."),
        _("We talk about it again next time."),
    ]


def steps_of(items: list[AgendaItem], came: int) -> list[Step]:
    """The steps of a meeting, in the order of its agenda."""
    last = [item for item in items if item.kind == Kind.LAST_ACTION]
    suggestions = [item for item in items if item.kind == Kind.SUGGESTION]
    others = [item for item in items if item.kind in (Kind.PUT_ON, Kind.STANDING)]
    found = [("here", _("Who is here"), bool(came), 0)]
    if last:
        open_last = sum(not item.outcome for item in last)
        found.append(("last", _("Since last time"), not open_last, open_last))
    left = sum(not item.outcome for item in suggestions)
    found.append(("suggestions", _("Suggestions"), bool(suggestions) and not left, left))
    found += [(f"item-{item.pk}", item.title, bool(item.notes.strip()), 0) for item in others]
    found += [("else", _("Anything else"), False, 0), ("finish", _("Finish"), False, 0)]
    return [Step(slug, label, number, done, left) for number, (slug, label, done, left) in enumerate(found, start=1)]


def here_panel(meeting: Meeting) -> dict:
    """Who is here. One query."""
    people = list(people_here(meeting))
    named = sum(person.came for person in people)
    return {"people": people, "came": named + meeting.more_came}


def last_panel(items: list[AgendaItem]) -> dict:
    """Actions of last time, with what the meeting heard of them. One query."""
    last = [item for item in items if item.kind == Kind.LAST_ACTION]
    owners = owners_by_action([item.action_id for item in last])
    for item in last:
        item.owners = owners.get(item.action_id, [])
        item.late = item.action.days_late()
    return {"last": last}


def with_decisions(items: list[AgendaItem]) -> list[AgendaItem]:
    """Suggestions with who does what was agreed. One query."""
    suggestions = [item for item in items if item.kind == Kind.SUGGESTION]
    owners = owners_by_action([item.decided_action_id for item in suggestions if item.decided_action_id])
    for item in suggestions:
        item.owners = owners.get(item.decided_action_id, [])
        item.owner_ids = {person.pk for person in item.owners}
        item.owner_keys = ",".join(str(key) for key in sorted(item.owner_ids))
        item.mark = mark_of(item.notes)
    return suggestions


def reasons() -> dict:
    return {"no_reasons": no_reasons(), "not_yet_reasons": not_yet_reasons()}


def said_form() -> dict:
    """What "Someone just said…" needs: ways of being told, and a mark that makes one sending unique."""
    return {"ways": Person.ToldBy.choices, "once": token()}


def one_item(meeting: Meeting, item_id: int) -> dict:
    """One suggestion of the agenda with what its card needs. Three queries."""
    found = with_decisions(list(items_of(meeting).filter(pk=item_id)))
    return {"item": found[0] if found else None, "usual_date": usual_date(meeting), **reasons()}


def live_page(meeting: Meeting, slug: str) -> dict:
    """Everything for the live page at a step; an unknown step is the first. Seven queries at most."""
    items = list(items_of(meeting))
    here = here_panel(meeting)
    steps = steps_of(items, here["came"])
    index = next((i for i, step in enumerate(steps) if step.slug == slug), 0)
    step = steps[index]
    others = {f"item-{item.pk}": item for item in items if item.kind in (Kind.PUT_ON, Kind.STANDING)}
    page = {
        "meeting": meeting,
        "steps": steps,
        "step": step,
        "after": steps[index + 1] if index + 1 < len(steps) else None,
        "previous": steps[index - 1] if index else None,
        # Beside "who is here" and "last time" the middle shows suggestions.
        "middle": "suggestions" if step.slug in ("here", "last") else "item" if step.slug in others else step.slug,
        **here,
        **last_panel(items),
        "suggestions": with_decisions(items),
        "left": sum(not item.outcome for item in items if item.kind == Kind.SUGGESTION),
        # What this page shows; ``anything_written`` looks everywhere before it is put back.
        "untouched": not (
            here["came"] or meeting.notes.strip() or any(i.outcome or i.notes.strip() or i.hands for i in items)
        ),
        "usual_date": usual_date(meeting),
        **reasons(),
        **said_form(),
    }
    if step.slug in others:
        page["other"] = others[step.slug]
        page["other"].mark = mark_of(page["other"].notes)
    if step.slug == "else":
        page["mark"] = mark_of(meeting.notes)
        page["photos"] = photos_of(PaperOfMeeting(pk=meeting.pk))
    if step.slug == "finish":
        page["thin"] = what_is_thin(meeting, items, here["came"])
        page["undecided"] = [item for item in page["suggestions"] if not item.outcome]
        page["following"] = next_meeting_after(meeting)
        page["suggested"] = suggested_next(meeting)
    return page


def anything_written(meeting: Meeting) -> bool:
    """Whether anything was written down that somebody would miss: who came, notes, an answer, counted hands, a
    photo of the paper. What somebody said is a suggestion and stays anyway. Three queries at most."""
    items = AgendaItem.objects.filter(meeting=meeting)
    return bool(
        meeting.more_came
        or meeting.notes.strip()
        or items.filter(~Q(outcome="") | ~Q(notes="") | Q(hands__gt=0)).exists()
        or Attendance.objects.filter(meeting=meeting, came=True).exists()
        or every_photo_of(PaperOfMeeting(pk=meeting.pk)).exists()
    )


def undecided(meeting: Meeting) -> int:
    """How many suggestions still have no answer. One query."""
    return items_of(meeting).filter(kind=Kind.SUGGESTION, outcome="").count()
