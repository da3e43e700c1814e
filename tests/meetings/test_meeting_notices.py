"""What is told about meetings: neutral subjects, no place without sign-in, and nothing that is no longer true."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from involvement.models import OutboxRow
from involvement.operations.sweep import sweep
from involvement.registry.notices import notices
from meetings.models import Meeting
from meetings.operations.meetings import finishing, planning, writing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Zqhouse", address="Zqstreet 4")


def mailed(house):
    return make.resident("Jo", service=house, email="jo@example.org", told_by="email")


def send_all() -> list:
    """Let the sweep send what is due. Returns the mails of this time."""
    before = len(mail.outbox)
    sweep(urgent=False)
    return mail.outbox[before:]


def test_every_notice_is_neutral_and_says_when(house):
    staff, jo = make.staff("Sunita", service=house), mailed(house)
    soon = timezone.now() + dt.timedelta(days=5)
    meeting = planning.plan_meeting(actor=staff, service=house, starts_at=soon, place="Zqlounge")
    planning.reply(actor=jo, meeting=meeting, answer="coming")
    sent = send_all()
    planning.change_meeting(actor=staff, meeting=meeting, starts_at=soon + dt.timedelta(days=1))
    sent += send_all()
    planning.cancel_meeting(actor=staff, meeting=meeting, reason="The lift is broken.")
    sent += send_all()
    held = make.meeting(service=house, place="Zqlounge")
    writing.start(actor=staff, meeting=held)
    finishing.finish_meeting(actor=staff, meeting=held)
    sent += send_all()
    assert [message.subject for message in sent] == [
        "There is a meeting",
        "A meeting has changed",
        "A meeting is cancelled",
        "What was decided",
    ]
    for message in sent:
        everything = message.subject + message.body + "".join(body for body, _kind in message.alternatives)
        assert "Zqhouse" not in everything and "Zqlounge" not in everything and "Sunita" not in everything
    assert "The lift is broken." in sent[2].body and f"/meetings/{held.pk}/" in sent[3].body


def test_what_changed_again_or_was_cancelled_is_not_told(house):
    staff, jo = make.staff(service=house), mailed(house)
    soon = timezone.now() + dt.timedelta(days=5)
    meeting = planning.plan_meeting(actor=staff, service=house, starts_at=soon)
    planning.reply(actor=jo, meeting=meeting, answer="coming")
    planning.change_meeting(actor=staff, meeting=meeting, place="The garden")
    planning.change_meeting(actor=staff, meeting=meeting, place="The lounge")
    planning.cancel_meeting(actor=staff, meeting=meeting, reason="The lift is broken.")
    assert [message.subject for message in send_all()] == ["A meeting is cancelled"]
    assert set(OutboxRow.objects.filter(person=jo, state="cancelled").values_list("kind", flat=True)) == {
        "meeting.planned",
        "meeting.moved",
    }


def test_who_moved_away_is_not_told(house):
    staff, jo = make.staff(service=house), mailed(house)
    planning.plan_meeting(actor=staff, service=house, starts_at=timezone.now() + dt.timedelta(days=5))
    jo.residencies.update(ends_on=timezone.localdate())
    assert send_all() == []
    assert Meeting.objects.count() == 1


def test_minutes_are_put_up_by_staff_and_a_person_hears_that_they_can_be_read(house):
    held = make.meeting(service=house, place="Zqlounge")
    say = notices.get("minutes.out").in_person
    assert "put the minutes on the noticeboard" in say(held, OutboxRow(service=house))
    words = say(held, OutboxRow(person=make.person()))
    assert "You can read what was decided" in words and "noticeboard" not in words


@pytest.mark.parametrize(
    ("place", "end"), [("Zqlounge", " Where: Zqlounge."), ("By the bins.", " Where: By the bins."), ("", "pm.")]
)
def test_a_new_place_is_said_aloud_as_a_sentence(house, place, end):
    when = timezone.localtime().replace(hour=18, minute=0)
    moved = make.meeting(service=house, place=place, starts_at=when)
    words = notices.get("meeting.moved").in_person(moved, OutboxRow(person=make.person()))
    assert words.endswith(end) and words.startswith("The meeting has changed. It is now on ")
