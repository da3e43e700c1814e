"""The sweep, against a mail server that really speaks SMTP."""

import datetime as dt
import gc
import smtplib

import pytest
from celery.signals import worker_init
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.celery import app, keep_what_is_loaded
from involvement.management.commands import sweep as by_hand
from involvement.models import Accepted, Action, ActionOwner, Carrier, FanOut, Organisation, OutboxRow, PortalSession
from involvement.operations import lines, outbox, sweep
from involvement.registry import notices as registry
from involvement.viewer import Viewer
from tests import make
from tests.involvement.killed import sweep_that_is_killed

State = OutboxRow.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


def work_for(*owners, title="Buy the second washing machine", service=None, **fields):
    """An action with owners, as if agreed today."""
    fields.setdefault("due_on", timezone.localdate() + dt.timedelta(days=7))
    action = Action.objects.create(title=title, service=service, first_due_on=fields["due_on"], **fields)
    for owner in owners:
        ActionOwner.objects.create(action=action, person=owner)
    return action


def reader(house, number=0, **fields):
    fields.setdefault("email", f"reader{number}@example.org")
    fields.setdefault("told_by", Carrier.EMAIL)
    return make.resident(f"Reader {number}", service=house, **fields)


def tell(person, action, **details):
    outbox.send(kind="action.yours", to=person, about=action, occasion=f"a{action.pk}", **details)
    return OutboxRow.objects.get(key=f"action.yours:p{person.pk}:a{action.pk}")


def test_a_mail_has_two_parts_a_safe_subject_and_a_name_of_its_own(post_office, house):
    who = reader(house)
    row = tell(who, work_for(who, service=house, title="Buy <b>soap</b> & towels"))
    assert sweep.sweep(urgent=False)["sent"] == 1
    (mail,) = post_office.mails
    assert mail["To"] == "reader0@example.org"
    assert mail["Message-ID"] == f"<{row.message_id}@example.org>"
    assert mail["X-Portal-Message"] == str(row.message_id)
    assert "soap" not in mail["Subject"] and "Bromley" not in mail["Subject"]
    assert "“Buy <b>soap</b> & towels”" in post_office.part("plain")
    assert "“Buy &lt;b&gt;soap&lt;/b&gt; &amp; towels”" in post_office.part("html")
    assert 'style="' in post_office.part("html")
    assert f"http://testserver/actions/{row.about_id}/" in post_office.part("plain")
    row.refresh_from_db()
    assert (row.state, row.secret) == (State.SENT, "") and row.sent_at and row.ended_at


def test_the_same_is_told_once_however_often_it_is_tried(post_office, house):
    who = reader(house)
    action = work_for(who, service=house)
    tell(who, action)
    tell(who, action)
    sweep.sweep(urgent=False)
    sweep.sweep(urgent=False)
    assert len(post_office.mails) == 1


def test_a_kill_between_250_ok_and_our_mark_repeats_one_mail_under_the_same_name(post_office, house, monkeypatch):
    people = [reader(house, number) for number in range(3)]
    action = work_for(*people, service=house)
    for who in people:
        tell(who, action)
    marks = sweep_that_is_killed(monkeypatch, after=1)
    assert OutboxRow.objects.filter(state=State.CLAIMED).count() == 3
    assert [accepted.pk for accepted in Accepted.objects.all()] == marks

    assert sweep.sweep(urgent=False)["sent"] == 0, "the claim is not stale yet"
    OutboxRow.objects.filter(state=State.CLAIMED).update(claimed_at=timezone.now() - dt.timedelta(minutes=11))
    assert sweep.sweep(urgent=False)["sent"] == 2
    names = [mail["Message-ID"] for mail in post_office.mails]
    assert len(names) == 4 and len(set(names)) == 3
    assert OutboxRow.objects.filter(state=State.SENT).count() == 3
    assert not Accepted.objects.exists()


def test_being_woken_is_no_failed_try_and_what_kills_every_sweep_goes_to_people(post_office, house):
    who, other = reader(house), reader(house, 1)
    often, deadly = tell(who, work_for(who, service=house)), tell(other, work_for(other, service=house))
    OutboxRow.objects.filter(pk=often.pk).update(woken=sweep.MOST_WAKES - 2)
    OutboxRow.objects.filter(pk=deadly.pk).update(woken=sweep.MOST_WAKES - 1)
    stale = timezone.now() - dt.timedelta(minutes=11)
    OutboxRow.objects.update(state=State.CLAIMED, claimed_at=stale)
    counts = sweep.sweep(urgent=False)
    assert (counts["woken"], counts["sent"], counts["failed"]) == (2, 1, 1)
    often.refresh_from_db()
    assert (often.state, often.attempts) == (State.SENT, 0)
    assert OutboxRow.objects.to_tell().get().person == other


