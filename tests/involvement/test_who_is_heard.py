"""Who is heard and who is not: counted once a quarter, small numbers hidden, for the advisor and the Board."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from involvement.models import EqualityAnswers, EqualityFigures, Organisation, Person, Residency
from involvement.models.equality import QUESTIONS
from involvement.operations import standing
from involvement.operations.agreed_work import add_note, agree_action
from involvement.operations.equality import count_quarter, figures_of, keep_answers
from involvement.queries.equality import count_answers, count_everybody, who_is_heard
from involvement.registry.heard import everybody_heard, ways
from involvement.rules.equality import CONSENT_NOW
from involvement.rules.periods import Quarter
from involvement.tasks import count_who_is_heard
from meetings.models import Attendance, Meeting, Suggestion
from meetings.operations.suggestions.agreeing import agree
from meetings.operations.suggestions.fixing import say_whether_fixed
from tests import make

pytestmark = pytest.mark.django_db

URL = "/board/who-is-heard/"
SUMMER = Quarter(dt.date(2026, 7, 1))
IN_SUMMER = dt.datetime(2026, 8, 12, 12, tzinfo=dt.UTC)
COUNTED = dt.datetime(2026, 10, 8, 3, 45, tzinfo=dt.UTC)


@pytest.fixture
def house():
    return make.service("Elm Court", opened_on=dt.date(2020, 1, 1))


def lives(house, **fields):
    """Somebody who has lived there for long."""
    who = make.resident(service=house, **fields)
    Residency.objects.filter(person=who).update(starts_on="2025-01-01")
    return who


def crowd(house, number: int, *, heard: int, on=IN_SUMMER, **said) -> list:
    """So many people who gave these answers in the summer, of whom so many said something then."""
    people = [lives(house) for _ in range(number)]
    for person in people:
        EqualityAnswers.objects.create(person=person, agreed_to=1, answered_on=on.date(), **said)
    for person in people[:heard]:
        make.suggestion(service=house, author=person, posted_at=on)
    return people


def counted(at=COUNTED) -> EqualityFigures | None:
    with time_machine.travel(at, tick=False):
        Organisation.forget()
        return count_quarter()


# --- Who counts as heard --------------------------------------------------------------------------


def came(house, who, **how):
    meeting = make.meeting(service=house, starts_at=IN_SUMMER, state=how.pop("state", Meeting.State.HELD))
    Attendance.objects.create(meeting=meeting, person=who, **how)


def note(house, who):
    action = agree_action(
        actor=who, title="A shelf", due_on=timezone.localdate() + dt.timedelta(days=9), service=house, owners=[who]
    )
    made = add_note(actor=who, action=action, words="It goes on.")
    type(made).objects.filter(pk=made.pk).update(at=IN_SUMMER)


def comment(house, who, **how):
    made = make.comment(suggestion=make.suggestion(service=house, author=lives(house)), author=who)
    type(made).objects.filter(pk=made.pk).update(**{"posted_at": IN_SUMMER, **how})


def agreed(house, who, posted_at=IN_SUMMER):
    agree(actor=who, suggestion=make.suggestion(service=house, author=lives(house), posted_at=posted_at))


def fixed(house, who):
    done = timezone.localdate()
    wish = make.suggestion(service=house, author=who, status="done", waiting_since=None, done_on=done)
    say_whether_fixed(actor=who, suggestion=wish, fixed=True)
    wish.fixed_answers.update(at=IN_SUMMER)


HEARD = {
    "said": lambda house, who: make.suggestion(service=house, author=who, posted_at=IN_SUMMER),
    "said to the team": lambda house, who: make.suggestion(
        service=house, author=who, who_sees=Suggestion.WhoSees.TEAM, posted_at=IN_SUMMER
    ),
    "agreed": agreed,
    "commented": comment,
    "fixed": fixed,
    "came": lambda house, who: came(house, who, came=True),
    "champion": lambda house, who: standing.begin_champion(
        actor=who, person=who, service=house, starts_on=dt.date(2026, 9, 30)
    ),
    "wrote how it goes": note,
}
NOT_HEARD = {
    "nothing": lambda house, who: None,
    "without a name": lambda house, who: make.suggestion(
        service=house, who_sees=Suggestion.WhoSees.HERE_ANONYMOUS, posted_at=IN_SUMMER
    ),
    "the quarter before": lambda house, who: make.suggestion(
        service=house, author=who, posted_at=IN_SUMMER - dt.timedelta(days=60)
    ),
    "the quarter after": lambda house, who: make.suggestion(
        service=house, author=who, posted_at=dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC)
    ),
    "taken back": lambda house, who: make.suggestion(
        service=house, author=who, posted_at=IN_SUMMER, status="taken_back"
    ),
    "a comment taken back": lambda house, who: comment(house, who, taken_back_on="2026-08-13"),
    "agreed later": lambda house, who: agreed(house, who, posted_at=COUNTED),
    "said yes": lambda house, who: came(house, who, reply="coming"),
    "a meeting that was not held": lambda house, who: came(house, who, came=True, state="cancelled"),
    "a champion later": lambda house, who: standing.begin_champion(
        actor=who, person=who, service=house, starts_on=dt.date(2026, 10, 1)
    ),
}


@pytest.mark.parametrize("how", HEARD)
def test_this_is_being_heard(house, how):
    who = lives(house)
    HEARD[how](house, who)
    assert Person.objects.filter(pk=who.pk, pk__in=everybody_heard(SUMMER)).exists()


@pytest.mark.parametrize("how", NOT_HEARD)
def test_this_is_not(house, how):
    who = lives(house)
    NOT_HEARD[how](house, who)
    assert not Person.objects.filter(pk=who.pk, pk__in=everybody_heard(SUMMER)).exists()


def test_every_way_is_tried_above_and_said_on_the_page(client, house):
    assert {name for name, _way in ways.items()} == {"champion", "work", "said", "agreed", "commented", "fixed", "came"}
    page = make.sign_in(client, make.advisor()).get(URL).content.decode()
    assert all(str(way.words) in page for _name, way in ways.items())


# --- Of whom --------------------------------------------------------------------------------------


def test_whoever_lived_here_on_a_day_of_the_quarter_is_counted(house):
    def stays(starts_on, ends_on):
        who = make.resident(service=house)
        Residency.objects.filter(person=who).update(starts_on=starts_on, ends_on=ends_on)
        return who

    here = [stays("2026-01-01", None), stays("2026-01-01", "2026-07-02"), stays("2026-09-30", None)]
    stays("2026-01-01", "2026-07-01"), stays("2026-10-01", None)
    make.resident(service=house, died_on=dt.date(2026, 8, 1))
    make.staff(service=house)
    make.suggestion(service=house, author=here[0], posted_at=IN_SUMMER)
    assert count_everybody(SUMMER) == (3, 1, 0)


def test_whoever_lives_at_two_homes_is_counted_once(house):
    who = lives(house, signs_in=False)
    Residency.objects.create(person=who, service=make.service(), starts_on="2026-02-01")
    assert count_everybody(SUMMER) == (1, 0, 1)


def test_answers_are_counted_with_who_was_heard(house):
    crowd(house, 3, heard=2, age="25")
    crowd(house, 2, heard=0, age="85", religion="not_said")
    answers = count_answers(SUMMER, COUNTED.date())
    assert set(answers) == set(QUESTIONS)
    assert [row for row in answers["age"] if row[1]] == [("25", 3, 2), ("85", 2, 0)]
    # What is left out and what somebody would rather not say are one.
    assert [row for row in answers["religion"] if row[1]] == [("not_said", 5, 2)]
    assert all(sum(people for _, people, _ in rows) == 5 for rows in answers.values())


def test_counting_asks_as_much_whatever_there_is(house, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1 + len(QUESTIONS)):
            count_everybody(SUMMER), count_answers(SUMMER, COUNTED.date())
        crowd(house, 4, heard=2, age="25")


# --- Counted once, with nothing small -------------------------------------------------------------


def test_a_quarter_is_counted_once_a_week_after_it(house):
    crowd(house, 40, heard=20, gender="woman")
    assert counted(COUNTED - dt.timedelta(days=1)).first == dt.date(2026, 4, 1)
    kept = counted()
    assert (kept.first, kept.counted_on, kept.minimum) == (dt.date(2026, 7, 1), COUNTED.date(), 10)
    crowd(house, 30, heard=30, gender="man")
    before = kept.figures
    assert counted(COUNTED + dt.timedelta(days=1)) is None
    assert EqualityFigures.objects.get(first=kept.first).figures == before


def test_the_worker_counts_in_the_night(house):
    crowd(house, 40, heard=20, gender="woman")
    with time_machine.travel(COUNTED, tick=False):
        count_who_is_heard()
    assert EqualityFigures.objects.get().first == dt.date(2026, 7, 1)


def test_what_is_kept_holds_no_small_number(house):
    crowd(house, 42, heard=21, age="25", gender="woman")
    crowd(house, 33, heard=13, age="35", gender="woman")
    crowd(house, 24, heard=11, age="45", gender="man")
    crowd(house, 7, heard=3, age="85", gender="man")
    figures = counted().figures
    assert figures["answered"] == [105, 50] and figures["everybody"] == [105, 50, 0]
    shown = {answer: numbers for answer, *numbers in figures["questions"]["age"]}
    # 7 are few; 24 would tell them, since the others and the whole are there.
    assert shown["85"] == shown["45"] == [None, None]
    assert shown["25"] == [40, 20] and shown["35"] == [35, 15]
    numbers = [n for rows in figures["questions"].values() for _answer, *two in rows for n in two if n is not None]
    assert all(number >= 10 and number % 5 == 0 for number in numbers)


@pytest.mark.parametrize(("number", "heard"), [(19, 10), (40, 9), (40, 31), (0, 0)])
def test_where_too_few_answered_nothing_is_shown(house, number, heard):
    crowd(house, number, heard=heard, age="25")
    crowd(house, 0, heard=0)
    figures = counted().figures
    assert figures["answered"] is None and figures["questions"] == {}


def test_the_organisation_says_what_is_small(house):
    Organisation.objects.update_or_create(pk=1, defaults={"hidden_below": 20})
    crowd(house, 60, heard=30, age="25")
    crowd(house, 15, heard=8, age="35")
    kept = counted()
    shown = {answer: numbers for answer, *numbers in kept.figures["questions"]["age"]}
    assert kept.minimum == 20 and kept.figures["step"] == 10 and shown["35"] == [None, None]


def test_new_answers_wait_until_they_are_enough(house):
    """Two quarters never differ by one person's new answer."""
    crowd(house, 40, heard=20, religion="none")
    first = counted()
    autumn = COUNTED + dt.timedelta(days=20)
    crowd(house, 9, heard=0, on=autumn, religion="none")
    second = counted(dt.datetime(2027, 1, 8, 4, tzinfo=dt.UTC))
    assert second.upto == first.upto and second.figures["answered"] is None
    for person in crowd(house, 1, heard=0, on=autumn, religion="none"):
        assert person
    third = counted(dt.datetime(2027, 4, 8, 4, tzinfo=dt.UTC))
    assert third.upto == dt.date(2027, 4, 7)


