"""The quiet list on the portal: how much there is to read stands in the frame of every page, and costs no query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.models import Action, ActionOwner, OutboxRow
from tests import make

pytestmark = pytest.mark.django_db


def told(person, number, **fields):
    day = timezone.localdate()
    action = Action.objects.create(
        title="Paint", service=person.residencies.first().service, first_due_on=day, due_on=day
    )
    ActionOwner.objects.create(action=action, person=person)
    for each in range(number):
        fields = {"carrier": "portal", "state": "sent", "sent_at": timezone.now(), **fields}
        OutboxRow.objects.create(
            kind="action.yours", person=person, about_label="involvement.action", about_id=action.pk,
            key=f"{person.pk}:{each}:{OutboxRow.objects.count()}", **fields,
        )  # fmt: skip


@pytest.fixture
def maria(client):
    person = make.resident("Maria", service=make.service())
    make.sign_in(client, person)
    return person


def test_the_number_stands_on_every_page_until_the_list_is_read(client, maria):
    other = make.resident(service=make.service())
    told(other, 2)
    assert "new for you" not in client.get("/help/").content.decode()
    told(maria, 3)
    told(maria, 1, seen_at=timezone.now())
    told(maria, 1, carrier="email")
    page = client.get("/help/").content.decode()
    assert '<b class="unread">3</b>' in page and 'href="/me/told/"' in page
    client.get("/me/told/")
    assert "new for you" not in client.get("/help/").content.decode()


def test_what_is_read_in_one_message_counts_once(client, maria):
    told(maria, 1)
    told(maria, 2, bundle=OutboxRow.objects.get())
    assert '<b class="unread">1</b>' in client.get("/help/").content.decode()


def test_more_than_ninety_nine_are_said_so(client, maria):
    told(maria, 101)
    assert '<b class="unread">99+</b>' in client.get("/help/").content.decode()


def test_it_costs_no_query(client, maria):
    client.get("/help/")
    with CaptureQueriesContext(connection) as without:
        client.get("/help/")
    told(maria, 5)
    with CaptureQueriesContext(connection) as with_some:
        client.get("/help/")
    assert len(with_some) == len(without)


@pytest.mark.parametrize("role", ["staff", "advisor", "board_member"])
def test_everybody_who_is_signed_in_has_it(client, maria, role):
    person = make.staff(service=make.service()) if role == "staff" else getattr(make, role)()
    OutboxRow.objects.create(kind="digest", carrier="portal", state="sent", person=person, key="x")
    page = make.sign_in(client, person).get("/help/").content.decode()
    assert '<b class="unread">1</b>' in page


def test_what_has_no_sentence_is_read_too_and_no_code(client, maria):
    """Of staff's work there is none to be said aloud; of a code nothing is left once it was mailed."""
    for kind in ("account.move_answered", "account.confirm_email"):
        OutboxRow.objects.create(kind=kind, person=maria, carrier="portal", state="sent", key=kind)
    page = client.get("/me/told/").content.decode()
    assert "whether somebody moves in" in page and "e-mail address for you" not in page