def test_what_may_not_be_sent_twice_goes_to_a_person_when_a_claim_is_stale(post_office, house, monkeypatch):
    who = reader(house)
    row = tell(who, work_for(who, service=house))
    notice = registry.notices.get("action.yours")
    once = registry.Notice(**{**notice.__dict__, "repeatable": False})
    monkeypatch.setitem(registry.notices._entries, "action.yours", once)
    stale = timezone.now() - dt.timedelta(minutes=11)
    OutboxRow.objects.filter(pk=row.pk).update(state=State.CLAIMED, claimed_at=stale)
    sweep.sweep(urgent=False)
    row.refresh_from_db()
    assert (row.state, post_office.mails) == (State.FAILED, [])
    assert OutboxRow.objects.to_tell().get(person=who).reason == row.reason != ""


def test_a_claim_is_taken_by_one_sweep_only(house):
    who = reader(house)
    tell(who, work_for(who, service=house))
    assert len(sweep.claim(urgent=False)) == 1
    assert sweep.claim(urgent=False) == []


def test_lanes_are_apart(post_office, house):
    who = reader(house)
    slow = tell(who, work_for(who, service=house))
    fast = tell(who, work_for(who, service=house), urgent=True)
    assert sweep.sweep(urgent=True)["sent"] == 1
    slow.refresh_from_db()
    fast.refresh_from_db()
    assert (slow.state, fast.state) == (State.WAITING, State.SENT)
    assert sweep.sweep(urgent=False)["sent"] == 1


def test_one_conversation_for_a_batch_and_no_query_for_each_row(post_office, house):
    def queries_for(number):
        people = [reader(house, f"{number}-{n}", email=f"r{number}-{n}@example.org") for n in range(number)]
        action = work_for(*people, service=house)
        for who in people:
            tell(who, action)
        before = len(post_office.mails), post_office.conversations
        make.remember_organisation()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert sweep.sweep(urgent=False)["sent"] == number
        assert (len(post_office.mails) - before[0], post_office.conversations - before[1]) == (number, 1)
        reads = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
        return len(reads), len(queries) - len(reads)

    sweep.sweep(urgent=False)
    Organisation.current()
    reads_one, writes_one = queries_for(1)
    reads_many, writes_many = queries_for(20)
    assert reads_one == reads_many <= 10
    # One mark for each mail that the server took, so that a kill repeats one and not twenty.
    assert writes_many - writes_one == 19


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda who, action: type(who).objects.filter(pk=who.pk).update(died_on=timezone.localdate()), "died"),
        (lambda who, action: type(who).objects.filter(pk=who.pk).update(merged_into=make.person()), "together"),
        (lambda who, action: type(who).objects.filter(pk=who.pk).update(unwanted=["helping"]), "not want"),
        (lambda who, action: action.delete(), "no longer there"),
        (lambda who, action: Action.objects.update(reach=0), "may not see"),
        (lambda who, action: Action.objects.update(state="done"), "not to be done"),
        (lambda who, action: ActionOwner.objects.all().delete(), "Somebody else"),
        (lambda who, action: OutboxRow.objects.update(expires_at=timezone.now()), "time is over"),
    ],
)
def test_what_is_no_longer_visible_or_true_is_cancelled_with_the_reason(post_office, house, change, reason):
    who = reader(house)
    action = work_for(who, service=house)
    row = tell(who, action)
    change(who, action)
    assert sweep.sweep(urgent=False)["cancelled"] == 1
    row.refresh_from_db()
    assert (row.state, post_office.mails) == (State.CANCELLED, [])
    assert reason in row.reason


def test_the_mail_is_written_in_the_recipients_language_and_as_the_thing_is_now(post_office, house):
    who = reader(house, language="pl")
    action = work_for(who, service=house)
    tell(who, action)
    Action.objects.update(title="A newer title")
    sweep.sweep(urgent=False)
    assert 'lang="pl"' in post_office.part("html")
    assert "A newer title" in post_office.part("plain")


def test_somebody_who_is_not_to_be_e_mailed_any_more_is_told_by_people(post_office, house):
    who = reader(house)
    row = tell(who, work_for(who, service=house))
    type(who).objects.filter(pk=who.pk).update(do_not_email=True)
    assert sweep.sweep(urgent=False)["by_hand"] == 1
    row.refresh_from_db()
    by_hand = OutboxRow.objects.to_tell().get()
    assert (row.state, post_office.mails) == (State.CANCELLED, [])
    assert (by_hand.person, by_hand.service, by_hand.carrier) == (who, house, Carrier.IN_PERSON)


