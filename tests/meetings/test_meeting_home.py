"""Meetings on the first pages: the next one for who lives there, what waits for staff."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.queries.work import KINDS
from meetings.home.next_meeting import meetings_waiting
from tests import make

pytestmark = pytest.mark.django_db


def test_the_next_meeting_stands_at_home_for_who_lives_there(client):
    house = make.service()
    make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=40), place="The garden")
    coming = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=4), place="The lounge")
    who = make.resident(service=house)
    make.sign_in(client, who)
    page = client.get("/").content.decode()
    assert "The lounge" in page and "The garden" not in page
    client.post(reverse("meetings:reply", args=[coming.pk]), {"reply": "coming"})
    assert "You said yes" in client.get("/").content.decode()
    make.sign_in(client, make.resident(service=make.service()))
    assert "The lounge" not in client.get("/").content.decode()


def test_staff_see_what_waits_to_be_written_down_and_where_none_is_planned():
    house, elsewhere = make.service("Bromley Road"), make.service("Quay House")
    staff = make.staff(service=house)
    make.meeting(service=house, starts_at=timezone.now() - dt.timedelta(days=9))
    make.meeting(service=house, starts_at=timezone.now() - dt.timedelta(days=2), state="being_written")
    make.meeting(service=house, starts_at=timezone.now() - dt.timedelta(days=60), state="held")
    make.meeting(service=elsewhere)
    items = meetings_waiting(make.viewer(staff))
    assert [(item.title, item.late) for item in items] == [
        ("Write down the meeting at Bromley Road", True),
        ("Write down the meeting at Bromley Road", False),
        ("Plan the next meeting at Bromley Road", False),
    ]
    assert {item.kind for item in items} <= KINDS.keys()
    make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=4))
    assert len(meetings_waiting(make.viewer(staff))) == 2
