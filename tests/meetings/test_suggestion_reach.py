"""Who reads a suggestion, and what an anonymous one does not hold."""

import datetime as dt

import pytest

from involvement.models import Post, Reach
from involvement.viewer import NOBODY
from meetings.models import Suggestion
from meetings.queries.lists import HERE, OTHERS, Wish, in_list, page
from tests import make

pytestmark = pytest.mark.django_db


def readers(wish, people):
    """Names of those who may read it; "public" stands for nobody signed in."""
    viewers = {name: make.viewer(who) for name, who in people.items()} | {"public": NOBODY}
    seen = {
        name for name, viewer in viewers.items() if Suggestion.objects.visible_to(viewer).filter(pk=wish.pk).exists()
    }
    assert seen == {name for name, viewer in viewers.items() if wish.seen_by(viewer)}
    return seen


@pytest.fixture
def here():
    return make.service("Bromley Road")


@pytest.fixture
def people(here):
    elsewhere = make.service("Lime Street")
    return {
        "author": make.resident(service=here),
        "neighbour": make.resident(service=here),
        "staff": make.staff(service=here),
        "manager": make.manager(service=here),
        "elsewhere": make.resident(service=elsewhere),
        "staff elsewhere": make.staff(service=elsewhere),
        "advisor": make.advisor(),
        "lead": make.safeguarding_lead(),
        "moved out": make.ended_resident(service=here),
        "staff who left": make.ended_staff(service=here),
    }


HOUSE = {"author", "neighbour", "staff", "manager", "advisor"}
INSIDE = HOUSE | {"elsewhere", "staff elsewhere", "lead"}


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (Reach.RESTRICTED, {"author", "lead"}),
        (Reach.TEAM, {"author", "advisor"}),
        (Reach.SERVICE, HOUSE),
        (Reach.ORGANISATION, INSIDE),
        (Reach.PUBLIC, INSIDE | {"moved out", "staff who left", "public"}),
    ],
)
def test_each_reach_is_read_by_those_and_nobody_else(here, people, reach, expected):
    wish = make.suggestion(service=here, author=people["author"], reach=reach)
    assert readers(wish, people) == expected


def test_who_stands_in_for_the_advisor_reads_nothing_said_past_them(client, here, people):
    """ "Staff of your home never see it": not even while one of them is the advisor's deputy."""
    deputy = make.deputy_advisor("Dora")
    Post.objects.create(person=deputy, service=here)
    past_them = make.suggestion("Zqpast.", service=here, author=people["author"], who_sees="team")
    elsewhere = make.suggestion("Zqfar.", service=make.service(), author=people["elsewhere"], who_sees="team")
    plain = make.suggestion("Zqplain.", service=here, author=people["author"])
    assert readers(past_them, people | {"deputy": deputy}) == {"author", "advisor"}
    assert readers(elsewhere, {"deputy": deputy}) == {"deputy"}
    viewer = make.viewer(deputy)
    assert (past_them.name_for(viewer), elsewhere.name_for(viewer)) == ("", people["elsewhere"].chosen_name)
    make.sign_in(client, deputy)
    assert client.get(past_them.staff_url()).status_code == 404
    assert client.get(elsewhere.staff_url()).status_code == client.get(plain.staff_url()).status_code == 200
    addresses = ["/", "/suggestions/", "/suggestions/?where=others", "/staff/suggestions/", "/suggestions/?q=Zqpast"]
    shown = " ".join(client.get(address).content.decode().replace("“Zqpast”", "") for address in addresses)
    assert "Zqpast." not in shown and "Zqfar" in shown and "Zqplain" in shown
    for where in (HERE, OTHERS):
        wish = Wish(where=where)
        assert page(viewer, wish)["count"] == in_list(viewer, wish).count(), where


@pytest.mark.parametrize("reach", [Reach.SERVICE, Reach.PUBLIC])
def test_what_staff_have_not_read_is_theirs_alone(here, people, reach):
    wish = make.suggestion(service=here, shown=False, reach=reach)
    assert readers(wish, people) == {"staff", "manager", "advisor"}


def test_an_anonymous_suggestion_holds_its_month_and_no_more(here, people, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 22, 18, 24, 31, tzinfo=dt.UTC), tick=False)
    wish = make.suggestion(
        service=here, author=people["author"], who_sees=Suggestion.WhoSees.HERE_ANONYMOUS, told_by="in_person"
    )
    wish.refresh_from_db()
    assert wish.posted_at == wish.waiting_since == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert (wish.author, wish.told_by) == (None, "")
    assert wish.code and wish.code not in wish.follow_code_hash
