"""What was said without a name can be taken back by whoever holds its code, and by nobody else."""

import pytest

from involvement.models import OutboxRow, Story
from involvement.operations.base import Refused
from meetings.models import Status, Suggestion
from meetings.operations.suggestions.changing import take_back_without_name
from meetings.operations.suggestions.moving import move
from tests import make

pytestmark = pytest.mark.django_db
LOOK, BACK = "/suggestions/follow/", "/suggestions/follow/take-back/"
HIDDEN = Suggestion.WhoSees.HERE_ANONYMOUS


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def said(house):
    """Said without a name, and shown to the house."""
    return make.suggestion("The lamp in the cellar is broken.", service=house, who_sees=HIDDEN)


def test_the_page_of_the_code_asks_first_and_then_takes_it_back(client, house, said):
    neighbour = make.resident(service=house)
    assert "Take it back" in client.post(LOOK, {"code": said.code}).content.decode()
    asked = client.post(BACK, {"code": said.code})
    assert "Yes, take it back" in asked.content.decode() and said.code not in asked.headers.get("Location", "")
    assert Suggestion.objects.get().status == Status.SENT
    page = client.post(BACK, {"code": said.code, "sure": "yes"}).content.decode()
    assert "You took it back." in page and "Yes, take it back" not in page
    assert said.code not in page, "what cannot be taken back again needs no code in the page"
    said.refresh_from_db()
    assert (said.status, said.shown, said.waiting_since) == (Status.TAKEN_BACK, False, None)
    assert not Suggestion.objects.visible_to(make.viewer(neighbour)).exists()
    assert Suggestion.objects.visible_to(make.viewer(make.staff(service=house))).exists()


def test_nothing_keeps_when_it_was_taken_back(client, said):
    before = said.posted_at
    client.post(BACK, {"code": said.code, "sure": "yes"})
    assert not Story.objects.exists() and not OutboxRow.objects.exists()
    assert Suggestion.objects.get().posted_at == before
    assert "portal" not in client.cookies and "messages" not in client.cookies


def test_an_unknown_code_and_no_code_take_nothing_back(client, said):
    for fields in ({"code": "aaaa-aaaa-aaaa", "sure": "yes"}, {"sure": "yes"}, {"code": str(said.pk), "sure": "yes"}):
        answer = client.post(BACK, fields)
        assert answer.status_code == 200 and "You took it back" not in answer.content.decode()
    assert client.get(BACK + f"?code={said.code}&sure=yes").status_code == 200
    assert Suggestion.objects.get().status == Status.SENT


def test_what_is_decided_stays_and_says_so(client, house, said):
    priti = make.staff(service=house)
    move(actor=priti, suggestion=said, to_status=Status.NO, by="staff", reason="It costs too much.")
    assert "Take it back" not in client.post(LOOK, {"code": said.code}).content.decode()
    page = client.post(BACK, {"code": said.code, "sure": "yes"}).content.decode()
    assert "It costs too much." in page and "You took it back" not in page
    assert Suggestion.objects.get().status == Status.NO


def test_only_what_has_no_author_and_has_not_changed_meanwhile(house, said):
    named = make.suggestion(service=house, author=make.resident(service=house))
    stale = Suggestion.objects.get(pk=said.pk)
    move(actor=make.staff(service=house), suggestion=said, to_status=Status.READ, by="staff")
    for one in (named, stale):
        with pytest.raises(Refused):
            take_back_without_name(suggestion=one)
    assert not Suggestion.objects.filter(status=Status.TAKEN_BACK).exists()
    said.refresh_from_db()
    take_back_without_name(suggestion=said)
    assert Suggestion.objects.filter(status=Status.TAKEN_BACK).get() == said


@pytest.mark.usefixtures("one_window")
def test_codes_cannot_be_tried_through_here_either(client, said, monkeypatch):
    from involvement.operations.limits import LIMITS

    monkeypatch.setitem(LIMITS, "follow-code", (0, 0))
    assert client.post(BACK, {"code": said.code, "sure": "yes"}).status_code == 429
    assert Suggestion.objects.get().status == Status.SENT
