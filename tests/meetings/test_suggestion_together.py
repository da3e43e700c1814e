"""Putting together and apart: what moves, what stays, who is told, and what cannot be put together."""

import pytest
from django.db.models import Sum

from involvement.models import OutboxRow, Reach, Story
from involvement.operations.base import Refused
from meetings.models import Agreement, CountedAgreement, Follow, Status
from meetings.operations.suggestions.agreeing import agree, change_mind, count_agreements, follow
from meetings.operations.suggestions.putting_together import put_apart, put_together
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def sunita(house):
    return make.staff(service=house)


@pytest.fixture
def people(house):
    return [make.resident(service=house, signs_in=False) for _ in range(6)]


@pytest.fixture
def two(house, people):
    """Two suggestions with different authors: one agreed with by 2, 3 and a show of 4 hands, the other by 3."""
    one, other = (make.suggestion(service=house, author=people[number]) for number in (0, 1))
    for number in (2, 3):
        agree(actor=people[number], suggestion=one)
    agree(actor=people[3], suggestion=other)
    agree(actor=people[0], suggestion=other)
    agree(actor=people[1], suggestion=one)
    count_agreements(actor=None, suggestion=one, number=4, source=CountedAgreement.Source.HANDS)
    return one, other


def exact(*wishes) -> list[int]:
    """The numbers, which must be what the rows say."""
    for wish in wishes:
        wish.refresh_from_db()
        counted = CountedAgreement.objects.filter(suggestion=wish).aggregate(all=Sum("number"))["all"] or 0
        assert wish.agreements == Agreement.objects.filter(suggestion=wish).count() + counted
    return [wish.agreements for wish in wishes]


def test_agreements_move_one_a_person_and_authors_are_not_counted_twice(two, sunita, people):
    one, other = two
    assert exact(one, other) == [7, 2]
    put_together(actor=sunita, suggestion=one, other=other)
    # Person 2 and the four hands come along; 3 and the first author agreed already; the other's author wrote it.
    assert exact(one, other) == [2, 7]
    assert (one.status, one.put_together_with) == (Status.PUT_TOGETHER, other)
    assert {row.person for row in Agreement.objects.filter(suggestion=other)} == {people[0], people[2], people[3]}


def test_apart_again_everything_is_as_it_was(two, sunita):
    one, other = two
    put_together(actor=sunita, suggestion=one, other=other)
    put_apart(actor=sunita, suggestion=one)
    assert exact(one, other) == [7, 2]
    assert (one.status, one.put_together_with) == (Status.READ, None) and one.waiting_since is not None
    with pytest.raises(Refused):
        put_apart(actor=sunita, suggestion=one)


def test_an_author_who_had_not_agreed_comes_along_and_goes_back(house, sunita, people):
    one, other = (make.suggestion(service=house, author=people[number]) for number in (0, 1))
    put_together(actor=sunita, suggestion=one, other=other)
    assert exact(one, other) == [0, 1]
    put_apart(actor=sunita, suggestion=one)
    assert exact(one, other) == [0, 0]


def test_agreeing_with_one_that_is_closed_counts_for_the_one_that_goes_on(two, sunita, people):
    one, other = two
    put_together(actor=sunita, suggestion=one, other=other)
    agree(actor=people[5], suggestion=one)
    assert exact(one, other) == [2, 8]
    change_mind(actor=people[5], suggestion=other)
    assert exact(one, other) == [2, 7]


def test_three_in_a_row_end_together_and_each_can_be_taken_out(house, sunita, people):
    first, second, third = (make.suggestion(service=house, author=people[number]) for number in range(3))
    agree(actor=people[4], suggestion=first)
    put_together(actor=sunita, suggestion=first, other=second)
    put_together(actor=sunita, suggestion=second, other=third)
    assert exact(first, second, third) == [0, 0, 3]
    assert (first.put_together_with, second.put_together_with) == (third, third)
    put_apart(actor=sunita, suggestion=first)
    assert exact(first, second, third) == [1, 0, 1]
    put_apart(actor=sunita, suggestion=second)
    assert exact(first, second, third) == [1, 0, 0]


def test_everybody_who_waits_for_either_is_told_and_both_pages_say_so(two, sunita, people, house):
    one, other = two
    listener = make.resident(service=house, signs_in=False)
    follow(actor=listener, suggestion=one)
    reader = make.resident(service=house)
    agree(actor=reader, suggestion=one)
    put_together(actor=sunita, suggestion=one, other=other)
    told = OutboxRow.objects.filter(about_id=one.pk, kind__startswith="suggestion.put_together")
    # Whoever only agreed reads it on their own page; who has none hears what comes of it at the end.
    ways = {(people[0].pk, "in_person"), (listener.pk, "in_person"), (reader.pk, "portal")}
    assert {(row.person_id, row.carrier) for row in told} == ways
    assert OutboxRow.objects.filter(about_id=other.pk, kind="suggestion.joined", person=people[1]).exists()
    assert Follow.objects.filter(suggestion=other, person=listener).exists()
    assert Story.objects.about(one).last().verb == "suggestion.put_together"
    assert Story.objects.about(other).last().verb == "suggestion.joined"


def test_what_cannot_be_put_together(house, sunita, people):
    one, taken_back, team, flagged = (make.suggestion(service=house, author=people[0]) for _ in range(4))
    elsewhere = make.suggestion(service=make.service())
    type(one).objects.filter(pk=taken_back.pk).update(status=Status.TAKEN_BACK)
    type(one).objects.filter(pk=team.pk).update(reach=Reach.TEAM)
    type(one).objects.filter(pk=flagged.pk).update(reach=Reach.RESTRICTED)
    for other in (one, taken_back, team, flagged, elsewhere):
        with pytest.raises(Refused):
            put_together(actor=sunita, suggestion=one, other=other)
    type(one).objects.filter(pk=elsewhere.pk).update(reach=Reach.ORGANISATION)
    put_together(actor=sunita, suggestion=one, other=elsewhere)
    assert exact(one, elsewhere) == [0, 1]


@pytest.mark.parametrize(
    ("this", "that"),
    [
        ({"reach": Reach.PUBLIC}, {"reach": Reach.SERVICE}),
        ({"reach": Reach.PUBLIC}, {"reach": Reach.ORGANISATION}),
        ({"reach": Reach.ORGANISATION}, {"reach": Reach.SERVICE}),
        ({"shown": True}, {"shown": False}),
    ],
    ids=str,
)
def test_whoever_agreed_can_still_read_it_where_it_went(house, sunita, this, that):
    """The other way round it goes, and everybody who agreed reads the one that goes on."""
    one, other = make.suggestion(service=house, **this), make.suggestion(service=house, **that)
    neighbour = make.resident(service=house)
    agree(actor=neighbour, suggestion=one)
    with pytest.raises(Refused, match="Fewer people may read that one"):
        put_together(actor=sunita, suggestion=one, other=other)
    one.refresh_from_db()
    assert (one.put_together_with, one.agreements) == (None, 1)
    put_together(actor=sunita, suggestion=other, other=one)
    assert type(one).objects.visible_to(make.viewer(neighbour)).filter(pk=one.pk).exists()
