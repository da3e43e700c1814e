"""What people say: suggestions and how they come, what neighbours add, and who reads it when."""

import datetime as dt

from django.db.models import F

from involvement.demo.pictures import picture
from involvement.demo.world import working_day
from involvement.models import Person
from meetings.demo.house import House
from meetings.demo.matter import BY_SIGNING_IN, SOURCES, WHO_SEES, Matter, one_of
from meetings.demo.outcomes import agree_to, refuse
from meetings.models import Agreement, Comment, CountedAgreement, Status, Suggestion
from meetings.models.moves import STAFF
from meetings.operations.suggestions.agreeing import count_agreements, follow
from meetings.operations.suggestions.answering import read
from meetings.operations.suggestions.changing import take_back
from meetings.operations.suggestions.covering import cover
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.putting_together import put_together
from meetings.operations.suggestions.sending import send_suggestion
from meetings.operations.suggestions.talking import add_comment, report, settle_report

Source = Suggestion.Source
WhoSees = Suggestion.WhoSees
# When people write: mostly in the evening, some at night.
HOURS = (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 19, 19, 20, 20, 20, 21, 21, 22, 23)
SHOWN_AS = {Comment.ShownAs.NAMED: 72, Comment.ShownAs.STAFF_ONLY: 16, Comment.ShownAs.ANONYMOUS: 12}
AS_COMPLAINT = {"status": Status.COMPLAINT, "complaint_choice": Suggestion.ComplaintChoice.COMPLAINT}
STAFF_COMMENTS = (
    "Thank you for saying this. It is on the list for the next meeting.",
    "I have asked about this and will bring what I hear to the meeting.",
    "Come and see me if you want to help with it.",
    "We talked about this in the team today. You are not the only one.",
)
REPORT_WORDS = ("There is a name in this.", "This is not kind.", "That is about me, I think.")


def plan_voices(house: House) -> None:
    """Let people speak up between each two meetings, as often as a house of this size does. Before the next
    meeting and the one before it there is more, so that agendas and lists are those of a good month."""
    previous = house.world.starts
    busy = house.days[-2:]
    for day in house.days:
        last = day > house.world.today
        days = max(1, ((house.world.today if last else day) - previous).days)
        for _one in range(_how_many(house, day in busy)):
            when = previous + dt.timedelta(days=house.chance.randrange(days))
            if last and when > house.world.today - dt.timedelta(days=4):
                when = house.world.today - dt.timedelta(days=house.chance.randint(4, 20))
            house.world.at(_moment(house, when), speak_up, house)
        previous = day
    for _one in range(house.chance.randint(2, 4) if house.place.main else house.chance.randint(0, 2)):
        when = house.world.today - dt.timedelta(days=house.chance.randint(1, 2))
        house.world.at(_moment(house, when), speak_up, house, True)
    for _one in range(house.chance.choice((0, 1, 1, 2)) if house.world.months > 6 else 0):
        when = house.world.today - dt.timedelta(days=house.chance.randint(10, 30 * house.world.months))
        house.world.at(_moment(house, when), tell_the_team, house)


def _how_many(house: House, busy: bool) -> int:
    if busy:
        return house.chance.randint(5, 7) if house.place.main else house.chance.randint(3, 6)
    often = 0.6 + house.place.beds / 34
    return max(0, round(house.chance.gauss(often, 0.8)))


def _moment(house: House, day: dt.date) -> dt.datetime:
    return house.world.moment(day, house.chance.choice(HOURS), house.chance.randrange(60))


# --- Speaking up ------------------------------------------------------------------------------------


def speak_up(house: House, unread: bool = False) -> None:
    """Somebody who lives here says something; most of it is read within some days."""
    matter = house.talk.next(house.chance)
    if matter is not None:
        say(house, matter, unread=unread)


def say(house: House, matter: Matter, *, unread: bool = False, but: Person | None = None) -> None:
    day = house.world.day
    tenants = [tenant for tenant in house.place.tenants_on(day) if tenant.voice and tenant.person != but]
    if not tenants:
        return
    author = house.chance.choices(tenants, weights=[tenant.voice for tenant in tenants])[0].person
    source = one_of(SOURCES, house.chance)
    if source in BY_SIGNING_IN and author.user_id is None:
        source = Source.PAPER
    if source == Source.MEETING:
        source = Source.PORTAL if author.user_id else Source.PAPER
    who_sees = one_of(WHO_SEES, house.chance)
    if source == Source.POSTER:
        who_sees = WhoSees.HERE_ANONYMOUS
    send(house, matter, author=author, source=source, who_sees=who_sees)
    if matter.saying.end == "complaint" and who_sees != WhoSees.HERE_ANONYMOUS:
        matter.closed = True
    if not unread:
        house.world.at(_read_at(house), read_it, house, matter)
    if house.happens(0.05) and (other := house.talk.otherwise(matter, house.chance)):
        house.world.at(house.in_days(house.chance.uniform(2, 12)), say_again, house, matter, other)
    if house.happens(0.025) and who_sees != WhoSees.HERE_ANONYMOUS:
        house.world.at(house.in_days(house.chance.uniform(0.1, 6)), think_again, house, matter)


