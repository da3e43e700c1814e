"""All the news together: by each person's choice, in the morning, empty ones not at all; in chunks, everybody once."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from involvement.models import Action, ActionOwner, Carrier, DigestRun, OutboxRow, Person, Reach
from involvement.operations import digests, sweep
from involvement.operations.people import change_person
from involvement.queries.telling import tellings
from meetings.models import Follow, Suggestion
from meetings.operations.suggestions import answering
from meetings.operations.suggestions.agreeing import agree
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.talking import add_comment
from tests import make

State = OutboxRow.State
Digest = Person.Digest
pytestmark = pytest.mark.django_db

LONDON = timezone.get_default_timezone()
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def at(time_machine):
    """Put the clock to a local day and hour; day 0 is a Monday, on which the digest of the week before was made."""

    def move_to(days=0, hour=9):
        local = dt.datetime.combine(MONDAY + dt.timedelta(days=days), dt.time(hour), tzinfo=LONDON)
        time_machine.move_to(local.astimezone(dt.UTC), tick=False)

    move_to()
    digests.put_together()
    move_to(hour=10)
    return move_to


@pytest.fixture
def house(at):
    return make.service("Bromley Road", opened_on=dt.date(2020, 1, 1))


@pytest.fixture
def staff(house):
    return make.staff("Sam", service=house, digest=Digest.NONE)


def by_mail(name, house, **fields):
    return make.resident(name, service=house, email=f"{name.lower()}@example.org", told_by=Carrier.EMAIL, **fields)


def digest_of(person):
    return OutboxRow.objects.filter(person=person, kind="digest").order_by("-pk").first()


def words(person) -> list[str]:
    """Headings and sentences as the person would read them now."""
    (telling,) = tellings([digest_of(person)])
    return [f"{part.heading}: {part.words}" for part in telling.parts]


def refuse(suggestion, staff, reason="It costs too much."):
    return move(actor=staff, suggestion=suggestion, to_status="no", by="staff", reason=reason)


# --- What stands in it ------------------------------------------------------------------------------------------


def test_my_suggestions_what_i_follow_the_next_meeting_what_i_help_with_and_you_said_we_did(at, house, staff):
    maria, ben = by_mail("Maria", house), by_mail("Ben", house)
    mine = make.suggestion(title="A second washing machine", service=house, author=maria)
    followed = make.suggestion(title="Bike racks", service=house, author=ben)
    agreed = make.suggestion(title="A later bus", service=house, author=ben)
    silent = make.suggestion(title="Nothing happened", service=house, author=ben)
    Follow.objects.create(suggestion=followed, person=maria)
    Follow.objects.create(suggestion=silent, person=maria)
    agree(actor=maria, suggestion=agreed)
    for suggestion in (mine, followed, agreed):
        refuse(suggestion, staff)
    done = make.suggestion(title="New bins", service=house, author=ben)
    Suggestion.objects.filter(pk=done.pk).update(
        status="done", done_on=MONDAY + dt.timedelta(days=1), public_answer="They stand in the yard."
    )
    make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=9))
    action = Action.objects.create(title="Paint the hall", service=house, first_due_on=MONDAY, due_on=MONDAY)
    ActionOwner.objects.create(action=action, person=maria)
    at(7, hour=8)
    digests.put_together()
    assert words(maria) == [
        "What you said: “A second washing machine”: Said no, and why. It costs too much.",
        "What you agreed with, or follow: “Bike racks”: Said no, and why. It costs too much.",
        "What you agreed with, or follow: “A later bus”: Said no, and why. It costs too much.",
        "The next meeting: The next meeting is on 2 December at 10 am.",
        "What you help with: “Paint the hall”, by 23 November.",
        "You said, we did: You said: “New bins”. They stand in the yard.",
    ]


def test_it_is_sent_by_mail_with_a_safe_subject_and_a_way_to_choose(at, house, staff, mailoutbox):
    maria = by_mail("Maria", house)
    suggestion = make.suggestion(title="Bike <racks>", service=house, author=maria)
    refuse(suggestion, staff)
    OutboxRow.objects.all().delete()
    at(7)
    digests.put_together()
    sweep.sweep(urgent=False)
    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("Your news", ["maria@example.org"])
    assert "“Bike <racks>”" in mail.body and "Bike &lt;racks&gt;" in mail.alternatives[0].content
    assert f"http://testserver{suggestion.get_absolute_url()}" in mail.body
    assert "http://testserver/me/" in mail.body
    assert house.name not in mail.body


def test_what_many_read_is_said_to_each_in_their_language(at, house, staff):
    for language in ("en-gb", "pl", "en-gb"):
        by_mail("Reader", house, language=language)
    make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=9))
    at(7)
    assert digests.put_together() == 3
    said = []
    for telling in tellings(OutboxRow.objects.filter(kind="digest").select_related("person").order_by("person")):
        with translation.override(telling.row.person.language):
            said.append(telling.parts[0].words)
    assert said == ["The next meeting is on 2 December at 10 am.", said[1], said[0]]
    assert said[1] != said[0] and "2 grudnia" in said[1]


def test_an_empty_one_is_not_sent(at, house, staff):
    maria = by_mail("Maria", house)
    make.suggestion(service=house, author=maria)
    # A meeting in three weeks is no news of this one.
    make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=30))
    at(7)
    assert digests.put_together() == 0


def test_what_somebody_did_themselves_is_no_news_to_them(at, house, staff):
    maria = by_mail("Maria", house)
    suggestion = make.suggestion(service=house, author=maria)
    add_comment(actor=maria, suggestion=suggestion, words="And soon, please.")
    move(actor=maria, suggestion=suggestion, to_status="taken_back", by="author")
    at(7)
    assert digests.put_together() == 0


def test_a_comment_of_somebody_else_is_news(at, house, staff):
    maria = by_mail("Maria", house)
    suggestion = make.suggestion(title="Bike racks", service=house, author=maria)
    add_comment(actor=by_mail("Ben", house), suggestion=suggestion, words="Yes!")
    at(7)
    assert digests.put_together() == 1
    assert words(maria) == ["What you said: “Bike racks”: Sent, not read yet."]


def test_nothing_personal_is_kept_in_the_row_and_it_is_seen_with_the_eyes_of_now(at, house, staff):
    maria, ben = by_mail("Maria", house), by_mail("Ben", house)
    kept = make.suggestion(title="Zanzibar", service=house, author=maria)
    hidden = make.suggestion(title="Quillfeather", service=house, author=ben)
    Follow.objects.create(suggestion=hidden, person=maria)
    for suggestion in (kept, hidden):
        refuse(suggestion, staff)
    at(7)
    digests.put_together()
    values = digest_of(maria).values
    assert set(values) == {"since", "until", "mine", "followed"} and "Zanzibar" not in str(values)
    assert len(words(maria)) == 2
    Suggestion.objects.filter(pk=hidden.pk).update(shown=False)
    assert len(words(maria)) == 1
    Suggestion.objects.update(reach=Reach.RESTRICTED)
    (telling,) = tellings([digest_of(maria)])
    assert telling.why_not == "Nothing of it is to be told any more."


def test_who_switched_a_kind_of_news_off_reads_none_of_it(at, house, staff):
    maria = by_mail("Maria", house, unwanted=["mine"])
    refuse(make.suggestion(service=house, author=maria), staff)
    at(7)
    assert digests.put_together() == 0


# --- When -------------------------------------------------------------------------------------------------------


def test_daily_weekly_or_none_by_choice(at, house, staff):
    daily, weekly = by_mail("Dee", house, digest=Digest.DAILY), by_mail("Wes", house)
    never = by_mail("Nia", house, digest=Digest.NONE)
    for person in (daily, weekly, never):
        refuse(make.suggestion(service=house, author=person), staff)
    made = {}
    for day in range(1, 9):
        at(day)
        digests.put_together()
        digests.put_together()
        made[day] = [OutboxRow.objects.filter(person=p, kind="digest").count() for p in (daily, weekly, never)]
    assert made[1] == made[6] == [1, 0, 0]
    assert made[7] == made[8] == [1, 1, 0]


def news_days(person) -> list[tuple[str, str]]:
    """Since when and until when each digest of this person told."""
    rows = OutboxRow.objects.filter(person=person, kind="digest").order_by("pk")
    return [(row.values["since"], row.values["until"]) for row in rows]


def go_on(at, house, staff, people, *, changes: dict[int, dict], days: int) -> None:
    """Every day something happens to everybody's suggestion; on some days, at eleven, somebody chooses anew."""
    for day in range(1, days + 1):
        at(day)
        digests.put_together()
        for person in people:
            add_comment(actor=staff, suggestion=person.suggestions.get(), words=f"Day {day}")
        at(day, hour=11)
        for person in people:
            if choice := changes.get(day, {}).get(person):
                person.refresh_from_db()
                change_person(actor=person, person=person, digest=choice)


