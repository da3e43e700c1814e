"""What happens to suggestions when something happens in the base: agreed work, and two records of one person."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Action, OutboxRow, Reach
from involvement.operations import agreed_work
from involvement.operations.people import put_together as put_people_together
from involvement.operations.safeguarding import close_concern, raise_concern, read_concern
from meetings.models import Agreement, FixedAnswer, Follow, Status, Suggestion
from meetings.operations.suggestions.agreeing import agree, follow
from meetings.operations.suggestions.answering import answer, read
from meetings.operations.suggestions.covering import cover, uncover
from meetings.operations.suggestions.fixing import say_whether_fixed
from meetings.operations.suggestions.moving import move
from tests import make

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + dt.timedelta(days=9)


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def patrick(house):
    return make.resident("Patrick", service=house)


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def wish(house, patrick, sunita):
    made = make.suggestion(service=house, author=patrick)
    read(actor=sunita, suggestion=made)
    return made


def work(actor, wish, title="Ask for prices"):
    return agreed_work.agree_action(actor=actor, title=title, due_on=SOON, service=wish.service, answers=[wish])


def status(wish):
    wish.refresh_from_db()
    return wish.status


def test_it_is_being_done_with_the_first_and_done_with_the_last(wish, sunita):
    first, second = work(sunita, wish), work(sunita, wish, "Buy it")
    assert status(wish) == Status.BEING_DONE and wish.agreed_on and wish.started_on
    agreed_work.finish(actor=sunita, action=first)
    assert status(wish) == Status.BEING_DONE
    agreed_work.drop(actor=sunita, action=second, reason="Somebody gave us one.")
    assert status(wish) == Status.DONE and wish.done_on == timezone.localdate()


def test_all_dropped_is_agreed_again_and_staff_are_told(wish, sunita, house):
    manager = make.manager(service=house)
    action = work(sunita, wish)
    agreed_work.drop(actor=sunita, action=action, reason="There is no plug.")
    assert status(wish) == Status.AGREED
    told = OutboxRow.objects.filter(kind="suggestion.nobody_on_it").values_list("person", flat=True)
    assert set(told) == {sunita.pk, manager.pk}


def test_what_is_not_read_yet_is_read_by_whoever_agrees_to_do_it(house, patrick, sunita):
    wish = make.suggestion(service=house, author=patrick)
    work(sunita, wish)
    assert status(wish) == Status.BEING_DONE and wish.read_on


def test_reopened_and_forgotten_work_take_it_back(wish, sunita):
    action = work(sunita, wish)
    agreed_work.finish(actor=sunita, action=action)
    agreed_work.reopen(actor=sunita, action=action)
    assert status(wish) == Status.BEING_DONE
    agreed_work.forget_action(actor=sunita, action=action)
    assert status(wish) == Status.AGREED and not wish.actions.exists()


def test_what_did_not_fix_it_counts_no_more_in_round_two(wish, sunita, patrick):
    agreed_work.finish(actor=sunita, action=work(sunita, wish))
    say_whether_fixed(actor=patrick, suggestion=wish, fixed=False)
    assert status(wish) == Status.READ and wish.round == 2
    again = work(sunita, wish, "Mend it properly")
    agreed_work.drop(actor=sunita, action=again, reason="Too dear.")
    assert status(wish) == Status.AGREED


def test_one_action_answers_several(house, sunita, patrick):
    wishes = [make.suggestion(service=house, author=patrick) for _ in range(2)]
    action = agreed_work.agree_action(actor=sunita, title="Both", due_on=SOON, service=house, answers=wishes)
    agreed_work.finish(actor=sunita, action=action)
    assert [status(wish) for wish in wishes] == [Status.DONE, Status.DONE]


def test_a_worry_hides_what_is_being_done_too_and_gives_all_back(wish, sunita, patrick):
    action = work(sunita, wish, title=wish.title)
    lead = make.safeguarding_lead()
    concern = raise_concern(actor=sunita, words=wish.words, service=wish.service, about=wish)
    action.refresh_from_db()
    assert status(wish) and (wish.reach, action.reach) == (Reach.RESTRICTED, Reach.RESTRICTED)
    assert not Action.objects.visible_to(make.viewer(sunita)).filter(pk=action.pk).exists()
    read_concern(actor=lead, concern=concern)
    close_concern(actor=lead, concern=concern, decision="It was a misunderstanding.", give_back=True)
    action.refresh_from_db()
    wish.refresh_from_db()
    assert (wish.reach, wish.reach_before, action.reach) == (Reach.SERVICE, None, Reach.SERVICE)


def test_a_covered_title_stands_at_the_work_no_more(wish, sunita):
    action, other = work(sunita, wish, title=wish.title), work(sunita, wish, title="Ask for prices")
    cover(actor=sunita, suggestion=wish, title="… smokes", words="… smokes", reason="a name was removed")
    action.refresh_from_db()
    other.refresh_from_db()
    assert (action.title, other.title) == ("… smokes", "Ask for prices")
    uncover(actor=sunita, suggestion=wish)
    action.refresh_from_db()
    assert action.title == wish.title


def test_work_for_two_stays_hidden_while_one_of_them_is(house, patrick, sunita):
    lead = make.safeguarding_lead()
    first, second = (make.suggestion(service=house, author=patrick) for _ in range(2))
    action = agreed_work.agree_action(
        actor=sunita, title=first.title, due_on=SOON, service=house, answers=[first, second]
    )
    concerns = [raise_concern(actor=sunita, words=w.words, service=house, about=w) for w in (first, second)]
    for concern, reach in zip(concerns[::-1], (Reach.RESTRICTED, Reach.SERVICE), strict=True):
        read_concern(actor=lead, concern=concern)
        close_concern(actor=lead, concern=concern, decision="All is well.", give_back=True)
        action.refresh_from_db()
        assert action.reach == reach


def test_it_stays_hidden_when_those_who_dealt_with_it_say_so(wish, sunita):
    lead = make.safeguarding_lead()
    concern = raise_concern(actor=sunita, words=wish.words, service=wish.service, about=wish)
    read_concern(actor=lead, concern=concern)
    close_concern(actor=lead, concern=concern, decision="Police.", give_back=False)
    wish.refresh_from_db()
    assert wish.reach == Reach.RESTRICTED


def test_two_records_of_one_person_agree_once_and_not_with_themselves(house, sunita):
    kept, other = make.resident(service=house), make.resident(service=house)
    stranger = make.resident(service=house)
    both, one, own, others_own = (
        make.suggestion(service=house, author=who) for who in (stranger, stranger, kept, other)
    )
    for who, wish in ((kept, both), (other, both), (other, one), (other, own), (kept, others_own), (stranger, own)):
        agree(actor=who, suggestion=wish)
    follow(actor=other, suggestion=both)
    comment = make.comment(suggestion=both, author=other)
    move(actor=sunita, suggestion=one, to_status=Status.AGREED, by="staff")
    move(actor=sunita, suggestion=one, to_status=Status.DONE, by="staff")
    say_whether_fixed(actor=other, suggestion=one, fixed=True)
    put_people_together(actor=sunita, kept=kept, other=other)
    for wish in (both, one, own, others_own):
        wish.refresh_from_db()
        assert wish.agreements == Agreement.objects.filter(suggestion=wish).count()
    assert [wish.agreements for wish in (both, one, own, others_own)] == [1, 1, 1, 0]
    assert others_own.author == kept and not Agreement.objects.filter(person=other).exists()
    assert Follow.objects.get(suggestion=both).person == kept
    comment.refresh_from_db()
    assert comment.author == kept and FixedAnswer.objects.get().person == kept
    assert not Suggestion.objects.filter(author=other).exists()


def test_what_was_written_when_it_was_done_is_our_answer(wish, sunita):
    first, second = work(sunita, wish), work(sunita, wish)
    agreed_work.finish(actor=sunita, action=first, words="The first is here.")
    wish.refresh_from_db()
    assert wish.public_answer == ""
    agreed_work.finish(actor=sunita, action=second, words="It stands on the top floor. It works.")
    wish.refresh_from_db()
    assert (wish.status, wish.public_answer) == (Status.DONE, "It stands on the top floor. It works.")


def test_an_answer_that_staff_gave_is_not_written_over(wish, sunita):
    answer(actor=sunita, suggestion=wish, words="We ordered one.")
    agreed_work.finish(actor=sunita, action=work(sunita, wish), words="It came.")
    wish.refresh_from_db()
    assert (wish.status, wish.public_answer) == (Status.DONE, "We ordered one.")


def test_whoever_answers_has_read_it(house, patrick, sunita):
    said = make.suggestion(service=house, author=patrick)
    answer(actor=sunita, suggestion=said, words="We ask the landlord.")
    assert status(said) == Status.READ and said.read_on is not None
