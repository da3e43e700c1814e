"""What becomes of it: agreed work with its dates, what was done, let out to others, and whether it helped."""

import datetime as dt

from involvement.demo.pictures import picture
from involvement.models import Action, Person, Reach
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.operations import agreed_work
from involvement.operations.outbox import carrier_for
from meetings import rules
from meetings.demo.house import House
from meetings.demo.matter import Matter
from meetings.models import Comment, FixedAnswer, Status
from meetings.models.moves import STAFF
from meetings.operations.suggestions.answering import answer, release
from meetings.operations.suggestions.fixing import say_whether_fixed
from meetings.operations.suggestions.moving import move

NOTES = (
    "Rang them today. They will ring back on {day}.",
    "Two prices have come. We look at them together on {day}.",
    "It is ordered. It should be here in two weeks.",
    "Measured up this morning.",
    "Asked the manager for the money and got a yes.",
    "Waiting for a date from the contractor.",
    "Three of us met about it. It is going well.",
    "They sent the wrong one. It goes back tomorrow.",
)
DROPPED = (
    "The person who wanted to do it has moved on and nobody else could take it up.",
    "It turned out that this was planned for the whole building anyway.",
    "When we asked round, most people did not want it after all.",
    "The price came out at more than twice what we had.",
)
AGAIN = (
    "It worked for a week and then it was as before.",
    "It only helped on our floor.",
    "It is better, but it is not mended.",
    "Nobody has told the night staff, so nothing has changed in the evening.",
)
# Work of which there is a picture, by words of its title.
SCENES = {"raised beds": "beds", "bench with arms": "bench", "paint the lounge": "lounge", "bike store": "bikes"}
SHOWN = ("Here it is.", "All done. Come and have a look.", "Finished this morning. Thank you to all who helped.")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def agree_to(house: House, matter: Matter, staff: Person) -> None:
    """Staff agree to it outside a meeting, and somebody does it."""
    suggestion = house.now_as(matter)
    if matter.closed or suggestion.status != Status.READ:
        return
    action = agreed_work.agree_action(
        actor=staff,
        title=matter.action or suggestion.shown_title,
        due_on=house.world.day + dt.timedelta(days=house.chance.randint(10, 40)),
        service=suggestion.service,
        owners=[staff],
        reach=min(suggestion.reach, Reach.SERVICE),
        answers=[suggestion],
    )
    follow_work(house, matter, action)


def refuse(house: House, matter: Matter, staff: Person) -> None:
    """Staff say no, or not yet, and why."""
    suggestion = house.now_as(matter)
    if matter.closed or suggestion.status != Status.READ:
        return
    to_status = Status.NO if matter.saying.end == "no" else Status.NOT_YET
    move(actor=staff, suggestion=suggestion, to_status=to_status, by=STAFF, reason=matter.answer)
    decided_otherwise(house, matter)


def decided_otherwise(house: House, matter: Matter) -> None:
    """An honest no goes up on the wall, and some of them on the public page."""
    if house.happens(0.45):
        house.world.at(house.in_days(house.chance.uniform(2, 10), hour=15), let_out, house, matter)


# --- Work -------------------------------------------------------------------------------------------


def follow_work(house: House, matter: Matter, action: Action) -> None:
    """When it will be done: two in three in time, one in three late, a few never."""
    chance = house.chance
    ahead = (action.due_on - house.world.day).days
    dice = chance.random() + (0.25 if house.place.behind else 0)
    if dice < 0.62:
        days = chance.uniform(0.3, 1) * ahead
    elif dice < 0.84:
        days = ahead + chance.uniform(2, 21)
    else:
        days = ahead + chance.uniform(20, 75)
    if house.happens(0.55):
        house.world.at(
            house.in_days(days * chance.uniform(0.2, 0.7), hour=chance.randint(9, 17)), note, house, action.pk
        )
    if days > ahead and house.happens(0.4):
        house.world.at(house.in_days(ahead - 1, hour=12), put_off, house, action.pk, int(days) + 2 - ahead)
    if house.happens(0.04):
        house.world.at(house.in_days(days, hour=13), drop, house, matter, action.pk)
    else:
        house.world.at(house.in_days(days, hour=chance.randint(9, 18)), finish, house, matter, action.pk)


def _open(action_id: int) -> Action | None:
    return Action.objects.open().filter(pk=action_id).first()


def _owner(house: House, action: Action) -> Person:
    """One of those who do it and are still here, else somebody of the team."""
    owners = [one.person for one in action.ownerships.select_related("person").order_by("pk")]
    here = {one.person for one in (*house.place.tenants_on(house.world.day), *house.place.workers_on(house.world.day))}
    here.add(house.world.people["advisor"])
    return next((person for person in owners if person in here), None) or house.staff()


def note(house: House, action_id: int) -> None:
    if action := _open(action_id):
        words = house.chance.choice(NOTES).format(day=house.chance.choice(WEEKDAYS))
        agreed_work.add_note(actor=_owner(house, action), action=action, words=words)


