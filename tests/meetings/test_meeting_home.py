"""Meetings on the first pages: the next one for who lives there, what waits for staff."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Concern, JoinRequest, Reach
from involvement.queries.work import KINDS
from meetings.home.next_meeting import meetings_waiting
from meetings.models import AgendaItem, Suggestion
from meetings.operations.meetings import writing
from meetings.queries.agenda import next_meeting_after
from meetings.queries.glance import services_at_a_glance
from meetings.queries.meetings import PAST_ON_A_PAGE, listed
from tests import make
from tests.involvement.test_sweep import tell, work_for

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


def test_each_n_more_leads_to_the_whole_list(client):
    house = make.service(staffed_round_the_clock=True)
    staff = make.manager(service=house)
    for number in range(10):
        who = make.resident(service=house, told_by="in_person")
        make.suggestion(service=house, author=who)
        make.suggestion(service=house, status="agreed", waiting_since=None)
        make.suggestion(service=house, status="done", done_on=timezone.localdate(), waiting_since=None)
        tell(who, work_for(who, service=house, due_on=timezone.localdate() - dt.timedelta(days=1)))
        make.meeting(service=house)
        Concern.objects.create(words="Help.", service=house, due_at=timezone.now())
        JoinRequest.objects.create(service=house, name=f"Jo {number}")
    page = make.sign_in(client, staff).get("/").content.decode()
    more = re.findall(r'<a href="([^"]+)">\s*([^<:]+): \d+ more', page)
    assert sorted(heading for _url, heading in more) == sorted(str(heading) for heading, _button in KINDS.values())
    for url, _heading in more:
        assert client.get(url).status_code == 200


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


def test_what_is_written_down_before_its_day_is_still_the_next_one(client):
    house = make.service("Bromley Road")
    staff, jo = make.staff(service=house), make.resident(service=house)
    early = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=20), place="The lounge")
    writing.start(actor=staff, meeting=early)
    assert meetings_waiting(make.viewer(staff)) == []
    [line] = services_at_a_glance(make.viewer(staff))
    assert (line.next_meeting, line.next_key) == (early.starts_at, early.pk)
    last = make.meeting(service=house, state="held")
    assert next_meeting_after(last) == early
    make.sign_in(client, jo)
    assert "The lounge" in client.get("/").content.decode()
    client.post(reverse("meetings:reply", args=[early.pk]), {"reply": "coming"})
    assert "You said yes" in client.get("/").content.decode()
    listed_for_jo = client.get(reverse("meetings:meetings")).content.decode()
    assert "No meeting is planned yet" not in listed_for_jo and "Go on writing" not in listed_for_jo
    make.sign_in(client, staff)
    page = client.get(reverse("meetings:meetings")).content.decode()
    assert "To write down" not in page and "No meeting is planned yet" not in page
    assert "Go on writing" in page and reverse("staff:meetings:live", args=[early.pk]) in page


def held(house, days_ago, *outcomes):
    meeting = make.meeting(service=house, starts_at=timezone.now() - dt.timedelta(days=days_ago), state="held")
    for outcome in outcomes:
        said = make.suggestion(service=house)
        AgendaItem.objects.create(meeting=meeting, kind="suggestion", suggestion=said, outcome=outcome)
    return meeting


def test_past_meetings_say_what_was_decided(client):
    house = make.service()
    held(house, 30, "agreed", "agreed", "finding_out", "no", "not_yet", "")
    held(house, 60)
    page = make.sign_in(client, make.resident(service=house)).get(reverse("meetings:meetings")).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "2 agreed 1 to find out 2 no or not yet, and why" in words
    assert words.count("No suggestion was decided.") == 1


@pytest.mark.parametrize(
    "hidden", [{"reach": Reach.RESTRICTED}, {"reach": Reach.TEAM}, {"shown": False}, {"off": True}], ids=str
)
def test_what_the_minutes_hide_is_not_counted_for_the_neighbours(client, hidden):
    house = make.service()
    meeting = held(house, 30, "agreed", "no")
    agreed = meeting.items.get(outcome="agreed")
    model, key = (AgendaItem, agreed.pk) if "off" in hidden else (Suggestion, agreed.suggestion_id)
    model.objects.filter(pk=key).update(**hidden)
    page = make.sign_in(client, make.resident(service=house)).get(reverse("meetings:meetings")).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 no or not yet, and why" in words and "agreed" not in words


def test_the_past_goes_on_page_by_page_and_loses_no_meeting_of_the_same_hour(client):
    homes = [make.service() for _number in range(2 * PAST_ON_A_PAGE)]
    when = timezone.now() - dt.timedelta(days=3)
    made = {make.meeting(service=house, starts_at=when, state="held").pk for house in homes}
    advisor = make.viewer(make.advisor())
    first = listed(advisor)
    second = listed(advisor, after=first.older.partition("after=")[2])
    assert {meeting.pk for meeting in (*first.past, *second.past)} == made
    assert second.older is None and second.paged
    back = listed(advisor, before=second.newer.partition("before=")[2])
    assert [meeting.pk for meeting in back.past] == [meeting.pk for meeting in first.past]
