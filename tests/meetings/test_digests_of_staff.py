"""Staff's digest is their list of work, in numbers: theirs, or the organisation's for the advisor."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Action, JoinRequest, OutboxRow, Person
from involvement.operations import digests
from involvement.queries.digests import work_waiting
from involvement.queries.telling import tellings
from involvement.queries.work import work_for
from meetings.models import Suggestion
from tests import make

pytestmark = pytest.mark.django_db

LONDON = timezone.get_default_timezone()
MONDAY = dt.datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(MONDAY.astimezone(dt.UTC), tick=False)


@pytest.fixture
def house():
    """Something of every kind waits here, and twice to be read."""
    place = make.service("Bromley Road", opened_on=dt.date(2020, 1, 1))
    maria = make.resident("Maria", service=place, signs_in=False, digest=Person.Digest.NONE)
    long_ago = timezone.now() - dt.timedelta(days=40)
    make.suggestion(service=place, author=maria)
    make.suggestion(service=place, author=maria, posted_at=long_ago)
    make.suggestion(service=place, author=maria, who_sees="team")
    make.suggestion(service=place, author=maria, status="agreed", waiting_since=None)
    make.suggestion(service=place, author=maria, status="done", done_on=timezone.localdate(), waiting_since=None)
    make.meeting(service=place, starts_at=long_ago)
    Action.objects.create(title="Paint", service=place, first_due_on=long_ago, due_on=long_ago.date())
    JoinRequest.objects.create(service=place, name="Ash", reach_me="Room 4")
    OutboxRow.objects.create(
        kind="account.joined", person=maria, carrier="in_person", service=place, key="x", made_at=long_ago
    )
    return place


def digest_of(person) -> list[str]:
    row = OutboxRow.objects.filter(person=person, kind="digest").select_related("person").first()
    return [] if row is None else [part.words for part in tellings([row])[0].parts if part.path == "/staff/"]


def test_it_is_the_list_of_work_of_their_service(house):
    sam, tess = make.staff("Sam", service=house, email="s@example.org"), make.staff(service=make.service())
    digests.put_together()
    assert digest_of(sam) == [
        "To read: 2 (1 is late)",
        "To tell: 1 (1 is late)",
        "To decide: 1",
        "To show to others: 1",
        "Meetings: 2 (1 is late)",
        "To do: 1 (1 is late)",
        "People: 1",
    ]
    assert digest_of(tess) == ["Meetings: 1"]


def test_its_numbers_are_those_of_the_list_itself(house):
    sam = make.staff("Sam", service=house, email="s@example.org")
    digests.put_together()
    listed = {str(section.heading): section.number for section in work_for(make.viewer(sam))}
    mailed = {words.partition(":")[0]: int(words.partition(":")[2].split()[0]) for words in digest_of(sam)}
    assert mailed == listed


def test_a_manager_has_all_their_services_and_the_advisor_the_organisation(house):
    other = make.service("Quay House")
    make.suggestion(service=other, author=make.resident(service=other, digest="none"))
    manager = make.manager("Grace", service=house, email="g@example.org")
    manager.posts.create(service=other, kind="manager", starts_on=dt.date(2020, 1, 1))
    advisor, deputy = make.advisor(email="a@example.org"), make.deputy_advisor(email="d@example.org")
    digests.put_together()
    assert digest_of(manager)[0] == "To read: 3 (1 is late)"
    # And what was said to the involvement team only.
    assert digest_of(advisor)[0] == digest_of(deputy)[0] == "To read: 4 (1 is late)"


def test_an_advisor_who_works_at_a_home_reads_nothing_that_was_said_past_its_staff(house):
    advisor = make.advisor(email="a@example.org")
    advisor.posts.create(service=house, starts_on=dt.date(2020, 1, 1))
    digests.put_together()
    assert digest_of(advisor)[0] == "To read: 2 (1 is late)"


def test_who_stopped_working_there_before_it_was_sent_reads_none_of_it(house):
    sam = make.staff("Sam", service=house, email="s@example.org")
    digests.put_together()
    sam.posts.update(ends_on=timezone.localdate())
    assert digest_of(sam) == []


def test_staff_without_e_mail_have_it_on_their_page_and_nobody_says_it_aloud(house):
    sam = make.staff("Sam", service=house)
    digests.put_together()
    assert OutboxRow.objects.get(person=sam).carrier == "portal"


def test_with_no_work_there_is_none():
    make.board_member(email="b@example.org")
    assert digests.put_together() == 0


def test_what_waits_is_counted_in_few_queries_whatever_the_services(house, django_assert_num_queries):
    for _each in range(5):
        place = make.service()
        make.suggestion(service=place, author=make.resident(service=place))
    make.remember_organisation()
    with django_assert_num_queries(8):
        waiting = work_waiting()
    assert sum(one.number for one in waiting["read"]) == Suggestion.objects.filter(status="sent").count()
