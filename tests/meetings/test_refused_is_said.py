"""What somebody else did a moment ago is said on a page of the house, whichever button it was."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import ChampionTerm
from involvement.operations.base import Refused
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "Somebody was quicker."


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def wish(house):
    return make.suggestion("A bench in the garden.", service=house, author=make.resident(service=house))


def refuse_in(monkeypatch, place: str) -> None:
    def refused(**_arguments):
        raise Refused(WORDS)

    monkeypatch.setattr(place, refused)


def test_work_for_a_suggestion_keeps_what_was_typed(client, monkeypatch, house, wish):
    refuse_in(monkeypatch, "meetings.forms.staff_suggestions.agree_action")
    make.sign_in(client, make.staff(service=house))
    day = timezone.localdate() + dt.timedelta(days=3)
    url = reverse("staff:meetings:suggestion-work", args=[wish.pk])
    answer = client.post(url, {"title": "Ask for prices", "due_on": day.isoformat()})
    assert WORDS in answer.content.decode() and "Ask for prices" in answer.content.decode()


def test_work_agreed_outside_a_meeting_keeps_what_was_typed(client, monkeypatch, house):
    refuse_in(monkeypatch, "involvement.operations.agreed_work.agree_action")
    make.sign_in(client, make.staff(service=house))
    day = timezone.localdate() + dt.timedelta(days=3)
    url = reverse("staff:action-new", args=[house.pk])
    answer = client.post(url, {"title": "Ask for prices", "due_on": day.isoformat()})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode() and "Ask for prices" in answer.content.decode()


def test_a_champion_whose_term_somebody_else_ended(client, monkeypatch, house):
    refuse_in(monkeypatch, "involvement.operations.standing.end_champion")
    champion = make.champion(service=house)
    make.sign_in(client, make.staff(service=house))
    url = reverse("staff:champion-end", args=[champion.pk, ChampionTerm.objects.get().pk])
    assert WORDS in client.post(url, follow=True).content.decode()


def test_agreeing_with_what_is_gone(client, monkeypatch, house, wish):
    refuse_in(monkeypatch, "meetings.views.public.suggestion.agreeing.agree")
    refuse_in(monkeypatch, "meetings.views.public.saying.agree")
    make.sign_in(client, make.resident(service=house))
    answer = client.post(f"{wish.get_absolute_url()}agree/", {"agree": "yes"}, follow=True)
    assert WORDS in answer.content.decode()
    answer = client.post(reverse("meetings:suggestion-agree-instead", args=[wish.pk]), follow=True)
    assert WORDS in answer.content.decode() and "Thank you." not in answer.content.decode()


def test_a_page_that_has_no_place_for_it_is_a_page_of_the_house(client, monkeypatch, house, wish):
    refuse_in(monkeypatch, "meetings.views.public.suggestion.agreeing.follow")
    make.sign_in(client, make.resident(service=house))
    answer = client.post(f"{wish.get_absolute_url()}follow/", {"follow": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 409 and WORDS in page and "Somebody can help you" in page
