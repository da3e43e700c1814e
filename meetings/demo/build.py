"""What the demonstration adds to each house: what people say, when they meet, and what comes of it."""

import datetime as dt

from involvement.demo.world import World
from meetings.demo.calendar import meeting_days
from meetings.demo.house import House
from meetings.demo.matter import Talk
from meetings.demo.outcomes import bring_news
from meetings.demo.sayings import read_sayings
from meetings.demo.sessions import plan_sessions
from meetings.demo.voices import plan_voices
from meetings.operations.search_index import index_pending, refresh_words

# A visitor says these things in the main house, by hand.
LEFT_TO_THE_VISITOR = {"washing", "dryer", "laundry"}

# How many days ago something was settled in the main house for people who are told by a person.
NEWS_BEFORE = (10, 5, 3, 1)


def build(world: World) -> None:
    """Plan two years of speaking up and meeting at every place."""
    sayings = read_sayings()
    used: dict = {}
    for place in world.places:
        talk = Talk(
            sayings,
            used,
            kind=place.service.kind,
            without=LEFT_TO_THE_VISITOR if place.main else set(),
        )
        days = meeting_days(world, place.chance, soon=place.main)
        house = House(world, place, talk, days)
        plan_sessions(house)
        plan_voices(house)
        for back in NEWS_BEFORE if place.main else ():
            world.at(world.moment(world.today - dt.timedelta(days=back), 15, 20), bring_news, house)
    world.at(world.ends, take_into_search)


def take_into_search() -> None:
    """What the worker does by and by, so that the first search finds everything and mends what is misspelt."""
    index_pending()
    refresh_words()