def test_what_somebody_takes_back_is_in_no_later_count(house):
    people = crowd(house, 40, heard=20, religion="none")
    counted()
    EqualityAnswers.objects.filter(person__in=people[:15]).delete()
    answers = count_answers(SUMMER, COUNTED.date())
    assert sum(number for _answer, number, _heard in answers["religion"]) == 25


def test_two_workers_at_once_keep_one(house, monkeypatch):
    crowd(house, 40, heard=20, religion="none")
    kept = counted()
    monkeypatch.setattr(EqualityFigures.objects, "filter", lambda **_: EqualityFigures.objects.none())
    assert counted() is None
    monkeypatch.undo()
    assert EqualityFigures.objects.get() == kept


# --- The page -------------------------------------------------------------------------------------


@pytest.fixture
def with_figures(house):
    crowd(house, 42, heard=30, age="25")
    crowd(house, 33, heard=12, age="35")
    crowd(house, 24, heard=11, age="45")
    crowd(house, 7, heard=3, age="85")
    counted()


@pytest.mark.parametrize("role", ["advisor", "deputy_advisor", "board_member"])
def test_the_advisor_and_the_board_read_it(client, with_figures, role):
    page = make.sign_in(client, getattr(make, role)()).get(URL)
    text = " ".join(page.content.decode().split())
    assert "July to September" in text and "not shown" in text and "too few<" not in text
    assert '<th scope="row">25 to 34</th> <td>40</td> <td>30</td> <td> 75%' in text
    assert '<th scope="row">35 to 44</th> <td>35</td> <td>10</td> <td> 29% <b>' in text
    assert 'href="/board/who-is-heard/"' in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["staff", "manager", "resident", "champion", "ended_advisor", "leader"])