def test_a_server_that_is_away_puts_off_with_growing_delay_then_a_person_is_asked(post_office, house, settings):
    settings.EMAIL_PORT = 1
    who = reader(house)
    row = tell(who, work_for(who, service=house))
    waits = []
    for _try in range(len(sweep.DELAYS) - 1):
        OutboxRow.objects.filter(pk=row.pk).update(due_at=timezone.now())
        assert sweep.sweep(urgent=False)["put_off"] == 1
        row.refresh_from_db()
        waits.append(round((row.due_at - timezone.now()) / dt.timedelta(minutes=1)))
        assert (row.state, row.reason) == (State.WAITING, "ConnectionRefusedError")
    assert waits == sorted(waits) and waits[0] == 1 and waits[-1] == 720
    assert not OutboxRow.objects.to_tell().exists()
    OutboxRow.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert sweep.sweep(urgent=False)["failed"] == 1
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert OutboxRow.objects.to_tell().get().person == who


def test_a_refused_address_fails_at_once_and_the_others_still_go(post_office, house):
    people = [reader(house, number) for number in range(3)]
    action = work_for(*people, service=house)
    rows = [tell(who, action) for who in people]
    post_office.answers = ["550 no such mailbox", "451 come again later", "250 OK"]
    counts = sweep.sweep(urgent=False)
    assert (counts["failed"], counts["put_off"], counts["sent"]) == (1, 1, 1)
    states = [OutboxRow.objects.get(pk=row.pk).state for row in rows]
    assert states == [State.FAILED, State.WAITING, State.SENT]


def test_a_fault_in_one_template_holds_up_nobody_else_and_logs_no_words(post_office, house, monkeypatch, caplog):
    who = reader(house)
    broken = tell(who, work_for(who, service=house))
    outbox.send(kind="action.due", to=who, about=work_for(who, service=house), occasion="x")
    notice = registry.notices.get("action.yours")
    bad = registry.Notice(**{**notice.__dict__, "template": "involvement/notices/not_there"})
    monkeypatch.setitem(registry.notices._entries, "action.yours", bad)
    assert sweep.sweep(urgent=False)["sent"] == 1
    broken.refresh_from_db()
    assert (broken.state, broken.reason) == (State.WAITING, "TemplateDoesNotExist")
    assert "washing" not in caplog.text


def test_which_errors_are_final():
    refused = smtplib.SMTPRecipientsRefused
    assert lines.is_final(refused({"a@example.org": (550, b"no")}))
    assert not lines.is_final(refused({"a@example.org": (451, b"later")}))
    assert lines.is_final(smtplib.SMTPDataError(554, b"no"))
    assert not lines.is_final(smtplib.SMTPAuthenticationError(535, b"our own password is wrong"))
    assert not lines.is_final(TimeoutError())


def test_a_secret_is_sent_once_and_wiped_and_never_given_to_people(post_office, house, monkeypatch):
    who = reader(house)
    row = tell(who, work_for(who, service=house), secret="428913")
    sweep.sweep(urgent=False)
    row.refresh_from_db()
    assert (row.state, row.secret) == (State.SENT, "")
    other = tell(who, work_for(who, service=house), secret="428913")
    type(who).objects.filter(pk=who.pk).update(email="")
    sweep.sweep(urgent=False)
    other.refresh_from_db()
    assert (other.state, other.secret) == (State.CANCELLED, "")
    assert not OutboxRow.objects.to_tell().exists()


def test_what_stands_on_the_website_needs_no_mail(post_office, house):
    who = reader(house, told_by=Carrier.PORTAL)
    row = tell(who, work_for(who, service=house))
    assert sweep.sweep(urgent=False)["shown"] == 1
    row.refresh_from_db()
    assert (row.state, post_office.mails) == (State.SENT, [])


def test_human_carriers_wait_for_people(post_office, house):
    who = reader(house, told_by=Carrier.IN_PERSON)
    row = tell(who, work_for(who, service=house))
    sweep.sweep(urgent=False)
    row.refresh_from_db()
    assert (row.state, row.service, post_office.mails) == (State.WAITING, house, [])


