"""Somebody may be at risk: who reads it, by when, and what nobody else sees (RELIABILITY rule 12)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from involvement.models import Audit, Concern, Organisation, OutboxRow, Post, Role, Story
from involvement.operations import safeguarding, standing
from involvement.operations.base import Refused
from involvement.operations.sweep import sweep
from involvement.queries.safeguarding import concern_about
from involvement.registry import reactions
from tests import make

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
WORDS = "PLANTED WORDS: he comes into my room at night"


@pytest.fixture
def hostel():
    return make.service("Bromley Road", staffed_round_the_clock=True)


@pytest.fixture
def quiet_house():
    return make.service("Quiet House", staffed_round_the_clock=False)


@pytest.fixture
def lead():
    return make.safeguarding_lead("Judith", email="judith@example.org")


def raise_one(service, *, actor=None, about=None, **details):
    details.setdefault("words", WORDS)
    return safeguarding.raise_concern(actor=actor, service=service, about=about, **details)


def london(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


# --- The clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-11-20T21:00", "2026-11-23T13:00"),  # Friday at 21:00: Monday
        ("2026-11-18T10:00", "2026-11-18T14:00"),  # Wednesday morning
        ("2026-11-18T15:30", "2026-11-19T11:30"),  # into the next day
        ("2026-11-20T16:00", "2026-11-23T12:00"),  # Friday at four: into Monday
        ("2026-11-21T12:00", "2026-11-23T13:00"),  # Saturday
        ("2026-11-22T23:59", "2026-11-23T13:00"),  # Sunday night
        ("2026-11-18T07:00", "2026-11-18T13:00"),  # before the day begins
        ("2026-11-18T13:00", "2026-11-18T17:00"),  # exactly to the end
        ("2026-11-18T17:00", "2026-11-19T13:00"),  # exactly at the end
        ("2026-10-23T16:00", "2026-10-26T12:00"),  # over the night when the clocks go back
        ("2026-03-27T16:00", "2026-03-30T12:00"),  # and forward
    ],
)
def test_four_working_hours(quiet_house, raised, due):
    assert safeguarding.deadline(london(raised), quiet_house, Organisation()) == london(due)
    assert safeguarding.deadline(london(raised), None, Organisation()) == london(due)


@pytest.mark.parametrize("raised", ["2026-11-20T21:00", "2026-10-25T00:30", "2026-12-25T03:00"])
def test_four_hours_by_the_clock_where_staff_are_there_day_and_night(hostel, raised):
    due = safeguarding.deadline(london(raised), hostel, Organisation())
    assert due - london(raised).astimezone(dt.UTC) == dt.timedelta(hours=4)


def test_the_organisation_decides_how_many_hours_and_which(quiet_house):
    ours = Organisation(safeguarding_hours=2, working_day_starts=dt.time(8), working_day_ends=dt.time(18))
    assert safeguarding.deadline(london("2026-11-18T17:00"), quiet_house, ours) == london("2026-11-19T09:00")


def test_a_friday_at_nine_in_the_evening(quiet_house, lead):
    with time_machine.travel(london("2026-11-20T21:00"), tick=False):
        concern = raise_one(quiet_house)
        assert OutboxRow.objects.get().person == lead, "told at once all the same"
    with time_machine.travel(london("2026-11-23T12:59"), tick=False):
        assert safeguarding.escalate_late() == 0
    with time_machine.travel(london("2026-11-23T13:00"), tick=False):
        assert safeguarding.escalate_late() == 1
    concern.refresh_from_db()
    assert concern.escalated_at == london("2026-11-23T13:00")


# --- Who is told, and who sees it -----------------------------------------------------------------


def everybody(service):
    elsewhere = make.service()
    return {
        "lead": make.safeguarding_lead(email="lead@example.org"),
        "ended lead": make.ended_safeguarding_lead(email="was-lead@example.org"),
        "staff": make.staff(service=service, email="staff@example.org"),
        "ended staff": make.ended_staff(service=service, email="was-staff@example.org"),
        "manager": make.manager(service=service, email="manager@example.org"),
        "staff elsewhere": make.staff(service=elsewhere, email="elsewhere@example.org"),
        "customer": make.resident(service=service, email="customer@example.org"),
        "champion": make.champion(service=service, email="champion@example.org"),
        "advisor": make.advisor(email="advisor@example.org"),
        "board": make.board_member(email="board@example.org"),
    }


@pytest.mark.parametrize(
    ("day_and_night", "about_staff", "late", "expected"),
    [
        (True, False, False, {"lead", "staff", "manager"}),
        (True, True, False, {"lead"}),
        (False, False, False, {"lead"}),
        (False, True, False, {"lead"}),
        (False, False, True, {"lead", "manager"}),
        (False, True, True, {"lead"}),
        (True, True, True, {"lead"}),
    ],
)
def test_it_is_told_to_those_who_can_see_it_and_to_nobody_else(client, day_and_night, about_staff, late, expected):
    service = make.service(staffed_round_the_clock=day_and_night)
    people = everybody(service)
    concern = raise_one(service, about_staff=about_staff)
    if late:
        Concern.objects.update(due_at=timezone.now())
        safeguarding.escalate_late()
        concern.refresh_from_db()
    told = {row.person_id for row in OutboxRow.objects.all()}
    assert told == {people[name].pk for name in expected}
    assert all(row.urgent for row in OutboxRow.objects.all())
    for name, person in people.items():
        viewer = make.viewer(person)
        assert concern.seen_by(viewer) is (name in expected), name
        assert Concern.objects.visible_to(viewer).exists() is (name in expected), name
        client.logout()
        make.sign_in(client, person)
        page = client.get(reverse("staff:concern", args=[concern.pk]))
        assert page.status_code == (200 if name in expected else 404), name
        assert WORDS not in page.content.decode()


def works_here(person, service):
    Post.objects.create(person=person, service=service, starts_on=make.a_year_ago())


@pytest.mark.parametrize(
    ("about_staff", "leader_works_here", "expected"),
    [
        (False, False, {"leader"}),
        (True, False, {"leader"}),
        (False, True, {"advisor"}),
        (True, True, {"advisor"}),
    ],
)
def test_without_a_lead_somebody_stands_in(client, about_staff, leader_works_here, expected):
    service = make.service(staffed_round_the_clock=False)
    people = everybody(service)
    del people["lead"]
    Role.objects.filter(kind=Role.Kind.SAFEGUARDING_LEAD).update(ends_on=timezone.localdate())
    people["leader"] = make.leader(email="leader@example.org")
    people["advisor of this house"] = make.advisor(email="here@example.org")
    works_here(people["advisor of this house"], service)
    if leader_works_here:
        works_here(people["leader"], service)
    concern = raise_one(service, about_staff=about_staff)
    assert {row.person_id for row in OutboxRow.objects.all()} == {people[name].pk for name in expected}
    for name, person in people.items():
        viewer = make.viewer(person)
        assert concern.seen_by(viewer) is (name in expected), name
        assert Concern.objects.visible_to(viewer).exists() is (name in expected), name
        client.logout()
        make.sign_in(client, person)
        assert ("Somebody may be at risk" in client.get("/").content.decode()) is (name in expected), name
        assert client.get(concern.get_absolute_url()).status_code == (200 if name in expected else 404), name
    Concern.objects.update(due_at=timezone.now())
    safeguarding.escalate_late()
    late = {row.person_id for row in OutboxRow.objects.filter(kind="concern.late")}
    assert late == {people[name].pk for name in (expected if about_staff else expected | {"manager"})}


def test_what_was_said_at_no_place_reaches_somebody_without_a_lead():
    advisor = make.advisor()
    concern = raise_one(None, about_staff=True)
    assert OutboxRow.objects.get().person == advisor
    assert concern.seen_by(make.viewer(advisor))
    assert Concern.objects.visible_to(make.viewer(advisor)).exists()


def told_of(kind):
    return {row.person_id for row in OutboxRow.objects.filter(kind=kind)}


def test_where_everybody_works_who_could_read_it_somebody_is_told_and_reads_nothing(client):
    """Not even of which home it is. Whoever gets the role then reads it, and no other home is any different."""
    here, elsewhere = make.service("Bank Street"), make.service()
    leader, advisor, board = make.leader(email="leader@example.org"), make.advisor(), make.board_member()
    for person in (leader, advisor):
        works_here(person, here)
    raise_one(elsewhere, about_staff=True)
    assert (told_of("concern.raised"), told_of("concern.nobody")) == ({leader.pk}, set())
    OutboxRow.objects.all().delete()
    concern = raise_one(here, about_staff=True)
    assert (told_of("concern.raised"), told_of("concern.nobody")) == (set(), {leader.pk, advisor.pk})
    assert all(row.urgent and row.about_id is None for row in OutboxRow.objects.all())
    for person in (leader, advisor, board):
        assert make.sign_in(client, person).get(concern.get_absolute_url()).status_code == 404
    sweep(urgent=True)
    [sent] = [letter for letter in mail.outbox if letter.to == ["leader@example.org"]]
    assert "Something waits that nobody may read." in sent.body
    assert "Bank Street" not in sent.body + sent.subject and WORDS not in sent.body
    Concern.objects.filter(pk=concern.pk).update(due_at=timezone.now())
    assert safeguarding.escalate_late() == 1
    assert OutboxRow.objects.filter(kind="concern.nobody", person=leader).count() == 2, "and again, until it is read"
    lead = make.safeguarding_lead()
    assert "Somebody may be at risk" in make.sign_in(client, lead).get("/").content.decode()


def test_where_staff_on_duty_or_the_manager_may_read_it_nobody_else_hears_that_it_waits():
    """Nothing waits that nobody may read: what was said to everybody else would not be true."""
    hostel, quiet = make.service(staffed_round_the_clock=True), make.service(staffed_round_the_clock=False)
    advisor, night = make.advisor(), make.staff(service=hostel)
    manager = make.manager(service=quiet)
    for house in (hostel, quiet):
        works_here(advisor, house)
    raise_one(hostel, about_staff=False)
    assert night.pk in told_of("concern.raised") and not told_of("concern.nobody")
    raise_one(quiet, about_staff=False)
    assert told_of("concern.nobody") == {advisor.pk}
    Concern.objects.filter(service=quiet).update(due_at=timezone.now())
    assert safeguarding.escalate_late() == 1
    assert told_of("concern.late") == {manager.pk}
    assert OutboxRow.objects.filter(kind="concern.nobody").count() == 1, "the manager may read it now"


def test_the_board_hears_of_it_last_and_an_error_is_logged_for_nobody_at_all(caplog):
    raise_one(make.service(), about_staff=True)
    assert "nobody who could be told" in caplog.text and not OutboxRow.objects.exists()
    board = make.board_member()
    raise_one(make.service(), about_staff=True)
    assert told_of("concern.nobody") == {board.pk}


def test_with_a_lead_nobody_stands_in(client, quiet_house, lead):
    concern = raise_one(quiet_house)
    for person in (make.leader(), make.advisor()):
        assert not concern.seen_by(make.viewer(person))
        assert make.sign_in(client, person).get(concern.get_absolute_url()).status_code == 404


def test_the_advisor_is_told_that_nobody_keeps_people_safe(client):
    make.sign_in(client, make.advisor())
    assert "Nobody keeps people safe" in client.get("/").content.decode()
    lead = make.safeguarding_lead()
    assert "Nobody keeps people safe" not in client.get("/").content.decode()
    make.sign_in(client, make.leader())
    assert client.get(reverse("staff:people")).status_code == 404
    with pytest.raises(Refused):
        standing.end_role(actor=lead, role=lead.roles.get())
    make.safeguarding_lead()
    standing.end_role(actor=lead, role=lead.roles.get())
    assert not make.viewer(lead).is_safeguarding_lead


def test_the_mail_says_that_something_needs_you_and_never_what(hostel, lead):
    concern = raise_one(hostel, wishes="PLANTED WISH")
    assert sweep(urgent=True)["sent"] == 1
    (sent,) = mail.outbox
    everything = sent.message().as_string()
    assert sent.subject == "Something needs you"
    assert f"/staff/concerns/{concern.pk}/" in sent.body
    for word in ("PLANTED", "night", "Bromley", "risk", "safe"):
        assert word not in everything


def test_a_lead_without_e_mail_sees_it_on_their_own_page_and_no_staff_carry_it(hostel):
    lead = make.safeguarding_lead()
    staff = make.staff(service=hostel)
    raise_one(hostel, about_staff=True)
    row = OutboxRow.objects.get(person=lead)
    assert row.carrier == "portal" and not OutboxRow.objects.to_tell().exists()
    assert not OutboxRow.objects.filter(person=staff).exists()


def test_nobody_is_reminded_of_what_was_read(hostel, lead):
    concern = raise_one(hostel)
    safeguarding.read_concern(actor=lead, concern=concern)
    assert sweep(urgent=True)["cancelled"] == 1
    assert mail.outbox == []
    Concern.objects.update(due_at=timezone.now() - dt.timedelta(hours=9))
    assert safeguarding.escalate_late() == 0


def test_late_is_asked_again_every_hour_and_once_whoever_sweeps(quiet_house, lead):
    raise_one(quiet_house)
    due = Concern.objects.get().due_at
    for minutes, expected in ((0, 1), (1, 1), (59, 1), (61, 2), (62, 2), (130, 3)):
        safeguarding.escalate_late(now=due + dt.timedelta(minutes=minutes))
        assert OutboxRow.objects.filter(kind="concern.late").count() == expected, minutes
    stale = Concern.objects.get()
    stale.escalated_at = None
    assert safeguarding._escalate(concern=stale, now=due + dt.timedelta(hours=9)) is False


# --- What follows ---------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch):
    calls = []
    for event in ("raised", "read", "closed"):
        name = f"concern.{event}"
        monkeypatch.setitem(reactions._reactions, name, [lambda name=name, **facts: calls.append((name, facts))])
    return calls


def test_what_it_was_said_in_follows_in_the_same_transaction(hostel, lead, heard, monkeypatch):
    thing = make.service("Stands for a suggestion")
    concern = raise_one(hostel, about=thing, actor=lead)
    safeguarding.read_concern(actor=lead, concern=concern)
    safeguarding.close_concern(actor=lead, concern=concern, decision="He has moved.", give_back=True)
    assert heard == [
        ("concern.raised", {"concern": concern, "about": thing}),
        ("concern.read", {"concern": concern}),
        ("concern.closed", {"concern": concern, "give_back": True}),
    ]

    def fails(**facts):
        raise RuntimeError

    monkeypatch.setitem(reactions._reactions, "concern.raised", [fails])
    with pytest.raises(RuntimeError):
        raise_one(hostel, about=make.service())
    assert Concern.objects.count() == 1


def test_a_thing_has_one_open_concern(hostel):
    thing = make.service()
    first = raise_one(hostel, about=thing)
    assert raise_one(hostel, about=thing) == first
    assert concern_about(thing).state == Concern.State.WAITING


def test_of_two_who_read_at_once_one_begins(hostel, lead):
    concern = raise_one(hostel)
    as_another_saw_it = Concern.objects.get(pk=concern.pk)
    safeguarding.read_concern(actor=lead, concern=concern)
    with pytest.raises(Refused):
        safeguarding.read_concern(actor=make.safeguarding_lead(), concern=as_another_saw_it)


def test_it_is_read_decided_and_kept_with_its_words(client, hostel, lead):
    concern = raise_one(hostel)
    make.sign_in(client, lead)
    assert "Bromley Road" in client.get(reverse("staff:concerns")).content.decode()
    url = reverse("staff:concern", args=[concern.pk])
    assert WORDS not in client.get(url).content.decode()
    assert not Audit.objects.filter(kind="concern.seen").exists()
    page = client.post(reverse("staff:concern-read", args=[concern.pk]), follow=True).content.decode()
    assert WORDS in page
    assert Audit.objects.filter(kind="concern.seen", user=lead.user, about_id=concern.pk).count() == 1
    close = reverse("staff:concern-close", args=[concern.pk])
    assert client.post(close, {"decision": " ", "give_back": "no"}).status_code == 422
    client.post(close, {"decision": "We talked with her.", "give_back": "no"})
    concern.refresh_from_db()
    assert (concern.state, concern.words, concern.decision) == (Concern.State.CLOSED, WORDS, "We talked with her.")
    page = client.get(url).content.decode()
    assert WORDS in page and "We talked with her." in page
    assert Audit.objects.filter(kind="concern.seen").count() == 3


def test_the_record_names_ids_only(hostel, lead):
    concern = raise_one(hostel, actor=lead)
    safeguarding.read_concern(actor=lead, concern=concern)
    safeguarding.close_concern(actor=lead, concern=concern, decision="SECRET DECISION")
    kept = str(list(Story.objects.values())) + str(list(Audit.objects.values())) + str(list(OutboxRow.objects.values()))
    assert "PLANTED" not in kept and "SECRET" not in kept


def test_an_anonymous_writer_is_named_nowhere(hostel, lead):
    concern = raise_one(hostel, actor=None, by_the_writer=True)
    assert concern.raised_by is None
    assert set(Story.objects.values_list("actor", flat=True)) == {None}
    assert set(Audit.objects.values_list("user", flat=True)) == {None}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (lambda hostel: make.safeguarding_lead(), 200),
        (lambda hostel: make.staff(service=hostel), 200),
        (lambda hostel: make.staff(service=make.service(staffed_round_the_clock=False)), 404),
        (lambda hostel: make.resident(service=hostel), 404),
    ],
)
def test_who_opens_the_list(client, hostel, who, expected):
    assert make.sign_in(client, who(hostel)).get(reverse("staff:concerns")).status_code == expected