def test_nobody_else_does(client, house, with_figures, role):
    at_home = role in ("staff", "manager", "resident", "champion")
    who = getattr(make, role)(**({"service": house} if at_home else {}))
    make.sign_in(client, who)
    assert client.get(URL).status_code == 404
    assert "who-is-heard" not in client.get("/").content.decode()


def test_a_visitor_signs_in_first(client, with_figures):
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"


def test_before_anything_is_counted_it_says_so(client, house):
    text = make.sign_in(client, make.advisor()).get(URL).content.decode()
    assert "Nothing is counted yet" in text and "How this is counted" in text


def test_where_too_few_answered_it_says_so_kindly(client, house):
    crowd(house, 12, heard=6, age="25")
    counted()
    text = make.sign_in(client, make.advisor()).get(URL).content.decode()
    assert "Too few people said who they are" in text and "25 to 34" not in text


def test_one_turns_to_the_quarters_beside(client, with_figures):
    counted(dt.datetime(2027, 1, 8, 4, tzinfo=dt.UTC))
    make.sign_in(client, make.advisor())
    with time_machine.travel(dt.datetime(2027, 2, 1, tzinfo=dt.UTC), tick=False):
        newest = make.sign_in(client, make.advisor()).get(URL)
        before = client.get(f"{URL}?period=2026-q3")
        assert newest.context["report"].quarter == Quarter(dt.date(2026, 10, 1))
        assert before.context["report"].quarter == SUMMER
        assert "?period=2026-q3" in newest.content.decode() and "?period=2026-q4" in before.content.decode()
        for wrong in ("2026-q9", "2026-07", "1", "2019-q1", "²"):
            assert client.get(URL, {"period": wrong}).context["report"].quarter == Quarter(dt.date(2026, 10, 1))


