"""Meetings: planned, held, written down by whoever has ten minutes, and what they decide."""

import datetime as dt

from django.utils import timezone

from involvement.models import Action, Person
from involvement.rules.periods import Month
from meetings.demo.calendar import ACCESS, FOOD, HOURS, ROOMS
from meetings.demo.house import House
from meetings.demo.matter import Matter
from meetings.demo.outcomes import came_true, decided_otherwise, follow_work
from meetings.demo.words import (
    AGREED_NOTES,
    LAST_TIME,
    MEETING_NOTES,
    PUT_ON,
    REFUSED_NOTES,
    STANDING_NOTES,
    UNDECIDED_NOTES,
)
from meetings.models import AgendaItem, Meeting, Status
from meetings.operations.meetings.agenda import build_agenda, put_on
from meetings.operations.meetings.deciding import change_action, decide, note_last_time
from meetings.operations.meetings.finishing import finish_meeting
from meetings.operations.meetings.planning import cancel_meeting, change_meeting, plan_meeting, reply
from meetings.operations.meetings.writing import (
    count_hands,
    mark_of,
    save_notes,
    set_came,
    set_more_came,
    someone_said,
    start,
)
from meetings.operations.suggestions.answering import set_topic
from meetings.promises import WEEK_OF_GRACE

Kind = AgendaItem.Kind
# What staff did at a place where people do not live under one roof, when nobody came.
KNOCKED = (
    "We rang everybody on the list the next morning and asked what they would have said. Eleven talked with us. What "
    "they want stands under Suggestions."
)
# What has no answer yet. What went another way since stands on the agenda still.
TO_DECIDE = (Status.SENT, Status.READ, Status.TALKED_ABOUT, Status.FINDING_OUT)


def plan_sessions(house: House) -> None:
    """Each meeting is planned some days after the one before it. One house skipped the last month that is over, some
    cancelled; to one meeting nobody came."""
    hour, minute = house.chance.choice(HOURS[house.place.service.kind])
    room = house.chance.choice(ROOMS[house.place.service.kind])
    access = house.chance.choice(ACCESS)
    over = Month.of(house.world.today - dt.timedelta(days=WEEK_OF_GRACE)).on(-1)
    if house.place.behind and len(house.days) > 5:
        house.days = [day for day in house.days if day not in over]
    if house.place.quiet:
        house.deserted = next((day for day in house.days if day in over.on(-1)), None)
    before = house.world.starts
    for day in house.days:
        starts_at = house.world.moment(day, hour, minute)
        planned = before + dt.timedelta(days=house.chance.randint(1, max(1, min(6, (day - before).days - 1))))
        when = house.world.moment(planned, house.chance.randint(9, 16), house.chance.randrange(60))
        house.world.at(max(when, house.world.now), plan, house, starts_at, room, access)
        before = day


def plan(house: House, starts_at: dt.datetime, room: str, access: str) -> None:
    kind, chance = house.place.service.kind, house.chance
    staff = house.staff()
    voices = sorted(house.place.tenants_on(house.world.day), key=lambda tenant: -tenant.voice)[:3]
    chair = chance.choice(voices).person if voices and house.happens(0.45) else staff
    meeting = plan_meeting(
        actor=staff,
        service=house.place.service,
        starts_at=starts_at,
        place=room,
        chair=chair,
        access_notes=access,
        food_notes=chance.choice(FOOD[kind]),
        online_link=f"https://meet.example.org/{house.place.service.code}" if kind == "floating" else "",
    )
    house.meetings[starts_at.date()] = meeting
    house.world.at(starts_at - dt.timedelta(days=2, hours=1), say_who_comes, house, meeting)
    if starts_at > house.world.ends:
        house.world.at(house.world.ends - dt.timedelta(hours=6), freshen, house, meeting)
    dice = chance.random()
    if dice < 0.02:
        house.world.at(starts_at - dt.timedelta(days=1), cancel, house, meeting)
        return
    if dice < 0.05:
        house.world.at(starts_at - dt.timedelta(days=5), move_an_hour, house, meeting)
    live = house.happens(0.7)
    later = chance.uniform(0.1, 0.3) if live else chance.uniform(20, 60)
    if house.place.behind and not live:
        later *= 5
    house.world.at(starts_at + dt.timedelta(hours=later), write_down, house, meeting, live)