def send(house: House, matter: Matter, *, author: Person, source: str, who_sees: str) -> Suggestion:
    """Keep it as it was said. A name in it is what staff cover when they read it."""
    by_staff = source in (Source.PAPER, Source.PHONE)
    anonymous = who_sees == WhoSees.HERE_ANONYMOUS
    names_somebody = not anonymous and house.happens(0.02)
    named = house.staff().chosen_name
    suggestion, _code = send_suggestion(
        actor=house.staff() if by_staff else None if source == Source.POSTER else author,
        service=house.place.service,
        words=f"{matter.words} {named} knows about it." if names_somebody else matter.words,
        title=matter.title,
        topic=matter.saying.topic,
        author=None if anonymous else author,
        who_sees=who_sees,
        source=source,
        shown=source != Source.POSTER,
        **_photo_of(house, matter),
        **(AS_COMPLAINT if matter.saying.end == "complaint" and not anonymous else {}),
    )
    matter.suggestion_id = suggestion.pk
    matter.author = suggestion.author
    house.matters[suggestion.pk] = matter
    if names_somebody:
        house.world.at(house.in_days(1, hour=15), cover_name, house, matter, named)
    return suggestion


def _photo_of(house: House, matter: Matter) -> dict:
    """A picture of the damp wall, the first time that somebody speaks of one."""
    if "lounge wall" not in matter.title.lower() or not house.world.show_once("damp", ""):
        return {}
    return {"photo": picture("damp"), "photo_shows": "Dark spots on the wall beside the radiator"}


def _read_at(house: House) -> dt.datetime:
    """Within two working days mostly; one in ten waits longer, and in one house half of them do."""
    late = house.happens(0.5 if house.place.behind else 0.08)
    days = house.chance.uniform(5, 13) if late else house.chance.choice((0, 0, 1, 1, 1, 2))
    moment = house.in_days(days)
    day = working_day(house.world.day + dt.timedelta(days=int(days)))
    return max(house.world.moment(day, house.chance.randint(9, 17), house.chance.randrange(60)), moment)


def read_it(house: House, matter: Matter) -> None:
    """Staff read it, and pass on what is a repair or a complaint; then neighbours see it and join in."""
    suggestion = house.now_as(matter)
    if suggestion.status not in (Status.SENT, Status.COMPLAINT):
        return
    staff = house.staff()
    read(actor=staff, suggestion=suggestion, show=True)
    if suggestion.status == Status.COMPLAINT:
        return
    house.pass_minutes(2, 9)
    if matter.saying.end in ("repair", "complaint"):
        pass_on(house, matter, staff)
        return
    join_in(house, matter)
    if house.happens(0.07):
        house.world.at(house.in_days(house.chance.uniform(1, 4), hour=11), answer_at_once, house, matter)


def pass_on(house: House, matter: Matter, staff: Person) -> None:
    suggestion = house.now_as(matter)
    if matter.saying.end == "repair":
        number = house.chance.randint(20417, 68211)
        move(
            actor=staff,
            suggestion=suggestion,
            to_status=Status.REPAIR,
            by=STAFF,
            reason=f"This is a repair. It is reported, and the number of the job is {number}.",
        )
    else:
        move(
            actor=staff,
            suggestion=suggestion,
            to_status=Status.COMPLAINT,
            by=STAFF,
            reason="You chose to make this a complaint. You get an answer in writing.",
        )
    matter.closed = True


def answer_at_once(house: House, matter: Matter) -> None:
    """Some things need no meeting."""
    suggestion = house.now_as(matter)
    if matter.closed or suggestion.status != Status.READ:
        return
    if matter.saying.end == "no":
        refuse(house, matter, house.staff())
    elif matter.saying.end == "done" and matter.action:
        agree_to(house, matter, house.staff())


def cover_name(house: House, matter: Matter, name: str) -> None:
    suggestion = house.now_as(matter)
    if suggestion.status == Status.TAKEN_BACK:
        return
    words = suggestion.words.replace(f"{name} knows", "(A name) knows")
    cover(actor=house.staff(), suggestion=suggestion, title="", words=words, reason="A name was covered.")


def think_again(house: House, matter: Matter) -> None:
    """The author takes it back, while nothing was decided."""
    suggestion = house.now_as(matter)
    if suggestion.status in (Status.SENT, Status.READ) and suggestion.author:
        take_back(actor=suggestion.author, suggestion=suggestion)
        matter.closed = True


def say_again(house: House, matter: Matter, other: Matter) -> None:
    """Somebody else says the same in other words, and staff put both together."""
    open_still = (Status.READ, Status.TALKED_ABOUT, Status.FINDING_OUT)
    if matter.closed or house.now_as(matter).status not in open_still:
        return
    say(house, other, unread=True, but=matter.author)
    if other.suggestion_id:
        other.closed = True
        house.world.at(house.in_days(house.chance.uniform(0.5, 2), hour=16), put_both_together, house, matter, other)


