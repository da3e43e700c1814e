"""What stands in the log: what happened and where, never what somebody said, chose or holds as a secret."""

import io
import json
import logging
import os
import subprocess
import sys

import pytest
from django.db import IntegrityError
from django.urls import reverse

from involvement import tasks
from involvement.forms.once import fresh_mark
from involvement.log_lines import JsonLine, PlainLine
from involvement.models import OutboxRow
from meetings.forms.suggestions import SuggestionForm
from scripts.check import of_a_real_portal
from tests import make
from tests.test_settings import load

pytestmark = pytest.mark.django_db
MARKER = "zqmarker"


@pytest.fixture(params=[PlainLine, JsonLine])
def log(request):
    """What the root logger writes in this form."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: stream.getvalue()
    root.removeHandler(handler)


def breaks(*args, **named):
    raise IntegrityError(f"Key (words)=({MARKER} in a row) already exists.") from ValueError(MARKER)


@pytest.fixture
def careful(client):
    client.raise_request_exception = False
    return client


def test_words_and_a_database_that_quotes_them(careful, log, monkeypatch):
    make.sign_in(careful, make.resident("Zelda", service=make.service()))
    monkeypatch.setattr(SuggestionForm, "save", breaks)
    fields = {"words": MARKER, "who_sees": "here_named", "once": fresh_mark(), "seen_others": "on"}
    assert careful.post("/suggestions/new/", fields).status_code == 500
    written = log()
    assert "Internal Server Error: /suggestions/new/" in written
    assert "IntegrityError" in written and "ValueError" in written and "test_log_lines.py" in written
    assert MARKER not in written


def test_a_secret_in_an_address(careful, log, monkeypatch):
    careful.get(reverse("public:invitation", args=[MARKER]))
    careful.get(f"/meetings/{MARKER}.ics")
    careful.get(f"/no-such-page/{MARKER}/?next={MARKER}")
    monkeypatch.setattr("involvement.views.public_accounts.render", breaks)
    assert careful.get(reverse("public:invitation", args=[MARKER])).status_code == 500
    written = log()
    assert "/…" in written and ".ics" in written and MARKER not in written


def test_a_form_without_its_token(client, log):
    client.handler.enforce_csrf_checks = True
    answer = client.post(f"/suggestions/follow/?code={MARKER}", {"code": MARKER}, headers={"Referer": f"/{MARKER}"})
    assert answer.status_code == 403
    assert "Forbidden" in log() and MARKER not in log()


def test_a_password(careful, log, monkeypatch):
    monkeypatch.setattr("involvement.sign_in.PortalBackend.authenticate", breaks)
    careful.post("/sign-in/", {"login": f"{MARKER}@example.org", "password": MARKER, "device": "own"})
    assert "/sign-in/" in log() and MARKER not in log()


def test_a_task_that_breaks(log, monkeypatch):
    monkeypatch.setattr("involvement.operations.sweep.wake_stale", breaks)
    assert tasks.sweep.apply().failed()
    assert "IntegrityError" in log() and "involvement.tasks.sweep" in log() and MARKER not in log()


def test_a_message_that_cannot_be_written(log, monkeypatch):
    who = make.person(MARKER, email=f"{MARKER}@example.org")
    OutboxRow.objects.create(kind="account.sign_in_code", person=who, carrier="email", key="x", secret=MARKER)
    monkeypatch.setattr("involvement.operations.lines.message_for", breaks)
    tasks.sweep()
    assert "could not be written: IntegrityError" in log() and MARKER not in log()


def test_one_line_of_json_with_what_a_machine_looks_for(careful, monkeypatch):
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "Two\nlines of %s", ("text",), None)
    record.status_code, record.words = 404, MARKER
    line = JsonLine().format(record)
    said = json.loads(line)
    assert "\n" not in line and MARKER not in line
    assert (said["level"], said["logger"], said["status"]) == ("WARNING", "portal", 404)
    assert said["message"] == "Two\nlines of text" and said["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("given", "used"),
    [({}, "plain"), ({"LOG_FORMAT": "json"}, "json"), ({"DEBUG": "True", "LOG_FORMAT": "json"}, "debug")],
)
def test_the_setting_chooses(tmp_path, given, used):
    done = load({**of_a_real_portal(str(tmp_path)), **given})
    assert json.loads(done.stdout)["LOGGING"]["handlers"]["console"]["formatter"] == used


GUNICORN = """
from gunicorn.config import Config
from gunicorn.glogging import Logger
log = Logger(Config())
import django
django.setup()
try:
    raise ValueError("zqmarker in a row")
except ValueError:
    log.exception("Error handling request %s", "/invitation/zqmarker%20x/?next=zqmarker")
"""


def test_what_the_web_server_itself_writes(tmp_path):
    """It writes when a file breaks off whose sending had begun: no answer of ours is left to say so."""
    settings = of_a_real_portal(str(tmp_path)) | {"DJANGO_SETTINGS_MODULE": "involvement.settings"}
    command = [sys.executable, "-c", GUNICORN]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True)
    assert "Error handling request /invitation/<str:secret>/" in done.stderr, done.stderr
    assert "ValueError" in done.stderr and MARKER not in done.stderr
