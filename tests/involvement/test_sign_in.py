"""Signing in: by words in any case, by code, on one's own device and on a shared one; and signing out."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from involvement.models import Audit, OutboxRow
from involvement.operations import accounts, limits, people
from involvement.sessions import SessionStore
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    """In one stretch of minutes, whenever the test happens to run."""
    caches["process"].clear()
    window = limits.window_now() + 1
    monkeypatch.setattr(limits, "window_now", lambda: window)


@pytest.fixture
def rosa():
    """A customer with a user name, own words and an e-mail address that is hers."""
    sign_in = make.user("rosa27", password="river lamp tea moon", email="rosa@example.org")
    return make.resident("Rosa", service=make.service(), user=sign_in, email="rosa@example.org")


def sign_in(client, login, words, device="own", **data):
    return client.post("/sign-in/", {"login": login, "password": words, "device": device, **data})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "words", ["river lamp tea moon", "River LAMP tea  moon ", "river-lamp-tea-moon", "River, lamp, tea, moon."]
)
def test_words_in_any_case_and_however_far_apart(client, rosa, words):
    response = sign_in(client, "Rosa27", words)
    assert response.status_code == 302 and response.url == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize("words", ["river lamp tea", "lamp river tea moon", "riverlampteamoon", ""])
def test_other_words_do_not_open(client, rosa, words):
    assert sign_in(client, "rosa27", words).status_code == 200
    assert not is_signed_in(client)


def test_a_password_stays_exact(client):
    make.resident(service=make.service(), user=make.user("ben", password="Tree3 house9"))
    assert sign_in(client, "ben", "tree3 house9").status_code == 200
    assert sign_in(client, "ben", "Tree3 house9").status_code == 302


def test_the_device_is_asked_and_nothing_is_chosen(client, rosa):
    page = client.get("/sign-in/").content.decode()
    assert page.count('name="device"') == 2
    assert "checked" not in page
    response = client.post("/sign-in/", {"login": "rosa27", "password": "river lamp tea moon"})
    assert "Please choose one." in response.content.decode()
    assert not is_signed_in(client)


def test_own_device_for_thirty_days_and_known_next_time(client, rosa):
    response = sign_in(client, "rosa27", "river lamp tea moon", "own")
    assert client.session.get_expiry_age() == 30 * 24 * 3600
    assert "shared" not in client.session
    assert response.cookies["device"].value == "own"
    client.post("/sign-out/")
    assert client.get("/sign-in/").content.decode().count("checked") == 1


def test_a_shared_computer_for_twenty_minutes_and_not_remembered(client, rosa):
    response = sign_in(client, "rosa27", "river lamp tea moon", "shared")
    assert client.session["shared"] is True
    assert client.session.get_expiry_age() == 20 * 60
    assert "device" not in response.cookies


def test_the_first_page_is_in_the_persons_language(client, rosa):
    rosa.language = "ar"
    rosa.save()
    sign_in(client, "rosa27", "river lamp tea moon")
    assert 'dir="rtl"' in client.get("/me/").content.decode()


def test_the_code_of_a_card_fills_in_the_name(client):
    assert 'value="rosa27"' in client.get("/sign-in/?name=rosa27").content.decode()


# --- A code by e-mail -----------------------------------------------------------------------------


def ask_for_code(client, email, device="own"):
    return client.post("/sign-in/code/", {"email": email, "device": device})


def test_a_code_is_an_urgent_row_and_opens_once(client, rosa):
    assert ask_for_code(client, "rosa@example.org", "shared").url == "/sign-in/code/confirm/"
    row = OutboxRow.objects.get()
    assert (row.kind, row.urgent, row.carrier, row.address) == (
        "account.sign_in_code",
        True,
        "email",
        "rosa@example.org",
    )
    assert re.fullmatch(r"\d{6}", row.secret)
    assert 14 * 60 < (row.expires_at - timezone.now()).total_seconds() <= 15 * 60
    response = client.post("/sign-in/code/confirm/", {"code": row.secret})
    assert response.status_code == 302
    assert is_signed_in(client)
    assert client.session["shared"] is True and client.session.get_expiry_age() == 20 * 60


def test_a_wrong_code_opens_nothing(client, rosa):
    ask_for_code(client, "rosa@example.org")
    wrong = "000000" if OutboxRow.objects.get().secret != "000000" else "111111"
    response = client.post("/sign-in/code/confirm/", {"code": wrong})
    assert "That is not the code" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.usefixtures("one_window")
def test_a_code_is_tried_three_times_at_most_however_many_tries_come_at_one_moment(client, rosa):
    """Each finds the session as it was before the others, and puts it back like that."""
    ask_for_code(client, "rosa@example.org")
    right = OutboxRow.objects.get().secret
    as_it_was = dict(client.session.items())
    for number in range(3):
        wrong = f"00000{number}" if right != f"00000{number}" else "999999"
        assert client.post("/sign-in/code/confirm/", {"code": wrong}).status_code in (200, 302)
        session = client.session
        session.update(as_it_was)
        session.save()
    assert client.post("/sign-in/code/confirm/", {"code": right}).status_code == 429
    assert not is_signed_in(client)
    # Another code is another chance.
    other = Client()
    ask_for_code(other, "rosa@example.org")
    other.post("/sign-in/code/confirm/", {"code": OutboxRow.objects.latest("pk").secret})
    assert is_signed_in(other)


def plain(response) -> str:
    """A page without what is different each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_nobody_learns_who_is_here(client, rosa):
    known, unknown = client.__class__(), client.__class__()
    first, second = ask_for_code(known, "rosa@example.org"), ask_for_code(unknown, "nobody@example.org")
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert plain(known.get(first.url)) == plain(unknown.get(second.url))
    assert OutboxRow.objects.filter(state="waiting").get().address == "rosa@example.org"
    cancelled = OutboxRow.objects.get(state="cancelled")
    assert (cancelled.address, cancelled.secret) == ("", "")
    assert "nobody" not in cancelled.key
    first, second = (sign_in(client.__class__(), name, "wrong words here") for name in ("rosa27", "nobody"))
    strip = re.compile(r"rosa27|nobody")
    assert strip.sub("", plain(first)) == strip.sub("", plain(second))


