"""What is said at the poster: nobody is asked who they are, staff read it first, machines are kept out."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from involvement.forms.once import fresh_mark
from involvement.models import OutboxRow, Reach, Story
from involvement.operations import limits
from meetings.codes import code_hash, new_code
from meetings.models import CountedAgreement, Suggestion
from meetings.views.public import poster
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "The light on the stairs is broken and old people could fall."


@pytest.fixture
def house():
    return make.service("Bromley Road", code="bromley")


def an_hour_old_mark() -> str:
    with time_machine.travel(timezone.now() - dt.timedelta(hours=1)):
        return fresh_mark()


def send(client, code="bromley", **fields):
    fields = {"words": WORDS, "who_sees": "here_anonymous", "once": an_hour_old_mark(), **fields}
    return client.post(f"/s/{code}/", fields)


def test_said_without_signing_in_it_is_for_staff_until_they_have_read_it(client, house):
    answer = send(client)
    said = Suggestion.objects.get()
    assert answer.status_code == 200 and answer.context["code"] in answer.content.decode()
    assert (said.author, said.shown, said.source, said.service) == (None, False, "poster", house)
    assert said.posted_at.day == 1 and not Story.objects.exists() and not OutboxRow.objects.exists()
    assert "portal" not in client.cookies and "no-store" in answer.headers["Cache-Control"]


def test_the_page_says_who_reads_it_and_is_small(client, house):
    page = client.get("/s/BROMLEY/")
    assert "This is for Bromley Road." in page.content.decode()
    assert "The staff of Bromley Road will read this" in page.content.decode()
    assert "bootstrap.min.css" not in page.content.decode() and "htmx" not in page.content.decode()
    assert len(page.content) < 12_000


def test_a_private_home_is_not_named(client):
    make.service("Rose House", code="rose", is_private=True, address="1 Rose Lane")
    for page in (client.get("/s/rose/"), send(client, code="rose")):
        assert page.status_code == 200
        assert "Rose" not in page.content.decode()
        assert "your home" in page.content.decode()


def test_unknown_and_closed_homes_answer_alike(client, house):
    make.service(code="gone", closed_on=timezone.localdate())
    assert client.get("/s/nowhere/").status_code == client.get("/s/gone/").status_code == 404


def test_a_machine_that_fills_in_everything_or_is_too_quick_is_not_kept(client, house):
    assert WORDS in send(client, website="https://spam.example").content.decode()
    assert "That was very quick" in send(client, once=fresh_mark()).content.decode()
    assert "That was very quick" in send(client, once="made up").content.decode()
    assert not Suggestion.objects.exists()


def test_sent_twice_it_is_kept_once_with_the_same_code(client, house):
    mark = an_hour_old_mark()
    first, second = send(client, once=mark), send(client, once=mark)
    assert first.context["code"] == second.context["code"]
    assert Suggestion.objects.count() == 1


def test_nothing_that_is_stored_gives_the_code(client, house):
    code = send(client).context["code"]
    said = Suggestion.objects.get()
    assert said.follow_code_hash == code_hash(code)
    stored = [str(part) for part in Suggestion.objects.values_list().get() if part]
    assert said.sent_key in stored
    tried = {new_code(part) for part in stored} | {new_code(part, said.who_sees, said.words) for part in stored}
    assert code not in tried


def test_the_same_as_another_is_kept_as_also_said(client, house):
    other = make.suggestion("The light on the stairs is broken.", service=house, reach=Reach.PUBLIC)
    hidden = make.suggestion("The light on the stairs is broken, people fall.", service=house)
    page = send(client)
    assert other.title in page.content.decode() and hidden.title not in page.content.decode()
    mark = an_hour_old_mark()
    for _time in range(2):
        send(client, same=other.pk, once=mark)
    other.refresh_from_db()
    row = CountedAgreement.objects.get()
    assert (other.agreements, row.number, row.words, row.source) == (0, 0, WORDS, "also_said")
    assert row.month.day == 1 and Suggestion.objects.count() == 2
    send(client, seen_others="1")
    assert Suggestion.objects.count() == 3


def test_other_wordings_of_the_same_agree_for_nobody_and_staff_read_them_all(client, house):
    other = make.suggestion("The light on the stairs is broken.", service=house, reach=Reach.PUBLIC)
    for end in ("Mend it.", "Please mend it.", "Do mend it."):
        send(client, same=other.pk, words=f"The light on the stairs is broken. {end}")
    other.refresh_from_db()
    assert (other.agreements, CountedAgreement.objects.count()) == (0, 3)
    make.sign_in(client, make.staff(service=house))
    page = client.get(f"/staff/suggestions/{other.pk}/").content.decode()
    assert "Please mend it." in page and "Do mend it." in page


@pytest.mark.usefixtures("one_window")
def test_looking_for_others_about_the_same_thing_is_limited_before_it_is_done(client, house, monkeypatch):
    make.suggestion("The light on the stairs is broken.", service=house, reach=Reach.PUBLIC)
    monkeypatch.setitem(limits.LIMITS, "poster", (2, 0))
    looked = []
    monkeypatch.setattr(poster, "similar", lambda *what: looked.append(what) or [])
    answers = [send(client, words=f"{WORDS} {number}").status_code for number in range(3)]
    assert answers == [200, 200, 429] and len(looked) == 2


def test_a_hidden_one_cannot_be_chosen_by_its_key(client, house):
    hidden = make.suggestion("The light on the stairs is broken, people fall.", service=house)
    send(client, same=hidden.pk)
    assert not CountedAgreement.objects.exists()


def test_thirty_people_in_one_house_are_not_refused(client, house):
    for number in range(30):
        answer = send(client, words=f"Wish number {number} of somebody here.", seen_others="1")
        assert answer.status_code == 200
    assert Suggestion.objects.count() == 30


@pytest.mark.usefixtures("one_window")
def test_a_flood_from_one_address_is_refused(client, house, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "poster", (3, 3))
    answers = [send(client, words=f"Wish {n} of a flood.", seen_others="1").status_code for n in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_somebody_at_risk_reaches_the_leads_from_a_poster_too(client, house):
    from involvement.models import Concern

    send(client, at_risk="on")
    assert Suggestion.objects.get().reach == Reach.RESTRICTED
    assert Concern.objects.get().raised_by is None


def test_somebody_signed_in_who_lives_there_says_it_with_their_own_choice(client, house):
    make.sign_in(client, make.resident(service=house))
    assert client.get("/s/bromley/").url == "/suggestions/new/"


def test_what_is_for_the_team_says_that_the_team_reads_it(client, house):
    page = send(client, who_sees="team").content.decode()
    assert "The involvement team will read this within 3 days." in page and "The staff of" not in page
    assert Suggestion.objects.get().reach == Reach.TEAM
