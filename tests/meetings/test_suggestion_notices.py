"""What is told about suggestions: in every way, in plain sentences, and never of what may show somebody at risk."""

import pytest

from involvement.mail import message_for
from involvement.models import OutboxRow, Reach
from involvement.queries.telling import tellings
from involvement.registry.notices import notices
from meetings.models import Status
from meetings.operations.suggestions.agreeing import follow
from meetings.operations.suggestions.answering import answer
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.putting_together import put_together
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def wish(house):
    author = make.resident("Patrick", service=house, email="pat@example.org", told_by="email")
    made = make.suggestion("A <b>bench</b> & a table.", title="A <b>bench</b>", service=house, author=author)
    follow(actor=make.resident("Jo", service=house, told_by="in_person"), suggestion=made)
    return made


def told(kind):
    rows = OutboxRow.objects.filter(kind=kind).select_related("person")
    return tellings(rows)[0]


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (Status.AGREED, "", "It was agreed."),
        (Status.NO, "There is no room.", "No, because: There is no room."),
        (Status.NOT_YET, "We ask first.", "Not yet, because: We ask first."),
        (Status.REPAIR, "", "We passed it to repairs."),
    ],
)
def test_a_move_is_said_alike_in_a_mail_and_by_somebody(wish, sunita, status, reason, words):
    move(actor=sunita, suggestion=wish, to_status=status, by="staff", reason=reason)
    message = message_for(told("suggestion.moved"))
    assert f"You said: “A <b>bench</b>”.\n{words}" in message.body
    html = message.alternatives[0].content
    assert "A &lt;b&gt;bench&lt;/b&gt;" in html and "<b>bench" not in html and words in html
    assert "bench" not in message.subject and "Bromley" not in message.subject
    said = told("suggestion.moved_others").sentence
    assert said == f"You wanted to hear about this: “A <b>bench</b>”. {words}"


def test_something_newer_takes_the_place_of_what_was_not_told_yet(wish, sunita):
    move(actor=sunita, suggestion=wish, to_status=Status.AGREED, by="staff")
    move(actor=sunita, suggestion=wish, to_status=Status.DONE, by="staff")
    rows = OutboxRow.objects.filter(kind="suggestion.moved").select_related("person").order_by("pk")
    first, second = tellings(rows)
    assert first.why_not and not second.why_not
    assert "Did this fix it?" in second.sentence


def test_answers_comments_and_putting_together_render(wish, sunita, house):
    answer(actor=sunita, suggestion=wish, words="We look for a good one.")
    make.comment("Two, please.", suggestion=wish, author=make.resident("Marlon", service=house))
    other = make.suggestion("Seats outside.", service=house, author=make.resident(service=house))
    put_together(actor=sunita, suggestion=wish, other=other)
    rows = OutboxRow.objects.select_related("person").exclude(kind="suggestion.answered")
    found = {telling.row.kind: telling for telling in tellings(rows)}
    assert {"suggestion.comment", "suggestion.put_together", "suggestion.joined"} <= found.keys()
    for telling in found.values():
        assert telling.sentence and "Marlon" not in telling.sentence and "Two, please." not in telling.sentence
        assert "{" not in message_for(telling).body if telling.row.person.email else True
    assert "Seats outside" in found["suggestion.put_together"].sentence


def test_nothing_is_told_of_what_may_show_somebody_at_risk_not_even_to_its_author(wish, sunita):
    move(actor=sunita, suggestion=wish, to_status=Status.AGREED, by="staff")
    type(wish).objects.filter(pk=wish.pk).update(reach=Reach.RESTRICTED)
    for telling in tellings(OutboxRow.objects.select_related("person")):
        assert telling.why_not


def test_subjects_name_no_place_and_no_topic():
    for kind, notice in notices.items():
        if kind.startswith("suggestion."):
            assert "{" not in str(notice.subject)