def test_wrong_words_are_looked_at_once_whoever_it_is(client, rosa, monkeypatch):
    """The time of an answer is that of one hash: known by name, known by address, or not known."""
    hashes = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **kwargs: hashes.append(1) or encode(*args, **kwargs))
    counts = {}
    for name in ("rosa27", "rosa@example.org", "nobody", "nobody@example.org"):
        hashes.clear()
        sign_in(client, name, "wrong words here")
        counts[name] = len(hashes)
    assert set(counts.values()) == {1}, counts


def test_a_code_goes_to_no_address_that_was_changed(client, rosa):
    ask_for_code(client, "rosa@example.org")
    client.post("/sign-in/code/confirm/", {"code": OutboxRow.objects.get().secret})
    # allauth notes confirmed addresses in a table of its own.
    EmailAddress.objects.get_or_create(user=rosa.user, email="rosa@example.org", verified=True)
    people.change_person(actor=rosa, person=rosa, email="other@example.org")
    ask_for_code(client.__class__(), "rosa@example.org")
    ask_for_code(client.__class__(), "other@example.org")
    codes = OutboxRow.objects.filter(kind="account.sign_in_code")
    assert codes.count() == 3 and codes.exclude(secret="").count() == 1


def test_no_code_for_somebody_who_must_not_be_e_mailed(client, rosa):
    rosa.do_not_email = True
    rosa.save()
    ask_for_code(client, "rosa@example.org")
    assert not OutboxRow.objects.filter(state="waiting").exists()


def test_a_closed_sign_in_looks_like_a_wrong_one(client, rosa):
    accounts.close_sign_in(person=rosa)
    response = sign_in(client, "rosa27", "river lamp tea moon")
    assert "do not fit together" in response.content.decode()
    assert not is_signed_in(client)


# --- Limits ---------------------------------------------------------------------------------------


