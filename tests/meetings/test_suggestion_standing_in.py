"""What was said to the involvement team only is read by somebody even where everybody of the team works."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from involvement.models import OutboxRow, Post, Reach, Role
from involvement.operations.sweep import sweep
from involvement.queries.team import places_nobody_reads, places_without_team, team_for
from involvement.queries.to_tell import work_to_tell
from involvement.tasks import tidy_telling
from involvement.viewer import viewer_for
from meetings.models import Suggestion
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.standing_in import tell_who_stands_in
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "Zqpastthem nobody listens to me at night."


def works_at(person, service, **dates):
    return Post.objects.create(person=person, service=service, starts_on=make.a_year_ago(), **dates)


@pytest.fixture
def house():
    return make.service("Harbour House")


@pytest.fixture
def nia(house):
    """The only advisor, who works at the house too."""
    nia = make.advisor("Nia")
    works_at(nia, house)
    return nia


@pytest.fixture
def olu():
    return make.leader("Olu", email="olu@example.org")


@pytest.fixture
def said(house):
    return make.suggestion(WORDS, service=house, author=make.resident("Lucy", service=house), who_sees="team")


def sees(person, said) -> bool:
    """By the query and by the row; a test elsewhere holds the two together for every role."""
    viewer = make.viewer(person)
    found = Suggestion.objects.visible_to(viewer).filter(pk=said.pk).exists()
    assert found == said.seen_by(viewer) == said.seen_by(viewer_for(person.user))
    return found


def test_the_leadership_reads_what_the_only_advisor_may_not(house, nia, olu, said):
    at_home = make.leader("Ann")
    works_at(at_home, house)
    assert sees(olu, said) and not sees(nia, said) and not sees(at_home, said)
    assert said.name_for(make.viewer(olu)) == "Lucy" and team_for([house.pk]) == [olu]
    for other in (
        make.board_member(),
        make.staff(service=house),
        make.manager(service=house),
        make.resident(service=house),
    ):
        assert not sees(other, said)


def test_nobody_stands_in_while_somebody_of_the_team_is_free(house, nia, olu, said):
    works_at(make.deputy_advisor(ends_on=timezone.localdate()), house)
    assert sees(olu, said), "a deputy whose time is over is nobody"
    deputy = make.deputy_advisor(ends_on=timezone.localdate() + dt.timedelta(days=9))
    assert not sees(olu, said) and sees(deputy, said) and team_for([house.pk]) == [deputy]
    works_at(deputy, house)
    assert sees(olu, said) and not sees(deputy, said)
    Role.objects.filter(person=olu).update(ends_on=timezone.localdate())
    assert not sees(olu, said)


def test_only_of_that_home_and_only_what_is_for_the_team(house, nia, olu, said):
    there = make.service()
    lena = make.resident(service=there)
    elsewhere = make.suggestion(service=there, author=lena, who_sees="team")
    ours = make.suggestion(service=house, author=make.resident(service=house))
    at_risk = make.suggestion(service=house, author=make.resident(service=house), reach=Reach.RESTRICTED)
    assert places_without_team() == {house.pk}
    assert sees(olu, said) and not any(sees(olu, one) for one in (elsewhere, ours, at_risk))
    assert sees(nia, elsewhere)


def test_they_are_told_once_and_of_nothing_without_a_name(house, nia, olu, said):
    make.suggestion(service=house, who_sees="team")
    for _again in range(2):
        tidy_telling()
    row = OutboxRow.objects.get(kind="suggestion.for_you")
    assert (row.person, row.about_id) == (olu, said.pk)


def test_the_mail_says_nothing_of_it_and_is_not_sent_when_somebody_is_free_again(house, nia, olu, said, mailoutbox):
    tell_who_stands_in()
    other = make.suggestion(service=house, author=make.resident(service=house), who_sees="team")
    sweep(urgent=False)
    assert [mail.to for mail in mailoutbox] == [["olu@example.org"]]
    assert "Zqpastthem" not in mailoutbox[0].body and "Harbour" not in mailoutbox[0].subject + mailoutbox[0].body
    tell_who_stands_in()
    make.deputy_advisor(ends_on=timezone.localdate() + dt.timedelta(days=9))
    sweep(urgent=False)
    assert len(mailoutbox) == 1
    assert OutboxRow.objects.get(kind="suggestion.for_you", about_id=other.pk).state == "cancelled"


def test_they_find_it_on_their_first_page_read_it_and_answer_it(house, nia, olu, said):
    client = make.sign_in(Client(), olu)
    page = client.get("/").content.decode()
    assert said.staff_url() in page and "Zqpastthem" in page
    assert client.get("/staff/suggestions/").status_code == 200
    assert "Zqpastthem" in client.get(said.staff_url()).content.decode()
    assert client.post(f"{said.staff_url()}read/").status_code == 302
    said.refresh_from_db()
    assert said.status == "read"
    for who in (nia, make.leader("Free of it", ends_on=timezone.localdate()), make.board_member()):
        other = make.sign_in(Client(), who)
        assert "Zqpastthem" not in other.get("/").content.decode()
        assert other.get(said.staff_url()).status_code == 404
        assert other.post(f"{said.staff_url()}read/").status_code == 404


def test_they_carry_what_is_to_be_told_in_person_of_it_and_nothing_else(house, nia, olu, said):
    there = make.service()
    lena = make.resident("Lena", service=there)
    elsewhere = make.suggestion("Zqelsewhere", service=there, author=lena, who_sees="team")
    ours = make.suggestion("Zqours", service=house, author=make.resident(service=house))
    for one in (said, elsewhere, ours):
        move(actor=olu, suggestion=one, to_status="read", by="staff")
        move(actor=olu, suggestion=one, to_status="no", by="staff", reason="It costs too much.")
    assert OutboxRow.objects.filter(kind="suggestion.moved", carrier="in_person").count() == 3
    # Nia works at the house: what Lucy said past its staff is not on her list of work, what Lena said is.
    titles = {who: {item.title for item in work_to_tell(make.viewer(who))} for who in (olu, nia)}
    assert titles[olu] == {"Tell Lucy"} and "Tell Lucy" not in titles[nia] and "Tell Lena" in titles[nia]
    client = make.sign_in(Client(), olu)
    assert 'href="/staff/tell/"' in client.get("/").content.decode()
    page = client.get("/staff/tell/").content.decode()
    assert "Zqpastthem" in page and "Zqelsewhere" not in page and "Zqours" not in page
    for one, status in ((said, 302), (elsewhere, 404), (ours, 404)):
        row = OutboxRow.objects.get(about_id=one.pk)
        assert client.post(f"/staff/tell/{row.pk}/", {"step": "told"}).status_code == status
    assert "Zqpastthem" not in make.sign_in(Client(), nia).get("/staff/tell/").content.decode()
    assert 'href="/staff/tell/"' not in make.sign_in(Client(), make.board_member()).get("/").content.decode()


STAFF_PAGES = ("people/", "people/add/", "team/", "concerns/", "suggestions/new/", "meetings/new/")


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_other_page_of_staff_opens_for_them(house, nia, olu, said, path):
    assert make.sign_in(Client(), olu).get(f"/staff/{path}").status_code == 404


def test_the_record_opens_to_say_that_it_is_them_and_for_nothing_else(house, nia, olu, said):
    from involvement.operations.accounts import make_card

    lucy = said.author
    olus = make.sign_in(Client(), olu)
    assert olus.get(f"/staff/people/{lucy.pk}/").status_code == 404
    make_card(actor=make.staff(service=house), person=lucy)
    page = olus.get(f"/staff/people/{lucy.pk}/").content.decode()
    assert "Yes, it is them" in page and "Print a sign-in card" not in page and lucy.full_name not in page
    assert olus.get(f"/staff/people/{lucy.pk}/card/").status_code == 404
    assert olus.post(f"/staff/people/{lucy.pk}/show-words/").status_code == 302
    said.refresh_from_db()
    assert not said.held and olus.get(f"/staff/people/{lucy.pk}/").status_code == 404


def test_the_advisor_is_warned_when_nobody_at_all_may_read_it(house, nia):
    assert [place.pk for place in places_nobody_reads(make.viewer(nia))] == [house.pk]
    assert "Nobody reads what Harbour House says" in make.sign_in(Client(), nia).get("/").content.decode()
    make.leader()
    assert places_nobody_reads(make.viewer(nia)) == []
    assert "Nobody reads what" not in make.sign_in(Client(), nia).get("/").content.decode()
