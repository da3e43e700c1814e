"""When a house meets: the same day of each month, the last time within the two weeks to come."""

import datetime as dt
import random

from involvement.demo.world import World, first_of_month
from involvement.models import Service

Kind = Service.Kind

# The hour of the meeting, where it is, and what there is to eat, by kind of house.
HOURS = {
    Kind.HOSTEL: ((18, 0), (18, 30)),
    Kind.SUPPORTED: ((17, 30), (18, 0), (16, 30)),
    Kind.EXTRA_CARE: ((11, 0), (14, 30)),
    Kind.SHELTERED: ((10, 30), (14, 0)),
    Kind.FLOATING: ((13, 0), (17, 30)),
}
ROOMS = {
    Kind.HOSTEL: ("The lounge", "The dining room", "The big kitchen"),
    Kind.SUPPORTED: ("The kitchen", "The front room"),
    Kind.EXTRA_CARE: ("The garden room", "The restaurant", "The lounge on the ground floor"),
    Kind.SHELTERED: ("The common room", "The lounge"),
    Kind.FLOATING: ("The drop-in", "The back room of the library"),
}
FOOD = {
    Kind.HOSTEL: ("Pizza", "Curry, made by two of us", "Chips and fruit", "Jollof and salad"),
    Kind.SUPPORTED: ("Soup and bread", "Pizza", "Pasta", "Cake"),
    Kind.EXTRA_CARE: ("Tea and cake", "Tea and scones", "Sandwiches"),
    Kind.SHELTERED: ("Tea and biscuits", "Coffee and cake"),
    Kind.FLOATING: ("Sandwiches", "Soup", "Coffee and doughnuts"),
}
ACCESS = (
    "Step-free. The hearing loop is on.",
    "Step-free, with a quiet corner if it gets too much.",
    "One step at the door. We have a ramp: tell us and we put it out.",
    "An interpreter comes if you ask a week before.",
    "",
)


def meeting_days(world: World, chance: random.Random, *, soon: bool) -> list[dt.date]:
    """A day a month since the world began, and the next one, which is one to fourteen days ahead (within four
    days for ``soon``). All are the same weekday of the same week of their month, the last one if it has fewer."""
    days = [world.today + dt.timedelta(days=ahead) for ahead in (range(2, 5) if soon else range(1, 15))]
    coming = chance.choice([day for day in days if day.weekday() < 5] or days[-1:])
    found = [coming]
    for back in range(1, world.months + 2):
        day = _same_day(coming, first_of_month(coming, back=back))
        if day >= world.starts + dt.timedelta(days=3):
            found.append(day)
    return found[::-1]


def _same_day(of: dt.date, month: dt.date) -> dt.date:
    """The day in ``month`` that is the same weekday of the same week as ``of``."""
    week = (of.day - 1) // 7
    first = month + dt.timedelta(days=(of.weekday() - month.weekday()) % 7)
    day = first + dt.timedelta(weeks=week)
    return day if day.month == month.month else day - dt.timedelta(weeks=1)