def test_a_fan_out_tells_everybody_once_however_it_is_broken_off(house, monkeypatch):
    monkeypatch.setattr(outbox, "FAN_OUT_ABOVE", 5)
    monkeypatch.setattr(sweep, "CHUNK", 4)
    people = [reader(house, number, signs_in=False) for number in range(10)]
    action = work_for(*people, service=house)
    for _again in range(2):
        outbox.send_to_all(kind="action.yours", people=people, about=action, occasion="x")
    fan_out = FanOut.objects.get()
    assert OutboxRow.objects.count() == 0 and len(fan_out.audience) == 10

    real, calls = sweep.write_rows, []

    def killed(people, **details):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(people, **details)

    monkeypatch.setattr(sweep, "write_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep.expand_fan_outs()
    fan_out.refresh_from_db()
    assert (fan_out.done_upto, OutboxRow.objects.count()) == (4, 4)
    monkeypatch.setattr(sweep, "write_rows", real)
    assert sweep.expand_fan_outs() == 6
    fan_out.refresh_from_db()
    assert fan_out.finished_at and OutboxRow.objects.count() == 10
    assert {row.about_id for row in OutboxRow.objects.all()} == {action.pk}
    assert sweep.expand_fan_outs() == 0


def test_writing_rows_costs_the_same_for_one_and_for_many(house, django_assert_num_queries):
    people = [reader(house, number, told_by=Carrier.IN_PERSON, signs_in=False) for number in range(21)]
    action = work_for(*people, service=house)
    with CaptureQueriesContext(connection) as one:
        outbox.send_to_all(kind="action.yours", people=people[:1], about=action, occasion="x")
    with django_assert_num_queries(len(one)):
        outbox.send_to_all(kind="action.yours", people=people[1:], about=action, occasion="x")
    assert set(OutboxRow.objects.values_list("service_id", flat=True)) == {house.pk}


def test_a_sweep_stops_in_time_and_gives_back_what_is_left(post_office, house, monkeypatch):
    people = [reader(house, number) for number in range(3)]
    action = work_for(*people, service=house)
    for who in people:
        tell(who, action)
    monkeypatch.setattr(sweep, "BUDGET", 1000)
    clock = iter([0, 1, 2, 3, 2000, 2001, 2002, 2003])
    monkeypatch.setattr(sweep, "monotonic", lambda: next(clock))
    counts = sweep.sweep(urgent=False)
    assert (counts["sent"], counts["given_back"]) == (2, 1)
    assert OutboxRow.objects.filter(state=State.WAITING, claim=None).count() == 1


def test_the_command_does_by_hand_what_the_worker_does(post_office, house, capsys):
    who = reader(house)
    tell(who, work_for(who, service=house))
    tell(who, work_for(who, service=house), urgent=True)
    call_command("sweep")
    assert "sent: 2" in capsys.readouterr().out
    call_command("sweep")
    assert "Nothing was due." in capsys.readouterr().out


def test_the_command_does_by_night_all_that_beat_asks_for(post_office, settings, monkeypatch, capsys):
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert by_hand.ALWAYS < asked
    done, tidied = [], []
    for name in asked:
        monkeypatch.setattr(app.tasks[name], "run", lambda name=name: done.append(name))
    monkeypatch.setattr(by_hand, "react", tidied.append)
    call_command("sweep")
    assert (done, tidied) == ([], ["day.tidied"])
    call_command("sweep", nightly=True)
    assert sorted(done) == sorted(asked - by_hand.ALWAYS)
    assert "done: wipe limits" in capsys.readouterr().out


def test_what_fails_by_night_is_said_and_the_rest_is_done(post_office, monkeypatch, capsys):
    app.loader.import_default_modules()

    def fail():
        raise ValueError("no room on the disk")

    monkeypatch.setattr(app.tasks["involvement.tasks.wipe_limits"], "run", fail)
    PortalSession.objects.create(session_key="old", session_data="", expire_date=timezone.now() - dt.timedelta(days=1))
    with pytest.raises(CommandError, match="Not done: wipe limits"):
        call_command("sweep", nightly=True)
    said = capsys.readouterr().out
    assert "done: clear sessions" in said and "done: wipe limits" not in said
    assert not PortalSession.objects.exists()


def test_sessions_whose_time_is_over_go_every_night(post_office):
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        PortalSession.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(days=days))
    call_command("sweep", nightly=True)
    assert [session.pk for session in PortalSession.objects.all()] == ["new"]


def test_a_noticeboard_reads_as_everybody_of_its_house_and_as_no_user(house):
    viewer = Viewer.everybody_at(house.pk)
    assert viewer.is_signed_in and viewer.is_customer and not viewer.is_staff
    assert (viewer.user, viewer.person_id, viewer.lives_at) == (None, None, {house.pk})


def test_what_beat_asks_for_is_there_and_does_it(post_office, house, settings):
    who = reader(house)
    slow = tell(who, work_for(who, service=house))
    fast = tell(who, work_for(who, service=house), urgent=True)
    app.loader.import_default_modules()
    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert set(names) <= set(app.tasks)
    app.tasks["involvement.tasks.sweep_urgent"]()
    assert [mail["X-Portal-Message"] for mail in post_office.mails] == [str(fast.message_id)]
    app.tasks["involvement.tasks.sweep"]()
    assert post_office.mails[1]["X-Portal-Message"] == str(slow.message_id)
    app.tasks["involvement.tasks.tidy_telling"]()


def test_a_worker_looks_through_nothing_that_stays_for_what_can_go():
    assert keep_what_is_loaded in [receiver for _key, receiver in worker_init.receivers]
    before = gc.get_freeze_count()
    kept = [[] for _each in range(1000)]
    keep_what_is_loaded()
    assert gc.get_freeze_count() >= before + len(kept)