def test_who_changes_how_often_it_comes_misses_no_day_and_reads_none_twice(at, house, staff):
    sooner, later = by_mail("Sue", house), by_mail("Lou", house, digest=Digest.DAILY)
    back, begun = by_mail("Bea", house), by_mail("Ned", house, digest=Digest.NONE)
    people = (sooner, later, back, begun)
    for person in people:
        make.suggestion(service=house, author=person)
    changes = {
        3: {sooner: Digest.DAILY, later: Digest.WEEKLY, back: Digest.DAILY, begun: Digest.DAILY},
        # Before any other digest came.
        4: {},
    }
    at(3, hour=12)
    go_on(at, house, staff, people, changes=changes, days=7)
    assert news_days(sooner)[:2] == [("2026-11-23", "2026-11-27"), ("2026-11-27", "2026-11-28")]
    assert news_days(later)[-1] == ("2026-11-26", "2026-11-30") and news_days(later)[-2][1] == "2026-11-26"
    assert news_days(begun)[0] == ("2026-11-26", "2026-11-27")
    for person in people:
        told = news_days(person)
        assert all(until == since for (_one, until), (since, _two) in zip(told, told[1:], strict=False))
        person.refresh_from_db()
        assert person.digest_from is None


def test_who_changes_their_mind_before_the_next_has_all_the_days_too(at, house, staff):
    bea = by_mail("Bea", house)
    make.suggestion(service=house, author=bea)
    at(3, hour=11)
    change_person(actor=bea, person=bea, digest=Digest.DAILY)
    change_person(actor=bea, person=bea, digest=Digest.WEEKLY)
    assert bea.digest_from == MONDAY
    change_person(actor=bea, person=bea, digest=Digest.NONE)
    at(5, hour=11)
    change_person(actor=bea, person=bea, digest=Digest.DAILY)
    add_comment(actor=staff, suggestion=bea.suggestions.get(), words="And more")
    digests.put_together()
    assert news_days(bea) == [] and bea.digest_from == MONDAY + dt.timedelta(days=5)
    at(6)
    digests.put_together()
    assert news_days(bea) == [("2026-11-28", "2026-11-29")]


