"""One line on the To tell list for a person and a suggestion, however much happens; and nobody walks to those who
only agreed before it has come to an end."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from involvement.mail import words_of
from involvement.models import Carrier, OutboxRow, Reach
from involvement.operations import telling
from involvement.operations.agreed_work import agree_action
from involvement.operations.sweep import sweep
from involvement.queries.telling import tellings
from involvement.queries.to_tell import to_tell, work_to_tell
from meetings.models import Status
from meetings.operations.suggestions.agreeing import agree, follow
from meetings.operations.suggestions.answering import answer
from meetings.operations.suggestions.moving import move
from tests import make

State = OutboxRow.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def patrick(house):
    return make.resident("Patrick", service=house, told_by="in_person")


@pytest.fixture
def wish(house, patrick):
    return make.suggestion("A bench.", title="A bench", service=house, author=patrick, status="read")


def go(suggestion, actor, status, reason=""):
    suggestion.refresh_from_db()
    move(actor=actor, suggestion=suggestion, to_status=status, by="staff", reason=reason)


def for_(person):
    return OutboxRow.objects.filter(person=person)


def test_the_newest_takes_the_place_and_says_what_was_before(wish, sunita, patrick):
    with time_machine.travel("2026-11-03T12:00:00Z", tick=False):
        go(wish, sunita, Status.FINDING_OUT)
    with time_machine.travel("2026-11-05T12:00:00Z", tick=False):
        go(wish, sunita, Status.AGREED)
        (line,) = to_tell(make.viewer(sunita))
        assert line.sentence == "You said: “A bench”. It was agreed. Before that: We will find out, 3 November."
        # It waits since the first that was not told, so that replacing hides no delay.
        assert timezone.localdate(line.row.made_at) == dt.date(2026, 11, 3)
        assert [item.title for item in work_to_tell(make.viewer(sunita))] == ["Tell Patrick"]
        assert "Before that: We will find out, 3 November." in words_of(line.telling)
    assert sorted(for_(patrick).values_list("state", "reason")) == [
        (State.CANCELLED, "Something newer is told instead."),
        (State.WAITING, ""),
    ]


def test_whoever_has_it_keeps_it_and_what_was_told_stays_told(wish, sunita, patrick):
    go(wish, sunita, Status.FINDING_OUT)
    telling.take(actor=sunita, row=for_(patrick).get())
    go(wish, sunita, Status.AGREED)
    (line,) = to_tell(make.viewer(sunita))
    assert (line.row.state, line.row.taken_by) == (State.TAKEN, sunita)
    telling.end(actor=sunita, row=line.row, ending=State.TOLD)
    go(wish, sunita, Status.DONE)
    (line,) = to_tell(make.viewer(sunita))
    assert "Before that" not in line.sentence and line.row.state == State.WAITING
    assert for_(patrick).filter(state=State.TOLD).count() == 1


def test_somebody_who_was_not_in_is_not_looked_for_again_before_tomorrow(wish, sunita, patrick):
    go(wish, sunita, Status.FINDING_OUT)
    telling.tried(actor=sunita, row=for_(patrick).get())
    go(wish, sunita, Status.AGREED)
    assert to_tell(make.viewer(sunita)) == []
    (line,) = to_tell(make.viewer(sunita), including_tomorrow=True)
    assert line.row.tried == 1


@pytest.mark.parametrize("answer_first", [True, False])
def test_done_is_one_telling_with_our_answer_and_the_question(wish, sunita, patrick, answer_first):
    go(wish, sunita, Status.AGREED)
    if answer_first:
        answer(actor=sunita, suggestion=wish, words="It is oak.")
    go(wish, sunita, Status.DONE)
    if not answer_first:
        answer(actor=sunita, suggestion=wish, words="It is oak.")
    (line,) = to_tell(make.viewer(sunita), including_tomorrow=True)
    for words in ("It is done.", "Our answer: It is oak.", "Did this fix it? Please tell us."):
        assert line.sentence.count(words) == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        assert len(to_tell(make.viewer(sunita))) == 1


def test_no_news_is_lost_when_something_else_comes_after_it(wish, sunita, patrick, house):
    answer(actor=sunita, suggestion=wish, words="We look for one.")
    go(wish, sunita, Status.NO, reason="There is no room.")
    make.comment("Oh.", suggestion=wish, author=make.resident(service=house))
    (line,) = to_tell(make.viewer(sunita))
    for words in ("Somebody added a comment.", "No, because: There is no room.", "Our answer: We look for one."):
        assert line.sentence.count(words) == 1


def test_it_is_still_told_that_it_was_agreed_when_somebody_begins(wish, sunita, patrick, house):
    go(wish, sunita, Status.AGREED)
    day = timezone.localdate() + dt.timedelta(days=7)
    agree_action(actor=sunita, title="A bench", service=house, owners=[sunita], due_on=day, answers=[wish])
    wish.refresh_from_db()
    assert wish.status == Status.BEING_DONE
    telling.tidy()
    (line,) = to_tell(make.viewer(sunita))
    assert "It was agreed, and somebody is doing it." in line.sentence


def test_who_only_agreed_is_told_by_people_once_at_the_end(wish, sunita, house):
    spoken = make.resident("Bea", service=house, told_by="in_person")
    mailed = make.resident("Leon", service=house, told_by="email", email="leon@example.org")
    unsigned = make.resident("Ivy", service=house, told_by="in_person", signs_in=False)
    follower = make.resident("Jo", service=house, told_by="in_person")
    for person in (spoken, mailed, unsigned, follower):
        agree(actor=person, suggestion=wish)
    follow(actor=follower, suggestion=wish)

    go(wish, sunita, Status.AGREED)
    answer(actor=sunita, suggestion=wish, words="Soon.")
    assert set(for_(spoken).values_list("carrier", flat=True)) == {Carrier.PORTAL}
    assert set(for_(mailed).values_list("carrier", flat=True)) == {Carrier.EMAIL}
    assert not for_(unsigned).exists()
    assert [line.who for line in to_tell(make.viewer(sunita))] == ["Patrick", "Jo"]

    go(wish, sunita, Status.DONE)
    lines = {line.who: line.sentence for line in to_tell(make.viewer(sunita))}
    assert sorted(lines) == ["Bea", "Ivy", "Jo", "Patrick"]
    assert "Did this fix it? Please tell us." in lines["Bea"]


def test_a_quiet_mail_that_bounces_does_not_send_anybody_walking(wish, sunita, house):
    who = make.resident("Leon", service=house, told_by="email", email="leon@example.org")
    agree(actor=who, suggestion=wish)
    go(wish, sunita, Status.AGREED)
    type(who).objects.filter(pk=who.pk).update(do_not_email=True)
    sweep(urgent=False)
    assert list(for_(who).filter(state=State.SENT).values_list("carrier", flat=True)) == [Carrier.PORTAL]
    assert [line.who for line in to_tell(make.viewer(sunita))] == ["Patrick"]


def test_nobody_told_me_puts_the_newest_first_and_does_not_stack(wish, sunita, patrick):
    go(wish, sunita, Status.FINDING_OUT)
    old = for_(patrick).get()
    telling.end(actor=sunita, row=old, ending=State.TOLD)
    go(wish, sunita, Status.AGREED)
    telling.nobody_told_me(actor=patrick, row=old)
    (line,) = to_tell(make.viewer(sunita))
    assert line.first and "It was agreed." in line.sentence
    old.refresh_from_db()
    assert old.state == State.TOLD and old.nobody_told_me_at


def test_a_fan_out_replaces_too(wish, sunita, house, monkeypatch):
    monkeypatch.setattr("involvement.operations.outbox.FAN_OUT_ABOVE", 1)
    people = [make.resident(service=house, told_by="in_person") for _each in range(3)]
    for person in people:
        follow(actor=person, suggestion=wish)
    for status in (Status.FINDING_OUT, Status.AGREED):
        go(wish, sunita, status)
        sweep(urgent=False)
    assert len(to_tell(make.viewer(sunita))) == 4


def test_what_was_said_to_the_team_stays_with_the_team(wish, sunita, patrick):
    type(wish).objects.filter(pk=wish.pk).update(reach=Reach.TEAM)
    wish.refresh_from_db()
    advisor = make.advisor("Miriam")
    go(wish, advisor, Status.FINDING_OUT)
    go(wish, advisor, Status.AGREED)
    (row,) = for_(patrick).filter(state=State.WAITING)
    assert row.service_id is None and row.values["by_team"]
    assert to_tell(make.viewer(sunita)) == []


def test_the_same_again_replaces_nothing(wish, sunita, patrick):
    with time_machine.travel("2026-11-03T12:00:00Z", tick=False):
        answer(actor=sunita, suggestion=wish, words="One.")
        answer(actor=sunita, suggestion=wish, words="Two.")
    (row,) = for_(patrick).select_related("person")
    assert row.state == State.WAITING and "Our answer: Two." in tellings([row])[0].sentence
