"""Limits count by address and by key, let a house of thirty through, and keep nothing that names anybody."""

import pytest

from involvement.models import Tally
from involvement.operations.limits import LIMITS, WINDOW, TryLater, consume, wipe

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_from(rf):
    return lambda address: rf.post("/", REMOTE_ADDR=address)


@pytest.mark.parametrize("action", sorted(LIMITS))
def test_thirty_people_behind_one_address_are_not_refused(request_from, action):
    has_key = LIMITS[action][1] > 0
    for number in range(30):
        consume(request_from("203.0.113.7"), action, key=f"person{number}" if has_key else "")


def test_one_key_is_refused_and_the_others_are_not(request_from):
    _by_address, by_key = LIMITS["poster"]
    for _ in range(by_key):
        consume(request_from("203.0.113.7"), "poster", key="a")
    with pytest.raises(TryLater):
        consume(request_from("203.0.113.7"), "poster", key="a")
    consume(request_from("203.0.113.7"), "poster", key="b")


def test_one_address_is_refused_and_the_others_are_not(request_from):
    by_address, _by_key = LIMITS["join"]
    for _ in range(by_address):
        consume(request_from("203.0.113.7"), "join")
    with pytest.raises(TryLater):
        consume(request_from("203.0.113.7"), "join")
    consume(request_from("203.0.113.8"), "join")


def test_an_address_that_somebody_claims_is_not_believed(rf):
    by_address, _by_key = LIMITS["join"]
    for number in range(by_address):
        consume(rf.post("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"), "join")
    with pytest.raises(TryLater):
        consume(rf.post("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.250"), "join")


def test_what_is_kept_names_no_address_and_no_key(request_from):
    consume(request_from("203.0.113.7"), "poster", key="house1")
    kept = str(list(Tally.objects.values()))
    assert Tally.objects.count() == 2
    assert "203.0.113" not in kept and "house1" not in kept


def test_what_is_over_is_forgotten_with_the_next_that_is_counted(request_from, time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000", tick=False)
    consume(request_from("203.0.113.7"), "poster", key="house1")
    time_machine.shift(WINDOW + 1)
    consume(request_from("203.0.113.8"), "poster")
    assert Tally.objects.count() == 1


def test_the_night_forgets(request_from):
    by_address, _by_key = LIMITS["join"]
    for _ in range(by_address):
        consume(request_from("203.0.113.7"), "join")
    wipe()
    assert not Tally.objects.exists()
    consume(request_from("203.0.113.7"), "join")


def test_an_action_without_a_limit_is_a_mistake_that_shows(request_from):
    with pytest.raises(LookupError):
        consume(request_from("203.0.113.7"), "something else")