def say_who_comes(house: House, meeting: Meeting) -> None:
    """Some say that they come, a few that they cannot; some put something on."""
    meeting.refresh_from_db()
    if meeting.state != Meeting.State.PLANNED:
        return
    for person in house.neighbours():
        dice = house.chance.random()
        if dice < 0.32:
            house.pass_minutes(1, 4)
            reply(actor=person, meeting=meeting, answer="coming" if dice < 0.26 else "cannot")
    people = house.neighbours()
    if people and house.happens(0.4):
        put_on(actor=house.chance.choice(people), meeting=meeting, title=house.chance.choice(list(PUT_ON)))


def freshen(house: House, meeting: Meeting) -> None:
    """The agenda takes up what came since."""
    meeting.refresh_from_db()
    if meeting.is_open:
        build_agenda(actor=house.staff(), meeting=meeting)


def cancel(house: House, meeting: Meeting) -> None:
    meeting.refresh_from_db()
    reason = house.chance.choice(
        (
            "Two of the team are off sick. We meet again next month.",
            "The heating in the lounge is off and it is too cold to sit. We meet again next month.",
        )
    )
    cancel_meeting(actor=house.staff(), meeting=meeting, reason=reason)


def move_an_hour(house: House, meeting: Meeting) -> None:
    meeting.refresh_from_db()
    change_meeting(actor=house.staff(), meeting=meeting, starts_at=meeting.starts_at + dt.timedelta(minutes=30))


# --- Writing it down --------------------------------------------------------------------------------


def write_down(house: House, meeting: Meeting, live: bool) -> None:
    meeting.refresh_from_db()
    if not meeting.is_open:
        return
    staff = house.staff()
    start(actor=staff, meeting=meeting)
    if timezone.localdate(meeting.starts_at) == house.deserted:
        finish_meeting(actor=staff, meeting=meeting, done_instead=KNOCKED)
        return
    _count_who_came(house, meeting, staff)
    items = list(
        AgendaItem.objects.filter(meeting=meeting, off=False)
        .select_related("suggestion", "action")
        .order_by("position", "pk")
    )
    for item in items:
        house.pass_minutes(1, 6) if live else house.pass_minutes(0, 1)
        if item.kind == Kind.LAST_ACTION:
            _ask_about_work(house, meeting, item, staff)
        elif item.kind == Kind.SUGGESTION:
            _talk_about(house, meeting, item, staff)
        elif item.kind == Kind.PUT_ON:
            _write(house, meeting, item, staff, PUT_ON.get(item.title, ""))
    _write_standing(house, meeting, staff, [item for item in items if item.kind == Kind.STANDING])
    if house.happens(0.4):
        _just_said(house, meeting, staff)
    if house.happens(0.75):
        _write(house, meeting, None, staff, house.chance.choice(MEETING_NOTES))
    soon = house.chance.uniform(0.3, 2) if live and house.happens(0.6) else house.chance.uniform(12, 80)
    if house.place.behind:
        soon += house.chance.uniform(24, 160)
    house.world.at(house.world.now + dt.timedelta(hours=soon), send_minutes, house, meeting, staff)


def _count_who_came(house: House, meeting: Meeting, staff: Person) -> None:
    """Some by name, and how many more."""
    tenants = house.place.tenants_on(house.world.day)
    came = max(3, round(len(tenants) * house.chance.betavariate(4, 8)))
    named = house.chance.sample(tenants, min(len(tenants), house.chance.randint(0, 3)))
    for tenant in named:
        set_came(actor=staff, meeting=meeting, person_id=tenant.person.pk, came=True)
    set_more_came(actor=staff, meeting=meeting, more=max(0, came - len(named)))


def _write_standing(house: House, meeting: Meeting, staff: Person, items: list[AgendaItem]) -> None:
    for item, notes in zip(items, STANDING_NOTES, strict=False):
        if house.happens(0.4):
            _write(house, meeting, item, staff, house.chance.choice(notes))


def _write(house: House, meeting: Meeting, item: AgendaItem | None, staff: Person, words: str) -> None:
    base = mark_of(item.notes if item else meeting.notes)
    save_notes(actor=staff, meeting=meeting, item=item, text=words, base=base)


def _ask_about_work(house: House, meeting: Meeting, item: AgendaItem, staff: Person) -> None:
    if item.action.state != Action.State.OPEN:
        if house.happens(0.25):
            note_last_time(actor=staff, meeting=meeting, item=item, outcome=Status.DONE)
    elif house.happens(0.5):
        note_last_time(actor=staff, meeting=meeting, item=item, outcome=Status.BEING_DONE)
        if house.happens(0.4):
            _write(house, meeting, item, staff, house.chance.choice(LAST_TIME))


