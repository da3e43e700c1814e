"""What the papers of a meeting say: plain data for the templates in ``meetings/paper/``. All of it is what
everybody at the service may read; nobody is named but who runs it and who does what."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement import pdf
from involvement.models import Action, Organisation, Service
from involvement.templatetags.portal import clock, day
from meetings.models import AgendaItem, Correction, Meeting, Status
from meetings.queries.agenda import next_meeting_after
from meetings.queries.meetings import agenda_for, owners_by_action
from meetings.queries.minutes import minutes_of
from meetings.queries.noticeboard import noticeboard_rows

Kind = AgendaItem.Kind

# How much of somebody's words stands on a paper (letters).
WORDS_AT_MOST = 400
TOPICS_AT_MOST = 5


def as_file(name: str) -> dict:
    """Headers with which a PDF opens in the browser under a name that tells nothing."""
    return {"Content-Disposition": f'inline; filename="{name}.pdf"'}


def title_of(meeting: Meeting, what: str) -> str:
    """What a reader's window calls the paper: "Minutes, House meeting, 3 December"."""
    return f"{what}, {_kind()}, {day(meeting.starts_at)}"


def _kind() -> str:
    return capfirst(Organisation.current().meeting_word)


def _weekday(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F")


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(WORDS_AT_MOST)


def _say_address(service: Service) -> dict:
    """Where somebody says something about this service: as they type it, and as a QR code."""
    url = settings.SITE_URL + service.poster_url()
    return {"address": url.split("://", 1)[1].rstrip("/"), "qr": pdf.qr(url)}


def _about(meeting: Meeting) -> dict:
    return {
        "organisation": Organisation.current().name,
        "kind": _kind(),
        "place_name": meeting.service.name,
        "date": _weekday(meeting.starts_at),
        "chair": meeting.chair.chosen_name if meeting.chair else "",
    }


def _where(meeting: Meeting) -> dict:
    return {
        "time": clock(meeting.starts_at),
        "where": meeting.place or (_("Online") if meeting.online_link else _("Ask staff where")),
    }


def pack(meeting: Meeting) -> dict:
    """All that is printed for a meeting: poster, agenda, blank cards, the sheet."""
    items = agenda_for(meeting)
    owners = owners_by_action([item.action_id for item in items if item.action_id])
    return {
        "poster": poster(meeting, items),
        "agenda": agenda(meeting, items),
        "blank_cards": blank_cards(meeting.service),
        "sheet": sheet(meeting, items, owners),
    }


def poster(meeting: Meeting, items: list[AgendaItem]) -> dict:
    suggestions = [item.suggestion.shown_title for item in items if item.kind == Kind.SUGGESTION]
    others = [item.title for item in items if item.kind == Kind.PUT_ON]
    return {
        **_about(meeting),
        **_where(meeting),
        **_say_address(meeting.service),
        "online": meeting.online_link,
        "food": meeting.food_notes,
        "access": meeting.access_notes,
        "topics": [*others[:2], *suggestions][:TOPICS_AT_MOST],
    }


def agenda(meeting: Meeting, items: list[AgendaItem]) -> dict:
    last = [_action_line(item.action) for item in items if item.kind == Kind.LAST_ACTION]
    lines = [{"title": _("Hello, and who is here")}]
    lines += [{"title": _("Since last time"), "points": last}] if last else []
    for item in items:
        if item.kind == Kind.SUGGESTION:
            said = item.suggestion
            words = _short(said.words_beyond_title)
            lines.append({"title": said.shown_title, "note": words, "agrees": said.agreements})
        elif item.kind != Kind.LAST_ACTION:
            lines.append({"title": item.title})
    lines.append({"title": _("Anything else")})
    return {**_about(meeting), **_where(meeting), "items": lines, "notes_lines": 4}


def _action_line(action: Action) -> str:
    if action.state == Action.State.DONE:
        return _("%(what)s: done") % {"what": action.title}
    return _("%(what)s: by %(date)s") % {"what": action.title, "date": day(action.due_on)}


def blank_cards(service: Service) -> dict:
    organisation = Organisation.current()
    return {
        "organisation": organisation.name,
        **_say_address(service),
        "ring": service.on_call_phone or organisation.on_call_phone or organisation.help_phone,
    }


def sheet(meeting: Meeting, items: list[AgendaItem], owners: dict) -> dict:
    following = next_meeting_after(meeting)
    about = _about(meeting)
    return {
        **about,
        "actions": [
            {
                "what": item.action.title,
                "who": _names(owners.get(item.action_id, [])),
                "by": day(item.action.due_on),
            }
            for item in items
            if item.kind == Kind.LAST_ACTION and item.action.state == Action.State.OPEN
        ],
        "suggestions": [
            {
                "title": item.suggestion.shown_title,
                "words": _short(item.suggestion.words_beyond_title),
                "agrees": item.suggestion.agreements,
            }
            for item in items
            if item.kind == Kind.SUGGESTION
        ],
        "next": f"{_weekday(following.starts_at)}, {clock(following.starts_at)}" if following else "",
    }


def _names(people) -> str:
    names = [person.chosen_name for person in people]
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def minutes(meeting: Meeting, *, large: bool = False) -> dict:
    """The minutes: no name of who came, not even their number by kind; one number for all."""
    found = minutes_of(meeting)
    came = ngettext("person", "people", found.came)
    data = {
        **_about(meeting),
        **_where(meeting),
        "came": [{"who": came, "count": found.came}] if found.came else [],
        "since": [_since(item) for item in found.last],
        "suggestions": [_decided(item) for item in found.suggestions],
        "notes": [{"title": item.title, "text": item.notes} for item in found.others],
        "large": large,
    }
    if meeting.done_instead:
        data["instead"] = meeting.done_instead
    if found.notes:
        data["notes"].append({"text": found.notes})
    if found.following:
        following = found.following
        data["next"] = {"date": _weekday(following.starts_at), "time": clock(following.starts_at)}
        data["next"]["where"] = following.place
    data["corrections"] = [{"head": corrected(one), "text": one.words} for one in found.corrections]
    if meeting.minutes_out_at:
        data["written"] = _("Written down by staff on %(date)s.") % {"date": day(meeting.minutes_out_at)}
    return data


def corrected(correction: Correction) -> str:
    """When minutes were corrected and by whom."""
    if correction.written_by is None:
        return _("Corrected on %(date)s") % {"date": day(correction.at)}
    by = {"date": day(correction.at), "name": correction.written_by.chosen_name}
    return _("Corrected on %(date)s by %(name)s (staff)") % by


def _since(item: AgendaItem) -> dict:
    """What the meeting noted, else what the action itself says."""
    states = {Action.State.DONE: Status.DONE, Action.State.DROPPED: Status.NO}
    outcome = item.outcome or states.get(item.action.state, "")
    words = {
        Status.DONE: _("Done"),
        Status.NO: _("Will not be done"),
        Status.BEING_DONE: _("Still doing it"),
    }
    note = item.reason or (item.action.reason if outcome == Status.NO else "")
    return {"what": item.action.title, "state": words.get(outcome, _("Nobody said how it is going")), "note": note}


def decision_words(item: AgendaItem) -> str:
    """What the meeting decided, in the words of its buttons."""
    if item.outcome == Status.FINDING_OUT and item.find_out_by:
        return _("We will find out, by %(date)s") % {"date": day(item.find_out_by)}
    words = {
        Status.AGREED: _("Agreed"),
        Status.FINDING_OUT: _("We will find out"),
        Status.NO: _("No, because"),
        Status.NOT_YET: _("Not yet, because"),
    }
    return words.get(item.outcome, _("Talked about"))


def _decided(item: AgendaItem) -> dict:
    said, action = item.suggestion, item.decided_action
    actions = [{"what": action.title, "who": _names(item.owners), "by": day(action.due_on)}] if action else []
    return {
        "title": said.shown_title,
        "words": _short(said.words_beyond_title),
        "agrees": said.agreements,
        "decision": decision_words(item),
        "reason": "\n\n".join(words for words in (item.reason, item.notes.strip()) if words),
        "actions": actions,
    }


def noticeboard(service: Service) -> dict:
    """You said, we did, we can't because: the last three months, for the wall of this service."""
    since = timezone.localdate() - dt.timedelta(days=92)
    rows = noticeboard_rows(service, since=since)
    return {
        "organisation": Organisation.current().name,
        "place_name": service.name,
        "period": _("%(first)s to %(last)s") % {"first": day(since), "last": day(timezone.localdate())},
        **{name: [{key: _short(words) for key, words in row.items()} for row in found] for name, found in rows.items()},
        **_say_address(service),
    }
