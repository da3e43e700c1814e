"""Many at once: one decision, one action, exact numbers, no words lost. On real connections."""

from functools import partial

import pytest
from django.utils import timezone

from involvement.models import Action, OutboxRow
from involvement.operations.base import Refused
from meetings.models import AgendaItem, CountedAgreement, Meeting, Status, Suggestion
from meetings.operations.meetings import agenda, deciding, finishing, writing
from tests import make
from tests.at_once import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def by_many(work) -> list:
    """Run ``work(number)`` in threads that start together. Refusals come back as their words."""
    outcomes = all_at_once([partial(work, number) for number in range(AT_ONCE)])
    return [outcome.message if isinstance(outcome, Refused) else outcome for outcome in outcomes]


@pytest.fixture
def written():
    house = make.service()
    writer = make.staff(service=house)
    said = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
    meeting = make.meeting(service=house)
    writing.start(actor=writer, meeting=meeting)
    return writer, meeting, said


def item_of(meeting, said) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting", "suggestion", "decided_action").get(
        meeting=meeting, suggestion=said
    )


def test_many_taps_at_once_are_one_decision(written):
    writer, meeting, said = written

    def tap(number):
        deciding.decide(
            actor=writer,
            meeting=Meeting.objects.get(pk=meeting.pk),
            item=item_of(meeting, said),
            outcome=Status.AGREED if number % 2 else Status.NO,
            reason="It would not be safe.",
        )

    by_many(tap)
    said.refresh_from_db()
    outcome = item_of(meeting, said).outcome
    assert (outcome, said.status) in [("agreed", "being_done"), ("no", "no")]
    assert Action.objects.count() == (1 if outcome == "agreed" else 0)


def test_deciding_and_undoing_at_once_leave_one_or_the_other_whole(written):
    writer, meeting, said = written
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)

    def tap(number):
        deciding.undo(
            actor=writer, meeting=Meeting.objects.get(pk=meeting.pk), item=item_of(meeting, said), was="agreed"
        )

    by_many(tap)
    said.refresh_from_db()
    assert (item_of(meeting, said).outcome, said.status, Action.objects.count()) == ("", "read", 0)


def test_hands_counted_by_many_are_exact(written):
    writer, meeting, said = written

    def count(number):
        item = item_of(meeting, said)
        writing.count_hands(actor=writer, meeting=Meeting.objects.get(pk=meeting.pk), item=item, hands=number + 1)

    by_many(count)
    said.refresh_from_db()
    hands = item_of(meeting, said).hands
    assert said.agreements == hands == CountedAgreement.objects.get().number


def test_notes_of_many_are_all_kept(written):
    writer, meeting, _said = written

    def write(number):
        return writing.save_notes(
            actor=writer, meeting=Meeting.objects.get(pk=meeting.pk), item=None, text=f"Line <{number}>", base=""
        )

    by_many(write)
    notes = Meeting.objects.get(pk=meeting.pk).notes
    assert all(notes.count(f"Line <{number}>") == 1 for number in range(AT_ONCE))


def test_the_minutes_go_out_once(written):
    writer, meeting, said = written
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.NO, reason="No money.")

    def finish(number):
        finishing.finish_meeting(actor=writer, meeting=Meeting.objects.get(pk=meeting.pk))
        return "out"

    assert by_many(finish).count("out") == 1
    assert OutboxRow.objects.filter(kind="suggestion.moved").count() == 1


def test_the_agenda_built_by_many_holds_everything_once():
    house = make.service()
    staff = make.staff(service=house)
    for _ in range(4):
        make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
    meeting = make.meeting(service=house, starts_at=timezone.now())

    def build(number):
        agenda.build_agenda(actor=staff, meeting=Meeting.objects.get(pk=meeting.pk))

    by_many(build)
    assert AgendaItem.objects.filter(meeting=meeting, kind="suggestion").count() == Suggestion.objects.count() == 4
    titles = list(AgendaItem.objects.filter(meeting=meeting, kind="standing").values_list("title", flat=True))
    assert len(titles) == len(set(titles))
