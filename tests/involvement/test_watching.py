"""What the operator is told: by command, by mail once for each occasion, and in figures for a machine."""

import datetime as dt
import json
import smtplib
from collections import namedtuple
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from involvement import tasks
from involvement.models import Alarm, Heard, OutboxRow
from involvement.operations import audit, watching
from involvement.queries import health
from involvement.queries import watching as queries
from involvement.queries.watching import Check, checks
from tests import make
from tests.at_once import all_at_once

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
TOKEN = "a-token-of-the-operator"


@pytest.fixture
def operator(settings):
    settings.OPERATOR_EMAIL = ["operator@example.org"]


@pytest.fixture
def all_well():
    """A portal in which everything was heard of just now."""
    Heard.objects.create(name=Heard.SWEEP)
    audit.note(kind="backup.made")


def row(*, number=1, **fields):
    who = make.person("Zelda Secret")
    for n in range(number):
        OutboxRow.objects.create(kind="action.yours", person=who, carrier="email", key=f"k{who.pk}-{n}", **fields)


def stuck_row():
    row(due_at=timezone.now() - 11 * MINUTE)


def unwell():
    return {check.name for check in checks() if not check.well}


def later(minutes, monkeypatch):
    """Let so many minutes pass for what watches."""
    now = timezone.now() + minutes * MINUTE
    monkeypatch.setattr(timezone, "now", lambda: now)


# --- The checks -----------------------------------------------------------------------------------


def test_a_portal_of_which_all_is_heard_is_well(all_well):
    assert unwell() == set()
    assert [check.name for check in checks()] == list(queries.NAMES)


def test_a_portal_that_nobody_started_says_what_is_missing():
    assert unwell() == {"worker", "beat", "backup"}


def test_a_message_that_waits_too_long(all_well):
    stuck_row()
    assert unwell() == {"outbox"}
    (words,) = [check.words for check in checks() if check.name == "outbox"]
    assert words == "Messages that wait for a machine: 1; the oldest due message has waited 11 minutes."


def test_a_mail_server_that_takes_nothing_is_found_though_no_row_stays_due(all_well):
    row(attempts=queries.MANY_TRIES, due_at=timezone.now() + 30 * MINUTE)
    assert unwell() == {"mail"}
    row(state="sent", sent_at=timezone.now() - MINUTE)
    assert unwell() == set(), "one address refuses, the server does not"


def test_a_worker_that_is_silent(all_well):
    Heard.objects.update(at=timezone.now() - 11 * MINUTE)
    assert unwell() == {"worker", "beat"}


def test_a_sweep_is_heard_and_written_once_in_a_while(all_well):
    Heard.objects.all().delete()
    tasks.sweep()
    first = Heard.objects.get().at
    with CaptureQueriesContext(connection) as made:
        tasks.sweep()
    assert Heard.objects.get().at == first and not any("involvement_heard" in query["sql"] for query in made)
    assert unwell() == set()


def test_by_hand_it_is_heard_too(all_well):
    Heard.objects.all().delete()
    call_command("sweep")
    assert Heard.objects.filter(name=Heard.SWEEP).exists()


def test_beat_that_once_rang_must_go_on_ringing(all_well):
    rings = PeriodicTask.objects.create(name="sweep", task="x", crontab=CrontabSchedule.objects.create())
    rings.last_run_at = timezone.now() - 11 * MINUTE
    PeriodicTask.objects.filter(pk=rings.pk).update(last_run_at=rings.last_run_at)
    assert unwell() == {"beat"}
    PeriodicTask.objects.filter(pk=rings.pk).update(last_run_at=timezone.now())
    assert unwell() == set()


