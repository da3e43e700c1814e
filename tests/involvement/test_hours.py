"""When staff next read what somebody wrote, by the clock on the wall in London."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from involvement.models import StaffedHours
from involvement.queries.hours import next_read
from tests import make

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def weekdays(house, opens=dt.time(9), closes=dt.time(17)):
    for weekday in range(5):
        StaffedHours.objects.create(service=house, weekday=weekday, opens=opens, closes=closes)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A day of November 2026; the 2nd is a Monday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(2, 8), "today, from 9 am"),
        (at(2, 9), "today, by 5 pm"),
        (at(2, 16, 59), "today, by 5 pm"),
        (at(2, 17), "tomorrow, from 9 am"),
        (at(6, 21), "on Monday, from 9 am"),
        (at(8, 12), "tomorrow, from 9 am"),
    ],
)
def test_office_hours(now, words):
    house = make.service()
    weekdays(house)
    assert next_read(house, now) == words


def test_the_clock_is_the_one_on_the_wall_in_summer():
    house = make.service()
    weekdays(house)
    # 16:30 in London is 15:30 in UTC in July.
    assert next_read(house, dt.datetime(2026, 7, 6, 16, 30, tzinfo=dt.UTC)) == "tomorrow, from 9 am"


def test_day_and_night_and_unknown_hours():
    assert next_read(make.service(staffed_round_the_clock=True), at(8, 3)) == "today"
    assert next_read(make.service(), at(8, 3)) == "within 3 days"
    assert next_read(None, at(8, 3)) == "within 3 days"


def test_one_evening_a_week_is_named_when_it_is_a_week_away():
    house = make.service()
    StaffedHours.objects.create(service=house, weekday=0, opens=dt.time(18, 30), closes=dt.time(20))
    assert next_read(house, at(2, 21)) == "on Monday, from 6.30 pm"