def test_before_the_morning_hour_there_is_none_and_a_missed_monday_is_made_up_for(at, house, staff):
    maria = by_mail("Maria", house)
    refuse(make.suggestion(service=house, author=maria), staff)
    at(7, hour=7)
    assert digests.put_together() == 0
    at(9)
    assert digests.put_together() == 1
    assert digest_of(maria).values["until"] == "2026-11-30"


def test_weeks_that_were_missed_are_told_in_the_next(at, house, staff):
    maria = by_mail("Maria", house)
    refuse(make.suggestion(service=house, author=maria), staff)
    at(21)
    assert digests.put_together() == 1
    assert digest_of(maria).values["since"] == "2026-11-23"


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_on_both_nights_on_which_the_clocks_change_it_goes_once_at_eight_here(time_machine, night, staff):
    """Beat knows UTC: it asks again and again, across both days."""
    start = dt.datetime.combine(night - dt.timedelta(days=1), dt.time(0), tzinfo=LONDON).astimezone(dt.UTC)
    time_machine.move_to(start, tick=False)
    house = make.service(opened_on=dt.date(2020, 1, 1))
    sam = make.staff(service=house, digest=Digest.NONE)
    dee = by_mail("Dee", house, digest=Digest.DAILY)
    refuse(make.suggestion(title="Told at noon", service=house, author=dee), sam)
    said_in_the_night = False
    for half in range(2 * 60):
        now = start + dt.timedelta(minutes=30 * half)
        time_machine.move_to(now, tick=False)
        if not said_in_the_night and timezone.localtime().date() == night and timezone.localtime().hour >= 2:
            refuse(make.suggestion(title="Told in the night", service=house, author=dee), sam)
            said_in_the_night = True
        digests.put_together()
    rows = OutboxRow.objects.filter(person=dee, kind="digest").order_by("pk")
    assert [timezone.localtime(row.made_at).strftime("%d %H:%M") for row in rows] == [
        f"{night:%d} 08:00",
        f"{night + dt.timedelta(days=1):%d} 08:00",
    ]
    assert [len(row.values["mine"]) for row in rows] == [1, 1]


