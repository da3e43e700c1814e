"""How an account begins: a card, an invitation, a request to join; and how words become one's own."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import caches
from django.utils import timezone

from involvement.card_words import WORDS
from involvement.models import Invitation, JoinRequest, OutboxRow, Person, Residency, SignInCard, Tally, User
from involvement.operations import accounts, joining, limits
from involvement.operations.base import Refused
from involvement.operations.sweep import sweep
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    """In one stretch of minutes, whenever the test happens to run."""
    caches["process"].clear()
    window = limits.window_now() + 1
    monkeypatch.setattr(limits, "window_now", lambda: window)


@pytest.fixture
def here():
    return make.service("Harbour House", code="harbour")


@pytest.fixture
def sam(here):
    return make.staff("Sam", service=here)


@pytest.fixture
def rosa(here):
    return make.resident("Rosa", service=here, signs_in=False)


def words_of(client, name, words, **data):
    return client.post("/sign-in/", {"login": name, "password": words, "device": "shared", **data})


# --- Cards ----------------------------------------------------------------------------------------


def test_the_words_of_cards_are_plain_and_many():
    assert len(WORDS) > 1000 and len(set(WORDS)) == len(WORDS)
    assert all(re.fullmatch(r"[a-z]{3,10}", word) for word in WORDS)


def test_a_card_makes_a_sign_in_with_a_name_to_keep_in_mind(sam, rosa):
    card = accounts.make_card(actor=sam, person=rosa)
    rosa.refresh_from_db()
    assert re.fullmatch(r"rosa\d\d", card.user_name) and rosa.user.username == card.user_name
    assert len(card.words) == 4 and set(card.words) <= set(WORDS)
    assert rosa.user.check_password(" ".join(card.words).upper())


def test_the_words_are_stored_nowhere(sam, rosa, django_assert_num_queries):
    from django.apps import apps

    card = accounts.make_card(actor=sam, person=rosa)
    dump = " ".join(repr(list(model.objects.values())) for model in apps.get_models(include_auto_created=True)).lower()
    assert "rosa" in dump
    assert " ".join(card.words) not in dump
    assert not all(re.search(rf"\b{word}\b", dump) for word in card.words)


def test_names_are_memorable_whatever_the_person_is_called():
    for name, stem in [
        ("Zoë Ann", "zoe"),
        ("Łukasz", "ukasz"),
        ("李", "friend"),
        ("", "friend"),
        ("O’Hara", "ohara"),
        ("Mrs. Peabody", "peabody"),
    ]:
        assert re.fullmatch(rf"{stem}\d+", accounts.new_user_name(name)), name


def test_a_new_card_ends_the_old_words_and_every_session(client, sam, rosa):
    first = accounts.make_card(actor=sam, person=rosa)
    words_of(client, first.user_name, " ".join(first.words))
    assert client.get("/own-words/").status_code == 200
    second = accounts.make_card(actor=sam, person=rosa)
    assert client.get("/own-words/").status_code == 302
    assert words_of(client.__class__(), first.user_name, " ".join(first.words)).status_code == 200
    assert words_of(client.__class__(), second.user_name, " ".join(second.words)).status_code == 302
    assert SignInCard.objects.filter(ended_at__isnull=True).count() == 1


def test_first_use_asks_for_own_words_before_anything_else(client, sam, rosa):
    card = accounts.make_card(actor=sam, person=rosa)
    response = words_of(client, card.user_name, " ".join(card.words), next="/me/")
    assert response.url == "/me/"
    assert client.get("/me/").url == "/own-words/"
    assert client.get("/").url == "/own-words/"
    refused = client.post("/own-words/", {"words": "  ".join(card.words).title()})
    assert "Please choose others" in refused.content.decode()
    refused = client.post("/own-words/", {"words": "short"})
    assert refused.status_code == 200 and client.get("/me/").status_code == 302
    assert client.post("/own-words/", {"words": "my cat sings well"}).url == "/"
    assert client.get("/me/").status_code == 200
    assert SignInCard.objects.get().used_at is not None
    again = client.__class__()
    assert words_of(again, card.user_name, " ".join(card.words)).status_code == 200
    assert words_of(again, card.user_name, "My CAT sings well").status_code == 302
    assert again.get("/me/").status_code == 200


def test_a_language_can_be_chosen_before_ones_own_words(client, sam, rosa):
    card = accounts.make_card(actor=sam, person=rosa)
    words_of(client, card.user_name, " ".join(card.words))
    assert "/language/?next=%2Fown-words%2F" in client.get("/own-words/").content.decode()
    assert "Polski" in client.get("/language/?next=/own-words/").content.decode()
    assert client.post("/language/set/", {"language": "pl", "next": "/own-words/"}).url == "/own-words/"
    assert '<html lang="pl"' in client.get("/own-words/").content.decode()


def test_a_screen_left_open_gives_nobody_other_words(client, sam, rosa):
    card = accounts.make_card(actor=sam, person=rosa)
    words_of(client, card.user_name, " ".join(card.words))
    client.post("/own-words/", {"words": "my cat sings well"})
    assert client.get("/own-words/").url == "/me/"
    assert client.post("/own-words/", {"words": "somebody elses words"}).url == "/me/"
    rosa.user.refresh_from_db()
    assert rosa.user.check_password("my cat sings well")
    by_staff = make.sign_in(client.__class__(), sam)
    assert by_staff.post("/own-words/", {"words": "somebody elses words"}).url == "/me/"
    sam.user.refresh_from_db()
    assert not sam.user.check_password("somebody elses words")


@pytest.mark.usefixtures("one_window")
def test_own_words_are_not_tried_without_end(client, sam, rosa):
    card = accounts.make_card(actor=sam, person=rosa)
    words_of(client, card.user_name, " ".join(card.words))
    tries = [client.post("/own-words/", {"words": "short"}).status_code for _number in range(11)]
    assert tries == [200] * 10 + [429]


def test_the_card_is_a_paper_that_is_not_kept(client, sam, rosa):
    make.sign_in(client, sam)
    assert client.get(f"/staff/people/{rosa.pk}/card/").status_code == 200
    assert not SignInCard.objects.exists()
    response = client.post(f"/staff/people/{rosa.pk}/card/")
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert SignInCard.objects.get().made_by == sam


def test_the_paper_names_neither_the_home_nor_the_person(sam, rosa, here, monkeypatch):
    from involvement.paper import card as paper

    given = {}
    monkeypatch.setattr(paper, "render", lambda template, data, title, **_rest: given.update(data, title=title))
    monkeypatch.setattr(paper, "qr", lambda text: text)
    paper.card_pdf(accounts.make_card(actor=sam, person=rosa), site="https://say.example.org")
    name = rosa.user.username
    assert given["qr"] == f"https://say.example.org/sign-in/?name={name}"
    assert given["address"] == "say.example.org"
    for hidden in ("Harbour", "harbour", rosa.full_name, rosa.chosen_name):
        assert hidden not in repr(given)


@pytest.mark.parametrize("words", ["my cat sings well", "MyCat5ings!", "löwe tanzt heute abend"])
def test_words_and_passwords_that_are_enough(sam, rosa, words):
    accounts.make_card(actor=sam, person=rosa)
    accounts.choose_own_words(person=rosa, words=words)
    assert rosa.user.check_password(words)


@pytest.mark.parametrize("words", ["a b c", "cat cat cat cat", "password123", "short", "1234567890", "two words"])
def test_words_and_passwords_that_are_not(sam, rosa, words):
    accounts.make_card(actor=sam, person=rosa)
    with pytest.raises(Refused):
        accounts.choose_own_words(person=rosa, words=words)


# --- Invitations ----------------------------------------------------------------------------------


@pytest.fixture
def invited(sam, rosa):
    rosa.email = "rosa@example.org"
    rosa.save()
    accounts.invite(actor=sam, person=rosa)
    return OutboxRow.objects.get(kind="account.invitation").secret


def begin(client, secret, **data):
    data = {"user_name": "rosa1", "words": "", "device": "own", **data}
    return client.post(f"/invitation/{secret}/", data)


def test_opening_the_link_changes_nothing_and_the_button_acts_once(client, rosa, invited):
    for _ in range(3):
        assert client.get(f"/invitation/{invited}/").status_code == 200
        assert client.head(f"/invitation/{invited}/").status_code == 200
    assert not User.objects.filter(person=rosa).exists()
    assert begin(client, invited).url == "/"
    rosa.refresh_from_db()
    assert (rosa.user.username, rosa.user.email) == ("rosa1", "rosa@example.org")
    assert client.get("/me/").status_code == 200 and "shared" not in client.session
    assert begin(client.__class__(), invited).status_code == 410


def test_an_invitation_ends_by_date_and_by_a_newer_one(client, sam, rosa, invited):
    accounts.invite(actor=sam, person=rosa)
    assert client.get(f"/invitation/{invited}/").status_code == 410
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    newest = OutboxRow.objects.order_by("-pk").first().secret
    assert begin(client, newest).status_code == 410
    assert client.get("/invitation/nonsense/").status_code == 410


def test_the_token_is_kept_as_a_hash_only(invited):
    assert invited not in repr(list(Invitation.objects.values()))


def test_a_taken_user_name_is_refused_and_the_invitation_stays(client, rosa, invited):
    make.user("rosa1")
    assert "has that user name already" in begin(client, invited).content.decode()
    assert begin(client, invited, user_name="rosa2", words="my cat sings well").status_code == 302


def test_nobody_is_invited_against_their_safe_contact(sam, rosa):
    rosa.email, rosa.do_not_email = "rosa@example.org", True
    rosa.save()
    with pytest.raises(Refused):
        accounts.invite(actor=sam, person=rosa)


def test_a_new_address_must_be_confirmed_before_codes_go_there(client, sam, rosa, invited):
    begin(client, invited)
    make.sign_in(client, sam)
    client.post(f"/staff/people/{rosa.pk}/change/telling/", {"told_by": "email", "email": "other@example.org"})
    rosa.refresh_from_db()
    assert rosa.email == "other@example.org" and rosa.user.email == ""
    secret = OutboxRow.objects.get(kind="account.confirm_email").secret
    stranger = client.__class__()
    assert "other@example.org" in stranger.get(f"/invitation/{secret}/").content.decode()
    stranger.post(f"/invitation/{secret}/")
    rosa.user.refresh_from_db()
    assert rosa.user.email == "other@example.org"
    assert "_auth_user_id" not in stranger.session


def test_a_changed_address_ends_the_sessions(client, sam, rosa, invited):
    begin(client, invited)
    make.sign_in(other := client.__class__(), sam)
    other.post(f"/staff/people/{rosa.pk}/change/telling/", {"told_by": "email", "email": "other@example.org"})
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    ("section", "data"),
    [
        ("telling", {"told_by": "in_person", "email": "right@example.org"}),
        ("telling", {"told_by": "in_person", "email": ""}),
        ("safe-contact", {"do_not_email": "on"}),
    ],
)
def test_a_link_that_went_to_the_wrong_address_ends_when_that_is_mended(client, sam, rosa, invited, section, data):
    make.sign_in(client, sam)
    client.post(f"/staff/people/{rosa.pk}/change/{section}/", data)
    stranger = client.__class__()
    assert stranger.get(f"/invitation/{invited}/").status_code == 410
    assert begin(stranger, invited).status_code == 410
    rosa.refresh_from_db()
    assert rosa.user is None


def test_moving_out_with_another_address_sends_no_code_to_the_old_one(client, sam, rosa, invited):
    begin(client, invited)
    make.sign_in(staff := client.__class__(), sam)
    day = timezone.localdate().isoformat()
    data = {"ends_on": day, "told_by": "email", "email": "new@example.org"}
    staff.post(f"/staff/people/{rosa.pk}/move-out/{rosa.residencies.get().pk}/", data)
    rosa.refresh_from_db()
    assert (rosa.email, rosa.user.email) == ("new@example.org", "")
    assert client.get("/me/").status_code == 302
    assert OutboxRow.objects.filter(kind="account.confirm_email", person=rosa).exists()


# --- Asking to join -------------------------------------------------------------------------------


def ask(client, code="harbour", name="Ben", reach_me="room 4"):
    return client.post("/join/", {"code": code, "name": name, "reach_me": reach_me})


def test_a_stranger_asks_and_staff_say_yes(client, here, sam):
    assert "Staff have it now" in ask(client, code="HARBOUR", reach_me="ben@example.org").content.decode()
    ask(client, reach_me="ben@example.org")
    asked = JoinRequest.objects.get()
    make.sign_in(client, sam)
    assert "Ben" in client.get("/staff/people/").content.decode()
    response = client.post(f"/staff/people/joining/{asked.pk}/yes/")
    ben = Person.objects.get(chosen_name="Ben")
    assert response.url == f"/staff/people/{ben.pk}/"
    assert Residency.objects.get(person=ben).service == here
    assert (ben.email, ben.user) == ("ben@example.org", None)
    client.post(f"/staff/people/joining/{asked.pk}/yes/")
    assert Person.objects.filter(chosen_name="Ben").count() == 1


def test_somebody_signed_in_asks_by_the_code_alone(client, here, sam):
    tom = make.resident("Tom", service=make.service())
    make.sign_in(client, tom)
    assert 'name="name"' not in client.get("/join/").content.decode()
    client.post("/join/", {"code": "harbour"})
    asked = JoinRequest.objects.get()
    assert asked.person == tom
    joining.accept_join(actor=sam, request=asked)
    assert here.pk in make.viewer(tom).lives_at
    assert OutboxRow.objects.filter(kind="account.joined", person=tom).exists()
    assert "already" in client.post("/join/", {"code": "harbour"}).content.decode()


@pytest.mark.parametrize(
    ("reach_me", "told", "says"),
    [
        ("ben@example.org", ["ben@example.org"], "Ben is told that the answer is no."),
        ("07700 900123", [], "They wrote how to reach them: 07700 900123"),
        ("", [], "Please tell them yourself that the answer is no."),
    ],
)
def test_a_stranger_who_asked_hears_of_a_no(client, here, sam, reach_me, told, says):
    asked = JoinRequest.objects.create(service=here, name="Ben", reach_me=reach_me)
    make.sign_in(client, sam)
    for time in range(2):
        page = client.post(f"/staff/people/joining/{asked.pk}/no/", follow=True).content.decode()
        assert (says in page) is (time == 0)
    sweep(urgent=False)
    assert [to for sent in mail.outbox for to in sent.to] == told
    for sent in mail.outbox:
        assert "the answer is no" in sent.body and "Harbour" not in sent.message().as_string()


def test_before_a_no_it_asks_and_says_how_they_can_be_reached(client, here, sam):
    ask(client, name="Ben", reach_me="07700 900123")
    asked = JoinRequest.objects.get()
    no = f"/staff/people/joining/{asked.pk}/no/"
    page = make.sign_in(client, sam).get("/staff/people/").content.decode()
    assert f'href="{no}"' in page and f'action="{no}"' not in page
    question = client.get(no).content.decode()
    assert "Say no to Ben?" in question and "07700 900123" in question
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_somebody_of_ours_hears_of_a_no_in_their_own_way(client, here, sam):
    tom = make.resident("Tom", service=make.service())
    joining.ask_to_join(code="harbour", person=tom)
    assert joining.decline_join(actor=sam, request=JoinRequest.objects.get())
    row = OutboxRow.objects.get()
    assert (row.kind, row.person, row.carrier) == ("account.join_declined", tom, tom.told_by)


def test_a_name_is_as_long_as_staff_can_accept(client, here, sam):
    """PostgreSQL keeps no more, and "yes" would break."""
    assert ask(client, name="n" * 61).status_code == 200
    assert not JoinRequest.objects.exists()
    ask(client, name="n" * 60)
    joining.accept_join(actor=sam, request=JoinRequest.objects.get())
    assert Person.objects.filter(chosen_name="n" * 60).exists()


def test_no_is_no_and_staff_elsewhere_answer_nothing(client, here, sam):
    ask(client)
    asked = JoinRequest.objects.get()
    make.sign_in(client, make.staff(service=make.service()))
    assert client.post(f"/staff/people/joining/{asked.pk}/yes/").status_code == 404
    make.sign_in(client, sam)
    client.post(f"/staff/people/joining/{asked.pk}/no/")
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert not Person.objects.filter(chosen_name="Ben").exists()


def test_an_unknown_code_is_told_kindly_and_what_was_typed_stays(client, here):
    page = ask(client, code="nowhere").content.decode()
    assert "We do not know this code" in page and 'value="Ben"' in page
    here.closed_on = timezone.localdate()
    here.save()
    assert "We do not know this code" in ask(client).content.decode()


@pytest.mark.usefixtures("one_window")
def test_thirty_people_behind_one_address_ask_and_a_flood_is_stopped(client, here):
    for number in range(30):
        assert ask(client, code="wrong", name=f"Guest {number}").status_code == 200
        assert ask(client, name=f"Guest {number}").status_code == 200
    assert JoinRequest.objects.count() == 30
    statuses = {ask(client, name="Flood").status_code for _ in range(40)}
    assert statuses == {200, 429}


def test_limits_keep_no_address_and_no_time(client, here):
    client.post("/join/", {}, REMOTE_ADDR="198.51.100.77")
    kept = repr(list(Tally.objects.values()))
    assert "198.51" not in kept and Tally.objects.get().until.timestamp() % 300 == 0


# --- My page --------------------------------------------------------------------------------------


@pytest.fixture
def mine(client, here):
    who = make.resident("Rosa", service=here, user=make.user("rosa27", password="river lamp tea moon"))
    make.sign_in(client, who)
    return who


def save(client, section, **data):
    return client.post(f"/me/save/{section}/", {f"{section}-{name}": value for name, value in data.items()})


def test_each_part_of_my_page_saves_alone(client, mine):
    mine.large_print, mine.unwanted = True, ["meetings"]
    mine.save()
    assert save(client, "name", chosen_name="Rosie", language="en-gb").url == "/me/?open=name#name"
    save(client, "safe-contact", do_not_phone="on", safe_contact_note="")
    mine.refresh_from_db()
    assert (mine.chosen_name, mine.large_print, mine.unwanted, mine.do_not_phone) == ("Rosie", True, ["meetings"], True)
    save(client, "formats")
    save(client, "hear", wanted=["mine", "meetings", "followed"])
    mine.refresh_from_db()
    assert (mine.large_print, mine.unwanted, mine.do_not_phone) == (False, ["helping"], True)


def test_the_work_of_staff_is_not_offered_to_customers(client, mine, sam):
    assert "My work here" not in client.get("/me/").content.decode()
    make.sign_in(client, sam)
    assert "My work here" in client.get("/me/").content.decode()


def test_a_wish_that_cannot_be_kept_asks_for_what_is_missing(client, mine):
    response = save(client, "telling", told_by="phone")
    assert "We need this" in response.content.decode()
    assert save(client, "telling", told_by="phone", phone="020 7946 0000").status_code == 302
    mine.refresh_from_db()
    assert mine.told_by == "phone"


def test_new_words_need_those_of_now_and_sign_out_others(client, mine):
    other = client.__class__()
    make.sign_in(other, mine)
    assert save(client, "words", words_now="wrong words here", words="my cat sings well").status_code == 200
    assert other.get("/me/").status_code == 200
    assert save(client, "words", words_now="River lamp tea moon", words="my cat sings well").status_code == 302
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_signing_out_everywhere_else(client, mine):
    other = client.__class__()
    make.sign_in(other, mine)
    client.post("/me/sign-out-elsewhere/")
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_my_page_is_mine_and_stored_nowhere(client, mine):
    assert "no-store" in client.get("/me/")["Cache-Control"]
    client.logout()
    assert client.get("/me/").status_code == 302
    assert save(client, "name", chosen_name="X", language="en-gb").status_code == 302
