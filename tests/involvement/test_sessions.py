"""Where I am signed in: a list in plain words, ending one, and signing out everywhere."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from involvement.devices import OWN
from involvement.models import Audit, PortalSession
from involvement.operations import accounts
from involvement.operations.base import Refused
from involvement.sessions import SessionStore
from involvement.tasks import clear_sessions
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "river lamp tea moon"
NAMES = {
    "Firefox on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Edge on Windows": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
    "Safari on iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
    "Chrome on Android": "Mozilla/5.0 (Linux; Android 8.0) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
    "Samsung Internet on Android": "Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
    "Chrome on Mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36",
    "A device": "zqagent <script>",
}


@pytest.fixture
def rosa():
    return make.resident("Rosa", service=make.service(), user=make.user("rosa27", password=WORDS))


def signed_in(name="", device=OWN, **headers):
    """A browser of Rosa's, which calls itself so."""
    client = Client(HTTP_USER_AGENT=name, REMOTE_ADDR="198.51.100.7", **headers)
    client.post("/sign-in/", {"login": "rosa27", "password": WORDS, "device": device})
    return client


def key_of(client) -> str:
    return client.session.session_key


@pytest.mark.parametrize("words", NAMES)
def test_a_device_in_plain_words(rosa, words):
    page = signed_in(NAMES[words]).get("/me/").content.decode()
    assert words in page
    assert "zqagent" not in page


def test_this_one_first_and_marked_and_a_shared_one_said(rosa):
    signed_in(NAMES["Firefox on Windows"], "shared")
    here = signed_in(NAMES["Safari on iPhone"])
    page = here.get("/me/").content.decode()
    assert page.index("Safari on iPhone") < page.index("Firefox on Windows, a shared computer")
    assert page.count("You are here") == 1 and page.count("Sign out there") == 1


def test_what_is_kept_is_no_address_and_not_how_a_browser_calls_itself(rosa):
    signed_in("Zqagent Firefox Windows")
    row = PortalSession.objects.get(user=rosa.user)
    kept = repr(PortalSession.objects.filter(pk=row.pk).values().get()) + repr(SessionStore(row.pk).load())
    assert "198.51.100.7" not in kept and "Zqagent" not in kept
    assert (row.browser, row.system) == ("firefox", "windows")


def test_one_is_ended_and_the_others_stay(rosa):
    lost, here = signed_in(NAMES["Safari on iPhone"]), signed_in(NAMES["Firefox on Windows"])
    handle = PortalSession.objects.get(pk=key_of(lost)).handle
    page = here.get("/me/").content.decode()
    assert handle in page and key_of(lost) not in page and key_of(here) not in page
    assert (
        "You are signed out there." in here.post("/me/sign-out-there/", {"place": handle}, follow=True).content.decode()
    )
    assert lost.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    again = here.post("/me/sign-out-there/", {"place": handle}, follow=True)
    assert "signed out there already" in again.content.decode()
    assert Audit.objects.filter(kind="session.ended", user=rosa.user).count() == 1


@pytest.mark.parametrize("place", ["", "\x00", "zq", "é" * 5000])
def test_a_handle_that_was_made_up_ends_nothing(rosa, place):
    here = signed_in()
    assert here.post("/me/sign-out-there/", {"place": place}).status_code == 302
    assert here.get("/me/").status_code == 200


def test_nobody_ends_somebody_elses(rosa):
    signed_in()
    handle = PortalSession.objects.get(user=rosa.user).handle
    other = make.resident(service=make.service())
    with pytest.raises(Refused):
        accounts.end_session(person=other, handle=handle)
    assert PortalSession.objects.filter(user=rosa.user).exists()


def test_elsewhere_and_everywhere(rosa):
    one, two, here = signed_in(), signed_in(), signed_in()
    here.post("/me/sign-out-elsewhere/")
    assert [client.get("/me/").status_code for client in (one, two, here)] == [302, 302, 200]
    assert PortalSession.objects.filter(user=rosa.user).count() == 1
    other = signed_in()
    answer = here.post("/me/sign-out-everywhere/")
    assert answer.url == "/sign-in/" and answer["Clear-Site-Data"] == '"cache", "storage"'
    assert [client.get("/me/").status_code for client in (other, here)] == [302, 302]
    assert not PortalSession.objects.filter(user=rosa.user).exists()


def test_other_words_leave_one_session_in_the_list(rosa):
    signed_in()
    here = signed_in()
    form = {"words-words_now": WORDS, "words-words": "other lamp river moon"}
    assert here.post("/me/save/words/", form).status_code == 302
    assert here.get("/me/").content.decode().count("You are here") == 1
    assert here.get("/me/").status_code == 200


def test_nobody_gives_words_to_whoever_has_none_on_a_screen_left_open(client, time_machine):
    """Somebody with codes by e-mail only has no words that could be asked for, so they have just signed in."""
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    leon = make.resident("Leon", service=make.service())
    make.sign_in(client, leon)
    form = {"words-words": "other lamp river moon"}
    time_machine.shift(16 * 60)
    page = client.post("/me/save/words/", form).content.decode()
    assert "Please sign in again first" in page and 'href="/me/"' in page
    leon.user.refresh_from_db()
    assert not leon.user.has_usable_password()
    make.sign_in(client, leon)
    assert client.post("/me/save/words/", form).status_code == 302
    leon.user.refresh_from_db()
    assert leon.user.check_password("other lamp river moon")


def test_last_used_is_known_to_the_hour(rosa, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    here = signed_in()
    time_machine.shift(59 * 60)
    here.get("/me/")
    assert PortalSession.objects.get(user=rosa.user).seen_at == dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
    time_machine.shift(dt.timedelta(days=2))
    here.get("/me/")
    row = PortalSession.objects.get(user=rosa.user)
    assert row.seen_at == timezone.now()
    # Being used makes it no longer.
    assert row.expire_date == dt.datetime(2026, 12, 30, 10, 0, tzinfo=dt.UTC)


def test_what_is_over_is_not_in_the_list_and_gone_by_night(rosa, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    signed_in(NAMES["Edge on Windows"], "shared")
    time_machine.shift(21 * 60)
    assert "Edge" not in signed_in().get("/me/").content.decode()
    clear_sessions()
    assert PortalSession.objects.filter(user=rosa.user).count() == 1


def test_the_page_asks_as_little_with_twenty_as_with_one(rosa, django_assert_num_queries):
    here = signed_in()
    here.get("/me/")
    with django_assert_num_queries(9):
        here.get("/me/")
    for _ in range(20):
        signed_in()
    with django_assert_num_queries(9):
        here.get("/me/")


def test_visitors_have_no_owner(client):
    client.get("/sign-in/?name=rosa")
    client.post("/sign-in/code/", {"email": "nobody@example.org", "device": "own"})
    assert PortalSession.objects.get().user_id is None
