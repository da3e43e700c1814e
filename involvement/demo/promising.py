"""What Wherrygate Homes promises, and how it was kept month by month: counted by the worker as everywhere, a week after
the month, and looked at again while something may still come late."""

import datetime as dt

from involvement.demo.world import World, first_of_month
from involvement.models import Promise
from involvement.operations import promises

# Words, measure, how many of 100.
PROMISES = (
    ("A meeting at every home, every month", "meeting", 100),
    ("What we agree is done by the day we said", "done", 80),
    ("Whoever wants to hear it from a person is told within 7 days", "told", 90),
    ("Staff read every suggestion within 3 days", "read", 90),
    ("Every suggestion is talked about within 35 days", "talked", 90),
)
# Days of the month on which the worker's counting is lived through; on the others it would find nothing new.
COUNTED_ON = (1, 4, 8, 12, 20)


def plan_promises(world: World) -> None:
    """The promises begin with the world; the readings follow."""
    world.at(world.moment(world.starts, 9, 30), promise, world)
    for back in range(world.months, -1, -1):
        for number in COUNTED_ON:
            day = first_of_month(world.today, back=back) + dt.timedelta(days=number - 1)
            world.at(world.moment(day, 3, 50), count)
    world.at(world.ends, count)


def promise(world: World) -> None:
    advisor = world.people["advisor"]
    for order, (words, measure, target) in enumerate(PROMISES, start=1):
        made = Promise(words=words, measure=measure, target=target, owner=advisor, since=world.starts, order=10 * order)
        promises.make_promise(actor=advisor, promise=made)


def count() -> None:
    promises.close_months()
    promises.look_again()
