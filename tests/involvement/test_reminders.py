"""Reminders: each is "due, and no key yet?", and goes in one message a day."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Action, ActionOwner, Carrier, Organisation, OutboxRow
from involvement.operations import agreed_work, bundles, reminders, sweep, telling
from involvement.operations.bundles import is_morning
from involvement.queries.telling import tellings
from tests import make

State = OutboxRow.State
pytestmark = pytest.mark.django_db

LONDON = timezone.get_default_timezone()
MONDAY = dt.datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)


@pytest.fixture
def house():
    return make.service("Bromley Road", opened_on=dt.date(2020, 1, 1))


@pytest.fixture
def at(time_machine):
    """Put the clock to a local day and hour: ``at(3)`` is three days after the Monday, at nine."""

    def move(days=0, hour=9):
        local = dt.datetime.combine(MONDAY.date() + dt.timedelta(days=days), dt.time(hour), tzinfo=LONDON)
        time_machine.move_to(local.astimezone(dt.UTC), tick=False)

    move()
    return move


def work(*owners, due_in, service, title="Buy paint", **fields):
    due_on = timezone.localdate() + dt.timedelta(days=due_in)
    action = Action.objects.create(title=title, service=service, first_due_on=due_on, due_on=due_on, **fields)
    for owner in owners:
        ActionOwner.objects.create(action=action, person=owner, as_staff=owner.posts.exists())
    return action


def by_mail(name, house, **fields):
    return make.resident(name, service=house, email=f"{name.lower()}@example.org", told_by=Carrier.EMAIL, **fields)


def morning():
    """What the worker does on a morning."""
    written = reminders.remind()
    bundles.drop_untrue()
    bundles.bundle()
    sweep.sweep(urgent=False)
    return written


def last_text(post_office) -> str:
    return post_office.mails[-1].get_body(("plain",)).get_content()


def kinds_of(person):
    return list(OutboxRow.objects.filter(person=person).exclude(kind="reminders").values_list("kind", flat=True))


# --- Due, and no key yet? ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [range(15), (0, 5, 6, 7, 8, 14), (6, 7, 9, 14), (5, 7, 8, 14)])
def test_whatever_runs_are_missed_each_reminder_comes_once(at, house, runs, post_office):
    """Soon (two days before), on the day, and late: at once, and again a week later."""
    owner = by_mail("Marlon", house)
    work(owner, due_in=7, service=house)
    for day in runs:
        at(day)
        morning()
        morning()
    assert sorted(kinds_of(owner)) == ["action.due", "action.late", "action.today"]
    at(15)
    morning()
    assert sorted(kinds_of(owner)) == ["action.due", "action.late", "action.late", "action.today"]
    assert len(post_office.mails) == 4


def test_a_day_that_was_missed_is_told_as_it_is_now(at, house):
    owner = by_mail("Marlon", house)
    work(owner, due_in=7, service=house)
    at(9)
    morning()
    assert kinds_of(owner) == ["action.late"]


def test_another_date_is_another_occasion(at, house, post_office):
    owner = by_mail("Marlon", house)
    action = work(owner, due_in=1, service=house)
    morning()
    agreed_work.move_date(actor=owner, action=action, due_on=timezone.localdate() + dt.timedelta(days=20))
    at(1)
    assert not morning()
    at(18)
    assert morning() == {"action.due": 1}


def test_nobody_is_reminded_of_what_is_done_or_hidden_or_of_somebody_else_s(at, house):
    owner, other = by_mail("Marlon", house), by_mail("Bea", house)
    work(owner, due_in=1, service=house, state="done")
    work(owner, due_in=1, service=house, reach=0)
    assert not reminders.remind()
    assert not OutboxRow.objects.filter(person=other).exists()


def test_after_a_week_the_manager_hears_of_it_too(at, house, post_office):
    owner = by_mail("Marlon", house)
    manager = make.manager("Grace", service=house, email="grace@example.org")
    make.manager("Tess", service=make.service(), email="tess@example.org")
    work(owner, due_in=0, service=house)
    at(6)
    morning()
    assert kinds_of(manager) == []
    at(7)
    morning()
    assert kinds_of(manager) == ["action.late_here"]
    assert "Does somebody need help with it?" in last_text(post_office)


def test_who_manages_and_does_it_is_not_told_twice(at, house):
    manager = make.manager("Grace", service=house, email="grace@example.org")
    work(manager, due_in=-10, service=house)
    morning()
    assert kinds_of(manager) == ["action.late"]


def test_intervals_are_the_organisations(at, house):
    organisation = Organisation.current()
    organisation.remind_action_days, organisation.remind_again_days = 5, 2
    organisation.save()
    Organisation.forget()
    owner = by_mail("Marlon", house)
    work(owner, due_in=5, service=house)
    for day in range(10):
        at(day)
        morning()
    assert sorted(kinds_of(owner)) == ["action.due", "action.late", "action.late", "action.today"]


# --- Not any more -----------------------------------------------------------------------------------------------


def test_what_is_held_and_no_longer_true_is_cancelled_with_the_reason(at, house, post_office):
    owner = by_mail("Marlon", house)
    action = work(owner, due_in=1, service=house)
    at(0, hour=6)
    reminders.remind()
    row = OutboxRow.objects.get(person=owner)
    assert row.state == State.HELD
    agreed_work.finish(actor=owner, action=action)
    bundles.drop_untrue()
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.CANCELLED, "It is not to be done any more.")
    at(0, hour=8)
    morning()
    assert post_office.mails == []


def test_a_message_of_which_nothing_is_left_is_not_sent(at, house, post_office):
    owner = by_mail("Marlon", house)
    action = work(owner, due_in=1, service=house)
    reminders.remind()
    bundles.bundle()
    agreed_work.drop(actor=owner, action=action, reason="No room.")
    sweep.sweep(urgent=False)
    assert post_office.mails == []
    rows = {row.kind: row for row in OutboxRow.objects.filter(person=owner)}
    assert rows["reminders"].reason == "Nothing of it is to be told any more."
    assert rows["action.due"].state == State.CANCELLED
    assert rows["action.due"].reason == "It is not to be done any more."


def test_on_the_to_tell_list_the_newer_takes_the_place_of_the_older(at, house):
    owner = make.resident("Maria", service=house)
    action = work(owner, due_in=1, service=house)
    morning()
    at(1)
    morning()
    telling.tidy()
    (row,) = OutboxRow.objects.to_tell().filter(person=owner)
    assert row.kind == "action.today"
    agreed_work.finish(actor=owner, action=action)
    telling.tidy()
    assert not OutboxRow.objects.to_tell().filter(person=owner).exists()


# --- One message a day ------------------------------------------------------------------------------------------


def test_never_more_than_one_message_of_reminders_a_day(at, house, post_office):
    owner = by_mail("Marlon", house)
    work(owner, due_in=0, service=house, title="Buy paint")
    work(owner, due_in=1, service=house, title="Mend the gate")
    morning()
    (mail,) = post_office.mails
    assert mail["Subject"] == "A reminder"
    assert "Buy paint" in post_office.part("plain") and "Mend the gate" in post_office.part("plain")
    work(owner, due_in=0, service=house, title="Sweep the yard")
    at(0, hour=15)
    morning()
    assert len(post_office.mails) == 1
    at(1)
    morning()
    assert len(post_office.mails) == 2
    assert "Sweep the yard" in last_text(post_office) and "Mend the gate" in last_text(post_office)
    states = set(OutboxRow.objects.filter(person=owner, kind__startswith="action.").values_list("state", flat=True))
    assert State.HELD not in states


def test_before_the_morning_nobody_is_woken(at, house, post_office):
    work(by_mail("Marlon", house), due_in=0, service=house)
    at(0, hour=7)
    morning()
    assert post_office.mails == []
    at(0, hour=8)
    morning()
    assert len(post_office.mails) == 1


def test_who_reads_it_on_the_website_finds_one_entry_with_all_of_it(at, house, client):
    owner = make.resident("Maria", service=house, told_by=Carrier.PORTAL)
    work(owner, due_in=0, service=house, title="Buy paint")
    work(owner, due_in=1, service=house, title="Mend the gate")
    morning()
    page = make.sign_in(client, owner).get("/me/told/").content.decode()
    assert page.count("Told on") == 1
    assert "Buy paint" in page and "Mend the gate" in page


def test_a_kill_between_the_mail_and_the_end_of_its_parts_is_settled_by_the_next_sweep(at, house, post_office):
    owner = by_mail("Marlon", house)
    work(owner, due_in=0, service=house)
    reminders.remind()
    bundles.bundle()
    OutboxRow.objects.filter(kind="reminders").update(state=State.SENT, sent_at=timezone.now())
    sweep.sweep(urgent=False)
    assert OutboxRow.objects.get(kind="action.today").state == State.SENT


def test_a_message_that_does_not_get_through_is_told_by_people_with_all_of_it(at, house, post_office):
    owner = by_mail("Marlon", house)
    work(owner, due_in=0, service=house, title="Buy paint")
    reminders.remind()
    bundles.bundle()
    owner.do_not_email = True
    owner.save()
    sweep.sweep(urgent=False)
    row = OutboxRow.objects.to_tell().get(person=owner)
    assert row.service == house
    (found,) = tellings([row])
    assert "Buy paint" in found.sentence


# --- Everybody is reached ---------------------------------------------------------------------------------------


def test_people_without_e_mail_are_told_in_one_visit_and_staff_never_aloud(at, house):
    customer = make.resident("Maria", service=house, signs_in=False)
    staff = make.staff("Sam", service=house)
    work(customer, staff, due_in=0, service=house)
    work(customer, due_in=1, service=house, title="Mend the gate")
    morning()
    assert OutboxRow.objects.to_tell().filter(person=customer, service=house).count() == 2
    assert not OutboxRow.objects.to_tell().filter(person=staff).exists()
    assert OutboxRow.objects.get(person=staff, kind="reminders").carrier == Carrier.PORTAL


def test_who_does_not_want_to_hear_of_it_does_not(at, house):
    owner = by_mail("Marlon", house, unwanted=["helping"])
    work(owner, due_in=0, service=house)
    assert not reminders.remind()


def test_a_telling_that_is_overdue_reminds_staff_once_a_week(at, house, client):
    staff = make.staff("Sam", service=house, email="sam@example.org")
    maria = make.resident("Maria", service=house)
    telling_of = work(maria, due_in=30, service=house)
    agreed_work.tell_owners(action=telling_of)
    for day in range(22):
        at(day)
        morning()
    late = OutboxRow.objects.filter(person=staff, kind="telling.overdue").order_by("pk")
    assert [timezone.localdate(row.made_at) - MONDAY.date() for row in late] == [
        dt.timedelta(days=days) for days in (8, 14, 21)
    ]
    assert late[0].values["path"] == f"/staff/tell/?service={house.code}"


# --- The clocks change ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_on_both_nights_on_which_the_clocks_change_the_morning_is_the_local_one(time_machine, night):
    seen = []
    start = dt.datetime.combine(night, dt.time(0), tzinfo=LONDON).astimezone(dt.UTC)
    for quarter in range(4 * 12):
        now = start + dt.timedelta(minutes=15 * quarter)
        time_machine.move_to(now, tick=False)
        if is_morning(now):
            seen.append(timezone.localtime(now))
    assert (seen[0].hour, seen[0].minute) == (8, 0)


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_on_those_nights_a_reminder_of_today_comes_once_and_on_its_day(time_machine, night, house, post_office):
    time_machine.move_to(dt.datetime.combine(night, dt.time(0), tzinfo=LONDON) - dt.timedelta(hours=6), tick=False)
    owner = by_mail("Marlon", house)
    work(owner, due_in=1, service=house)
    for hour in range(40):
        time_machine.move_to(
            dt.datetime.combine(night, dt.time(0), tzinfo=LONDON).astimezone(dt.UTC) + dt.timedelta(hours=hour),
            tick=False,
        )
        morning()
    row = OutboxRow.objects.get(person=owner, kind="action.today")
    assert timezone.localdate(row.made_at) == night
    assert len(post_office.mails) == 2, "today on its day, late on the next"
