"""An empty portal: its organisation and its first advisor, who gives all others what they may do."""

import re

import pytest
from django.core.management import CommandError, call_command

from involvement.models import Organisation, OutboxRow, Person, Role
from tests import make

pytestmark = pytest.mark.django_db


def begin(capsys, **given):
    call_command("begin", **{"organisation": "Wherrygate", "advisor": "Miriam", "email": "m@example.org", **given})
    said = capsys.readouterr().out
    return said, re.search(r"user name  (.+)", said)[1], re.search(r"words      (.+)", said)[1]


def test_the_first_advisor_signs_in_and_opens_the_lists(client, capsys, settings):
    said, name, words = begin(capsys)
    assert "Wherrygate begins." in said and f"{settings.SITE_URL}/sign-in/" in said
    assert Organisation.current().name == "Wherrygate"
    first = client.post("/sign-in/", {"login": name, "password": words, "device": "own"}, follow=True)
    own = client.post(first.redirect_chain[-1][0], {"words": "a kettle on the moon"}, follow=True)
    assert own.status_code == 200
    assert client.get("/admin/involvement/organisation/", follow=True).status_code == 200
    settings.SECOND_FACTOR = True
    led = client.get("/admin/", follow=True)
    assert led.status_code == 200 and led.redirect_chain[-1][0].startswith("/me/second-step/")


def test_it_is_done_once(capsys):
    begin(capsys)
    with pytest.raises(CommandError, match="There is an advisor already"):
        begin(capsys, advisor="Somebody else")
    assert Person.objects.count() == 1


@pytest.mark.parametrize("given", [{"email": "no address"}, {"advisor": ""}, {"organisation": "x" * 500}])
def test_what_cannot_be_is_said_and_nothing_is_made(capsys, given):
    with pytest.raises(CommandError):
        begin(capsys, **given)
    assert not Person.objects.exists() and not Role.objects.exists()


def test_a_superuser_is_nobody_here():
    with pytest.raises(CommandError, match="manage.py begin"):
        call_command("createsuperuser")


# --- Somebody new with a role ---------------------------------------------------------------------


@pytest.fixture
def lists(client):
    make.sign_in(client, make.advisor())
    return client


def add(lists, **given):
    fields = {"kind": "board", "starts_on": "2026-11-01", **given}
    return lists.post("/admin/involvement/role/add/", fields, follow=True)


def test_somebody_of_the_board_who_is_not_here_yet_is_invited(lists):
    assert "was added successfully" in add(lists, chosen_name="Judith", email="judith@example.org").content.decode()
    judith = Person.objects.get(email="judith@example.org")
    assert (judith.chosen_name, judith.roles.get().kind) == ("Judith", "board")
    assert OutboxRow.objects.get(person=judith).kind == "account.invitation"


@pytest.mark.parametrize(
    "given,words",
    [
        ({}, "Please choose somebody, or give the name of somebody new."),
        ({"chosen_name": "Judith"}, "Please give an address to which we can send the invitation."),
        ({"chosen_name": "Judith", "email": "no address"}, "e-mail address"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(lists, given, words):
    assert words in add(lists, **given).content.decode()
    assert Role.objects.filter(kind="board").count() == 0


def test_a_colleague_is_chosen_by_their_name(lists):
    sam = make.staff("Sam", service=make.service(), email="sam@example.org")
    answer = add(lists, chosen_name="Sam", email="Sam@example.org").content.decode()
    assert "Please choose them by their name." in answer
    assert "not both" in add(lists, person=sam.pk, chosen_name="Sam", email="sam@example.org").content.decode()
    assert (
        not Role.objects.filter(kind="board").exists() and Person.objects.filter(email__iexact=sam.email).count() == 1
    )


def test_without_a_home_the_first_thing_to_do_is_to_add_one(lists):
    assert "Add the first home" in lists.get("/").content.decode()
    make.service()
    assert "Add the first home" not in lists.get("/").content.decode()
