"""Homes at a glance, for the advisor and the manager: worst first, each number with the list that it counts."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.models import ChampionTerm, OutboxRow, Reach
from involvement.operations import outbox, telling
from involvement.operations.agreed_work import agree_action
from involvement.queries.to_tell import work_to_tell
from meetings.models import Meeting, Suggestion
from meetings.queries import glance
from meetings.queries.glance import services_at_a_glance
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """A home with something of everything."""
    place = make.service("Bromley Road", code="bromley", area="North")
    now, today = timezone.now(), timezone.localdate()
    patrick = make.resident("Patrick", service=place)
    make.meeting(service=place, starts_at=now - dt.timedelta(days=6), state="held")
    make.meeting(service=place, starts_at=now + dt.timedelta(days=9))
    make.meeting(service=place, starts_at=now + dt.timedelta(days=30))
    make.suggestion("A bench", title="A bench", service=place, author=patrick)
    make.suggestion("Paint", title="Paint", service=place, author=patrick, status="read")
    make.suggestion("Done", title="Done", service=place, author=patrick, status="done", waiting_since=None)
    make.suggestion("At risk", title="At risk", service=place, author=patrick, reach=Reach.RESTRICTED)
    make.suggestion("Secret", title="Secret", service=place, author=patrick, who_sees=Suggestion.WhoSees.TEAM)
    sunita = make.staff("Sunita", service=place)
    agree_action(
        actor=sunita,
        title="Mend the gate",
        due_on=today - dt.timedelta(days=3),
        service=place,
        owners=[sunita, patrick],
    )
    ChampionTerm.objects.create(
        person=patrick, service=place, starts_on=make.a_year_ago(), ends_on=today + dt.timedelta(days=50)
    )
    return place


def line_of(who, place):
    return next(line for line in services_at_a_glance(make.viewer(who)) if line.service == place)


def test_a_line_says_everything_and_nothing_that_is_not_theirs_to_see(house):
    line = line_of(make.manager(service=house), house)
    assert timezone.localdate(line.last_meeting) == timezone.localdate() - dt.timedelta(days=6)
    assert timezone.localdate(line.next_meeting) == timezone.localdate() + dt.timedelta(days=9)
    assert (line.unread, line.waiting, line.late, line.to_tell) == (1, 2, 1, 1)
    assert line.champion.name == "Patrick"
    assert line.champion.until == timezone.localdate() + dt.timedelta(days=49)
    # What was said past staff is counted for the team; what is kept safe for neither.
    assert (line_of(make.advisor(), house).unread, line_of(make.advisor(), house).waiting) == (2, 3)


@pytest.mark.parametrize("role", ["manager", "advisor"])
def test_each_number_leads_to_the_list_that_it_counts(client, house, role):
    who = make.manager(service=house) if role == "manager" else make.advisor()
    other = make.service("Elm House")
    make.suggestion("Of the other home", title="Of the other home", service=other, author=make.resident(service=other))
    line = line_of(who, house)
    make.sign_in(client, who)
    for url, number in ((line.unread_url, line.unread), (line.waiting_url, line.waiting)):
        assert client.get(url).context["found"]["count"] == number, url
    assert len(client.get(line.late_url).context["page"].rows) == line.late == 1
    told = client.get(line.to_tell_url)
    assert told.status_code == 200 and "Patrick" in told.content.decode()
    page = client.get("/").content.decode()
    assert line.late_url.replace("&", "&amp;") in page and f"/meetings/{line.next_key}/" in page


def test_whom_to_tell_is_counted_in_people_as_on_the_list_of_work(house):
    grace, colleague = make.manager(service=house), make.staff(service=house)
    lena = make.resident(service=house)
    agree_action(actor=grace, title="Paint", due_on=timezone.localdate(), service=house, owners=[lena])
    agree_action(actor=grace, title="Plant", due_on=timezone.localdate(), service=house, owners=[lena])
    outbox.send(kind="meeting.planned", to=house, about=Meeting.objects.first(), occasion="x")
    assert line_of(grace, house).to_tell == len(work_to_tell(make.viewer(grace))) == 3
    telling.take(actor=colleague, row=OutboxRow.objects.to_tell().get(person__chosen_name="Patrick"))
    assert line_of(grace, house).to_tell == len(work_to_tell(make.viewer(grace))) == 2


def test_late_work_can_be_narrowed_to_a_home_and_widened_again(client, house):
    sunita, other = make.staff("Sue", service=house), make.service("Elm House", code="elm")
    make._tie(make.Post, sunita, service=other)
    make.sign_in(client, sunita)
    assert "Mend the gate" in client.get("/actions/?show=late&service=bromley").content.decode()
    page = client.get("/actions/?show=late&service=elm").content.decode()
    assert "Mend the gate" not in page and "?show=late" in page and "Elm House" in page
    for nothing in ("x", "%00", "b" * 400):
        assert "Mend the gate" in client.get(f"/actions/?show=late&service={nothing}").content.decode()


def test_where_nothing_is_planned_or_nobody_speaks_up_it_is_one_tap_to_mend(client):
    place = make.service("Bromley Road")
    make.sign_in(client, make.manager(service=place))
    page = client.get("/").content.decode()
    assert f"/staff/meetings/new/?service={place.pk}" in page and "Plan the meeting" in page
    assert f"/staff/people/?service={place.pk}" in page and "Find a champion" in page


def test_the_worst_come_first(house):
    today = timezone.localdate()
    make.service("Fine House", opened_on=today)
    make.service("Silent House")
    names = [line.service.name for line in services_at_a_glance(make.viewer(make.advisor()))]
    assert names == ["Silent House", "Bromley Road", "Fine House"]


def test_the_last_meeting_is_never_one_to_come():
    place = make.service()
    make.meeting(service=place, starts_at=timezone.now() + dt.timedelta(days=4), state="held")
    assert line_of(make.advisor(), place).last_meeting is None


def test_a_manager_has_their_own_homes_and_staff_no_such_card(client, house):
    make.service("Elm House")
    page = make.sign_in(client, make.manager(service=house)).get("/").content.decode()
    assert "Your services at a glance" in page and "Bromley Road" in page and "Elm House" not in page
    page = make.sign_in(client, make.staff(service=house)).get("/").content.decode()
    assert "at a glance" not in page


def test_of_many_homes_the_worst_stand_first_and_all_are_found_by_page_and_area(client, house, monkeypatch):
    monkeypatch.setattr("meetings.home.advisor.WORST", 3)
    monkeypatch.setattr(glance, "ON_A_PAGE", 4)
    monkeypatch.setattr("meetings.views.staff.glance.ON_A_PAGE", 4)
    for number in range(6):
        make.service(f"House {number}", area="South")
    make.sign_in(client, make.advisor())
    page = client.get("/").content.decode()
    assert "All 7 services" in page and len(re.findall(r"<th scope=\"row\">", page)) == 3
    seen, url = [], "/staff/glance/"
    while url:
        answer = client.get(url)
        seen += [line.service.name for line in answer.context["lines"]]
        url = f"/staff/glance/{answer.context['older']}" if answer.context["older"] else None
    assert len(seen) == len(set(seen)) == 7
    north = client.get("/staff/glance/?area=North")
    assert [line.service.name for line in north.context["lines"]] == ["Bromley Road"]
    for nothing in ("area=%00", "page=x", "page=99999999999999999999", "area=Nowhere"):
        assert client.get(f"/staff/glance/?{nothing}").status_code == 200


def test_one_home_and_forty_take_as_many_queries(house):
    viewer = make.viewer(make.advisor())
    with CaptureQueriesContext(connection) as one:
        services_at_a_glance(viewer)
    for number in range(40):
        place = make.service(f"Many {number}")
        make.suggestion("A bench", service=place, author=make.champion(service=place))
    with CaptureQueriesContext(connection) as many:
        assert len(services_at_a_glance(viewer)) == 41
    assert len(one) == len(many) == 7
