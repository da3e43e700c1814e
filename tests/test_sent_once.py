"""A form sent twice makes one row, also when both posts come at the same moment and without JavaScript."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from involvement.forms.once import fresh_mark
from involvement.models import Action, ActionNote, OutboxRow, Person, Photo, Residency, Story
from involvement.operations.agreed_work import agree_action
from meetings.models import Correction, Meeting, Status
from tests import make
from tests.at_once import all_at_once
from tests.involvement.pictures import jpeg, picture

SOON = dt.timedelta(days=7)
# Times that the same is posted at the same moment.
PRESSES = 6


@pytest.fixture
def house():
    return make.service("Harbour House")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def marlon(house):
    return make.resident("Marlon", service=house)


def soon() -> str:
    return (timezone.localdate() + SOON).isoformat()


def mark_on(page) -> str:
    """The mark that the form of a page carries."""
    return re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]


class Adding:
    """Somebody who moved in."""

    model = Person
    url = "/staff/people/add/"
    typed = {"chosen_name": "Old Tom", "full_name": "Thomas Field", "told_by": "in_person", "room": "7"}
    other = {"chosen_name": "Young Tom"}


class Agreeing:
    """Staff agree something outside a meeting."""

    model = Action
    other = {"title": "Mend the fence"}

    def __init__(self, house, marlon):
        self.url = reverse("staff:action-new", args=[house.pk])
        self.typed = {"title": "Mend the gate", "due_on": soon(), "owners": [marlon.pk]}


class AboutASuggestion(Agreeing):
    """Somebody will do something about what was said."""

    def __init__(self, house, marlon):
        super().__init__(house, marlon)
        said = make.suggestion("The gate squeaks.", service=house, author=marlon, status=Status.READ)
        self.url = reverse("staff:meetings:suggestion-work", args=[said.pk])


class Noting:
    """How it is going."""

    model = ActionNote
    typed = {"words": "Rang the shop."}
    other = {"words": "Rang another shop."}

    def __init__(self, sunita, house):
        self.action = agree_action(
            actor=sunita, title="Mend the gate", service=house, due_on=timezone.localdate() + SOON
        )
        self.url = reverse("public:action-note", args=[self.action.pk])


@pytest.fixture(params=["adding", "agreeing", "about a suggestion"])
def form(request, house, marlon):
    kinds = {"adding": lambda: Adding(), "agreeing": lambda: Agreeing(house, marlon)}
    return kinds.get(request.param, lambda: AboutASuggestion(house, marlon))()


@pytest.mark.django_db
def test_pressing_twice_makes_one_and_leads_to_the_first(client, sunita, form):
    make.sign_in(client, sunita)
    before = form.model.objects.count()
    mark = mark_on(client.get(form.url))
    first, second = (client.post(form.url, {**form.typed, "once": mark}) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 302) and first.url == second.url
    assert form.model.objects.count() == before + 1


@pytest.mark.django_db
def test_another_thing_from_the_same_page_is_another(client, sunita, form):
    make.sign_in(client, sunita)
    before = form.model.objects.count()
    mark = mark_on(client.get(form.url))
    client.post(form.url, {**form.typed, "once": mark})
    client.post(form.url, {**form.typed, **form.other, "once": mark})
    assert form.model.objects.count() == before + 2
    assert mark_on(client.get(form.url)) != mark, "and a page opened anew asks anew"


@pytest.mark.django_db
def test_nothing_that_comes_with_it_is_doubled(client, house, sunita, marlon):
    make.sign_in(client, sunita)
    for form in (Adding(), AboutASuggestion(house, marlon)):
        mark = fresh_mark()
        for _press in range(2):
            client.post(form.url, {**form.typed, "once": mark})
    tom, work = Person.objects.get(chosen_name="Old Tom"), Action.objects.get()
    assert Residency.objects.filter(person=tom).count() == 1
    assert work.ownerships.count() == Story.objects.about(work).count() == 1
    assert OutboxRow.objects.filter(kind="action.yours", person=marlon).count() == 1


@pytest.mark.django_db
def test_a_note_with_its_photo_is_one_and_another_photo_is_another(client, house, sunita):
    make.sign_in(client, sunita)
    note = Noting(sunita, house)
    mark = mark_on(client.get(note.action.get_absolute_url()))
    for size in ((400, 300), (400, 300), (300, 400)):
        posted = {"words": "Look.", "photo": jpeg("shop.jpg", picture(size=size)), "once": mark}
        assert client.post(note.url, posted).url == note.action.get_absolute_url()
    assert note.action.notes.count() == Photo.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_is_one(sunita, form):
    before, mark = form.model.objects.count(), fresh_mark()
    signed_in = make.sign_in(Client(), sunita).cookies

    def post():
        client = Client(raise_request_exception=False)
        client.cookies = signed_in
        return client.post(form.url, {**form.typed, "once": mark})

    answers = all_at_once([post] * PRESSES)
    assert {answer.status_code for answer in answers} == {302} and len({answer.url for answer in answers}) == 1
    assert form.model.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_note_with_its_photo_at_the_same_moment_is_one(house, sunita):
    note, mark = Noting(sunita, house), fresh_mark()
    signed_in = make.sign_in(Client(), sunita).cookies

    def post():
        client = Client(raise_request_exception=False)
        client.cookies = signed_in
        return client.post(note.url, {"words": "Look.", "photo": jpeg("shop.jpg"), "once": mark})

    answers = all_at_once([post] * PRESSES)
    assert {answer.status_code for answer in answers} == {302}
    assert note.action.notes.count() == Photo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_at_the_same_moment_is_one_and_two_different_ones_both_stay(house, sunita):
    meeting = make.meeting(service=house, state=Meeting.State.HELD)
    url = reverse("staff:meetings:correct", args=[meeting.pk])
    signed_in = make.sign_in(Client(), sunita).cookies
    words = iter(["It was Friday.", "It was the back door."] * (PRESSES // 2))

    def post():
        client = Client(raise_request_exception=False)
        client.cookies = signed_in
        return client.post(url, {"words": next(words)})

    assert {answer.status_code for answer in all_at_once([post] * PRESSES)} == {302}
    assert sorted(Correction.objects.values_list("words", flat=True)) == ["It was Friday.", "It was the back door."]