def put_off(house: House, action_id: int, days: int) -> None:
    """Another date is agreed; the first one is kept."""
    if action := _open(action_id):
        day = action.due_on + dt.timedelta(days=max(days, 7))
        agreed_work.move_date(
            actor=_owner(house, action), action=action, due_on=day, reason="It takes longer than we thought."
        )


def drop(house: House, matter: Matter, action_id: int) -> None:
    if action := _open(action_id):
        agreed_work.drop(actor=house.staff(), action=action, reason=house.chance.choice(DROPPED))
        house.world.at(house.in_days(9, hour=11), decide_after_drop, house, matter)


def decide_after_drop(house: House, matter: Matter) -> None:
    """It is agreed and nobody is on it: staff say honestly that it will not be."""
    suggestion = house.now_as(matter)
    if suggestion.status == Status.AGREED and house.happens(0.9):
        dropped = suggestion.actions.order_by("-pk").first()
        move(actor=house.staff(), suggestion=suggestion, to_status=Status.NO, by=STAFF, reason=dropped.reason)


def finish(house: House, matter: Matter, action_id: int) -> None:
    action = _open(action_id)
    if action is None:
        return
    scene = next((name for words, name in SCENES.items() if words in action.title), "")
    if scene and house.world.show_once(scene, house.place.service.code):
        words = house.chance.choice(SHOWN)
        agreed_work.finish(actor=_owner(house, action), action=action, words=words, photo=picture(scene))
    else:
        agreed_work.finish(actor=_owner(house, action), action=action)
    came_true(house, matter)


def came_true(house: House, matter: Matter) -> None:
    """It is done. Staff write what was done for everybody, a third of it is let out, and people say whether it
    helped."""
    suggestion = house.now_as(matter)
    if suggestion.status != Status.DONE:
        return
    matter.closed = True
    house.world.at(house.in_days(house.chance.uniform(0.1, 3), hour=16), say_what_was_done, house, matter)
    if house.happens(0.42):
        house.world.at(house.in_days(house.chance.uniform(3, 14), hour=15), let_out, house, matter)
    people = [*matter.agreed_by, *([matter.author] if matter.author and matter.author.user_id else [])]
    for person in people:
        if house.happens(0.6 if person == matter.author else 0.25):
            house.world.at(house.in_days(house.chance.uniform(3, 25)), did_it_help, house, matter, person)


def bring_news(house: House) -> None:
    """Something is settled for somebody who wants to be told by a person, so that staff have whom to tell. Not for
    those as whom visitors sign in: what they do by hand is to stand out."""
    for matter in sorted(house.matters.values(), key=lambda each: each.title):
        if matter.closed or matter.author is None or matter.author in house.world.people.values():
            continue
        if carrier_for(matter.author) not in HUMAN_CARRIERS:
            continue
        suggestion = house.now_as(matter)
        action = suggestion.actions.open().first()
        if suggestion.status == Status.BEING_DONE and action is not None:
            finish(house, matter, action.pk)
            return
        if suggestion.status == Status.READ and matter.saying.end in ("no", "not_yet", "done"):
            settle = agree_to if matter.saying.end == "done" else refuse
            settle(house, matter, house.staff())
            return


def say_what_was_done(house: House, matter: Matter) -> None:
    suggestion = house.now_as(matter)
    words = matter.found_out or matter.answer
    if words and suggestion.status == Status.DONE and suggestion.reach > Reach.RESTRICTED:
        by_team = suggestion.reach == Reach.TEAM
        answer(actor=house.world.people["advisor"] if by_team else house.staff(), suggestion=suggestion, words=words)


def let_out(house: House, matter: Matter) -> None:
    """To everybody; from a private address, and sometimes else, to everyone signed in only."""
    suggestion = house.now_as(matter)
    settled = suggestion.status in (Status.DONE, Status.NO, Status.NOT_YET)
    if not settled or suggestion.reach != Reach.SERVICE or not suggestion.shown:
        return
    to_public = not suggestion.service.is_private and house.happens(0.8) and not rules.lacks_answer(suggestion)
    reach = Reach.PUBLIC if to_public else Reach.ORGANISATION
    comments = Comment.objects.filter(suggestion=suggestion, shown=True)
    release(actor=house.staff(), suggestion=suggestion, reach=reach, comments=comments)


def did_it_help(house: House, matter: Matter, person: Person) -> None:
    """One in seven says no. When it is the author who says so, it begins again."""
    suggestion = house.now_as(matter)
    answered = FixedAnswer.objects.filter(suggestion=suggestion, person=person, round=suggestion.round).exists()
    if suggestion.status != Status.DONE or answered:
        return
    fixed = matter.again or not house.happens(0.14)
    words = "" if fixed else house.chance.choice(AGAIN)
    say_whether_fixed(actor=person, suggestion=suggestion, fixed=fixed, words=words)
    if house.now_as(matter).status != Status.DONE:
        matter.again, matter.closed = True, False
        matter.action = f"Look again: {matter.title[0].lower()}{matter.title[1:]}"
