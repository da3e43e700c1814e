"""Nobody is put into a house whose staff have not said yes."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from involvement.models import JoinRequest, OutboxRow, Person, Post
from involvement.operations.base import Refused
from involvement.operations.joining import accept_join, decline_join, move_or_ask
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.service("Harbour House")


@pytest.fixture
def there():
    return make.service("Mill Lane")


@pytest.fixture
def sam(here):
    return make.staff("Sam", service=here)


@pytest.fixture
def tess(there):
    return make.staff("Tess", service=there)


@pytest.fixture
def kofi(here):
    return make.resident("Kofi", service=here, room="2")


def moves(client, person, service, **fields):
    data = {"service": service.pk, "starts_on": timezone.localdate().isoformat(), "leave": "on", **fields}
    return client.post(f"/staff/people/{person.pk}/move-in/", data, follow=True).content.decode()


def lives_at(person):
    return make.viewer(person).lives_at


def test_staff_there_say_yes_first(here, there, sam, tess, kofi):
    sams, tesss = make.sign_in(Client(), sam), make.sign_in(Client(), tess)
    page = moves(sams, kofi, there, room="7")
    assert "Staff there are asked." in page and "whether they can move in" in page
    assert lives_at(kofi) == {here.pk} and tesss.get(f"/staff/people/{kofi.pk}/").status_code == 404
    assert "Kofi is to move in: say yes or no" in tesss.get("/").content.decode()
    page = tesss.get("/staff/people/").content.decode()
    assert "Sam (staff) asks whether they can move in here" in page and "They live now at Harbour House." in page
    asked = JoinRequest.objects.get()
    assert tesss.post(f"/staff/people/joining/{asked.pk}/yes/").status_code == 302
    assert lives_at(kofi) == {there.pk} and kofi.residencies.get(service=there).room == "7"
    told = OutboxRow.objects.get(kind="account.move_answered")
    assert (told.person, told.values["path"]) == (sam, f"/staff/people/{kofi.pk}/")
    assert not OutboxRow.objects.filter(kind="account.joined").exists()


def test_after_a_no_they_stay_where_they_are(here, there, sam, tess, kofi):
    moves(make.sign_in(Client(), sam), kofi, there)
    asked = JoinRequest.objects.get()
    assert make.sign_in(Client(), tess).post(f"/staff/people/joining/{asked.pk}/no/").status_code == 302
    assert lives_at(kofi) == {here.pk}
    assert OutboxRow.objects.filter(kind="account.move_answered", person=sam).count() == 1
    asked.refresh_from_db()
    with pytest.raises(Refused):
        accept_join(actor=tess, request=asked)


def test_whoever_asked_cannot_say_yes_themselves(here, there, sam, kofi):
    sams = make.sign_in(Client(), sam)
    moves(sams, kofi, there)
    assert sams.post(f"/staff/people/joining/{JoinRequest.objects.get().pk}/yes/").status_code == 404
    assert lives_at(kofi) == {here.pk}


def test_an_invented_customer_reads_nothing_of_another_home(here, there, sam):
    said = make.suggestion("Zqinthere", service=there, author=make.resident(service=there))
    sams = make.sign_in(Client(), sam)
    sams.post("/staff/people/add/", {"chosen_name": "Invented", "told_by": "in_person", "language": "en-gb"})
    invented = Person.objects.get(chosen_name="Invented")
    moves(sams, invented, there)
    assert not said.seen_by(make.viewer(invented)) and there.pk not in lives_at(invented)


@pytest.mark.parametrize("who", ["staff of both", "advisor"])
def test_who_works_there_or_is_the_advisor_needs_nobodys_yes(here, there, sam, kofi, who):
    mover = make.advisor() if who == "advisor" else sam
    if mover is sam:
        Post.objects.create(person=sam, service=there, starts_on=make.a_year_ago())
    page = moves(make.sign_in(Client(), mover), kofi, there)
    assert "Staff there can see the record from now on." in page
    assert lives_at(kofi) == {there.pk} and not JoinRequest.objects.exists()


def test_a_post_or_a_role_that_ended_counts_for_nothing(here, there, sam, kofi):
    today = timezone.localdate()
    Post.objects.create(person=sam, service=there, starts_on=make.a_year_ago(), ends_on=today)
    for mover in (sam, make.ended_advisor(), make.board_member()):
        JoinRequest.objects.all().delete()
        assert move_or_ask(actor=mover, person=kofi, service=there) is False
        assert lives_at(kofi) == {here.pk}


def test_asked_once_and_not_for_whom_it_makes_no_sense(here, there, sam, kofi):
    move_or_ask(actor=sam, person=kofi, service=there)
    with pytest.raises(Refused, match="asked already"):
        move_or_ask(actor=sam, person=kofi, service=there)
    with pytest.raises(Refused, match="live there already"):
        move_or_ask(actor=sam, person=make.resident(service=there), service=there)
    with pytest.raises(Refused, match="closed"):
        move_or_ask(actor=sam, person=make.person(died_on=timezone.localdate()), service=there)


def test_a_yes_that_comes_late_counts_from_its_day_and_needs_no_old_home(here, there, sam, tess, kofi):
    week_ago = timezone.localdate() - dt.timedelta(days=7)
    stay = kofi.residencies.get()
    move_or_ask(actor=sam, person=kofi, service=there, starts_on=week_ago, leaving=stay)
    kofi.residencies.filter(pk=stay.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    accept_join(actor=tess, request=JoinRequest.objects.get())
    assert kofi.residencies.get(service=there).starts_on == timezone.localdate()


def test_a_no_to_somebody_who_asked_themselves_tells_no_staff(there, tess):
    asked = JoinRequest.objects.create(service=there, name="Tom")
    decline_join(actor=tess, request=asked)
    assert not OutboxRow.objects.exists()