def _talk_about(house: House, meeting: Meeting, item: AgendaItem, staff: Person) -> None:
    """Hands go up, and the meeting decides, or only talks about it the first time."""
    matter = house.matters.get(item.suggestion_id)
    if matter is None or matter.closed or item.suggestion.status not in TO_DECIDE:
        return
    if house.happens(0.3):
        most = max(3, len(house.place.tenants_on(house.world.day)) // 3)
        count_hands(actor=staff, meeting=meeting, item=item, hands=house.chance.randint(2, most))
    if matter.talk_first and item.suggestion.status in (Status.SENT, Status.READ):
        _write(house, meeting, item, staff, house.chance.choice(UNDECIDED_NOTES))
        return
    notes: tuple[str, ...] = ()
    finding_out = matter.saying.end.startswith("find_out") and item.suggestion.status != Status.FINDING_OUT
    if finding_out and not matter.again:
        by = house.meeting_after(house.world.day) or house.world.day + dt.timedelta(days=28)
        decide(actor=staff, meeting=meeting, item=item, outcome=Status.FINDING_OUT, reason=matter.answer, by=by)
    elif matter.again or matter.saying.end in ("done", "find_out_done", "repair", "complaint"):
        _agree(house, meeting, item, staff, matter)
        notes = AGREED_NOTES
    else:
        not_yet = matter.saying.end == "not_yet"
        outcome = Status.NOT_YET if not_yet else Status.NO
        decide(actor=staff, meeting=meeting, item=item, outcome=outcome, reason=matter.found_out or matter.answer)
        decided_otherwise(house, matter)
        notes = REFUSED_NOTES
    if notes and house.happens(0.35):
        item.refresh_from_db()
        _write(house, meeting, item, staff, house.chance.choice(notes))


def _agree(house: House, meeting: Meeting, item: AgendaItem, staff: Person, matter: Matter) -> None:
    """One tap; then what is to be done, by whom and until when. Two in five are done with a customer."""
    by = house.world.day + dt.timedelta(days=7 * house.chance.randint(2, 10))
    decide(actor=staff, meeting=meeting, item=item, outcome=Status.AGREED, by=by)
    item = AgendaItem.objects.select_related("decided_action").get(pk=item.pk)
    owners = [house.staff()]
    helpers = [person for person in (*matter.agreed_by, matter.author) if person in house.neighbours()]
    if helpers and house.happens(0.45):
        owners.append(house.chance.choice(helpers))
    title = matter.action or None
    if title or owners != [staff]:
        change_action(actor=staff, meeting=meeting, item=item, title=title, owners=owners)
    item.decided_action.refresh_from_db()
    follow_work(house, matter, item.decided_action)


def _just_said(house: House, meeting: Meeting, staff: Person) -> None:
    """ "Someone just said…", in one line; it is read at once and waits for the next meeting."""
    matter = house.talk.next(house.chance)
    if matter is None or matter.saying.end in ("repair", "complaint"):
        return
    tenants = house.place.tenants_on(house.world.day)
    author = house.chance.choice(tenants).person if tenants and house.happens(0.8) else None
    suggestion = someone_said(
        actor=staff, meeting=meeting, words=matter.said_at_once, author=author, named=house.happens(0.75)
    )
    set_topic(actor=staff, suggestion=suggestion, topic=matter.saying.topic)
    matter.suggestion_id, matter.author = suggestion.pk, suggestion.author
    house.matters[suggestion.pk] = matter


def send_minutes(house: House, meeting: Meeting, staff: Person) -> None:
    """The minutes go out, and people are told."""
    meeting.refresh_from_db()
    if meeting.state != Meeting.State.BEING_WRITTEN:
        return
    writer = staff if staff in [one.person for one in house.place.workers_on(house.world.day)] else house.staff()
    finish_meeting(actor=writer, meeting=meeting)
    done = AgendaItem.objects.filter(meeting=meeting, outcome=Status.DONE, kind=Kind.LAST_ACTION)
    for key in done.values_list("action__suggestions", flat=True).order_by("position", "pk"):
        matter = house.matters.get(key)
        if matter is not None and not matter.closed:
            came_true(house, matter)
