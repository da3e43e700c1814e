"""Text messages: the sweep against a provider that really speaks HTTPS, and what a locked phone shows."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from involvement.models import Action, Carrier, OutboxRow, Reach, Service
from involvement.operations import sweep
from involvement.operations.people import put_together
from involvement.phones import text_number
from involvement.queries.telling import tellings
from involvement.queries.texted import texted
from involvement.queries.to_tell import to_tell
from involvement.registry.notices import notices
from involvement.text_words import MOST, text_for
from tests import make
from tests.involvement.killed import sweep_that_is_killed
from tests.involvement.test_sweep import tell, work_for
from tests.involvement.text_provider import Provider, make_certificate

State = OutboxRow.State
pytestmark = pytest.mark.django_db
NUMBER = "07400 123456"


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def leon(house):
    return make.resident("Leon", service=house, phone=NUMBER, told_by=Carrier.SMS)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("provider"))


@pytest.fixture
def provider(settings, certificate, monkeypatch):
    """A provider whose certificate is trusted, and settings that lead to it."""
    made = Provider(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    settings.TEXTS_URL, settings.TEXTS_TOKEN, settings.TEXTS_SENDER = made.url, "Bearer of-a-test", "Portal"
    settings.TEXTS_TIMEOUT = 1
    yield made
    made.close()


def told(who, title="Buy soap for Bromley Road"):
    row = tell(who, work_for(who, title=title, service=Service.objects.get()))
    assert row.carrier == Carrier.SMS
    return row


def swept(row):
    counts = sweep.sweep(urgent=False)
    row.refresh_from_db()
    return counts


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (NUMBER, "+447400123456"),
        ("+44 7400 123456", "+447400123456"),
        ("0044 (7400) 123-456", "+447400123456"),
        ("07700 900123", "+447700900123"),
        ("+48 512 345 678", "+48512345678"),
        ("020 7946 0000", ""),
        ("0800 1111111", ""),
        ("07400 12345", ""),
        ("ask Maureen", ""),
        ("", ""),
        ("0" * 300, ""),
        ("07400\x00123456", ""),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert text_number(typed) == number


def test_a_text_goes_to_the_provider_and_is_marked(provider, leon):
    row = told(leon)
    assert swept(row)["sent"] == 1
    (text,) = provider.texts
    assert text == {
        "to": "+447400123456",
        "from": "Portal",
        "text": text["text"],
        "reference": str(row.message_id),
    }
    assert provider.headers[0]["Authorization"] == "Bearer of-a-test"
    assert provider.headers[0]["Idempotency-Key"] == str(row.message_id)
    assert row.state == State.SENT and row.sent_at
    swept(row)
    assert len(provider.texts) == 1


def test_a_repeat_after_a_kill_has_the_same_key(provider, leon, monkeypatch):
    row = told(leon)
    assert sweep_that_is_killed(monkeypatch, after=0) == []
    OutboxRow.objects.filter(pk=row.pk).update(claimed_at=row.made_at - 2 * sweep.LEASE)
    swept(row)
    assert row.state == State.SENT
    assert [headers["Idempotency-Key"] for headers in provider.headers] == [str(row.message_id)] * 2


@pytest.mark.parametrize("status", [500, 503, 429, 408, 302])
def test_what_may_pass_is_tried_again_later(provider, leon, status):
    row = told(leon)
    provider.answers = [status]
    assert swept(row)["put_off"] == 1
    assert (row.state, row.attempts, row.reason) == (State.WAITING, 1, f"HTTP {status}")
    assert row.due_at > row.made_at and provider.asked == 1, "no redirect is followed"
    OutboxRow.objects.update(due_at=row.made_at)
    assert swept(row)["sent"] == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_final_and_goes_to_people(provider, leon, house, status):
    row = told(leon)
    provider.answers = [status]
    assert swept(row)["failed"] == 1
    assert row.state == State.FAILED and row.reason == "The text message did not get through."
    (line,) = to_tell(make.viewer(make.staff(service=house)))
    assert (line.row.carrier, line.where, line.who) == (Carrier.PHONE, "ring or text", "Leon")


def test_after_two_days_of_trouble_people_tell_it(provider, leon, house):
    row = told(leon)
    provider.answers = [500] * len(sweep.DELAYS)
    for _day in sweep.DELAYS:
        OutboxRow.objects.filter(pk=row.pk).update(due_at=row.made_at)
        swept(row)
    assert row.state == State.FAILED and len(to_tell(make.viewer(make.staff(service=house)))) == 1


def test_a_provider_that_does_not_answer_holds_up_nobody(provider, house, settings, caplog):
    people = [make.resident(f"R{n}", service=house, phone=NUMBER, told_by=Carrier.SMS) for n in range(3)]
    rows = [told(who) for who in people]
    provider.waits, settings.TEXTS_TIMEOUT = 1.0, 0.2
    assert swept(rows[0])["put_off"] == 3
    assert provider.asked == 1, "the other two did not wait for it"
    assert rows[0].reason == "ReadTimeout" and "7400" not in caplog.text and "Bromley" not in caplog.text


def test_a_certificate_that_nobody_trusts_is_not_talked_to(provider, leon, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    row = told(leon)
    swept(row)
    assert (row.state, row.reason, provider.asked) == (State.WAITING, "SSLError", 0)


def test_a_provider_that_is_not_there(provider, leon):
    provider.close()
    row = told(leon)
    swept(row)
    assert (row.state, row.reason) == (State.WAITING, "ConnectionError")


def test_the_token_is_ours_whatever_the_machine_keeps_in_its_netrc(provider, leon, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    swept(told(leon))
    assert provider.headers[0]["Authorization"] == "Bearer of-a-test"


def test_files_by_default_in_a_demonstration(settings, tmp_path, leon):
    settings.TEXTS_URL, settings.VAR_DIR = "file://", tmp_path
    row = told(leon)
    assert swept(row)["sent"] == 1
    (path,) = (tmp_path / "texts").iterdir()
    assert json.loads(path.read_text())["to"] == "+447400123456" and path.stem == str(row.message_id)


def test_files_that_cannot_be_written_are_tried_again(settings, tmp_path, leon):
    (tmp_path / "texts").write_text("a file where the folder would be")
    settings.TEXTS_URL = f"file://{tmp_path}/texts"
    row = told(leon)
    swept(row)
    assert (row.state, row.reason) == (State.WAITING, "FileExistsError")


@pytest.mark.parametrize(
    ("url", "well"), [("http://provider.example", False), ("ftp://x", False), ("https://x.example", True), ("", True)]
)
def test_only_files_and_https_are_taken(url, well):
    environment = {**os.environ, "TEXTS_URL": url}
    done = subprocess.run([sys.executable, "-c", "import involvement.settings"], env=environment, capture_output=True)
    assert (done.returncode == 0) is well
    assert well or b"TEXTS_URL must begin with" in done.stderr


@pytest.mark.parametrize("rules", [{"do_not_text": True}, {"do_not_phone": True}, {"phone": ""}, {"phone": "12"}])
def test_who_must_not_be_texted_any_more_is_told_by_people(provider, leon, house, rules):
    row = told(leon)
    type(leon).objects.filter(pk=leon.pk).update(**rules)
    assert swept(row)["by_hand"] == 1
    assert row.state == State.CANCELLED and not provider.asked
    (line,) = to_tell(make.viewer(make.staff(service=house)))
    assert "text" not in line.where


def test_what_a_locked_phone_shows_names_nothing(leon, house):
    row = told(leon)
    (telling,) = tellings([OutboxRow.objects.select_related("person").get(pk=row.pk)])
    words = text_for(telling)
    assert words == (
        "Something that you said you would do. Read it: http://testserver/me/told/ Or ask staff. Nobody reads answers."
    )
    leon.user = None
    leon.save()
    words = text_for(tellings([OutboxRow.objects.select_related("person").get(pk=row.pk)])[0])
    assert "http" not in words and "Please ask staff." in words
    assert all(word not in words for word in ("Leon", "Bromley", "soap"))


def test_staff_read_what_the_text_of_somebody_who_does_not_sign_in_was_about(client, provider, leon, house):
    type(leon).objects.filter(pk=leon.pk).update(user=None)
    leon.refresh_from_db()
    row = told(leon)
    assert swept(row)["sent"] == 1
    sam = make.staff("Sam", service=house)
    page = make.sign_in(client, sam).get(reverse("staff:tell")).content.decode()
    assert "They had a text, and may ask you" in page and "Buy soap for Bromley Road" in page and "Leon" in page
    elsewhere = make.staff("Ed", service=make.service("Elsewhere", code="else"))
    assert texted(make.viewer(elsewhere)) == [] == texted(make.viewer(elsewhere), service_id=house.pk)
    for place in (house.pk, None):
        assert [one.who for one in texted(make.viewer(make.advisor()), service_id=place)] == [leon]
    # Who has moved out may ask where they lived last.
    leon.residencies.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert [one.who for one in texted(make.viewer(sam))] == [leon]
    # Not where they lived before that, though everybody may read what it was about.
    earlier = {"starts_on": make.a_year_ago() - dt.timedelta(days=365), "ends_on": make.a_year_ago()}
    leon.residencies.create(service=elsewhere.posts.get().service, **earlier)
    Action.objects.update(reach=Reach.ORGANISATION)
    assert texted(make.viewer(elsewhere)) == []
    assert [one.who for one in texted(make.viewer(sam))] == [leon]
    # Not what only the team may read, not what is over, not for ever, and not of who reads it on their own page.
    Action.objects.update(reach=Reach.TEAM)
    assert texted(make.viewer(sam)) == []
    Action.objects.update(reach=Reach.SERVICE, state="done")
    assert texted(make.viewer(sam)) == []
    Action.objects.update(state="open")
    OutboxRow.objects.update(sent_at=timezone.now() - dt.timedelta(days=15))
    assert texted(make.viewer(sam)) == []
    OutboxRow.objects.update(sent_at=timezone.now())
    assert texted(make.viewer(sam))
    type(leon).objects.filter(pk=leon.pk).update(user=make.user("leon7"))
    assert texted(make.viewer(sam)) == []


@pytest.mark.sqlite_only
def test_who_had_a_text_is_found_without_a_look_at_every_message(house):
    sam = make.viewer(make.staff("Sam", service=house))
    with CaptureQueriesContext(connection) as asked:
        texted(sam)
    (sql,) = (query["sql"] for query in asked if "outboxrow" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "USING INDEX outbox_texted" in plan and "SCAN involvement_outboxrow" not in plan


@pytest.mark.parametrize("language", ["en-gb", "pl", "ar"])
def test_every_text_is_short_and_in_the_readers_language(leon, settings, language):
    leon.language = language
    for kind, notice in notices.items():
        (telling,) = tellings([OutboxRow(kind=kind, person=leon, carrier=Carrier.SMS)])
        words = text_for(telling)
        with translation.override(language):
            assert str(notice.subject) in words
        assert len(words) <= MOST and "http://testserver/me/told/" in words
    settings.SITE_URL = "https://" + "long." * 80 + "example.org"
    assert len(text_for(telling)) <= MOST and "http" not in text_for(telling), "half an address leads nowhere"


# --- Choosing it --------------------------------------------------------------------------------------


def test_texts_are_chosen_on_ones_own_page(client, leon):
    make.sign_in(client, leon)
    page = client.post("/me/save/telling/", {"telling-told_by": "sms", "telling-phone": ""}).content.decode()
    assert "We need this to tell you in that way." in page
    page = client.post("/me/save/telling/", {"telling-told_by": "sms", "telling-phone": "020 7946 0000"})
    assert "No text message can go to that number." in page.content.decode()
    assert "020 7946 0000" in page.content.decode()
    done = client.post("/me/save/telling/", {"telling-told_by": "sms", "telling-phone": "07400 654321"})
    assert done.status_code == 302
    leon.refresh_from_db()
    assert (leon.told_by, leon.phone) == ("sms", "07400 654321")
    assert client.post("/me/save/safe-contact/", {"safe-contact-do_not_text": "on"}).status_code == 302
    leon.refresh_from_db()
    assert leon.do_not_text and not leon.can_be_reached(Carrier.SMS) and leon.can_be_reached(Carrier.PHONE)


def test_staff_choose_it_for_somebody(client, leon, house):
    make.sign_in(client, make.staff(service=house))
    page = client.post("/staff/people/add/", {"chosen_name": "Bea", "told_by": "sms", "phone": "12"}).content.decode()
    assert "No text message can go to that number." in page
    path = f"/staff/people/{leon.pk}/change/safe-contact/"
    client.post(path, {"do_not_text": "on"})
    page = client.get(reverse("staff:person", args=[leon.pk])).content.decode()
    assert "Do not text." in page and "By text message" in page


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("", "We do not know your phone number."),
        ("020 7946 0000", "No text message can go to your number."),
        (NUMBER, ""),
    ],
)
def test_texts_are_a_way_to_hear_of_a_suggestion(client, leon, phone, words):
    leon.phone = phone
    leon.save()
    make.sign_in(client, leon)
    sent = {"words": "The lift is slow.", "who_sees": "here_named", "told_by": "sms", "seen_others": "1"}
    answer = client.post(reverse("meetings:suggestion-new"), sent)
    assert (answer.status_code == 302) is (not words)
    assert not words or words in answer.content.decode()


def test_two_records_put_together_keep_both_rules(leon, house):
    other = make.resident("Leon B", service=house, do_not_text=True)
    put_together(actor=make.staff(service=house), kept=leon, other=other)
    leon.refresh_from_db()
    assert leon.do_not_text
