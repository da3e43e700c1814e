"""Saying something at /suggestions/new/: what is needed, what is shown before it is sent, and nothing sent twice."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from involvement.forms.once import fresh_mark
from involvement.models import Concern, Organisation, OutboxRow, Person, Photo, Story
from meetings.models import Agreement, Status, Suggestion
from tests import make

pytestmark = pytest.mark.django_db
NEW = "/suggestions/new/"
WASHING = "The top floor needs a second washing machine. There is one for 24 of us."


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def patrick(house):
    return make.resident("Patrick", service=house)


def send(client, **fields):
    fields = {"words": WASHING, "who_sees": "here_named", "once": fresh_mark(), **fields}
    return client.post(NEW, fields)


def test_words_and_who_can_see_them_are_all_that_is_needed(client, patrick, house):
    make.sign_in(client, patrick)
    answer = send(client)
    said = Suggestion.objects.get()
    assert answer.status_code == 302 and answer.url == f"/suggestions/{said.pk}/"
    assert (said.words, said.author, said.service) == (WASHING, patrick, house)
    assert said.title == "The top floor needs a second washing machine"
    assert (said.status, said.shown, said.source) == (Status.SENT, True, "portal")
    assert Story.objects.get().verb == "suggestion.sent"


def test_nothing_is_chosen_beforehand_and_the_page_says_who_reads_it(client, patrick):
    make.sign_in(client, patrick)
    page = client.get(NEW).content.decode()
    assert "checked" not in page
    assert "The staff of Bromley Road will read this" in page
    assert "What you say here never changes your support or your room." in page
    assert page.index("Who can see this?") < page.index(">Send</button>")


def test_what_was_typed_survives_a_missing_choice(client, patrick):
    make.sign_in(client, patrick)
    answer = send(client, who_sees="")
    assert answer.status_code == 200
    assert WASHING in answer.content.decode()
    assert "Please choose one." in answer.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("way", "words", "known"),
    [("email", "your e-mail address", {"email": "p@example.org"}), ("phone", "your phone number", {"phone": "0123"})],
)
def test_a_way_to_be_told_that_we_do_not_know_is_said_beside_it_and_the_words_stay(client, house, way, words, known):
    stranger, known = make.resident(service=house), make.resident(service=house, **known)
    for who, sends in ((stranger, False), (known, True)):
        make.sign_in(client, who)
        answer = send(client, told_by=way, seen_others="1")
        assert answer.status_code == (302 if sends else 200)
    make.sign_in(client, stranger)
    page = send(client, told_by=way).content.decode()
    assert f"We do not know {words}. Add it on your page" in page and WASHING in page
    assert page.index("How shall we tell you") < page.rindex(f"We do not know {words}"), "beside the choice"
    assert send(client, told_by=way, who_sees="here_anonymous", seen_others="1").status_code == 200
    assert Suggestion.objects.filter(author=None).exists(), "nobody is told of an anonymous one"


def test_staff_hear_the_same_when_they_write_for_somebody_or_add_somebody(client, house, patrick):
    make.sign_in(client, make.staff(service=house))
    url = f"/staff/suggestions/new/?service={house.pk}"
    form = {"author": patrick.pk, "source": "phone", "words": WASHING, "who_sees": "here_named", "told_by": "email"}
    page = client.post(url, form).content.decode()
    assert "We do not know their e-mail address." in page and WASHING in page and not Suggestion.objects.exists()
    Person.objects.filter(pk=patrick.pk).update(email="patrick@example.org")
    assert client.post(url, form).status_code == 302
    typed = {"chosen_name": "Old Tom", "told_by": "email", "email": ""}
    page = client.post("/staff/people/add/", typed).content.decode()
    assert "We need this to tell them in that way." in page and "Old Tom" in page
    assert client.post("/staff/people/add/", typed | {"email": "tom@example.org"}).status_code == 302


def test_my_page_says_that_it_needs_an_address(client, patrick):
    make.sign_in(client, patrick)
    page = client.post("/me/save/telling/", {"telling-told_by": "email", "telling-phone": "01234 567890"})
    words = page.content.decode()
    assert "We need this to tell you in that way." in words and "01234 567890" in words
    patrick.refresh_from_db()
    assert patrick.told_by != "email"


def test_pressing_send_twice_sends_once(client, patrick):
    make.sign_in(client, patrick)
    mark = fresh_mark()
    first, second = send(client, once=mark), send(client, once=mark)
    assert first.url == second.url
    assert Suggestion.objects.count() == 1
    send(client, once=mark, words="Something else altogether, like a bench.", seen_others="1")
    assert Suggestion.objects.count() == 2


def test_a_small_house_is_warned_and_a_big_one_is_not(client, patrick, house):
    make.sign_in(client, patrick)
    warning = "Only a few people live here."
    assert warning in client.get(NEW).content.decode()
    for _number in range(11):
        make.resident(service=house, signs_in=False)
    assert warning not in client.get(NEW).content.decode()


def test_others_about_the_same_thing_come_first_and_can_be_agreed_with(client, patrick, house):
    other = make.suggestion("A second washing machine for the top floor please.", service=house, author=make.person())
    make.sign_in(client, patrick)
    page = send(client, title="A bigger washing machine").content.decode()
    assert "Others about the same thing" in page and other.shown_title in page
    assert 'value="A bigger washing machine"' in page
    assert Suggestion.objects.count() == 1
    client.post(reverse("meetings:suggestion-agree-instead", args=[other.pk]))
    other.refresh_from_db()
    assert other.agreements == Agreement.objects.filter(person=patrick).count() == 1


def test_mine_is_sent_as_well(client, patrick, house):
    make.suggestion("A second washing machine for the top floor please.", service=house, author=make.person())
    make.sign_in(client, patrick)
    send(client, seen_others="1")
    assert Suggestion.objects.filter(author=patrick).exists()


def test_others_that_i_may_not_see_are_not_shown(client, patrick, house):
    make.suggestion(
        "A second washing machine for the top floor please.", service=house, author=make.person(), who_sees="team"
    )
    elsewhere = make.suggestion("A second washing machine for the top floor.", service=make.service())
    make.sign_in(client, patrick)
    send(client)
    assert Suggestion.objects.filter(author=patrick).exists()
    assert client.post(reverse("meetings:suggestion-agree-instead", args=[elsewhere.pk])).status_code == 404


def test_an_anonymous_one_is_answered_on_the_spot_with_its_code(client, patrick):
    make.sign_in(client, patrick)
    mark = fresh_mark()
    before = dict(client.session.items())
    answer = send(client, who_sees="here_anonymous", once=mark)
    said = Suggestion.objects.get()
    code = answer.context["code"]
    assert answer.status_code == 200 and code in answer.content.decode()
    assert said.author is None and said.posted_at.day == 1 and said.posted_at.hour == 0
    assert not Story.objects.exists() and not OutboxRow.objects.exists()
    assert dict(client.session.items()) == before
    assert send(client, who_sees="here_anonymous", once=mark).context["code"] == code
    assert Suggestion.objects.count() == 1
    assert code not in said.follow_code_hash


def test_its_code_shows_what_happened_and_nothing_else_does(client, patrick):
    make.sign_in(client, patrick)
    code = send(client, who_sees="here_anonymous").context["code"]
    client.logout()
    page = client.post("/suggestions/follow/", {"code": code.upper().replace("-", " ")}).content.decode()
    assert WASHING in page and "Sent, not read yet" in page
    assert "We do not know this code" in client.post("/suggestions/follow/", {"code": "aaaa"}).content.decode()


def test_a_complaint_keeps_the_choice_and_ends_in_its_state(client, patrick):
    make.sign_in(client, patrick)
    answer = send(client, complaint_choice="complaint")
    said = Suggestion.objects.get()
    assert (said.status, said.complaint_choice, said.waiting_since) == (Status.COMPLAINT, "complaint", None)
    page = client.get(answer.url).content.decode()
    assert "You can make a complaint at any time" in page and "Repairs are quickest" not in page


@pytest.mark.parametrize("choice", ["both", "suggestion"])
def test_a_complaint_can_stay_a_suggestion(client, patrick, choice):
    make.sign_in(client, patrick)
    send(client, complaint_choice=choice)
    said = Suggestion.objects.get()
    assert (said.status, said.complaint_choice) == (Status.SENT, choice)


def test_a_repair_goes_to_repairs(client, patrick):
    make.sign_in(client, patrick)
    answer = send(client, repair="repair")
    assert Suggestion.objects.get().status == Status.REPAIR
    page = client.get(answer.url).content.decode()
    assert "Repairs are quickest" in page and "You can make a complaint at any time" not in page


def test_somebody_at_risk_is_for_those_who_keep_people_safe(client, patrick, house):
    make.sign_in(client, patrick)
    answer = send(client, at_risk="on", about_staff="on")
    said, concern = Suggestion.objects.get(), Concern.objects.get()
    assert said.reach == 0 and concern.words == WASHING and concern.about_staff and concern.raised_by == patrick
    assert "Somebody is reading this now." in client.get(answer.url).content.decode()
    neighbour = make.sign_in(client, make.resident(service=house))
    assert neighbour.get(answer.url).status_code == 404


def test_signed_out_meanwhile_the_words_stay_on_the_page(client, patrick):
    answer = send(client)
    page = answer.content.decode()
    assert answer.status_code == 200 and WASHING in page and "Sign in (opens in a new tab)" in page
    assert not Suggestion.objects.exists()
    assert client.get(NEW).url.startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/", NEW])
def test_the_box_says_where_the_words_go(client, patrick, path):
    to_the_meeting, to_the_team = "It goes to your next meeting", "Only the involvement team reads it"
    here = make.sign_in(client, patrick).get(path).content.decode()
    assert to_the_meeting in here and to_the_team not in here
    moved_on = make.ended_resident("Kofi", service=make.service())
    there = make.sign_in(client, moved_on).get(path).content.decode()
    assert to_the_team in there and to_the_meeting not in there


def test_somebody_who_moved_out_can_tell_the_team_only(client):
    make.sign_in(client, make.ended_resident("Jo", service=make.service()))
    assert send(client).status_code == 200
    assert not Suggestion.objects.exists()
    send(client, who_sees="team")
    assert Suggestion.objects.get().service is None


# --- A photo --------------------------------------------------------------------------------------


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(data, "PNG")
    return SimpleUploadedFile("IMG_home.png", data.getvalue(), "image/png")


def test_a_photo_stands_on_the_page_for_those_who_read_the_words(client, patrick, house):
    make.sign_in(client, patrick)
    answer = send(client, photo=picture(), photo_shows="A green wall")
    photo = Photo.objects.get()
    assert photo.owner == patrick and 'alt="A green wall"' in client.get(answer.url).content.decode()
    assert make.sign_in(client, make.resident(service=house)).get(f"/photos/{photo.pk}/").status_code == 200
    assert make.sign_in(client, make.resident(service=make.service())).get(f"/photos/{photo.pk}/").status_code == 404


def test_an_anonymous_photo_keeps_its_month_and_nobody(client, patrick):
    make.sign_in(client, patrick)
    send(client, who_sees="here_anonymous", photo=picture())
    photo = Photo.objects.get()
    assert photo.owner is None and photo.month.day == 1
    changed = dt.datetime.fromtimestamp(Path(photo.file.path).stat().st_mtime, dt.UTC)
    assert (changed.day, changed.hour, changed.minute) == (1, 0, 0)


def test_what_is_no_photo_is_refused_and_the_words_stay(client, patrick):
    make.sign_in(client, patrick)
    answer = send(client, photo=SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg"))
    page = answer.content.decode()
    assert WASHING in page and "We could not read that photo." in page
    assert not Suggestion.objects.exists() and not Photo.objects.exists()


# --- The first pages ------------------------------------------------------------------------------


def test_the_first_page_of_a_customer_costs_twelve_queries_at_most(
    client, patrick, house, django_assert_max_num_queries
):
    Organisation.objects.create(pk=1)
    for number in range(5):
        make.suggestion(f"Wish {number} for the house.", service=house, author=patrick)
    make.sign_in(client, patrick).get("/")
    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()
    assert "Hello Patrick." in page and "Sent, not read yet" in page and "Wish 4 for the house" in page


def test_the_first_page_of_staff_costs_twelve_queries_at_most(client, house, patrick, django_assert_max_num_queries):
    Organisation.objects.create(pk=1)
    for number in range(5):
        make.suggestion(f"Wish {number} for the house.", service=house, author=patrick)
    make.sign_in(client, make.staff(service=house)).get("/")
    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()
    assert "Wish 4 for the house" in page and "To read" in page
