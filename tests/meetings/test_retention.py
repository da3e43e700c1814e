"""Who came, what was said and what was not right go when their time is over; what was decided and the numbers stay."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Action, Organisation, Photo, Reach
from involvement.operations import retention
from involvement.operations.agreed_work import agree_action
from involvement.operations.photos import keep_photo
from meetings.models import (
    Agreement,
    Attendance,
    Comment,
    CountedAgreement,
    FixedAnswer,
    Follow,
    Meeting,
    Report,
    Suggestion,
)
from meetings.operations.suggestions.agreeing import agree
from meetings.operations.suggestions.talking import report
from meetings.queries.meetings import how_many_came
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def house():
    yield make.service()
    Organisation.forget()


def forget(**time) -> dict[str, int]:
    """The night so long from now."""
    return dict(retention.forget_in_time(now=timezone.now() + dt.timedelta(**time)))


def test_who_came_is_kept_by_name_for_a_year_and_then_only_the_number(house):
    yesterday = timezone.now() - dt.timedelta(days=1)
    meeting = make.meeting(service=house, state="held", more_came=2, starts_at=yesterday)
    others = make.meeting(service=house, state="held")
    for came in (True, True, False):
        Attendance.objects.create(meeting=meeting, person=make.resident(service=house), came=came, reply="coming")
    Attendance.objects.create(meeting=others, person=make.resident(service=house), came=True)
    Meeting.objects.filter(pk=others.pk).update(starts_at=timezone.now() + dt.timedelta(days=10))
    assert how_many_came(meeting) == 4
    assert forget(days=363) == {}
    assert forget(days=365) == {"attendance": 3}
    meeting.refresh_from_db()
    assert meeting.more_came == 4 == how_many_came(meeting)
    assert Attendance.objects.get().meeting_id == others.pk
    assert forget(days=365) == {}


def test_what_was_not_right_goes_a_year_after_staff_looked_and_what_was_taken_back_too(house):
    rosa = make.resident(service=house)
    wish = make.suggestion(service=house, author=make.resident(service=house))
    looked_at, waiting = (report(actor=who, suggestion=wish, words="x") for who in (rosa, make.resident(service=house)))
    Report.objects.filter(pk=looked_at.pk).update(state="left")
    back, stays = (make.comment(suggestion=wish, author=rosa) for _ in range(2))
    Comment.objects.filter(pk=back.pk).update(taken_back_on=timezone.localdate(), shown=False)
    Suggestion.objects.filter(pk=wish.pk).update(comments_shown=1)
    assert forget(days=364) == {}
    assert forget(days=368) == {"reports": 2}
    assert Report.objects.get() == waiting and Comment.objects.get() == stays
    wish.refresh_from_db()
    assert wish.comments_shown == 1


def said_and_done(house, **fields):
    """A suggestion with all that belongs to one."""
    rosa, sunita = make.resident(service=house), make.staff(service=house)
    wish = make.suggestion("Zqwords are here", title="Zqtitle", service=house, author=rosa, told_by="portal")
    agree(actor=make.resident(service=house), suggestion=wish)
    make.comment("Zqcomment", suggestion=wish, author=rosa)
    keep_photo(actor=rosa, upload=jpeg(), about=wish)
    day = timezone.localdate()
    action = agree_action(actor=sunita, title=wish.title, due_on=day, service=house, owners=[sunita], answers=[wish])
    Action.objects.filter(pk=action.pk).update(state="done", done_on=day)
    given = {"status": "done", "done_on": day, "public_answer": "There is one now.", "fixed_yes": 1} | fields
    Suggestion.objects.filter(pk=wish.pk).update(**given)
    FixedAnswer.objects.create(suggestion=wish, person=rosa, fixed=True, words="Zqfixed")
    wish.refresh_from_db()
    return wish


def test_what_people_said_goes_six_years_after_it_was_over_and_the_answer_stays(
    house, media, django_capture_on_commit_callbacks
):
    wish, open_one = said_and_done(house), make.suggestion(service=house, author=make.resident(service=house))
    assert "words" not in forget(days=2189)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(days=2195)["words"] == 1
    before, wish = wish, Suggestion.objects.get(pk=wish.pk)
    assert (wish.title, wish.words, wish.author) == ("Something about: Something else", "", None)
    assert Action.objects.get().title == wish.title
    assert (wish.public_answer, wish.status, wish.fixed_yes) == ("There is one now.", "done", 1)
    assert wish.agreements == before.agreements == CountedAgreement.objects.get(suggestion=wish).number
    assert wish.comments_shown == 0
    for model in (Agreement, Follow, Comment, FixedAnswer, Photo):
        assert not model.objects.exists()
    assert not list(media.rglob("*.jpg"))
    assert Suggestion.objects.get(pk=open_one.pk).words == open_one.words
    assert "words" not in forget(days=2195)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "being_done"},
        {"reach": Reach.RESTRICTED},
        {"released_on": timezone.localdate() + dt.timedelta(days=100)},
    ],
)
def test_what_goes_on_and_what_those_who_keep_people_safe_hold_stays(house, media, fields):
    wish = said_and_done(house, **fields)
    assert "words" not in forget(days=2195)
    assert Suggestion.objects.get(pk=wish.pk).words == "Zqwords are here"


def test_of_what_was_said_to_the_team_only_the_month_stays(house):
    rosa = make.resident(service=house)
    wish = make.suggestion(service=house, author=rosa, who_sees="team", status="no", talked_on=timezone.localdate())
    assert forget(days=2195)["words"] == 1
    wish.refresh_from_db()
    assert wish.is_anonymous and wish.posted_at.day == 1 and wish.posted_at.hour == 0


def test_where_it_is_for_ever_nothing_goes(house, media):
    Organisation.objects.update_or_create(pk=1, defaults={"keep_words_years": 0})
    Organisation.forget()
    said_and_done(house)
    assert "words" not in forget(days=30_000)
