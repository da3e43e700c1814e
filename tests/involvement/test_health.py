"""Whether the portal is well, for whoever watches it; and the demonstration's mail."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import OutboxRow
from involvement.operations.sweep import sweep
from involvement.queries import health
from tests import make
from tests.involvement.test_sweep import tell, work_for

pytestmark = pytest.mark.django_db


def row(**fields):
    who = make.person()
    return OutboxRow.objects.create(kind="action.yours", person=who, carrier="email", key=f"k{who.pk}", **fields)


def test_well(client):
    row()
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (
        200,
        {"well": True, "database": True, "migrations": True, "outbox": True},
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"due_at": timezone.now() - dt.timedelta(minutes=11)},
        {"state": "claimed", "claimed_at": timezone.now() - dt.timedelta(minutes=21)},
    ],
)
def test_a_row_that_waits_too_long_is_not_well(client, fields):
    row(**fields)
    answer = client.get("/health/")
    assert answer.status_code == 503 and answer.json()["outbox"] is False


def test_not_well_is_a_warning_that_says_what_and_no_error(client, monkeypatch, caplog):
    monkeypatch.setattr(health, "_is_migrated", lambda: False)
    client.get("/health/")
    assert [(each.levelname, each.getMessage()) for each in caplog.records] == [("WARNING", "Not well: migrations")]


def test_what_waits_for_people_is_no_fault_of_the_machine(client):
    waiting = row(due_at=timezone.now() - dt.timedelta(days=3))
    OutboxRow.objects.filter(pk=waiting.pk).update(carrier="in_person")
    assert client.get("/health/").status_code == 200


def test_a_missing_migration_is_not_well(client):
    assert client.get("/health/").json()["migrations"] is True
    MigrationRecorder.Migration.objects.filter(app="involvement").order_by("-pk")[0].delete()
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_what_a_migration_replaced_counts_for_it(client, monkeypatch):
    done = tuple(MigrationRecorder.Migration.objects.filter(app="involvement").values_list("app", "name"))
    monkeypatch.setattr(health, "_known", lambda: {("involvement", "0001_all_in_one"): done})
    assert client.get("/health/").status_code == 200
    monkeypatch.setattr(health, "_known", lambda: {("involvement", "0001_all_in_one"): (*done, ("involvement", "x"))})
    assert client.get("/health/").json()["migrations"] is False


def test_the_codes_migrations_are_read_once_and_the_databases_in_one_query(client, monkeypatch):
    client.get("/health/")
    monkeypatch.setattr(health, "MigrationLoader", None)
    with CaptureQueriesContext(connection) as made:
        assert client.get("/health/").status_code == 200
    assert sum("django_migrations" in query["sql"] for query in made) == 1
    assert len(made) == 4


def test_a_database_that_is_away_is_not_well_and_says_nothing_of_itself(client, monkeypatch):
    def away():
        raise DatabaseError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(health, "_answers", away)
    answer = client.get("/health/")
    assert answer.status_code == 503 and b"10.0.0.7" not in answer.content


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.DEMO_MAIL_DIR = settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def test_the_demonstrations_mail_is_read_in_the_browser(client, demonstration):
    house = make.service()
    people = [make.resident(f"Leon{n}", service=house, email=f"leon{n}@example.org", told_by="email") for n in (1, 2)]
    action = work_for(*people, service=house, title="Buy <script>alert(1)</script>")
    for who in people:
        tell(who, action)
    assert sweep(urgent=False)["sent"] == 2
    page = client.get(reverse("public:demo-mail")).content.decode()
    assert "leon1@example.org" in page and "leon2@example.org" in page
    name = page.split('href="/demo/mail/')[1].split("/")[0]
    one = client.get(reverse("public:demo-mail-one", args=[name])).content.decode()
    assert "Hello Leon2," in one and f'href="http://testserver/actions/{action.pk}/"' in one
    assert "<script>alert" not in one
    html = client.get(reverse("public:demo-mail-page", args=[name]))
    assert "sandbox" in html["Content-Security-Policy"] and "default-src 'none'" in html["Content-Security-Policy"]
    assert client.get(reverse("public:demo-mail-one", args=["nothing"])).status_code == 404


def test_the_demonstrations_texts_are_read_in_the_browser(client, demonstration, settings, tmp_path):
    settings.TEXTS_URL, settings.VAR_DIR = "file://", tmp_path
    assert "No text message yet" in client.get(reverse("public:demo-texts")).content.decode()
    who = make.resident("Leon", service=make.service(), phone="07400 123456", told_by="sms")
    tell(who, work_for(who, title="Buy <script>alert(1)</script>"))
    assert sweep(urgent=False)["sent"] == 1
    page = client.get(reverse("public:demo-texts")).content.decode()
    assert "+447400123456" in page and 'href="http://testserver/me/told/"' in page and "Buy" not in page


def test_with_real_people_there_is_no_such_page(client):
    for name, args in (("demo-mail", []), ("demo-texts", []), ("demo-mail-one", ["x"]), ("demo-mail-page", ["x"])):
        assert client.get(reverse(f"public:{name}", args=args)).status_code == 404
