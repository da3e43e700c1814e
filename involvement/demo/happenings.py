"""What happens once or twice in two years: somebody asks to join, a record was made twice, a worry about safety."""

import datetime as dt

from involvement.demo.world import Place, World
from involvement.models import Concern, Forgetting, JoinRequest, Person, ReturnedMail
from involvement.operations import erasing, people, returned_mail, safeguarding
from involvement.operations.joining import ask_to_join, decline_join

# (days before today, place, words, decision); the newest is being read.
CONCERNS = (
    (
        511,
        "quayside",
        "He says he will wait for me outside. I do not dare to go to the shop.",
        "Spoke with her the same evening. The police know. She goes with somebody for now, and the door code is new.",
    ),
    (
        334,
        "wherry",
        "My neighbour has not opened her door since Saturday and she never misses breakfast.",
        "Went in with the spare key within the hour. She had fallen. Ambulance called; she is back home.",
    ),
    (
        148,
        "foundry",
        "I keep thinking that it would be easier if I was not here.",
        "Sat with him until the crisis team came. He agreed to that. A plan for the nights was written with him.",
    ),
    (
        3,
        "bellfield",
        "Somebody on our floor takes other people's money on Thursdays and they are scared to say it.",
        "",
    ),
)


def plan_happenings(world: World) -> None:
    places = {place.service.code: place for place in world.places}
    for back, code, words, decision in CONCERNS:
        if code in places and world.today - dt.timedelta(days=back) > world.starts:
            moment = world.moment(world.today - dt.timedelta(days=back), 18 + back % 5, back % 60)
            world.at(moment, worry, world, places[code], words, decision)
    first = world.places[0]
    yesterday = world.moment(world.today - dt.timedelta(days=1), 18, 47)
    world.at(yesterday, ask, first.service.code, "Ash", "Room 108, since Friday. Or 07700 900417")
    for place in world.places[1:5:2]:
        moment = world.moment(world.today - dt.timedelta(days=place.chance.randrange(30, 60)), 13, 5)
        world.at(moment, ask, place.service.code, "Frankie", "frankie@example.org")
        world.at(moment + dt.timedelta(days=2), decline, world, place)
    world.at(world.moment(world.today - dt.timedelta(days=2), 10, 12), mail_comes_back, world, first)
    for place in world.places[4:5]:
        world.at(world.moment(world.today - dt.timedelta(days=75), 10, 20), made_twice, world, place)
    for place, back, say_yes in zip(world.places[1:3], (6, 17), (False, True), strict=False):
        asked_on = world.moment(world.today - dt.timedelta(days=back), 14, 30)
        world.at(asked_on, asks_to_be_forgotten, world, place, say_yes)


def mail_comes_back(world: World, place: Place) -> None:
    """Somebody of the house changed their mailbox and told nobody: the first who is told by e-mail, but nobody as whom
    visitors sign in."""
    known = {person.pk for person in world.people.values()}
    people = [tenant.person for tenant in place.tenants_on(world.day) if tenant.person.pk not in known]
    chosen = next((one for one in people if one.email and one.told_by == Person.ToldBy.EMAIL), None)
    if chosen is not None:
        returned_mail.mail_came_back(
            address=chosen.email,
            reason=ReturnedMail.Reason.BOUNCED,
            at=world.now,
            words="550 5.1.1 The email account that you tried to reach does not exist.",
        )


def ask(code: str, name: str, reach_me: str) -> None:
    ask_to_join(code=code, name=name, reach_me=reach_me)


def decline(world: World, place: Place) -> None:
    """Nobody of that name lives there."""
    request = JoinRequest.objects.filter(service=place.service, state=JoinRequest.State.ASKED).first()
    if request is not None:
        decline_join(actor=place.some_staff(world.day), request=request)


def asks_to_be_forgotten(world: World, place: Place, say_yes: bool) -> None:
    """Somebody who moved out lately says it to staff of the home that they left. Of two, one has an answer."""
    gone = [tenant for tenant in place.tenants if tenant.until and tenant.until <= world.day]
    gone = [tenant.person for tenant in sorted(gone, key=lambda tenant: tenant.until, reverse=True)]
    living = Person.objects.living().in_bulk([person.pk for person in gone])
    person = next((living[one.pk] for one in gone if one.pk in living), None)
    if person is None:
        return
    asked = erasing.ask(actor=place.some_staff(world.day), person=person)
    if say_yes:
        world.at(world.now + dt.timedelta(days=5), answer, world.people["advisor"], asked)


def answer(advisor: Person, asked: Forgetting) -> None:
    erasing.confirm(actor=advisor, asked=Forgetting.objects.select_related("person__user").get(pk=asked.pk))


def made_twice(world: World, place: Place) -> None:
    """Two colleagues wrote the same person down; one of them notices."""
    tenant = place.chance.choice(place.tenants_on(world.day))
    staff = place.some_staff(world.day)
    other = Person.objects.create(chosen_name=tenant.person.chosen_name, full_name=tenant.person.full_name)
    people.put_together(actor=staff, kept=tenant.person, other=other)


def worry(world: World, place: Place, words: str, decision: str) -> None:
    """Raised by somebody who lives there, read within the hour by a lead, and dealt with."""
    tenants = [tenant.person for tenant in place.tenants_on(world.day)]
    concern = safeguarding.raise_concern(
        actor=place.chance.choice(tenants), words=words, service=place.service, by_the_writer=True
    )
    world.at(world.now + dt.timedelta(minutes=35), read, world, concern, decision)


def read(world: World, concern: Concern, decision: str) -> None:
    lead = world.people["lead"]
    safeguarding.read_concern(actor=lead, concern=concern)
    if decision:
        world.at(world.now + dt.timedelta(days=2), close, lead, concern, decision)


def close(lead: Person, concern: Concern, decision: str) -> None:
    safeguarding.close_concern(actor=lead, concern=concern, decision=decision)
