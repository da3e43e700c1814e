"""Many people at once: numbers stay exact, on both databases."""

import pytest
from django.db.models import Sum

from involvement.operations.base import Refused
from meetings.models import Agreement, CountedAgreement, Status, Suggestion
from meetings.models.moves import STAFF
from meetings.operations.suggestions.agreeing import agree, change_mind, count_agreements
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.putting_together import put_apart, put_together
from tests import make
from tests.at_once import all_at_once


def counted(suggestion):
    """What stands in rows, which the number on the suggestion must equal."""
    by_hand = CountedAgreement.objects.filter(suggestion=suggestion).aggregate(all=Sum("number"))["all"] or 0
    return Agreement.objects.filter(suggestion=suggestion).count() + by_hand


def neighbours(house, number):
    return [make.resident(service=house, signs_in=False) for _ in range(number)]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_agreements_at_once_by_fifty_people_are_fifty():
    house = make.service()
    wish = make.suggestion(service=house, author=make.resident(service=house))
    presses = [lambda who=who: agree(actor=who, suggestion=wish) for who in neighbours(house, 50)]
    outcomes = all_at_once(presses + presses)
    wish.refresh_from_db()
    assert sorted(outcomes) == [False] * 50 + [True] * 50
    assert wish.agreements == counted(wish) == 50


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_changing_ones_mind_at_once_leave_what_the_rows_say():
    house = make.service()
    wish = make.suggestion(service=house, author=make.resident(service=house))
    people = neighbours(house, 12)
    for who in people[:6]:
        agree(actor=who, suggestion=wish)
    calls = [lambda who=who: change_mind(actor=who, suggestion=wish) for who in people[:6]] * 2
    calls += [lambda who=who: agree(actor=who, suggestion=wish) for who in people[6:]]
    all_at_once(calls)
    wish.refresh_from_db()
    assert wish.agreements == counted(wish) == 6


@pytest.mark.django_db(transaction=True)
def test_twenty_puttings_together_at_once_lose_and_double_nobody():
    """Twenty into one, while people go on agreeing with all of them. Half of the people agree with every one."""
    house = make.service()
    who_works = make.staff(service=house)
    target = make.suggestion(service=house, author=make.resident(service=house))
    parts = [make.suggestion(service=house, author=make.resident(service=house)) for _ in range(20)]
    everywhere, late = neighbours(house, 3), neighbours(house, 20)
    for part in parts:
        for who in everywhere:
            agree(actor=who, suggestion=part)
        count_agreements(actor=who_works, suggestion=part, number=2, source=CountedAgreement.Source.HANDS)
    calls = [lambda p=part: put_together(actor=who_works, suggestion=p, other=target) for part in parts]
    calls += [lambda w=who, p=part: agree(actor=w, suggestion=p) for who, part in zip(late, parts, strict=True)]
    outcomes = all_at_once(calls)
    assert [outcome for outcome in outcomes if isinstance(outcome, Refused)] == []
    target.refresh_from_db()
    # Three who agree with all, twenty authors, twenty late ones, and two hands for each part.
    assert target.agreements == counted(target) == 3 + 20 + 20 + 40
    for part in Suggestion.objects.filter(pk__in=[p.pk for p in parts]):
        assert part.status == Status.PUT_TOGETHER
        assert part.agreements == counted(part)


@pytest.mark.django_db(transaction=True)
def test_two_put_together_crosswise_at_once_never_both_close():
    house = make.service()
    who_works = make.staff(service=house)
    for _try in range(5):
        one, two = (make.suggestion(service=house, author=make.resident(service=house)) for _ in range(2))
        outcomes = all_at_once(
            [
                lambda a=one, b=two: put_together(actor=who_works, suggestion=a, other=b),
                lambda a=one, b=two: put_together(actor=who_works, suggestion=b, other=a),
            ]
        )
        assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
        statuses = set(Suggestion.objects.filter(pk__in=[one.pk, two.pk]).values_list("status", flat=True))
        assert len(statuses & {Status.PUT_TOGETHER}) == 1 and len(statuses) == 2


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_agreeing_while_two_are_put_apart_blocks_nobody():
    """Rows are held in the order of their keys, and the one that went on comes first here."""
    house = make.service()
    who_works = make.staff(service=house)
    kept, one = sorted(
        (make.suggestion(service=house, author=make.resident(service=house)) for _ in range(2)), key=lambda it: it.pk
    )
    for _try in range(20):
        put_together(actor=who_works, suggestion=one, other=kept)
        calls = [lambda w=who: agree(actor=w, suggestion=one) for who in neighbours(house, 5)]
        outcomes = all_at_once([*calls, lambda: put_apart(actor=who_works, suggestion=one)])
        assert [outcome for outcome in outcomes if isinstance(outcome, Refused)] == []
        for said in Suggestion.objects.all():
            assert said.agreements == counted(said)
    # Everybody agreed with the one, wherever it stood at that moment: each stands with one of the two.
    assert sum(Suggestion.objects.values_list("agreements", flat=True)) >= 20 * 5


@pytest.mark.django_db
def test_of_two_moves_from_the_same_page_the_second_is_refused():
    house = make.service()
    worker = make.staff(service=house)
    wish = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
    seen_before = Suggestion.objects.get(pk=wish.pk)
    move(actor=worker, suggestion=wish, to_status=Status.NO, by=STAFF, reason="No room.")
    with pytest.raises(Refused):
        move(actor=worker, suggestion=seen_before, to_status=Status.NOT_YET, by=STAFF, reason="Next year.")
    wish.refresh_from_db()
    assert (wish.status, wish.reason) == (Status.NO, "No room.")