# --- Everybody once, as a set -----------------------------------------------------------------------------------


def some_people(house, staff, number):
    people = [by_mail(f"P{count}x{number}", house) for count in range(number)]
    for person in people:
        refuse(make.suggestion(service=house, author=person), staff)
    return people


def test_a_restart_in_the_middle_tells_everybody_once(at, house, staff, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 2)
    people = some_people(house, staff, 5)
    at(7)
    real, calls = digests.rows_for, []

    def dies_in_the_second(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(digests, "rows_for", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        digests.put_together()
    assert DigestRun.objects.get(rhythm="weekly", finished_at=None).made == 2, "the first chunk"
    digests.put_together()
    assert {digest_of(person).values["until"] for person in people} == {"2026-11-30"}
    assert OutboxRow.objects.filter(kind="digest").count() == 5


def test_a_run_that_has_no_time_left_goes_on_in_the_next(at, house, staff, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 2)
    some_people(house, staff, 3)
    at(7)
    monkeypatch.setattr(digests, "BUDGET", -1)
    assert digests.put_together() == 0
    monkeypatch.setattr(digests, "BUDGET", 200)
    assert digests.put_together() == 3


def test_whom_a_run_did_not_reach_before_the_next_has_its_days_too(at, house, staff, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 1)
    first, second = (by_mail(name, house, digest=Digest.DAILY) for name in ("Ann", "Bob"))
    for person in (first, second):
        make.suggestion(service=house, author=person)
        add_comment(actor=staff, suggestion=person.suggestions.get(), words="On Monday")
    at(1)
    run = digests.run_of(Digest.DAILY, timezone.localdate())
    while run.done_upto < first.pk:
        digests._do_chunk(run)
        run.refresh_from_db()
    for person in (first, second):
        add_comment(actor=staff, suggestion=person.suggestions.get(), words="On Tuesday")
    # Nothing ran until the next morning; the worker of before is still at it.
    at(2)
    digests.put_together()
    assert digests._do_chunk(run) == 0
    assert news_days(first) == [("2026-11-23", "2026-11-24"), ("2026-11-24", "2026-11-25")]
    assert news_days(second) == [("2026-11-23", "2026-11-25")]
    second.refresh_from_db()
    assert second.digest_from is None and not DigestRun.objects.filter(finished_at=None).exists()


def test_of_two_workers_one_does_each_chunk(at, house, staff):
    some_people(house, staff, 3)
    at(7)
    run = digests.run_of(Digest.WEEKLY, timezone.localdate())
    other = DigestRun.objects.get(pk=run.pk)
    assert digests._do_chunk(run) == 3
    assert digests._do_chunk(other) == 0


def test_queries_grow_with_chunks_and_not_with_people(at, house, staff):
    def queries():
        DigestRun.objects.update(finished_at=None, done_upto=0)
        OutboxRow.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            digests.put_together()
        return len(asked)

    some_people(house, staff, 1)
    at(7)
    digests.put_together()
    one = queries()
    at(0, hour=11)
    some_people(house, staff, 6)
    at(7)
    assert OutboxRow.objects.filter(kind="digest").count() == 1
    assert queries() == one
    assert OutboxRow.objects.filter(kind="digest").count() == 7


def test_to_render_many_costs_as_many_queries_as_to_render_one(at, house, staff):
    some_people(house, staff, 1)
    at(7)
    digests.put_together()
    with CaptureQueriesContext(connection) as one:
        tellings(OutboxRow.objects.filter(kind="digest").select_related("person"))
    at(0, hour=11)
    some_people(house, staff, 6)
    DigestRun.objects.all().delete()
    at(7)
    digests.put_together()
    with CaptureQueriesContext(connection) as many:
        assert len(tellings(OutboxRow.objects.filter(kind="digest").select_related("person"))) == 7
    assert len(many) == len(one)


# --- Who is told how --------------------------------------------------------------------------------------------


def test_who_has_no_e_mail_gets_a_page_that_staff_bring(at, house, staff):
    maria = make.resident("Maria", service=house, signs_in=False, told_by=Carrier.PHONE, phone="020 7946 0001")
    refuse(make.suggestion(title="Bike racks", service=house, author=maria), staff)
    at(7)
    digests.put_together()
    row = digest_of(maria)
    assert (row.carrier, row.service, row.state) == (Carrier.IN_PERSON, house, State.WAITING)
    (telling,) = tellings([row])
    assert telling.sentence == "Give Maria the page with the news."


def test_a_page_that_nobody_brought_goes_into_the_next(at, house, staff):
    maria = make.resident("Maria", service=house, signs_in=False)
    refuse(make.suggestion(title="Bike racks", service=house, author=maria), staff)
    at(7)
    digests.put_together()
    first = digest_of(maria)
    refuse(make.suggestion(title="A later bus", service=house, author=maria), staff)
    at(14)
    digests.put_together()
    first.refresh_from_db()
    assert first.state == State.CANCELLED
    row = digest_of(maria)
    assert row.values["since"] == "2026-11-23" and len(row.values["mine"]) == 2
    assert row.made_at == first.made_at, "it waits since the first"


def test_on_the_website_it_is_one_entry_of_the_quiet_list(at, house, staff, client):
    maria = make.resident("Maria", service=house, told_by=Carrier.PORTAL)
    refuse(make.suggestion(title="Bike racks", service=house, author=maria), staff)
    OutboxRow.objects.all().delete()
    at(7)
    digests.put_together()
    sweep.sweep(urgent=False)
    page = make.sign_in(client, maria).get("/me/told/").content.decode()
    assert "What you said</h2>" in page and "Bike racks" in page and "* " not in page
    assert re.search(r'“Bike racks”.*?<a href="/suggestions/\d+/">See more', page, re.S)


def test_nobody_walks_to_who_has_moved_on(at, house, staff):
    gone = make.ended_resident("Gone", service=house, signs_in=False)
    Suggestion.objects.filter(pk=make.suggestion(service=house, author=gone).pk).update(reach=Reach.PUBLIC)
    answering.answer(actor=staff, suggestion=Suggestion.objects.get(), words="We will see.")
    at(7)
    digests.put_together()
    assert digest_of(gone) is None


# --- Choosing ---------------------------------------------------------------------------------------------------


def test_everybody_chooses_how_often_on_their_page(at, house, client):
    maria = make.resident("Maria", service=house)
    make.sign_in(client, maria)
    page = client.get("/me/?open=telling").content.decode()
    assert "And all the news together, how often?" in page and "Once a week, on Monday" in page
    client.post("/me/save/telling/", {"telling-told_by": "portal", "telling-digest": "daily"})
    maria.refresh_from_db()
    assert maria.digest == Digest.DAILY
    refused = client.post("/me/save/telling/", {"telling-told_by": "portal", "telling-digest": "hourly"})
    assert refused.status_code == 200
    client.post("/me/save/telling/", {"telling-told_by": "portal"})
    maria.refresh_from_db()
    assert maria.digest == Digest.DAILY, "a form that says nothing about it changes nothing"


def test_staff_choose_for_who_does_not_sign_in_and_staff_elsewhere_do_not(at, house, staff, client):
    maria = make.resident("Maria", service=house, signs_in=False)
    elsewhere = make.staff(service=make.service())
    path = f"/staff/people/{maria.pk}/change/telling/"
    assert make.sign_in(client, elsewhere).post(path, {"told_by": "in_person", "digest": "none"}).status_code == 404
    assert make.sign_in(client, staff).post(path, {"told_by": "in_person", "digest": "none"}).status_code == 302
    maria.refresh_from_db()
    assert maria.digest == Digest.NONE


# --- On paper ---------------------------------------------------------------------------------------------------


def test_staff_print_one_page_or_all_of_a_home(at, house, staff, client):
    people = [make.resident(f"P{number}", service=house, signs_in=False, language="pl") for number in range(2)]
    for person in people:
        refuse(make.suggestion(service=house, author=person), staff)
    OutboxRow.objects.all().delete()
    at(7)
    digests.put_together()
    make.sign_in(client, staff)
    page = client.get("/staff/tell/").content.decode()
    assert "Print all 2 pages with news" in page and page.count("Print the page") == 2
    one = client.get(f"/staff/tell/{digest_of(people[0]).pk}/page.pdf")
    every = client.get(f"/staff/tell/pages.pdf?service={house.code}")
    assert one.content.startswith(b"%PDF") and every.content.startswith(b"%PDF")
    client.post(f"/staff/tell/{digest_of(people[0]).pk}/", {"step": "told"})
    assert digest_of(people[0]).state == State.TOLD
    make.sign_in(client, make.staff(service=make.service()))
    assert client.get(f"/staff/tell/{digest_of(people[1]).pk}/page.pdf").status_code == 404
