"""What people of the demonstration say, and that all of it came about by the rules of the portal."""

import datetime as dt
import re
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client

from involvement.demo.make import make_world
from involvement.models import Action, Story
from meetings.demo.sayings import KINDS, read_sayings, spoken
from meetings.models import MOVES, AgendaItem, Comment, CountedAgreement, FixedAnswer, Meeting, Status, Suggestion
from meetings.queries.search import STOP_WORDS

DAY = dt.date(2026, 11, 22)


# --- What they say ----------------------------------------------------------------------------------


def test_sayings_can_be_read_and_fit():
    sayings = read_sayings()
    assert len(sayings) >= 190
    for saying in sayings:
        texts = [*saying.versions, (saying.action, saying.answer), (saying.found_out, ""), (*saying.comments, "")]
        for text in (each for pair in texts for each in pair):
            assert text.count("{") == text.count("}")
            assert "{" not in spoken(text, Random(1))
        for title, words in saying.versions:
            assert len(spoken(title, Random(1))) <= 80
            assert words
        assert saying.answer or saying.end in ("repair", "complaint"), saying
        assert saying.found_out or not saying.end.startswith("find_out"), saying


def test_every_kind_of_house_has_enough_to_say():
    sayings = read_sayings()
    for kind in KINDS.values():
        assert sum(kind in saying.kinds for saying in sayings) >= 50


def test_choices_and_numbers_are_made():
    assert spoken("{one|one} of {3-3}", Random(1)) == "one of 3"


# --- What came of it --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Five months at three places, for the tests of this module, and then gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(today=DAY, months=5, places=3)
        transaction.set_rollback(True)


def can_be_reached(from_status: str, to_status: str) -> bool:
    """Whether moves of the table lead from one state to the other: an operation writes one entry for all."""
    seen, ways = set(), {from_status}
    while ways - seen:
        seen |= ways
        ways = {to for status in ways for to in MOVES[status]}
    return to_status in seen


def test_every_suggestion_came_to_its_status_by_legal_moves_with_a_story(world, db):
    suggestions = {suggestion.pk: suggestion for suggestion in Suggestion.objects.all()}
    assert len(suggestions) > 40
    stories: dict[int, list] = {key: [] for key in suggestions}
    entries = Story.objects.filter(about_label="meetings.suggestion").exclude(to_status="").order_by("at", "pk")
    for entry in entries:
        stories[entry.about_id].append((entry.from_status, entry.to_status))
    for key, moves in stories.items():
        suggestion = suggestions[key]
        # What was said in a meeting without a name was read by whoever typed it, and of that nothing is kept.
        typed_in = suggestion.is_anonymous and suggestion.source == Suggestion.Source.MEETING
        first = Status.READ if typed_in else Status.SENT
        moves = [move for move in moves if move[0] != move[1]]
        if not moves:
            assert suggestion.status == first and suggestion.is_anonymous
            continue
        assert moves[-1][1] == suggestion.status
        assert moves[0][0] in ("", first)
        for before, after in pairwise(moves):
            assert before[1] == after[0], (suggestion.title, moves)
        for from_status, to_status in moves:
            assert not from_status or can_be_reached(from_status, to_status), (from_status, to_status)


def test_counters_are_what_their_rows_say(world, db):
    for suggestion in Suggestion.objects.all():
        counted = CountedAgreement.objects.filter(suggestion=suggestion).aggregate(all=Sum("number"))["all"] or 0
        assert suggestion.agreements == suggestion.agreement_rows.count() + counted
        assert suggestion.comments_shown == Comment.objects.filter(suggestion=suggestion, shown=True).count()
        answers = FixedAnswer.objects.filter(suggestion=suggestion, round=suggestion.round)
        assert suggestion.fixed_yes == answers.filter(fixed=True).count()
        assert suggestion.fixed_no == answers.filter(fixed=False).count()


def test_nobody_agrees_with_their_own_and_nobody_knows_the_anonymous(world, db):
    for suggestion in Suggestion.objects.exclude(author=None):
        assert not suggestion.agreement_rows.filter(person=suggestion.author).exists()
    anonymous = Suggestion.objects.filter(who_sees=Suggestion.WhoSees.HERE_ANONYMOUS)
    assert anonymous.exists()
    assert {moment.day for moment in anonymous.values_list("posted_at", flat=True)} <= {1, 30, 31}
    assert not Story.objects.filter(verb="suggestion.sent", about_id__in=anonymous.values("pk")).exists()


def test_a_house_says_nothing_twice_and_the_main_house_leaves_the_washing_machine_to_the_visitor(world, db):
    said = Counter(Suggestion.objects.values_list("service", "words"))
    assert said.most_common(1)[0][1] == 1
    main = Suggestion.objects.filter(service__code="tanner")
    assert not main.filter(words__icontains="washing machine").exists()


def test_it_is_a_real_place_today(world, db):
    """Unread ones in the main house, an agenda for the next meeting of each, late and refused things."""
    main = Suggestion.objects.filter(service__code="tanner")
    assert 2 <= main.filter(status=Status.SENT).count() <= 6
    assert not Suggestion.objects.filter(status=Status.SENT, posted_at__lt=world.ends - dt.timedelta(days=60)).exists()
    to_talk_about = []
    for place in world.places:
        coming = Meeting.objects.get(service=place.service, state=Meeting.State.PLANNED)
        assert 0 < (coming.starts_at - world.ends).days <= 14
        to_talk_about.append(coming.items.filter(kind=AgendaItem.Kind.SUGGESTION).count())
    assert min(to_talk_about) >= 2 and sum(to_talk_about) >= 3 * len(to_talk_about)
    assert Suggestion.objects.filter(status__in=(Status.NO, Status.NOT_YET)).exists()
    assert Suggestion.objects.filter(released_on__isnull=False).exists()
    assert Action.objects.filter(state=Action.State.DONE).exists()


def test_the_first_search_finds_and_mends(world, db):
    words = " ".join(Suggestion.objects.for_public().values_list("words", flat=True)).lower()
    found = Counter(word for word in re.findall(r"\b[a-z]{7,12}\b", words) if word not in STOP_WORDS)
    (common, _number), *_rarer = found.most_common()
    page = Client().get("/suggestions/", {"q": common[:3] + common[4:]}).content.decode()
    assert f"Here is what we found for <b>{common}</b>" in page


def test_rows_are_valid(world, db):
    for model in (Suggestion, Meeting, Comment, Action):
        for row in model.objects.all()[:60]:
            row.full_clean(validate_unique=False, validate_constraints=False)
