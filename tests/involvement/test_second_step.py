"""The second step of signing in: who must take it, an app and spare codes, guessing, losing it, and the admin."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from involvement.models import Audit, Organisation, OutboxRow, Story, User
from involvement.operations import limits
from involvement.operations import second_step as steps
from involvement.operations.base import Refused
from involvement.queries.second_step import spare_codes_of
from involvement.second_step import PortalMFAAdapter
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "river lamp tea moon"
START = "/me/second-step/"
PROVE = "/me/second-step/prove/"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    caches["process"].clear()
    caches["default"].clear()
    window = limits.window_now() + 1
    monkeypatch.setattr(limits, "window_now", lambda: window)


@pytest.fixture
def house():
    return make.service("Harbour House")


@pytest.fixture
def sam(house):
    return make.staff("Sam", service=house, user=make.user("sam", password=WORDS), email="sam@example.org")


@pytest.fixture
def rosa(house):
    return make.resident("Rosa", service=house, user=make.user("rosa27", password=WORDS))


def sign_in(client, name, **data):
    return client.post("/sign-in/", {"login": name, "password": WORDS, "device": "own", **data})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


# --- Who must, and who may ------------------------------------------------------------------------


def test_what_stays_open_opens(client, sam):
    make.sign_in(client, sam)
    for path in ("/help/", "/language/", "/health/", "/sign-out/", START, f"{START}app/", f"{START}passkey/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/exit/").status_code == 302
    assert client.post("/sign-out/").url == "/"
    assert not is_signed_in(client)


def test_a_superuser_must_too(client, house, rosa):
    rosa.user.is_superuser = True
    rosa.user.save()
    assert make.sign_in(client, rosa).get("/").url == f"{START}?next=/"


def test_without_the_setting_nobody_must_and_somebody_may(client, sam, settings):
    settings.SECOND_FACTOR = False
    assert make.sign_in(client, sam).get("/staff/").status_code == 200
    make.app_step(sam)
    other = Client()
    assert sign_in(other, "sam").url == "/sign-in/second-step/"


def test_the_words_of_a_card_are_put_away_first(client, sam):
    make.sign_in(client, sam)
    session = client.session
    session["card_words"] = True
    session.save()
    assert client.get(START).url == "/own-words/"
    assert client.get("/own-words/").status_code == 200


# --- An app ---------------------------------------------------------------------------------------


def secret_on(page) -> str:
    return re.search(r'class="to-type"[^>]*>([^<]+)<', page.content.decode())[1].replace(" ", "")


def test_from_signing_in_to_the_first_page(client, sam):
    """Led to it, an app added, the spare codes shown, and on to where they wanted to go."""
    assert sign_in(client, "sam", next="/staff/people/").url == "/staff/people/"
    led = client.get("/staff/people/", follow=True)
    assert "So signing in takes two steps" in led.content.decode()
    page = client.get(f"{START}app/")
    assert 'src="data:image/svg+xml' in page.content.decode() and "otpauth://totp/sam?" in page.content.decode()
    secret = secret_on(page)
    added = client.post(f"{START}app/", {"code": make.app_code(secret)})
    assert added.url == f"{START}codes/"
    shown = client.get(added.url).content.decode()
    assert all(code in shown for code in spare_codes_of(sam.user)) and len(spare_codes_of(sam.user)) == 10
    assert client.post(added.url, {"kept": "1"}).url == "/staff/people/"
    assert client.get("/staff/people/").status_code == 200
    # They are never shown again.
    assert spare_codes_of(sam.user)[0] not in client.get(added.url).content.decode()
    assert Audit.objects.filter(kind="second_step.added", user=sam.user).exists()
    assert OutboxRow.objects.filter(kind="account.second_step_changed", person=sam).exists()


def test_the_longest_names_fit_into_the_picture(client, house):
    """Each letter of four bytes, which are twelve signs in an address."""
    Organisation.objects.update_or_create(pk=1, defaults={"name": "\U00020000" * 80})
    Organisation.forget()
    make.sign_in(client, make.staff(service=house, user=make.user("\U00020000" * 150, password=WORDS)))
    page = client.get(f"{START}app/")
    assert page.status_code == 200 and 'src="data:image/svg+xml' in page.content.decode()


def test_a_wrong_first_code_keeps_the_secret(client, sam):
    make.sign_in(client, sam)
    secret = secret_on(client.get(f"{START}app/"))
    again = client.post(f"{START}app/", {"code": "12 34"})
    assert "That is not right" in again.content.decode() and secret_on(again) == secret
    assert client.post(f"{START}app/", {"code": ""}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_app_is_asked_for_after_the_words(client, sam):
    make.app_step(sam)
    assert sign_in(client, "sam").url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    assert "One more step" in client.get("/sign-in/second-step/").content.decode()
    code = make.app_code()
    assert client.post("/sign-in/second-step/", {"code": f"{code[:3]} {code[3:]}"}).url == "/"
    assert is_signed_in(client) and client.session.get_expiry_age() == 30 * 24 * 3600
    assert client.get("/staff/").status_code == 200


def test_a_shared_computer_stays_a_short_session(client, sam):
    make.app_step(sam)
    sign_in(client, "sam", device="shared")
    assert "shared" not in client.session
    client.post("/sign-in/second-step/", {"code": make.app_code()})
    assert client.session["shared"] is True and client.session.get_expiry_age() == 20 * 60


def test_the_app_is_asked_for_after_a_code_by_e_mail(client, sam):
    sam.user.email = "sam@example.org"
    sam.user.save()
    make.app_step(sam)
    client.post("/sign-in/code/", {"email": "sam@example.org", "device": "own"})
    code = OutboxRow.objects.get(kind="account.sign_in_code").secret
    assert client.post("/sign-in/code/confirm/", {"code": code}).url == "/sign-in/second-step/"
    assert not is_signed_in(client)


def test_a_code_of_the_app_is_good_once(client, sam, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    make.app_step(sam)
    code = make.app_code()
    sign_in(client, "sam")
    client.post("/sign-in/second-step/", {"code": code})
    assert is_signed_in(client)
    # Still within the tolerance, but somebody looked over a shoulder.
    time_machine.shift(35)
    other = Client()
    sign_in(other, "sam")
    assert "That is not right" in other.post("/sign-in/second-step/", {"code": code}).content.decode()
    assert other.post("/sign-in/second-step/", {"code": make.app_code()}).status_code == 302


def test_a_clock_half_a_minute_wrong_still_fits_and_a_minute_does_not(sam):
    make.app_step(sam)
    assert steps.step_of_code(user=sam.user, code=make.app_code(ago=1)) is not None
    assert steps.step_of_code(user=sam.user, code=make.app_code(ago=3)) is None


@pytest.mark.parametrize("typed", ["", " ", "000000", "12345", "\x00", "٣٣٣٣٣٣", "²²²²²²", "9" * 20, "9" * 5000, "ab"])
def test_what_is_no_code_opens_nothing(client, sam, typed):
    make.app_step(sam)
    sign_in(client, "sam")
    assert client.post("/sign-in/second-step/", {"code": typed}).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "null", "[" * 9000, '{"id": 1}', '{"id":"AA","rawId":"AA","response":7}', "\x00"]
)
def test_a_passkey_that_was_made_up_opens_nothing(client, sam, answer):
    make.app_step(sam)
    sign_in(client, "sam")
    assert client.post("/sign-in/second-step/", {"code": "", "credential": answer}).status_code == 200
    assert not is_signed_in(client)
    signed_in = make.sign_in(Client(), make.staff(service=make.service()))
    signed_in.get(f"{START}passkey/")
    assert signed_in.post(f"{START}passkey/", {"name": "mine", "credential": answer}).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_guessing_stops_after_five_and_the_right_one_does_not_help_then(client, sam):
    make.app_step(sam)
    for _try in range(5):
        browser = Client()
        sign_in(browser, "sam")
        assert "That is not right" in browser.post("/sign-in/second-step/", {"code": "000000"}).content.decode()
    sign_in(client, "sam")
    refused = client.post("/sign-in/second-step/", {"code": make.app_code()})
    assert "wait five minutes" in refused.content.decode()
    assert not is_signed_in(client)
    assert Audit.objects.filter(kind="second_step.failed", user=sam.user).count() == 6


def test_without_the_first_step_there_is_no_second(client, sam):
    make.app_step(sam)
    assert client.get("/sign-in/second-step/").url == "/sign-in/"
    assert client.post("/sign-in/second-step/", {"code": make.app_code()}).url == "/sign-in/"


# --- Spare codes ----------------------------------------------------------------------------------


def test_a_spare_code_works_once(client, sam):
    make.app_step(sam)
    code = spare_codes_of(sam.user)[3]
    sign_in(client, "sam")
    assert client.post("/sign-in/second-step/", {"code": code}).url == "/"
    assert code not in spare_codes_of(sam.user) and len(spare_codes_of(sam.user)) == 9
    other = Client()
    sign_in(other, "sam")
    assert other.post("/sign-in/second-step/", {"code": code}).status_code == 200
    assert not is_signed_in(other)


def test_new_spare_codes_take_the_place_of_the_old(client, sam):
    make.app_step(sam)
    before = spare_codes_of(sam.user)
    make.sign_in(client, sam).post(PROVE, {"code": make.app_code()})
    assert "stop working" in client.get(f"{START}codes/").content.decode()
    shown = client.post(f"{START}codes/", follow=True).content.decode()
    assert spare_codes_of(sam.user) != before
    assert all(code in shown for code in spare_codes_of(sam.user))


# --- Asked again ----------------------------------------------------------------------------------


@pytest.fixture
def miriam_signed_in(time_machine):
    """The advisor, who took her second step at ten."""
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    miriam = make.advisor("Miriam", user=make.user("miriam", password=WORDS))
    make.app_step(miriam)
    client = Client()
    sign_in(client, "miriam")
    client.post("/sign-in/second-step/", {"code": make.app_code()})
    return client


def test_one_step_is_enough_for_a_fortnight(miriam_signed_in, time_machine):
    time_machine.shift(dt.timedelta(days=13, hours=23))
    assert miriam_signed_in.get("/advisor/").status_code == 200
    time_machine.shift(dt.timedelta(hours=2))
    assert miriam_signed_in.get("/advisor/?a=b").url == f"{PROVE}?next=/advisor/%3Fa%3Db"
    # What somebody was writing as it ran out is taken.
    assert miriam_signed_in.post(
        "/me/save/name/", {"name-chosen_name": "Miri", "name-language": "en-gb"}
    ).url.startswith("/me/")
    done = miriam_signed_in.post(f"{PROVE}?next=/advisor/", {"code": make.app_code()})
    assert done.url == "/advisor/"
    assert miriam_signed_in.get("/advisor/").status_code == 200


def test_the_admin_asks_again_the_next_day(miriam_signed_in, time_machine):
    assert miriam_signed_in.get("/admin/").status_code == 200
    time_machine.shift(dt.timedelta(hours=13))
    assert miriam_signed_in.get("/admin/").url == f"{PROVE}?next=/admin/"
    assert miriam_signed_in.get("/advisor/").status_code == 200


def test_the_admin_is_closed_without_it(client):
    miriam = make.advisor("Miriam", user=make.user("miriam", password=WORDS))
    miriam.user.is_superuser = miriam.user.is_staff = True
    miriam.user.save()
    sign_in(client, "miriam")
    assert client.get("/admin/").url == f"{START}?next=/admin/"
    assert client.get("/admin/involvement/role/add/").url.startswith(START)
    assert client.post("/admin/login/", {"username": "miriam", "password": WORDS}).url.startswith(START)


def test_it_is_changed_only_by_somebody_who_just_showed_who_they_are(miriam_signed_in, time_machine):
    time_machine.shift(dt.timedelta(minutes=16))
    step = Authenticator.objects.get(type="totp")
    for path in ("app/", "passkey/", "codes/", f"{step.pk}/remove/"):
        assert miriam_signed_in.get(f"{START}{path}").url == f"{PROVE}?next={START}{path}"
        assert miriam_signed_in.post(f"{START}{path}").url == f"{PROVE}?next={START}{path}"
    assert Authenticator.objects.count() == 2


def test_somebody_without_one_signs_in_again_before_they_add_it(client, rosa, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    sign_in(client, "rosa27")
    time_machine.shift(16 * 60)
    page = client.get(f"{START}app/", follow=True)
    assert "Please sign in again first" in page.content.decode()
    assert f'value="/sign-in/?next={quote(START, safe="")}app%2F"' in page.content.decode()


def test_nobody_is_led_off_the_portal(miriam_signed_in):
    done = miriam_signed_in.post(f"{PROVE}?next=https://evil.example/", {"code": spare_codes_of(User.objects.get())[0]})
    assert done.url == START


@pytest.mark.parametrize("way", ["staff", "?a=b", "#top", "admin:index", "public:photo", "a\x00b", "\u00e9"])
def test_a_way_on_that_is_no_path_leads_nowhere_else(miriam_signed_in, way):
    """Django takes a word without a slash for the name of a page, and breaks when there is none."""
    code = spare_codes_of(User.objects.get())[0]
    assert miriam_signed_in.post(f"{PROVE}?next={quote(way)}", {"code": code}).url == START
    miriam_signed_in.get(f"{START}?next={quote(way)}")
    assert miriam_signed_in.post(f"{START}codes/", {"kept": "1"}).url == START


# --- Removing, and losing it ----------------------------------------------------------------------


def taken(client, person):
    make.sign_in(client, person)
    client.post(PROVE, {"code": make.app_code()})
    return client


def test_staff_keep_one_and_a_customer_need_not(client, sam, rosa, house):
    for person, stays in ((sam, True), (rosa, False)):
        step = make.app_step(person)
        browser = taken(Client(), person)
        assert "Remove the app?" in browser.get(f"{START}{step.pk}/remove/").content.decode()
        answer = browser.post(f"{START}{step.pk}/remove/", follow=True).content.decode()
        assert ("You work here, so you need one" in answer) is stays
        assert Authenticator.objects.filter(user=person.user).exists() is stays
        caches["default"].clear()


def test_nobody_removes_somebody_elses(client, sam, rosa):
    make.app_step(sam)
    other = make.app_step(rosa)
    assert taken(client, sam).post(f"{START}{other.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_a_manager_takes_it_away_and_they_begin_anew(client, sam, house):
    """Their sessions end, the story and the audit say who did it, and they are told."""
    make.app_step(sam)
    browser = taken(Client(), sam)
    mona = make.manager("Mona", service=house)
    make.app_step(mona, secret="KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    make.sign_in(client, mona)
    client.post(PROVE, {"code": make.app_code("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")})
    path = f"/staff/people/{sam.pk}/second-step/"
    assert path in client.get(f"/staff/people/{sam.pk}/").content.decode()
    assert "Has Sam lost" in client.get(path).content.decode()
    assert client.post(path).url == f"/staff/people/{sam.pk}/"
    assert not Authenticator.objects.filter(user=sam.user).exists()
    assert browser.get("/staff/").url.startswith("/sign-in/")
    assert Story.objects.get(verb="person.second_step_reset").actor == mona
    assert Audit.objects.get(kind="second_step.reset").user == mona.user
    assert OutboxRow.objects.filter(kind="account.second_step_reset", person=sam).count() == 1
    assert client.post(path).status_code == 404
    sign_in(browser, "sam")
    assert browser.get("/staff/").url == f"{START}?next=/staff/"


def test_who_may_take_it_away(house, sam):
    """A colleague may not, nor the manager of another home, nor they themselves; the advisor may."""
    make.app_step(sam)
    path = f"/staff/people/{sam.pk}/second-step/"
    others = [make.staff(service=house), make.manager(service=make.service()), sam]
    for person in (*others, make.advisor()):
        client = make.sign_in(Client(), person)
        session = client.session
        session["second_step_at"] = 2**40
        session.save()
        assert client.get(path).status_code == (404 if person in others else 200), person


def test_the_operator_helps_the_only_advisor(capsys):
    miriam = make.advisor("Miriam", user=make.user("miriam", password=WORDS))
    make.app_step(miriam)
    call_command("reset_second_step", "Miriam")
    assert "adds a new second step" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert Audit.objects.get(kind="second_step.reset").user is None
    for name in ("miriam", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_step", name)


def test_ten_passkeys_are_enough(sam):
    for number in range(10):
        Authenticator.objects.create(user=sam.user, type="webauthn", data={"name": str(number)})
    with pytest.raises(Refused):
        steps.add_passkey(person=sam, name="one more", answer={})


def test_a_second_app_is_refused(sam):
    make.app_step(sam)
    with pytest.raises(Refused):
        steps.add_app(person=sam, secret="JBSWY3DPEHPK3PXP")


# --- What is kept ---------------------------------------------------------------------------------


def test_a_copy_of_the_database_opens_nothing(sam, settings):
    make.app_step(sam)
    assert "JBSWY3DPEHPK3PXP" not in repr(list(Authenticator.objects.values()))
    code = make.app_code()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert steps.step_of_code(user=sam.user, code=code) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert steps.step_of_code(user=sam.user, code=make.app_code(ago=1)) is None
    assert len({PortalMFAAdapter().decrypt("not ours") for _ in range(5)}) == 5


def test_the_page_asks_as_little_with_ten_as_with_one(client, sam, django_assert_num_queries):
    make.app_step(sam)
    taken(client, sam).get(START)
    with django_assert_num_queries(6):
        client.get(START)
    for number in range(9):
        Authenticator.objects.create(user=sam.user, type="webauthn", data={"name": f"key {number}"})
    with django_assert_num_queries(6):
        client.get(START)


def test_who_took_it_costs_no_query_more(client, sam, settings):
    make.app_step(sam)
    taken(client, sam).get("/me/told/")
    counts = []
    for on in (True, False):
        settings.SECOND_FACTOR = on
        with CaptureQueriesContext(connection) as asked:
            client.get("/me/told/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
