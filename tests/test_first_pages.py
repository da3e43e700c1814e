"""The first page of each kind of person, as cards of each app, and staff's one list of work."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from involvement.models import Carrier, Organisation, OutboxRow, Person, Reach
from involvement.queries.work import work_for
from tests import make
from tests.involvement.test_sweep import tell
from tests.involvement.test_sweep import work_for as action_for

pytestmark = pytest.mark.django_db


def words_of(client, who) -> str:
    if who is not None:
        make.sign_in(client, who)
    page = client.get("/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


@pytest.fixture
def house():
    place = make.service("Bromley Road")
    patrick = make.resident("Patrick", service=place)
    make.suggestion("A second washing machine", service=place, author=patrick)
    make.suggestion(
        "A bench", service=place, title="A bench", status="done", reach=Reach.PUBLIC, done_on=timezone.localdate(),
        public_answer="It stands by the door.", released_on=timezone.localdate(), waiting_since=None,
    )  # fmt: skip
    make.meeting(service=place, starts_at=timezone.now() + dt.timedelta(days=4), place="The lounge")
    return place


def test_the_public_reads_what_was_done_and_can_sign_in(client, house):
    words = words_of(client, None)
    assert "You said, we did" in words and "It stands by the door." in words and "Sign in" in words
    assert "washing machine" not in words and "The lounge" not in words


def test_a_customer_has_the_box_what_became_of_their_words_and_the_next_meeting(client, house):
    words = words_of(client, Person.objects.get(chosen_name="Patrick"))
    for part in ("What would make things better here?", "Who can see this?", "washing machine", "The lounge"):
        assert part in words
    assert words.index("Who can see this?") < words.index("Your suggestions") < words.index("You said, we did")


def test_staff_have_one_list_of_all_their_work(client, house):
    sunita = make.staff("Sunita", service=house)
    late = timezone.localdate() - dt.timedelta(days=2)
    action_for(sunita, title="Mend the gate", service=house, due_on=late)
    tell(make.resident("Jo", service=house, signs_in=False), action_for(title="Buy bulbs", service=house))
    make.suggestion("A lamp", title="A lamp", service=house, status="agreed", waiting_since=None)
    sections = {section.kind: section for section in work_for(make.viewer(sunita))}
    assert list(sections) == ["read", "tell", "decide", "due"]
    assert OutboxRow.objects.get().carrier == Carrier.IN_PERSON
    words = words_of(client, sunita)
    for part in ("washing machine", "Tell Jo", "A lamp", "Mend the gate", "Late"):
        assert part in words


def test_of_what_may_be_shown_to_others_the_oldest_stand_first_however_many_wait(client, house):
    today = timezone.localdate()
    answered = {"service": house, "reach": Reach.SERVICE, "waiting_since": None, "words": "As it was said."}
    days = iter(range(60, 0, -1))
    for status, day in (("no", "talked_on"), ("done", "done_on"), ("not_yet", "talked_on")) * 18:
        title = f"{status} {(ago := next(days))}"
        make.suggestion(title=title, status=status, **answered, **{day: today - dt.timedelta(days=ago)})
    make.suggestion(title="Too old", status="done", done_on=today - dt.timedelta(days=100), **answered)
    section = {found.kind: found for found in work_for(make.viewer(make.staff(service=house)))}["release"]
    assert [row["title"] for row in section.rows] == [
        "no 60", "done 59", "not_yet 58", "no 57", "done 56", "not_yet 55", "no 54", "done 53",
    ]  # fmt: skip
    assert (section.number, section.more) == (54, 46)


def test_the_advisor_sees_every_service_and_the_board_its_numbers(client, house):
    words = words_of(client, make.advisor())
    assert "Every service at a glance" in words and "Bromley Road" in words and "washing machine" in words
    words = words_of(client, make.board_member())
    assert "The last three months" in words and "It stands by the door." in words
    assert "washing machine" not in words


def test_the_foot_has_the_links_that_the_advisor_set(client):
    organisation, _made = Organisation.objects.get_or_create(pk=1, defaults={"name": "Wherrygate Homes"})
    organisation.footer_links.create(label="Bake a cake for us", url="https://example.org/cake", position=1)
    make.remember_organisation()
    assert '<a href="https://example.org/cake"' in client.get("/").content.decode()
