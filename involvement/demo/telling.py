"""Telling people, day by day: the worker's mail of the past counts as sent, and staff go through the list of whom
to tell."""

import datetime as dt
from collections import Counter

from django.db.models import F

from involvement.demo.world import Place, World
from involvement.models import Carrier, OutboxRow, Person, Story
from involvement.models.outbox import MACHINE_CARRIERS
from involvement.operations import bundles, digests, reminders, telling

State = OutboxRow.State

# Since how many days before today each telling is lived through its own operation; before that a day's are
# written together.
ONE_BY_ONE = 60
# For how many days the main house has told nobody, so that a visitor finds its list as it is after a busy week.
LEFT_FOR_VISITORS = 12
# For how many days before today the news were put together once a week: of longer ago nobody looks at them.
NEWS_FOR = 20
# To which part of its people the team gets on a day.
TEAM_TELLS = 0.2
# The newest mails and texts of each kind wait for the worker, so that there is something to read at /demo/mail/.
WAITING_MAILS = 4


def plan_telling(world: World) -> None:
    """Three days a week somebody goes through the list; on Mondays people are reminded."""
    # This week's news are put together this morning, so that there are some to be read at /demo/mail/.
    day, this_monday = world.starts, world.today - dt.timedelta(days=world.today.weekday())
    while day <= world.today:
        if day.weekday() in (0, 2, 4):
            world.at(world.moment(day, 16, 40), tell_people, world)
        if day.weekday() == 0 and day != world.today:
            world.at(world.moment(day, 8, 30), remind)
            if (world.today - day).days <= NEWS_FOR and day < this_monday:
                world.at(world.moment(day, 8, 31), digests.put_together)
        if day.day == 1:
            world.at(world.moment(day, 0, 30), send_mail, world, dt.timedelta(0))
        day += dt.timedelta(days=1)
    world.at(world.ends, this_morning, world)
    world.at(world.ends, send_mail, world, dt.timedelta(days=1))


def remind(now: dt.datetime | None = None) -> None:
    """What the worker does every morning, as often as the days before need it."""
    reminders.remind()
    bundles.drop_untrue()
    bundles.bundle(now=now)


def this_morning(world: World) -> None:
    """The reminders and the news of today's morning stand there already, however early a visitor comes."""
    morning = world.moment(world.today, 8, 30)
    remind(morning)
    digests.put_together(now=morning)


# --- Machines -----------------------------------------------------------------------------------------


def send_mail(world: World, waits: dt.timedelta) -> None:
    """What the worker would have sent by now; what is newer than ``waits`` it still has to send."""
    waiting = OutboxRow.objects.filter(state=State.WAITING, carrier__in=MACHINE_CARRIERS)
    kept = []
    if waits:
        by_wire = (Carrier.EMAIL, Carrier.SMS)
        newest = waiting.filter(due_at__gt=world.now - waits, carrier__in=by_wire).order_by("-due_at", "pk")
        of_a_kind: Counter = Counter()
        for key, *kind in newest.values_list("pk", "kind", "carrier"):
            of_a_kind[*kind] += 1
            kept += [key] if of_a_kind[*kind] <= WAITING_MAILS else []
    sent = {"state": State.SENT, "sent_at": F("due_at"), "ended_at": F("due_at"), "secret": ""}
    seen = waiting.filter(carrier=Carrier.PORTAL, due_at__lt=world.now - dt.timedelta(days=20))
    seen.update(**sent, seen_at=F("due_at") + dt.timedelta(hours=30))
    waiting.exclude(pk__in=kept).update(**sent)
    bundles.settle()


# --- People -------------------------------------------------------------------------------------------


def tell_people(world: World) -> None:
    """Go through the list of every house, after the worker took off it what is no longer true. A notice is put
    up, a person is told, or was not in."""
    telling.tidy()
    places = {place.service.pk: place for place in world.places}
    rows = OutboxRow.objects.to_tell().select_related("person").order_by("due_at", "pk")
    ended: list[tuple[OutboxRow, Person]] = []
    one_by_one = (world.today - world.day).days <= ONE_BY_ONE
    for row in rows:
        place = places.get(row.service_id)
        if place is None or not _looks_today(world, place, row):
            continue
        staff = row.taken_by if row.taken_by_id else place.some_staff(world.day)
        ending = _ending(place, row, place.chance.random())
        if ending == State.WAITING:
            telling.tried(actor=staff, row=row)
        elif one_by_one and ending == State.TAKEN:
            telling.take(actor=staff, row=row)
        elif one_by_one:
            telling.end(actor=staff, row=row, ending=ending)
        elif ending in telling.ENDINGS:
            row.state = ending
            ended.append((row, staff))
    _end_together(world, ended)
    tell_for_team(world)


def tell_for_team(world: World) -> None:
    """The advisor tells what was said to the involvement team only, within some weeks."""
    chance = world.chance_of(f"what the team tells on {world.day}")
    rows = OutboxRow.objects.to_tell().filter(service=None).select_related("person").order_by("due_at", "pk")
    for row in rows:
        if chance.random() < TEAM_TELLS:
            telling.end(actor=world.people["advisor"], row=row, ending=State.TOLD)


def _looks_today(world: World, place: Place, row: OutboxRow) -> bool:
    """Whether somebody gets to this row today."""
    if place.main and row.person_id and (world.today - world.day).days <= LEFT_FOR_VISITORS:
        return False
    share = 0.9 if row.carrier == Carrier.NOTICEBOARD else 0.65
    return place.chance.random() < (share / 5 if place.behind else share)


def _ending(place: Place, row: OutboxRow, dice: float) -> str:
    if row.carrier == Carrier.NOTICEBOARD or row.state == State.TAKEN:
        return State.TOLD
    if row.carrier in (Carrier.IN_PERSON, Carrier.KEY_WORKER, Carrier.PHONE) and dice < 0.10:
        return State.WAITING
    if dice < 0.16:
        return State.LEFT_NOTE
    if dice < 0.18:
        return State.NOT_WANTED
    return State.TAKEN if dice < 0.24 else State.TOLD


def _end_together(world: World, ended: list[tuple[OutboxRow, Person]]) -> None:
    """What ``telling.end`` writes, for a day's rows at once."""
    for row, staff in ended:
        OutboxRow.objects.filter(pk=row.pk).update(
            state=row.state, taken_by=staff, taken_at=row.taken_at or world.now, ended_at=world.now
        )
    Story.objects.bulk_create(
        Story(
            verb=telling.ENDINGS[row.state],
            about_label=row._meta.label_lower,
            about_id=row.pk,
            actor=staff,
            actor_role="staff",
            service_id=row.service_id,
        )
        for row, staff in ended
    )
