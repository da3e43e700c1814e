"""A meeting that was begun by mistake is put back, until something was written down."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Story
from involvement.operations.base import Refused
from involvement.operations.photos import keep_photo
from meetings.models import AgendaItem, Meeting, PaperOfMeeting, Status
from meetings.operations.meetings import deciding, finishing, putting_back, writing
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def early():
    """A meeting in four days that Sunita began today, with one suggestion and one thing from last time on it."""
    house = make.service()
    sunita = make.staff("Sunita", service=house)
    make.suggestion(service=house, author=make.resident("Jo", service=house), status=Status.READ)
    meeting = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=4))
    writing.start(actor=sunita, meeting=meeting)
    return meeting, sunita


def put_back(client, meeting):
    return client.post(reverse("staff:meetings:not-yet", args=[meeting.pk]), follow=True)


def of_suggestion(meeting) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, kind=AgendaItem.Kind.SUGGESTION)


def count_somebody(meeting, sunita):
    writing.set_came(actor=sunita, meeting=meeting, person_id=sunita.pk, came=True)


def count_more(meeting, sunita):
    writing.set_more_came(actor=sunita, meeting=meeting, more=4)


def write_notes(meeting, sunita):
    writing.save_notes(actor=sunita, meeting=meeting, item=None, text="The lift is back.", base="")


def write_notes_of_an_item(meeting, sunita):
    writing.save_notes(actor=sunita, meeting=meeting, item=of_suggestion(meeting), text="Twice a week.", base="")


def count_hands(meeting, sunita):
    writing.count_hands(actor=sunita, meeting=meeting, item=of_suggestion(meeting), hands=3)


def decide(meeting, sunita):
    deciding.decide(actor=sunita, meeting=meeting, item=of_suggestion(meeting), outcome=Status.AGREED)


def keep_paper(meeting, sunita):
    keep_photo(actor=sunita, upload=jpeg(), about=PaperOfMeeting(pk=meeting.pk))


WRITTEN = [count_somebody, count_more, write_notes, write_notes_of_an_item, count_hands, decide, keep_paper]


def test_a_meeting_begun_by_mistake_is_put_back_after_a_question(client, early):
    meeting, sunita = early
    make.sign_in(client, sunita)
    live = client.get(reverse("staff:meetings:live", args=[meeting.pk])).content.decode()
    question = reverse("staff:meetings:not-yet", args=[meeting.pk])
    assert question in live
    assert "Was this begun by mistake?" in client.get(question).content.decode()
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.BEING_WRITTEN
    page = put_back(client, meeting).content.decode()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.saved_at, meeting.written_by) == (Meeting.State.PLANNED, None, None)
    assert "It is not begun." in page
    assert Meeting.objects.to_come().contains(meeting)
    assert Story.objects.filter(verb="meeting.not_begun").count() == 1
    assert of_suggestion(meeting)
    put_back(client, meeting)
    assert Story.objects.filter(verb="meeting.not_begun").count() == 1


@pytest.mark.parametrize("write", WRITTEN)
def test_it_is_not_put_back_once_something_was_written(client, early, write):
    meeting, sunita = early
    write(meeting, sunita)
    make.sign_in(client, sunita)
    assert "Something is written down already." in put_back(client, meeting).content.decode()
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.BEING_WRITTEN
    assert not Story.objects.filter(verb="meeting.not_begun").exists()


def test_what_was_taken_back_while_writing_stops_nobody(early):
    meeting, sunita = early
    decide(meeting, sunita)
    deciding.undo(actor=sunita, meeting=meeting, item=of_suggestion(meeting), was=Status.AGREED)
    putting_back.not_begun(actor=sunita, meeting=meeting)
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.PLANNED


def test_it_is_not_put_back_once_the_minutes_are_out(early):
    meeting, sunita = early
    finishing.finish_meeting(actor=sunita, meeting=meeting, took_place=True)
    with pytest.raises(Refused):
        putting_back.not_begun(actor=sunita, meeting=meeting)
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.HELD


def test_the_way_back_is_gone_from_the_page_once_something_is_written(client, early):
    meeting, sunita = early
    count_more(meeting, sunita)
    make.sign_in(client, sunita)
    live = client.get(reverse("staff:meetings:live", args=[meeting.pk])).content.decode()
    assert reverse("staff:meetings:not-yet", args=[meeting.pk]) not in live
