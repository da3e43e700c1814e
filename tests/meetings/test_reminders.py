"""What meetings and suggestions remind people of."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Carrier, Organisation, OutboxRow, Post, Reach
from involvement.operations import bundles, reminders, sweep
from involvement.queries.telling import tellings
from involvement.queries.work import work_for
from meetings.models import Attendance, Meeting, Suggestion
from meetings.operations.meetings import planning
from meetings.operations.suggestions.answering import release
from tests import make

State = OutboxRow.State
pytestmark = pytest.mark.django_db

LONDON = timezone.get_default_timezone()
FIRST = dt.date(2026, 11, 2)


@pytest.fixture
def at(time_machine):
    """Put the clock to a local day of November 2026, and an hour."""

    def move(day, hour=9):
        local = dt.datetime.combine(dt.date(2026, 11, 1), dt.time(hour), tzinfo=LONDON) + dt.timedelta(days=day - 1)
        time_machine.move_to(local.astimezone(dt.UTC), tick=False)

    move(2)
    return move


@pytest.fixture
def house(at):
    return make.service("Bromley Road", opened_on=dt.date(2020, 1, 1))


@pytest.fixture
def sam(house):
    return make.staff("Sam", service=house, email="sam@example.org")


def by_mail(name, house, **fields):
    return make.resident(name, service=house, email=f"{name.lower()}@example.org", told_by=Carrier.EMAIL, **fields)


def settings(**fields):
    organisation = Organisation.objects.get_or_create(pk=1)[0]
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save()
    make.remember_organisation()


def on(day, hour=18):
    return dt.datetime(2026, 11, day, hour, tzinfo=LONDON)


def rows(kind, person=None):
    found = OutboxRow.objects.filter(kind=kind)
    return found.filter(person=person) if person else found


def sentences(person) -> list[str]:
    """What the person would be told now."""
    found = tellings(
        OutboxRow.objects.filter(person=person, kind__contains=".").select_related("person").order_by("pk")
    )
    return [telling.sentence for telling in found if not telling.why_not]


def remind_each_day(at, days):
    for day in days:
        at(day)
        reminders.remind()
        reminders.remind()


# --- Meetings ---------------------------------------------------------------------------------------------------


def test_who_said_yes_and_who_is_invited_hear_of_it_and_who_runs_it_earlier(at, house):
    yes, invited, no = by_mail("Yes", house), by_mail("Invited", house), by_mail("No", house)
    visitor = make.resident("Visitor", service=make.service(), email="v@example.org", told_by=Carrier.EMAIL)
    chair = make.resident("Chair", service=house, told_by=Carrier.PORTAL)
    meeting = make.meeting(service=house, starts_at=on(12), chair=chair)
    for person, answer in ((yes, "coming"), (visitor, "coming"), (no, "cannot")):
        Attendance.objects.create(meeting=meeting, person=person, reply=answer)
    remind_each_day(at, [6])
    assert not rows("meeting.yours")
    remind_each_day(at, [7])
    assert [row.person for row in rows("meeting.yours")] == [chair]
    assert not rows("meeting.soon")
    remind_each_day(at, [10, 11, 12])
    assert {row.person for row in rows("meeting.soon")} == {yes, invited, visitor, chair}
    assert sentences(yes) == ["Please remember: the next meeting is on 12 November at 6 pm."]
    assert sentences(chair)[0] == "You run the meeting on 12 November at 6 pm. Is everything ready for it?"


def test_of_a_home_that_met_before_each_person_has_one_row_and_of_two_meetings_two(at, house):
    """What somebody answered to an earlier meeting is no answer to this one."""
    came, cannot, silent = by_mail("Came", house), by_mail("Cannot", house), by_mail("Silent", house)
    for day in (1, 3, 5):
        held = make.meeting(service=house, starts_at=on(day), state="held")
        Attendance.objects.create(meeting=held, person=came, reply="coming")
        Attendance.objects.create(meeting=held, person=silent, reply="cannot")
    meeting = make.meeting(service=house, starts_at=on(12))
    Attendance.objects.create(meeting=meeting, person=cannot, reply="cannot")
    remind_each_day(at, [10, 11])
    assert sorted(row.person.chosen_name for row in rows("meeting.soon")) == ["Came", "Silent"]
    assert {row.about_id for row in rows("meeting.soon")} == {meeting.pk}
    make.meeting(service=house, starts_at=on(13, hour=12))
    remind_each_day(at, [11])
    assert rows("meeting.soon", silent).count() == 2 and rows("meeting.soon", cannot).count() == 1


def test_a_run_that_was_missed_still_reminds_and_one_after_it_began_does_not(at, house):
    by_mail("Yes", house)
    make.meeting(service=house, starts_at=on(12))
    remind_each_day(at, [12])
    assert rows("meeting.soon").count() == 1
    OutboxRow.objects.all().delete()
    at(12, hour=19)
    reminders.remind()
    assert not rows("meeting.soon")


def test_a_meeting_that_moves_is_reminded_of_anew_and_the_old_reminder_is_cancelled(at, house, sam):
    yes = by_mail("Yes", house)
    meeting = make.meeting(service=house, starts_at=on(12))
    Attendance.objects.create(meeting=meeting, person=yes, reply="coming")
    remind_each_day(at, [10])
    planning.change_meeting(actor=sam, meeting=meeting, starts_at=on(13))
    bundles.drop_untrue()
    (first,) = rows("meeting.soon")
    assert (first.state, first.reason) == (State.CANCELLED, "It was changed again since.")
    remind_each_day(at, [11])
    assert rows("meeting.soon").count() == 2
    planning.cancel_meeting(actor=sam, meeting=meeting, reason="The room is being painted.")
    bundles.drop_untrue()
    assert set(rows("meeting.soon").values_list("state", flat=True)) == {State.CANCELLED}


def test_nobody_knocks_on_every_door_but_who_said_yes_is_told_in_their_way(at, house):
    said_yes = make.resident("Maria", service=house, signs_in=False)
    make.resident("Jo", service=house, signs_in=False)
    meeting = make.meeting(service=house, starts_at=on(12))
    Attendance.objects.create(meeting=meeting, person=said_yes, reply="coming")
    remind_each_day(at, [10])
    (row,) = rows("meeting.soon")
    assert (row.person, row.carrier, row.service) == (said_yes, Carrier.IN_PERSON, house)


def test_a_meeting_without_minutes_reminds_staff_each_week_until_it_is_written_down(at, house, sam):
    make.staff("Elsewhere", service=make.service(), email="e@example.org")
    meeting = make.meeting(service=house, starts_at=on(3))
    remind_each_day(at, range(4, 21))
    found = rows("meeting.unwritten")
    assert [(row.person, timezone.localdate(row.made_at).day) for row in found] == [(sam, 7), (sam, 13), (sam, 20)]
    assert sentences(sam)[0].startswith("The meeting of 3 November is not written down yet.")
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    bundles.drop_untrue()
    assert set(found.values_list("reason", flat=True)) == {"It was written down, or cancelled."}


def test_a_month_that_is_nearly_over_without_a_meeting_reminds_staff_and_the_manager(at, house, sam):
    manager = make.manager("Grace", service=house, email="grace@example.org")
    make.resident("Maria", service=house)
    new = make.service("New House", opened_on=dt.date(2026, 11, 2))
    empty = make.service("Empty House", opened_on=dt.date(2020, 1, 1))
    planned = make.service("Planned House", opened_on=dt.date(2020, 1, 1))
    for place in (new, planned):
        make.resident(service=place)
    for place in (new, empty, planned):
        make.staff(service=place, email="x@example.org")
    make.meeting(service=planned, starts_at=on(28))
    make.meeting(service=house, starts_at=on(25), state="cancelled")
    remind_each_day(at, range(3, 21))
    assert not rows("meeting.none")
    remind_each_day(at, range(21, 31))
    found = rows("meeting.none").order_by("pk")
    assert {row.person for row in found} == {sam, manager}
    assert [timezone.localdate(row.made_at).day for row in found.filter(person=sam)] == [21, 28]
    assert found[0].values["path"] == f"/staff/meetings/new/?service={house.pk}"
    make.meeting(service=house, starts_at=on(30, hour=20))
    bundles.drop_untrue()
    assert set(found.values_list("state", flat=True)) == {State.CANCELLED}


# --- Suggestions ------------------------------------------------------------------------------------------------


def test_what_waits_unread_reminds_staff_once_a_week_by_its_number(at, house, sam):
    maria = make.resident("Maria", service=house)
    for _each in range(3):
        make.suggestion(service=house, author=maria)
    make.suggestion(service=house, author=maria, status="read")
    remind_each_day(at, range(3, 15))
    found = rows("suggestion.unread")
    assert [timezone.localdate(row.made_at).day for row in found] == [6, 12]
    assert sentences(sam)[0] == "3 suggestions have waited to be read for more than 3 days."
    assert not OutboxRow.objects.filter(about_label="meetings.suggestion", kind__startswith="suggestion.un").exists()
    Suggestion.objects.update(status="read")
    bundles.drop_untrue()
    assert set(found.values_list("reason", flat=True)) == {"Somebody has done it."}


def test_of_what_was_said_without_a_name_only_the_month_is_late(at, house, sam):
    make.suggestion(service=house, author=None, who_sees="here_anonymous")
    remind_each_day(at, range(3, 31))
    assert not rows("suggestion.unread")
    remind_each_day(at, range(31, 38))
    assert rows("suggestion.unread").exists()


def test_what_waits_undecided_reminds_staff(at, house, sam):
    maria = make.resident("Maria", service=house)
    make.suggestion(service=house, author=maria, status="finding_out", find_out_by=dt.date(2026, 11, 9))
    make.suggestion(service=house, author=maria, status="read", waiting_since=on(1) - dt.timedelta(days=40))
    remind_each_day(at, [3])
    assert sentences(sam) == ["1 suggestion has waited a long time for an answer. People would like to know."]
    at(10)
    assert sentences(sam)[0].startswith("2 suggestions have waited a long time")


def test_answers_wait_for_somebody_to_say_who_may_read_them_and_no_longer(at, house, sam):
    settings(release_within_days=2)
    maria = make.resident("Maria", service=house)
    fields = {"status": "done", "done_on": FIRST, "waiting_since": None}
    done = make.suggestion(title="A second washing machine", service=house, author=maria, **fields)
    private = make.service("Hidden", is_private=True)
    make.suggestion(service=private, author=maria, **fields)
    section = next(section for section in work_for(make.viewer(sam)) if section.kind == "release")
    assert section.number == 1
    assert section.rows[0]["url"] == f"/staff/suggestions/{done.pk}/release/"
    remind_each_day(at, range(3, 8))
    assert [timezone.localdate(row.made_at).day for row in rows("suggestion.unreleased")] == [4]
    release(actor=sam, suggestion=done, reach=Reach.SERVICE)
    assert not [section for section in work_for(make.viewer(sam)) if section.kind == "release"]
    bundles.drop_untrue()
    assert rows("suggestion.unreleased").get().state == State.CANCELLED


def test_what_was_said_to_the_team_only_reminds_the_team_and_nobody_who_works_there(at, house, sam):
    advisor = make.advisor("Ada", email="ada@example.org")
    here_too = make.deputy_advisor("Dev", email="dev@example.org")
    here_too.posts.create(service=house, starts_on=dt.date(2020, 1, 1))
    make.suggestion(service=house, author=make.resident(service=house), who_sees="team")
    remind_each_day(at, [8, 34])
    assert {row.person for row in rows("suggestion.for_team")} == {advisor}
    assert not rows("suggestion.unread")
    assert sentences(advisor) == ["1 thing that was said to the involvement team only has waited a long time."]


def test_who_does_not_work_there_any_more_is_not_told(at, house, sam):
    make.suggestion(service=house, author=make.resident(service=house))
    remind_each_day(at, [6])
    sam.posts.update(ends_on=dt.date(2026, 11, 6))
    bundles.drop_untrue()
    assert rows("suggestion.unread").get().reason == "The person may not see it any more."


def test_who_runs_two_homes_reads_the_sum_once(at, house, sam, mailoutbox):
    other = make.service("Elsewhere", code="else")
    Post.objects.create(person=sam, service=other, kind="staff", starts_on=dt.date(2026, 1, 1))
    for place, number in ((house, 2), (other, 3)):
        who = make.resident("Maria", service=place)
        for _each in range(number):
            make.suggestion(service=place, author=who)
    remind_each_day(at, [6])
    assert rows("suggestion.unread", sam).count() == 2
    bundles.bundle()
    sweep.sweep(urgent=False)
    (mail,) = [mail for mail in mailoutbox if "sam@example.org" in mail.to]
    assert mail.body.count("suggestions have waited") == 1 and "5 suggestions have waited to be read" in mail.body
    assert set(rows("suggestion.unread", sam).values_list("state", flat=True)) == {"sent"}