def put_both_together(house: House, matter: Matter, other: Matter) -> None:
    staff = house.staff()
    second = house.now_as(other)
    if second.status != Status.SENT or house.now_as(matter).status == Status.TAKEN_BACK:
        return
    read(actor=staff, suggestion=second, show=True)
    house.pass_minutes(2, 5)
    put_together(actor=staff, suggestion=house.now_as(other), other=house.now_as(matter))


# --- Joining in -------------------------------------------------------------------------------------


def join_in(house: House, matter: Matter) -> None:
    """Neighbours agree over the next weeks, and some of them write."""
    people = house.neighbours(but=matter.author)
    share = house.chance.betavariate(1.1, 1.9)
    willing = house.chance.sample(people, round(share * len(people)))
    for first, last, days in ((0, 0.5, 2), (0.5, 0.8, 6), (0.8, 1, 15)):
        some = willing[round(first * len(willing)) : round(last * len(willing))]
        if some:
            when = house.in_days(house.chance.uniform(days / 3, days))
            house.world.at(when, agree_together, house, matter, some)
    writers = house.chance.sample(willing or people, len(willing or people))
    for words, person in zip(matter.saying.comments, writers, strict=False):
        if house.happens(0.7):
            house.world.at(house.in_days(house.chance.uniform(0.5, 16)), comment, house, matter, person, words)
    if house.happens(0.08):
        house.world.at(house.in_days(house.chance.uniform(0.3, 4), hour=14), comment_as_staff, house, matter)
    if house.happens(0.12) and people:
        house.world.at(house.in_days(1), wait_for_news, house, matter, house.chance.choice(people))
    if house.happens(0.06):
        house.world.at(house.in_days(5, hour=10), count_paper, house, matter)
    if house.happens(0.012) and people:
        house.world.at(house.in_days(2), complain_about, house, matter, house.chance.choice(people))


def agree_together(house: House, matter: Matter, people: list[Person]) -> None:
    """What ``agree`` writes when each of them presses; a test holds rows and counter equal."""
    if matter.closed:
        return
    there = set(Agreement.objects.filter(suggestion=matter.suggestion_id).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in there]
    Agreement.objects.bulk_create(Agreement(suggestion_id=matter.suggestion_id, person=person) for person in new)
    Suggestion.objects.filter(pk=matter.suggestion_id).update(agreements=F("agreements") + len(new))
    matter.agreed_by += new


def comment(house: House, matter: Matter, person: Person, words: str) -> None:
    if not matter.closed and person not in [matter.author]:
        shown_as = one_of(SHOWN_AS, house.chance)
        add_comment(actor=person, suggestion=house.now_as(matter), words=words, shown_as=shown_as)


def comment_as_staff(house: House, matter: Matter) -> None:
    if not matter.closed:
        words = house.chance.choice(STAFF_COMMENTS)
        add_comment(actor=house.staff(), suggestion=house.now_as(matter), words=words, as_staff=True)


def wait_for_news(house: House, matter: Matter, person: Person) -> None:
    follow(actor=person, suggestion=house.now_as(matter))


def count_paper(house: House, matter: Matter) -> None:
    """Ticks on the sheet by the door."""
    if not matter.closed:
        number = house.chance.randint(1, 6)
        source = CountedAgreement.Source.PAPER
        count_agreements(actor=house.staff(), suggestion=house.now_as(matter), number=number, source=source)


def complain_about(house: House, matter: Matter, person: Person) -> None:
    """Somebody reports it; staff look within some days."""
    words = house.chance.choice(REPORT_WORDS)
    made = report(actor=person, suggestion=house.now_as(matter), words=words)
    house.world.at(house.in_days(house.chance.uniform(1, 6), hour=12), look_at, house, made)


def look_at(house: House, made) -> None:
    settle_report(actor=house.staff(), report=made, state=made.State.LEFT)


# --- For the team only ------------------------------------------------------------------------------


def tell_the_team(house: House) -> None:
    """Something about this very house, which its staff never see."""
    matter = house.talk.next(house.chance, team=True)
    tenants = [tenant.person for tenant in house.place.tenants_on(house.world.day) if tenant.person.user_id]
    if matter is None or not tenants:
        return
    author = house.chance.choice(tenants)
    send(house, matter, author=author, source=Source.PORTAL, who_sees=WhoSees.TEAM)
    house.world.at(house.in_days(house.chance.uniform(0.4, 3), hour=10), team_reads, house, matter)


def team_reads(house: House, matter: Matter) -> None:
    advisor = house.world.people["advisor"]
    read(actor=advisor, suggestion=house.now_as(matter))
    days = house.chance.uniform(3, 12)
    answer = refuse if matter.saying.end in ("no", "not_yet") else agree_to
    house.world.at(house.in_days(days, hour=11), answer, house, matter, advisor)