def test_the_page_asks_as_much_whatever_was_counted(client, house, django_assert_num_queries):
    make.sign_in(client, make.advisor())
    client.get(URL)
    for at in (COUNTED, dt.datetime(2027, 1, 8, 4, tzinfo=dt.UTC)):
        crowd(house, 40, heard=20, religion="none")
        counted(at)
        make.remember_organisation()
        with django_assert_num_queries(QUERIES):
            client.get(URL)


QUERIES = 6


def test_shares_are_of_what_is_shown(house):
    figures = figures_of((40, 20, 3), {"age": [("25", 22, 11), ("35", 18, 9)]}, 5)
    EqualityFigures.objects.create(first=SUMMER.first, upto=COUNTED, minimum=5, figures=figures)
    report = who_is_heard(SUMMER)
    assert [(line.people, line.heard, line.share) for line in report.questions[0].lines] == [
        (20, 10, 50),
        (20, 10, 50),
    ]
    assert (report.share_answered, report.without_sign_in) == (100, 5)
    assert who_is_heard(SUMMER.on(1)) is None


def test_answering_by_the_page_is_counted(client, house):
    for person in [lives(house) for _ in range(24)]:
        with time_machine.travel(IN_SUMMER, tick=False):
            keep_answers(actor=person, answers={"gender": "woman"}, agreed_to=CONSENT_NOW)
    assert ("woman", 24, 0) in count_answers(SUMMER, COUNTED.date())["gender"]