def test_thirty_people_behind_one_address_sign_in_and_nobody_is_refused(client):
    house = make.service()
    for number in range(30):
        make.resident(service=house, user=make.user(f"guest{number}", password="river lamp tea moon"))
    for number in range(30):
        browser = client.__class__(REMOTE_ADDR="198.51.100.7")
        assert sign_in(browser, f"guest{number}", "wrong words first").status_code == 200
        assert sign_in(browser, f"guest{number}", "river lamp tea moon", "shared").status_code == 302


def test_guessing_at_one_name_stops_after_five(client, rosa):
    for _ in range(5):
        assert "do not fit together" in sign_in(client, "rosa27", "wrong words here").content.decode()
    refused = sign_in(client, "rosa27", "river lamp tea moon")
    assert "wait five minutes" in refused.content.decode()
    assert not is_signed_in(client)


@pytest.mark.usefixtures("one_window")
def test_a_flood_from_one_address_gets_the_page_of_the_house(client, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "sign-in", (12, 0))
    for _ in range(12):
        client.post("/sign-in/", {})
    response = client.post("/sign-in/", {})
    assert response.status_code == 429
    assert "Please wait a little" in response.content.decode()


@pytest.mark.usefixtures("one_window")
def test_asking_for_codes_is_limited_by_address_known_or_not(client, rosa):
    for email in ("rosa@example.org", "nobody@example.org"):
        answers = [ask_for_code(client.__class__(), email).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]


@pytest.mark.usefixtures("one_window")
def test_a_forged_address_does_not_help(client, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "sign-in", (12, 0))
    for number in range(12):
        client.post("/sign-in/", {}, headers={"x-forwarded-for": f"203.0.113.{number}"})
    assert client.post("/sign-in/", {}, headers={"x-forwarded-for": "203.0.113.250"}).status_code == 429


# --- Leaving --------------------------------------------------------------------------------------


def test_signing_out_asks_the_browser_to_forget(client, rosa):
    sign_in(client, "rosa27", "river lamp tea moon")
    assert client.get("/sign-out/").status_code == 200
    assert is_signed_in(client)
    response = client.post("/sign-out/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response["Cache-Control"]
    assert not is_signed_in(client)
    assert client.get("/me/").status_code == 302


def test_signing_in_elsewhere_on_the_web_is_refused(client, rosa):
    response = sign_in(client, "rosa27", "river lamp tea moon", next="https://evil.example/")
    assert response.url == "/"


def test_the_record_keeps_who_and_never_what_was_typed(client, rosa):
    sign_in(client, "rosa27", "planted secret words")
    sign_in(client, "rosa27", "river lamp tea moon")
    assert list(Audit.objects.order_by("pk").values_list("kind", "user_id")) == [
        ("sign_in.failed", None),
        ("sign_in", rosa.user_id),
    ]
    assert "planted" not in repr(list(Audit.objects.values()))


def test_a_session_is_found_by_its_key_while_it_lasts():
    """Looked up by a query of our own (involvement/sessions.py): the same answers as Django's."""
    kept = SessionStore()
    kept["seen"] = 7
    kept.create()
    assert SessionStore(kept.session_key)["seen"] == 7
    over = SessionStore()
    over.set_expiry(timezone.now() - dt.timedelta(minutes=1))
    over.create()
    for key in (over.session_key, "nobodys-key-at-all"):
        gone = SessionStore(key)
        assert gone.get("seen") is None
        assert gone.session_key is None


def test_a_forged_cookie_is_nobodys_session(client, settings, django_assert_num_queries):
    """PostgreSQL takes a key with NUL in it for an error; no database is asked for one."""
    with django_assert_num_queries(0):
        forged = SessionStore("nobodys\x00key")
        assert (forged.load(), forged.session_key) == ({}, None)
    # A cookie says NUL as an octal escape between quotes.
    forged = "nobodys\\000key"
    assert client.get("/", headers={"cookie": f'{settings.SESSION_COOKIE_NAME}="{forged}"'}).status_code == 200
