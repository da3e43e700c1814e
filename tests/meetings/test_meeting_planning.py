"""Planning a meeting, its agenda, who comes, the calendar file, and who is told when it moves."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from involvement.models import OutboxRow, Reach
from involvement.operations.agreed_work import agree_action
from involvement.operations.base import Refused
from meetings.models import AgendaItem, Attendance, Meeting, Status, Suggestion
from meetings.operations.meetings import agenda, planning
from meetings.operations.suggestions.answering import read
from meetings.queries.agenda import SUGGESTIONS_AT_MOST, items_of
from tests import make

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.datetime:
    return timezone.now().replace(microsecond=0) + dt.timedelta(days=days)


def planned(**fields):
    """A house, a member of staff, and their meeting in ten days."""
    house = fields.pop("service", None) or make.service()
    staff = make.staff(service=house)
    return house, staff, planning.plan_meeting(actor=staff, service=house, starts_at=in_days(10), **fields)


def titles(meeting) -> list[str]:
    return [
        item.title or (item.suggestion.title if item.suggestion else item.action.title) for item in items_of(meeting)
    ]


# --- The agenda builds itself -----------------------------------------------------------------------


def test_the_agenda_builds_itself_from_last_time_suggestions_and_what_is_always_asked():
    house = make.service()
    staff = make.staff(service=house)
    open_action = agree_action(actor=staff, title="Ask for prices", service=house, due_on=timezone.localdate())
    few = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ, agreements=2)
    many = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ, agreements=9)
    _house, _staff, meeting = planned(service=house)
    assert titles(meeting)[:3] == [open_action.title, many.title, few.title]
    assert [item.kind for item in items_of(meeting)][3:] == ["standing"] * 3


@pytest.mark.parametrize(("number", "words"), [(1, "Put this on"), (2, "Put them on")])
def test_what_came_since_is_put_on_by_a_button_that_counts(client, number, words):
    house = make.service()
    staff = make.staff(service=house)
    meeting = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=4))
    agenda.build_agenda(actor=staff, meeting=meeting)
    for _each in range(number):
        make.suggestion(service=house, status=Status.READ)
    page = make.sign_in(client, staff).get(reverse("staff:meetings:agenda", args=[meeting.pk])).content.decode()
    assert re.search(rf'name="build" value="1">\s*{words}\s*<', page)


def test_the_pages_of_the_agenda_say_how_it_is_made(client):
    house, staff, meeting = planned()
    make.sign_in(client, staff)
    for page in (meeting.get_absolute_url(), reverse("staff:meetings:agenda", args=[meeting.pk])):
        assert "How this is made: first what was agreed before." in client.get(page).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"reach": Reach.RESTRICTED},
        {"reach": Reach.TEAM},
        {"shown": False},
        {"status": Status.SENT},
        {"status": Status.DONE, "waiting_since": None},
        {"status": Status.FINDING_OUT, "find_out_by": dt.date(2090, 1, 1)},
    ],
)
def test_what_not_everybody_here_may_read_or_does_not_wait_never_comes_on(fields):
    house = make.service()
    make.suggestion(service=house, author=make.resident(service=house), **{"status": Status.READ, **fields})
    _house, staff, meeting = planned(service=house)
    agenda.build_agenda(actor=staff, meeting=meeting)
    assert not items_of(meeting).filter(kind="suggestion").exists()


def test_what_staff_have_not_read_comes_on_once_they_have(client):
    house = make.service()
    said = make.suggestion(title="A bench", service=house, author=make.resident(service=house))
    _house, staff, meeting = planned(service=house)
    make.sign_in(client, staff)
    assert "A bench" not in client.get(meeting.get_absolute_url()).content.decode()
    read(actor=staff, suggestion=said)
    agenda.build_agenda(actor=staff, meeting=meeting)
    assert [item.suggestion for item in items_of(meeting).filter(kind="suggestion")] == [said]
    assert "A bench" in client.get(meeting.get_absolute_url()).content.decode()


def test_building_it_again_keeps_the_order_and_what_was_left_out():
    house = make.service()
    for _ in range(3):
        make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
    _house, staff, meeting = planned(service=house)
    first, second, third = items_of(meeting).filter(kind="suggestion")
    agenda.move_item(actor=staff, item=third, up=True)
    agenda.leave_out(actor=staff, item=first)
    late = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ, agreements=50)
    agenda.build_agenda(actor=staff, meeting=meeting)
    agenda.build_agenda(actor=staff, meeting=meeting)
    found = [item.suggestion_id for item in items_of(meeting).filter(kind="suggestion")]
    assert found == [third.suggestion_id, second.suggestion_id, late.pk]
    assert [item.kind for item in items_of(meeting)][-1] == "standing"


def test_an_hour_holds_so_many_suggestions_and_staff_can_put_on_more(client):
    house = make.service()
    author = make.resident(service=house)
    said = [
        make.suggestion(service=house, author=author, status=Status.READ, agreements=100 - number)
        for number in range(SUGGESTIONS_AT_MOST + 2)
    ]
    _house, staff, meeting = planned(service=house)
    assert items_of(meeting).filter(kind="suggestion").count() == SUGGESTIONS_AT_MOST
    make.sign_in(client, staff)
    assert said[-1].title in client.get(reverse("staff:meetings:agenda", args=[meeting.pk])).content.decode()
    client.post(reverse("staff:meetings:order", args=[meeting.pk]), {"add": said[-1].pk})
    assert items_of(meeting).filter(suggestion=said[-1]).exists()


def test_standing_items_go_on_from_meeting_to_meeting():
    house, staff, meeting = planned()
    agenda.put_on(actor=staff, meeting=meeting, title="The cat", standing=True)
    agenda.leave_out(actor=staff, item=items_of(meeting).filter(kind="standing")[0])
    following = planning.plan_meeting(actor=staff, service=house, starts_at=in_days(40))
    assert titles(following) == titles(meeting)


def test_people_here_put_things_on_and_nobody_from_elsewhere(client):
    house, _staff, meeting = planned()
    url = reverse("meetings:put-on", args=[meeting.pk])
    make.sign_in(client, make.resident(service=house))
    for _twice in range(2):
        client.post(url, {"title": "The kitchen refit"})
    assert titles(meeting).count("The kitchen refit") == 1
    for number in range(8):
        client.post(url, {"title": f"Thing {number}"})
    assert items_of(meeting).filter(kind="put_on").count() == agenda.PUT_ON_AT_MOST
    make.sign_in(client, make.resident(service=make.service()))
    assert client.post(url, {"title": "A stranger's"}).status_code == 404


def test_what_came_since_stands_on_the_page_before_anybody_builds_it_again(client):
    house, _staff, meeting = planned()
    said = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
    make.sign_in(client, make.resident(service=house))
    assert said.title in client.get(meeting.get_absolute_url()).content.decode()
    assert not AgendaItem.objects.filter(suggestion=said).exists()


# --- Planning ---------------------------------------------------------------------------------------


def test_staff_plan_with_a_day_and_a_time_alone(client):
    house = make.service()
    make.sign_in(client, make.staff(service=house))
    answer = client.post(reverse("staff:meetings:plan"), {"day": "2026-12-15", "time": "18:30"}, follow=True)
    assert answer.status_code == 200
    meeting = Meeting.objects.get()
    assert timezone.localtime(meeting.starts_at).strftime("%Y-%m-%d %H:%M") == "2026-12-15 18:30"


def test_nobody_plans_for_a_place_where_they_do_not_work(client):
    elsewhere = make.service()
    for who in (make.staff(service=make.service()), make.manager(service=make.service()), make.safeguarding_lead()):
        make.sign_in(client, who)
        url = reverse("staff:meetings:plan")
        client.post(url, {"service": elsewhere.pk, "day": "2026-12-15", "time": "18:30"})
        assert not Meeting.objects.filter(service=elsewhere).exists()
    assert client.get(url).status_code == 404


def test_two_taps_plan_one_meeting(client):
    house, staff, meeting = planned()
    make.sign_in(client, staff)
    moment = (meeting.starts_at + dt.timedelta(days=28)).isoformat()
    for _twice in range(2):
        client.post(reverse("staff:meetings:plan-next", args=[meeting.pk]), {"starts_at": moment})
    assert Meeting.objects.filter(service=house).count() == 2


def test_the_next_one_is_as_this_one_but_for_who_has_left(client):
    house, staff, meeting = planned(place="The lounge", food_notes="Soup")
    left = make.ended_resident(service=house)
    Meeting.objects.filter(pk=meeting.pk).update(chair=left)
    make.sign_in(client, staff)
    moment = meeting.starts_at + dt.timedelta(days=28)
    client.post(reverse("staff:meetings:plan-next", args=[meeting.pk]), {"starts_at": moment.isoformat()})
    following = Meeting.objects.latest("pk")
    assert (following.starts_at, following.place, following.food_notes) == (moment, "The lounge", "Soup")
    assert following.chair is None


def test_the_house_is_told_by_machine_and_on_the_wall_and_nobody_has_to_knock_on_doors():
    house = make.service()
    mailed = make.resident(service=house, email="jo@example.org", told_by="email")
    make.resident(service=house, told_by="in_person")
    planned(service=house)
    rows = OutboxRow.objects.filter(kind="meeting.planned")
    assert {(row.person, row.carrier) for row in rows} == {(mailed, "email"), (None, "noticeboard")}


def test_one_that_was_held_already_is_told_to_nobody():
    house = make.service()
    staff = make.staff(service=house, email="s@example.org", told_by="email")
    planning.plan_meeting(actor=staff, service=house, starts_at=in_days(-3))
    assert not OutboxRow.objects.exists()


# --- Who comes, and moving --------------------------------------------------------------------------


def reply(client, meeting, who, **data):
    make.sign_in(client, who)
    return client.post(reverse("meetings:reply", args=[meeting.pk]), data)


def test_when_it_moves_everybody_who_said_yes_is_told_and_nobody_else(client):
    house, staff, meeting = planned(place="The lounge")
    yes, no = make.resident(service=house), make.resident(service=house)
    reply(client, meeting, yes, reply="coming")
    reply(client, meeting, no, reply="cannot")
    planning.change_meeting(actor=staff, meeting=meeting, food_notes="Soup")
    assert not OutboxRow.objects.filter(kind="meeting.moved").exists()
    planning.change_meeting(actor=staff, meeting=meeting, starts_at=meeting.starts_at + dt.timedelta(days=1))
    assert list(OutboxRow.objects.filter(kind="meeting.moved").values_list("person", flat=True)) == [yes.pk]
    meeting.refresh_from_db()
    assert meeting.version == 1


def test_of_two_who_change_it_at_once_the_second_is_told():
    _house, staff, meeting = planned()
    other = Meeting.objects.get(pk=meeting.pk)
    planning.change_meeting(actor=staff, meeting=meeting, place="The garden")
    with pytest.raises(Refused):
        planning.change_meeting(actor=staff, meeting=other, place="The lounge")


def test_cancelled_with_a_reason_that_the_house_reads(client):
    house, staff, meeting = planned()
    yes = make.resident(service=house)
    reply(client, meeting, yes, reply="coming")
    make.sign_in(client, staff)
    url = reverse("staff:meetings:cancel", args=[meeting.pk])
    assert client.post(url, {"reason": ""}).status_code == 200
    client.post(url, {"reason": "The lift is broken."})
    rows = OutboxRow.objects.filter(kind="meeting.cancelled")
    assert {(row.person, row.carrier) for row in rows} == {(yes, "in_person"), (None, "noticeboard")}
    make.sign_in(client, yes)
    assert "The lift is broken." in client.get(meeting.get_absolute_url()).content.decode()
    assert reply(client, meeting, yes, reply="coming").status_code == 302
    assert Meeting.objects.get().state == "cancelled"


def test_who_cannot_come_is_led_to_the_box_for_it(client):
    house, _staff, meeting = planned()
    answer = reply(client, meeting, make.resident(service=house), reply="cannot", say="1")
    assert answer.url == reverse("meetings:suggestion-new")
    assert Attendance.objects.get().reply == "cannot"


def test_no_number_below_ten_and_no_names_are_shown_to_people_here(client):
    house, staff, meeting = planned()
    looker = make.resident(service=house)
    comers = [make.resident(f"Comer{number}", service=house) for number in range(10)]
    for who in comers[:9]:
        planning.reply(actor=who, meeting=meeting, answer="coming")
    make.sign_in(client, looker)
    assert "9 people" not in client.get(meeting.get_absolute_url()).content.decode()
    planning.reply(actor=comers[9], meeting=meeting, answer="coming")
    for who in (looker, staff):
        make.sign_in(client, who)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "10 people" in page and "Comer" not in page


# --- Who sees it ------------------------------------------------------------------------------------


def test_the_place_is_for_people_of_the_house_only(client):
    house, staff, meeting = planned(place="The green room")
    for who in (staff, make.resident(service=house), make.advisor()):
        make.sign_in(client, who)
        assert "The green room" in client.get(meeting.get_absolute_url()).content.decode()
    elsewhere = make.service()
    for who in (make.resident(service=elsewhere), make.staff(service=elsewhere), make.ended_resident(service=house)):
        make.sign_in(client, who)
        assert client.get(meeting.get_absolute_url()).status_code == 404
        assert "The green room" not in client.get(reverse("meetings:meetings")).content.decode()
    client.logout()
    assert client.get(meeting.get_absolute_url()).url.startswith("/sign-in/")


@pytest.mark.parametrize("name", ["change", "cancel", "agenda", "live", "pack"])
def test_only_those_who_run_it_plan_and_write_it(client, name):
    house, staff, meeting = planned()
    url = reverse(f"staff:meetings:{name}", args=[meeting.pk])
    for who in (make.resident(service=house), make.staff(service=make.service()), make.ended_staff(service=house)):
        make.sign_in(client, who)
        assert client.get(url).status_code == 404
    make.sign_in(client, staff)
    assert client.get(url).status_code == 200


# --- The calendar file ------------------------------------------------------------------------------


def test_the_calendar_file_names_nothing_and_moves_with_the_meeting(client):
    house, staff, meeting = planned(place="The green room", online_link="https://meet.example.org/room")
    url = reverse("meetings:calendar", args=[meeting.token])
    text = client.get(url).content.decode()
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Meeting" and event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == meeting.starts_at
    for told in (house.name, "green room", "meet.example", staff.chosen_name, "LOCATION", "ORGANIZER"):
        assert told not in text
    planning.change_meeting(actor=staff, meeting=meeting, place="The garden")
    moved = Calendar.from_ical(client.get(url).content.decode()).walk("VEVENT")[0]
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], 1)
    planning.cancel_meeting(actor=staff, meeting=meeting, reason="The lift.")
    cancelled = Calendar.from_ical(client.get(url).content.decode()).walk("VEVENT")[0]
    assert cancelled["STATUS"] == "CANCELLED" and cancelled["SEQUENCE"] == 2


def test_the_calendar_files_address_can_be_taken_away(client):
    _house, staff, meeting = planned()
    url = reverse("meetings:calendar", args=[meeting.token])
    make.sign_in(client, staff)
    client.post(reverse("staff:meetings:calendar-link", args=[meeting.pk]))
    assert client.get(url).status_code == 404


# --- Query counts -----------------------------------------------------------------------------------


def test_the_list_and_the_page_ask_as_often_for_many_as_for_one(client, django_assert_max_num_queries):
    house, staff, meeting = planned()
    make.sign_in(client, staff)

    def count(url) -> int:
        with django_assert_max_num_queries(40) as queries:
            client.get(url)
        return len(queries)

    def fill() -> None:
        make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
        agree_action(actor=staff, title="Ask for prices", service=house, due_on=timezone.localdate())
        planning.plan_meeting(actor=staff, service=house, starts_at=in_days(20 + Meeting.objects.count()))
        make.meeting(service=house, state="held")
        make.meeting(service=house)

    fill()
    urls = [
        reverse("meetings:meetings"),
        meeting.get_absolute_url(),
        reverse("staff:meetings:agenda", args=[meeting.pk]),
    ]
    few = [count(url) for url in urls]
    for _ in range(4):
        fill()
    assert [count(url) for url in urls] == few
    assert max(few) <= 16, few
    assert Suggestion.objects.count() == 5
