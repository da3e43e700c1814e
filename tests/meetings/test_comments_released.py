"""Nothing that somebody adds to a suggestion is public until staff release it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from involvement.models import Reach, Story
from involvement.operations.base import Refused
from involvement.viewer import NOBODY, viewers_for
from meetings.models import Comment, Suggestion
from meetings.models.voices import how_seen_under
from meetings.operations.suggestions.answering import release
from meetings.operations.suggestions.talking import change_comment, hide_comment, release_comment
from meetings.queries import lists
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "My chair stands beside it."


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def marlon(house):
    return make.resident("Marlon", service=house)


@pytest.fixture
def wish(house):
    return make.suggestion("A bench, please.", service=house, author=make.resident("Patrick", service=house))


def reads(client, who, wish) -> bool:
    """Whether somebody reads the comment, and whether what is counted says the same, on the page and in lists."""
    client.logout()
    if who is not None:
        make.sign_in(client, who)
    page = client.get(wish.get_absolute_url()).content.decode()
    number = page.split('<h2 id="comments">')[1].split("</span>")[0].rsplit(">", 1)[1].strip()
    assert number == ("1" if WORDS in page else "0"), who
    viewer = make.viewer(who)
    for where in (lists.HERE, lists.OTHERS) if viewer.service_ids else (lists.OTHERS,):
        for row in lists.page(viewer, lists.Wish(where=where))["rows"]:
            assert ("1 comment" in row["meta"]) == (WORDS in page), who
    return WORDS in page


def test_after_the_release_a_comment_is_not_public_until_staff_say_so(client, house, wish, marlon, sunita):
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC)
    comment = make.comment(WORDS, suggestion=wish, author=marlon)
    moved_on, elsewhere = make.ended_resident(service=house), make.resident(service=make.service())
    assert not reads(client, None, wish) and not reads(client, moved_on, wish)
    for who in (marlon, sunita, wish.author, elsewhere, make.advisor(), make.board_member()):
        assert reads(client, who, wish), who
    make.sign_in(client, sunita).post(reverse("staff:meetings:comment", args=[comment.pk]), {"public": "yes"})
    assert reads(client, None, wish) and reads(client, moved_on, wish)
    make.sign_in(client, sunita).post(reverse("staff:meetings:comment", args=[comment.pk]), {"public": "no"})
    assert not reads(client, None, wish) and reads(client, elsewhere, wish)
    verbs = Story.objects.about(wish).values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["suggestion.comment_released", "suggestion.comment_kept"]


@pytest.mark.parametrize("reach", [Reach.ORGANISATION, Reach.PUBLIC])
def test_what_was_said_before_goes_along_only_when_it_is_ticked(client, wish, marlon, sunita, reach):
    comment = make.comment(WORDS, suggestion=wish, author=marlon)
    elsewhere = make.resident(service=make.service())
    readers = [elsewhere] if reach == Reach.ORGANISATION else [elsewhere, None]
    address = reverse("staff:meetings:suggestion-release", args=[wish.pk])
    assert WORDS in make.sign_in(client, sunita).get(address).content.decode()
    client.post(address, {"reach": reach})
    assert reads(client, marlon, wish) and not any(reads(client, who, wish) for who in readers)
    make.sign_in(client, sunita).post(address, {"reach": reach, "comments": [comment.pk]})
    assert all(reads(client, who, wish) for who in readers)
    page = make.sign_in(client, sunita).get(address).content.decode()
    assert ("checked" in page.split(WORDS)[0].rsplit("<input", 1)[1]) == (reach == Reach.PUBLIC)


def test_taken_back_to_the_house_every_comment_is_asked_about_again(client, wish, marlon, sunita):
    comment = make.comment(WORDS, suggestion=wish, author=marlon)
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC, comments=[comment])
    release(actor=sunita, suggestion=wish, reach=Reach.SERVICE)
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC)
    assert not reads(client, None, wish)


def test_a_changed_comment_is_asked_about_again(client, wish, marlon, sunita):
    comment = make.comment("Hm.", suggestion=wish, author=marlon)
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC, comments=[comment])
    change_comment(actor=marlon, comment=comment, words=WORDS)
    assert not reads(client, None, wish) and reads(client, marlon, wish)


def test_a_comment_of_another_suggestion_or_a_hidden_one_is_not_released(client, house, wish, marlon, sunita):
    other = make.comment(suggestion=make.suggestion(service=house), author=marlon)
    hidden = make.comment(WORDS, suggestion=wish, author=marlon)
    hide_comment(actor=sunita, comment=hidden, shown=False)
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC, comments=[other, hidden])
    assert not Comment.objects.filter(let_out_to=Reach.PUBLIC).exists()
    with pytest.raises(Refused):
        release_comment(actor=sunita, comment=hidden, public=True)


def test_staff_and_its_author_read_that_the_public_does_not_see_it(client, wish, marlon, sunita):
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC)
    make.comment(WORDS, suggestion=wish, author=marlon)
    for who, told in ((marlon, True), (sunita, True), (wish.author, False)):
        page = make.sign_in(client, who).get(wish.get_absolute_url()).content.decode()
        assert ("The public does not see this" in page) == told, who


def test_those_who_stand_in_or_keep_people_safe_read_comments_of_what_they_read(client, house, marlon):
    team = make.suggestion(service=house, author=marlon, who_sees="team")
    make.comment(WORDS, suggestion=team, author=marlon)
    assert reads(client, make.leader(), team)
    type(team).objects.filter(pk=team.pk).update(reach=Reach.RESTRICTED)
    assert reads(client, make.safeguarding_lead(), team)


def test_under_one_suggestion_the_same_comments_are_seen_as_anywhere(house, marlon, sunita):
    """The page of one suggestion asks no other table who sees which comment: for everybody the answer is the same."""
    other = make.service("Elm Court")
    lead, leader = make.safeguarding_lead(), make.leader()
    people = [
        marlon,
        sunita,
        make.staff(service=other),
        make.resident(service=other),
        make.manager(service=other),
        make.advisor(),
        lead,
    ]
    people += [leader, make.board_member(), make.person(), make.ended_resident(service=house)]
    people += [make.champion(service=house)]
    viewers = [NOBODY, *viewers_for(people).values()]
    viewers.append(replace(make.viewer(leader), stands_in_for=frozenset({house.pk})))
    wishes = [
        make.suggestion(service=place, author=author, reach=reach)
        for reach in Reach.values
        for place in (house, other, None)
        for author in (marlon, lead)
    ]
    seen = 0
    Suggestion.objects.update(comments_shown=1)
    for wish in wishes:
        for let_out_to in Reach.values:
            for shown in (True, False):
                Comment.objects.create(suggestion=wish, author=marlon, words=WORDS, let_out_to=let_out_to, shown=shown)
        for viewer in viewers:
            rows = Comment.objects.filter(suggestion=wish)
            under = rows.seen_under(*how_seen_under(viewer, wish), viewer.person_id)
            assert set(under) == set(rows.of_what_is_seen_by(viewer)), (viewer, wish.reach, wish.service)
            in_a_list = Suggestion.objects.annotate(seen=lists.comments_seen(viewer)).get(pk=wish.pk).seen
            assert in_a_list == rows.of_what_is_seen_by(viewer).filter(shown=True).count(), (viewer, wish.reach)
            seen += under.count()
    assert 0 < seen < len(viewers) * len(wishes) * 2 * len(Reach.values)