def test_a_disk_that_is_nearly_full(all_well, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(queries.shutil, "disk_usage", lambda folder: usage(10**12, 10**12, 10**8))
    assert unwell() == {"disk"}


def test_a_backup_that_is_old_or_that_nobody_asked_for(all_well, settings, monkeypatch):
    settings.BACKUP_WITHIN_HOURS = 1
    later(61, monkeypatch)
    Heard.objects.update(at=timezone.now())
    assert unwell() == {"backup"}
    settings.BACKUP_WITHIN_HOURS = 0
    assert unwell() == set()


def away():
    raise DatabaseError("connection to 10.0.0.7 refused")


def test_a_database_that_is_away_hides_the_rest(monkeypatch, all_well):
    monkeypatch.setattr(health, "_answers", away)
    assert [check.name for check in checks()] == ["database", "disk"] and unwell() == {"database"}


def test_a_table_that_is_missing_is_said(monkeypatch, all_well):
    monkeypatch.setattr(queries, "outbox_figures", away)
    assert "outbox" in unwell()


@pytest.mark.parametrize("number", [1, 30])
def test_the_checks_ask_the_same_few_times_whatever_the_rows(all_well, number, django_assert_num_queries):
    row(number=number, attempts=9)
    checks()
    with django_assert_num_queries(11):
        checks()


# --- The command ----------------------------------------------------------------------------------


def test_the_command_says_each_and_ends_with_one_when_something_is_not_well(all_well, capsys):
    call_command("check_health")
    assert capsys.readouterr().out.count("ok  ") == len(queries.NAMES)
    stuck_row()
    with pytest.raises(SystemExit) as ended:
        call_command("check_health")
    assert ended.value.code == 1
    assert "NOT WELL  outbox" in (out := capsys.readouterr().out) and "Zelda" not in out


def test_one_check_alone_and_for_a_machine(all_well, capsys, monkeypatch):
    stuck_row()
    call_command("check_health", only=["database", "disk"])
    with pytest.raises(SystemExit):
        call_command("check_health", only=["outbox"], json=True)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["well"] is False and [check["name"] for check in said["checks"]] == ["outbox"]
    monkeypatch.setattr(health, "_answers", away)
    with pytest.raises(SystemExit):
        call_command("check_health", only=["worker"])
    assert "Nobody can say." in capsys.readouterr().out


# --- Alarms ---------------------------------------------------------------------------------------


def test_an_alarm_is_mailed_once_and_its_end_once(all_well, operator, monkeypatch):
    stuck_row()
    for _time in range(3):
        tasks.watch()
    (alarm,) = mail.outbox
    assert alarm.to == ["operator@example.org"] and alarm.subject == "Not well: outbox (testserver)"
    assert "11 minutes" in alarm.body and "docs/operations.md" in alarm.body and "Zelda" not in alarm.body
    OutboxRow.objects.update(state="sent")
    tasks.watch()
    assert len(mail.outbox) == 1, "not before it was quiet for some minutes"
    later(6, monkeypatch)
    Heard.objects.update(at=timezone.now())
    for _time in range(2):
        tasks.watch()
    assert [sent.subject for sent in mail.outbox[1:]] == ["Well again: outbox (testserver)"]
    row(due_at=timezone.now() - 11 * MINUTE)
    tasks.watch()
    assert len(mail.outbox) == 3, "the next occasion rings again"


def test_an_end_that_could_not_be_mailed_is_mailed_later(all_well, operator, monkeypatch):
    stuck_row()
    tasks.watch()
    OutboxRow.objects.update(state="sent")
    later(6, monkeypatch)
    Heard.objects.update(at=timezone.now())

    def refused(*args):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(watching, "send_mail", refused)
        tasks.watch()
    assert len(mail.outbox) == 1
    for _time in range(2):
        tasks.watch()
    assert [sent.subject for sent in mail.outbox[1:]] == ["Well again: outbox (testserver)"]


def test_what_comes_and_goes_rings_once(all_well, operator, monkeypatch):
    for minutes in range(4):
        later(minutes % 2, monkeypatch)
        watching.sound([Check("database", True, ""), Check("outbox", minutes % 2 == 0, "It waits.")])
    assert len(mail.outbox) == 1


def test_what_begins_together_is_one_mail(operator):
    watching.sound(checks())
    (alarm,) = mail.outbox
    assert alarm.subject == "Not well: worker, beat, backup (testserver)"


def test_a_mail_that_does_not_go_out_is_tried_again(all_well, operator, monkeypatch):
    stuck_row()

    def refused(*args):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(watching, "send_mail", refused)
        tasks.watch()
    assert mail.outbox == [] and Alarm.objects.get().told_at is None
    tasks.watch()
    assert len(mail.outbox) == 1


def test_without_an_address_it_stands_in_the_log(all_well, caplog):
    stuck_row()
    tasks.watch()
    tasks.watch()
    assert mail.outbox == []
    assert [entry.getMessage()[:16] for entry in caplog.records if entry.levelname == "ERROR"] == ["Not well: outbox"]


def test_a_database_that_is_away_is_mailed_once_and_so_is_its_return(operator, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    with monkeypatch.context() as broken:
        broken.setattr(health, "_answers", away)
        for _time in range(2):
            with pytest.raises(SystemExit):
                call_command("check_health", alarm=True)
    assert [sent.subject for sent in mail.outbox] == ["Not well: database (testserver)"]
    assert "10.0.0.7" not in mail.outbox[0].body
    for _time in range(2):
        watching.sound([Check("database", True, "It answers.")])
    assert [sent.subject for sent in mail.outbox[1:]] == ["Well again: database (testserver)"]


@pytest.mark.django_db(transaction=True)
def test_of_several_that_see_it_one_mails(operator):
    faults = [Check("database", True, ""), Check("outbox", False, "It waits.")]
    all_at_once([partial(watching.sound, faults)] * 4)
    assert len(mail.outbox) == 1 and Alarm.objects.count() == 1


# --- Figures for a machine ------------------------------------------------------------------------


def figures(client, token=TOKEN):
    answer = client.get("/health/metrics/", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.content.decode()


def test_figures_are_there_for_whoever_says_the_token(client, settings, all_well):
    settings.METRICS_TOKEN = TOKEN
    stuck_row()
    row(number=2, state="sent", sent_at=timezone.now())
    row(number=1, attempts=9, due_at=timezone.now() + 30 * MINUTE)
    OutboxRow.objects.create(kind="action.yours", person=make.person(), carrier="in_person", key="by hand")
    status, text = figures(client)
    assert status == 200
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert lines['portal_well{check="outbox"}'] == "0" and lines['portal_well{check="database"}'] == "1"
    assert lines['portal_outbox_rows{state="waiting",by="machine"}'] == "2"
    assert lines['portal_outbox_rows{state="waiting",by="people"}'] == "1"
    assert lines['portal_outbox_rows{state="sent",by="machine"}'] == "2"
    assert 660 <= float(lines['portal_outbox_oldest_due_seconds{lane="rest"}']) < 720
    assert lines['portal_outbox_oldest_due_seconds{lane="urgent"}'] == "0"
    assert lines["portal_outbox_put_off_rows"] == "1"
    assert {"portal_last_sweep_seconds", "portal_last_backup_seconds"} <= lines.keys()
    assert "Zelda" not in text


@pytest.mark.parametrize("given", ["", "other", TOKEN[:-1], "ü"])
def test_without_the_token_there_is_no_such_page(client, settings, given):
    settings.METRICS_TOKEN = TOKEN
    assert figures(client, given)[0] == 404
    assert client.get("/health/metrics/").status_code == 404


def test_without_the_setting_nothing_opens_it(client):
    assert figures(client, "")[0] == 404


def test_of_a_database_that_is_away_it_says_only_that(client, settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(health, "_answers", away)
    status, text = figures(client)
    assert status == 200 and 'portal_well{check="database"} 0' in text and "outbox_rows" not in text
