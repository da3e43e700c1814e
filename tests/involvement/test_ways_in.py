"""Staff make a new card for somebody who signs in: the person is told, and what was said past staff stays so."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from involvement.models import Audit, Carrier, OutboxRow, Reach, Story
from involvement.operations import accounts, people, ways_in
from involvement.operations.base import Refused
from meetings.models import Suggestion
from meetings.queries.own_suggestions import newest_of
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "Zqpastthem is what I never told the staff."


@pytest.fixture
def here():
    return make.service("Harbour House")


@pytest.fixture
def sam(here):
    return make.staff("Sam", service=here)


@pytest.fixture
def lucy(here):
    """Lives here and has signed in before."""
    lucy = make.resident("Lucy", service=here, told_by="email", email="lucy@example.org")
    lucy.user.last_login = timezone.now() - dt.timedelta(days=3)
    lucy.user.save()
    return lucy


@pytest.fixture
def miriam():
    return make.advisor("Miriam")


@pytest.fixture
def to_team(here, lucy):
    return make.suggestion(SECRET, service=here, author=lucy, who_sees="team")


def pages_of(client, said) -> str:
    paths = ("/", "/me/", "/me/told/", "/suggestions/?where=mine", "/suggestions/", "/suggestions/?q=zqpastthem")
    pages = {path: client.get(path).content.decode() for path in (*paths, said.get_absolute_url())}
    return "\n".join(f"{path} {page}" for path, page in pages.items())


def test_staff_print_a_card_sign_in_with_it_and_do_not_read_what_was_said_past_them(here, sam, lucy, to_team):
    ours = make.suggestion("Zqforall, more lamps.", service=here, author=lucy)
    printed = make.sign_in(Client(), sam).post(f"/staff/people/{lucy.pk}/card/")
    assert printed.headers["Content-Type"] == "application/pdf"
    lucy.user.refresh_from_db()
    seen = pages_of(make.sign_in(Client(), lucy), to_team)
    assert "Zqpastthem" not in seen and "Zqforall" in seen
    assert make.sign_in(Client(), lucy).get(to_team.get_absolute_url()).status_code == 404
    assert ours.get_absolute_url() in seen and not newest_of(make.viewer(lucy))[1:]


def test_before_the_card_and_after_the_teams_yes_they_read_it(sam, lucy, miriam, to_team):
    assert "Zqpastthem" in pages_of(make.sign_in(Client(), lucy), to_team)
    accounts.make_card(actor=sam, person=lucy)
    advisor = make.sign_in(Client(), miriam)
    assert "Yes, it is them" in advisor.get(f"/staff/people/{lucy.pk}/").content.decode()
    assert "Lucy has a new way to sign in. Is it them?" in advisor.get("/").content.decode()
    assert advisor.post(f"/staff/people/{lucy.pk}/show-words/").status_code == 302
    assert "Zqpastthem" in pages_of(make.sign_in(Client(), lucy), to_team)
    assert "Yes, it is them" not in advisor.get(f"/staff/people/{lucy.pk}/").content.decode()
    assert Audit.objects.filter(kind="words.shown", user=miriam.user).count() == 1
    lucy.refresh_from_db()
    with pytest.raises(Refused):
        ways_in.show_words_again(actor=miriam, person=lucy)


def test_staff_of_the_home_cannot_say_that_it_is_them_even_when_they_are_the_advisor(here, sam, lucy, to_team):
    accounts.make_card(actor=sam, person=lucy)
    conflicted = make.advisor("Nia")
    make.Post.objects.create(person=conflicted, service=here, starts_on=make.a_year_ago())
    for who in (sam, conflicted, make.manager(service=here)):
        client = make.sign_in(Client(), who)
        assert "Is it them?" not in client.get(f"/staff/people/{lucy.pk}/").content.decode()
        assert client.post(f"/staff/people/{lucy.pk}/show-words/").status_code == 404
    assert make.sign_in(Client(), lucy).post(f"/staff/people/{lucy.pk}/show-words/").status_code == 404
    assert Suggestion.objects.get().held


def test_the_person_and_the_team_are_told_and_staff_learn_nothing(here, sam, lucy, miriam, to_team):
    quiet = make.resident("Quiet", service=here, told_by="email", email="quiet@example.org")
    quiet.user.last_login = timezone.now()
    quiet.user.save()
    for person in (lucy, quiet):
        accounts.make_card(actor=sam, person=person)
    told = OutboxRow.objects.filter(kind="account.new_card").order_by("person__chosen_name")
    assert [(row.person, row.carrier, row.values) for row in told] == [
        (lucy, Carrier.EMAIL, {}),
        (quiet, Carrier.EMAIL, {}),
    ]
    asked = OutboxRow.objects.get(kind="account.words_held")
    assert (asked.person, asked.values["path"]) == (miriam, f"/staff/people/{lucy.pk}/")
    assert not OutboxRow.objects.filter(person=sam).exists()
    stories = Story.objects.filter(about_label="involvement.person")
    assert set(stories.values_list("verb", flat=True)) == {"person.card_made"}
    staff = make.sign_in(Client(), sam)
    pages = [staff.get(f"/staff/people/{person.pk}/").content.decode() for person in (lucy, quiet)]
    assert all("involvement team" not in page for page in pages)


def test_their_first_page_asks_whether_they_wanted_it_for_a_month(sam, lucy, to_team, time_machine):
    assert "Did you ask for" not in make.sign_in(Client(), lucy).get("/").content.decode()
    accounts.make_card(actor=sam, person=lucy)
    page = make.sign_in(Client(), lucy).get("/").content.decode()
    assert "Staff made a new card for you on" in page and "Ask them to show it again." in page
    ways_in.show_words_again(actor=make.advisor(), person=lucy)
    assert "Staff made a new card for you on" in make.sign_in(Client(), lucy).get("/").content.decode()
    time_machine.move_to(timezone.now() + dt.timedelta(days=31))
    assert "Did you" not in make.sign_in(Client(), lucy).get("/").content.decode().split("involvement team")[0]
    accounts.choose_own_words(person=lucy, words="river lamp tea moss")
    assert "Staff made a new card for you on" in make.sign_in(Client(), lucy).get("/").content.decode()


def test_a_first_card_tells_nobody_but_hides_what_was_said_by_phone(here, sam, miriam):
    tom = make.resident("Tom", service=here, signs_in=False)
    said = make.suggestion(SECRET, service=here, author=tom, who_sees="team")
    accounts.make_card(actor=sam, person=tom)
    tom.refresh_from_db()
    assert not OutboxRow.objects.filter(kind="account.new_card").exists()
    assert not Suggestion.objects.visible_to(make.viewer(tom)).exists()
    said.refresh_from_db()
    assert not said.seen_by(make.viewer(tom)) and said.seen_by(make.viewer(miriam))


def test_what_those_who_keep_people_safe_have_is_hidden_too(here, sam, lucy):
    at_risk = make.suggestion(SECRET, service=here, author=lucy, reach=Reach.RESTRICTED)
    assert at_risk.seen_by(make.viewer(lucy))
    accounts.make_card(actor=sam, person=lucy)
    at_risk.refresh_from_db()
    assert not at_risk.seen_by(make.viewer(lucy)) and at_risk.seen_by(make.viewer(make.safeguarding_lead()))


def test_what_is_said_after_the_card_is_not_hidden(here, sam, lucy, to_team):
    accounts.make_card(actor=sam, person=lucy)
    later = make.suggestion("And this.", service=here, author=lucy, who_sees="team")
    assert list(Suggestion.objects.visible_to(make.viewer(lucy))) == [later]


def test_an_address_that_staff_write_down_opens_no_more_than_a_card(sam, lucy, miriam, to_team):
    people.change_person(actor=sam, person=lucy, email="sam@example.org")
    lucy.refresh_from_db()
    assert Suggestion.objects.get().held and lucy.words_held_at
    assert OutboxRow.objects.filter(kind="account.words_held", person=miriam).count() == 1


def test_an_address_of_their_own_hides_nothing(lucy, to_team):
    people.change_person(actor=lucy, person=lucy, email="lucy.new@example.org")
    assert not Suggestion.objects.get().held


def test_a_record_that_is_put_together_with_another_opens_nothing(here, sam, lucy, to_team):
    invented = make.resident("Invented", service=here)
    people.put_together(actor=sam, kept=invented, other=lucy)
    assert not Suggestion.objects.visible_to(make.viewer(invented)).exists()
    assert Suggestion.objects.get().author == invented
