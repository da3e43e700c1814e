"""Actions: what somebody said they would do, by a date."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, OutboxRow, Photo, Reach, Story
from involvement.operations import agreed_work
from involvement.operations.base import Refused
from involvement.queries.agreed_work import actions_page, card_of_mine, work_due
from involvement.registry import reactions
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def marlon(house):
    return make.resident("Marlon", service=house)


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


def agree(actor, *owners, service=None, days=7, **details):
    details.setdefault("title", "Buy the second washing machine")
    return agreed_work.agree_action(actor=actor, due_on=in_days(days), service=service, owners=owners, **details)


@pytest.fixture
def action(house, sunita, marlon):
    return agree(sunita, sunita, marlon, service=house)


@pytest.fixture
def heard(monkeypatch):
    """What reactions were called with."""
    calls = []
    for event in ("begun", "dated", "done", "dropped", "reopened", "forgotten"):
        name = f"action.{event}"
        listeners = [lambda name=name, **facts: calls.append((name, facts))]
        monkeypatch.setitem(reactions._reactions, name, listeners)
    return calls


def verbs_of(action):
    return list(Story.objects.about(action).values_list("verb", flat=True))


def test_agreeing_names_the_owners_keeps_the_date_and_tells_them(house, sunita, marlon, heard):
    thing = object()
    action = agree(sunita, sunita, marlon, service=house, answers=[thing])
    assert action.first_due_on == action.due_on == in_days(7)
    assert {o.person: o.as_staff for o in action.ownerships.all()} == {sunita: True, marlon: False}
    assert [row.person for row in OutboxRow.objects.all()] == [marlon], "nobody is told what they just said"
    assert verbs_of(action) == ["action.begun"]
    assert heard == [("action.begun", {"action": action, "actor": sunita, "answers": [thing], "occasion": None})]


def test_without_owners_it_is_whoever_wrote_it_down(house, sunita):
    assert list(agree(sunita, service=house).owners.all()) == [sunita]


def test_a_title_is_needed(sunita):
    with pytest.raises(Refused):
        agree(sunita, title="  ")
    assert not Action.objects.exists()


def test_the_first_date_is_kept_for_ever(action, sunita, marlon):
    first = action.due_on
    OutboxRow.objects.update(state="told")
    agreed_work.move_date(actor=marlon, action=action, due_on=in_days(30), reason="The shop is shut.")
    agreed_work.move_date(actor=marlon, action=action, due_on=in_days(40))
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on) == (first, in_days(40))
    told = OutboxRow.objects.filter(kind="action.date")
    assert {row.person for row in told} == {sunita}
    assert told.count() == 1, "what still waits to be told is told with the newest date"


def test_done_and_dropped_and_opened_again_each_react_once(action, sunita, heard):
    agreed_work.finish(actor=sunita, action=action, words="It is in the old store room.")
    assert (action.state, action.done_on) == (Action.State.DONE, timezone.localdate())
    with pytest.raises(Refused):
        agreed_work.finish(actor=sunita, action=action)
    agreed_work.reopen(actor=sunita, action=action)
    with pytest.raises(Refused, match="say why"):
        agreed_work.drop(actor=sunita, action=action, reason=" ")
    agreed_work.drop(actor=sunita, action=action, reason="There is no room for it.")
    agreed_work.reopen(actor=sunita, action=action)
    with pytest.raises(Refused):
        agreed_work.reopen(actor=sunita, action=action)
    action.refresh_from_db()
    assert (action.state, action.done_on, action.reason) == (Action.State.OPEN, None, "")
    assert [name for name, _facts in heard] == [
        "action.done",
        "action.reopened",
        "action.dropped",
        "action.reopened",
    ]
    assert verbs_of(action)[1:] == [name for name, _facts in heard]


def test_a_reaction_that_fails_undoes_all(action, sunita, monkeypatch):
    def fails(**facts):
        raise RuntimeError

    monkeypatch.setitem(reactions._reactions, "action.done", [fails])
    with pytest.raises(RuntimeError):
        agreed_work.finish(actor=sunita, action=action, words="Done")
    fresh = Action.objects.get(pk=action.pk)
    assert fresh.state == Action.State.OPEN and not fresh.notes.exists()
    assert verbs_of(action) == ["action.begun"]


def test_of_two_who_end_it_at_once_one_does(action, sunita, marlon):
    as_marlon_saw_it = Action.objects.get(pk=action.pk)
    agreed_work.drop(actor=sunita, action=action, reason="No room.")
    with pytest.raises(Refused):
        agreed_work.finish(actor=marlon, action=as_marlon_saw_it)


def test_an_agreement_can_be_undone_until_somebody_has_begun(action, sunita, heard):
    agreed_work.add_note(actor=sunita, action=action, words="I rang the shop.")
    with pytest.raises(Refused):
        agreed_work.forget_action(actor=sunita, action=action)
    action.notes.all().delete()
    agreed_work.forget_action(actor=sunita, action=action)
    assert not Action.objects.exists() and heard[-1][0] == "action.forgotten"


def test_giving_it_to_others_tells_the_new_ones(house, action, sunita, marlon):
    bea = make.resident("Bea", service=house)
    agreed_work.give_to(actor=sunita, action=action, owners=[marlon, bea])
    assert set(action.owners.all()) == {marlon, bea}
    assert {row.person for row in OutboxRow.objects.filter(kind="action.yours")} == {marlon, bea}
    assert OutboxRow.objects.filter(kind="action.yours", person=marlon).count() == 1
    with pytest.raises(Refused):
        agreed_work.give_to(actor=sunita, action=action, owners=[])


# --- Who sees it ----------------------------------------------------------------------------------


def everybody(house):
    elsewhere = make.service()
    return {
        "visitor": None,
        "customer": make.resident(service=house),
        "customer elsewhere": make.resident(service=elsewhere),
        "ended customer": make.ended_resident(service=house),
        "champion": make.champion(service=house),
        "staff": make.staff(service=house),
        "ended staff": make.ended_staff(service=house),
        "staff elsewhere": make.staff(service=elsewhere),
        "manager": make.manager(service=house),
        "advisor": make.advisor(),
        "ended advisor": make.ended_advisor(),
        "lead": make.safeguarding_lead(),
        "board": make.board_member(),
    }


def test_seen_by_says_what_visible_to_says(house):
    people = everybody(house)
    owner = people["customer elsewhere"]
    made = [
        agree(people["staff"], *owners, service=service, reach=reach)
        for reach, service, owners in itertools.product(Reach.values, (house, None), ((), (owner,)))
    ]
    for name, person in people.items():
        viewer = make.viewer(person)
        in_sql = set(Action.objects.visible_to(viewer).values_list("pk", flat=True))
        in_python = {action.pk for action in made if action.seen_by(viewer)}
        assert in_python == in_sql, name


@pytest.mark.parametrize(
    ("name", "sees", "works", "manages"),
    [
        ("visitor", False, False, False),
        ("customer", True, False, False),
        ("customer elsewhere", False, False, False),
        ("ended customer", False, False, False),
        ("staff", True, True, True),
        ("ended staff", False, False, False),
        ("staff elsewhere", False, False, False),
        ("manager", True, True, True),
        ("advisor", True, True, True),
        ("board", False, False, False),
        ("owner", True, True, False),
    ],
)
def test_who_may_do_what(client, house, action, marlon, name, sees, works, manages):
    person = marlon if name == "owner" else everybody(house)[name]
    if person is not None:
        make.sign_in(client, person)
    refused = 404 if person is not None else 302
    page = client.get(action.get_absolute_url())
    assert page.status_code == (200 if sees else refused)
    for url_name, allowed in (
        ("action-done", works),
        ("action-date", works),
        ("action-drop", manages),
        ("action-owners", manages),
    ):
        url = reverse(f"public:{url_name}", args=[action.pk])
        assert client.get(url).status_code == (200 if allowed else refused), url_name
        assert client.post(url, {}).status_code in ((302, 422) if allowed else (refused,)), url_name
    for url_name in ("action-note", "action-reopen"):
        posted = client.post(reverse(f"public:{url_name}", args=[action.pk]), {"words": "Rang the shop."})
        assert posted.status_code == (302 if works else refused), url_name


def test_a_note_sent_twice_is_one_and_the_same_words_later_or_of_another_are_more(client, action, sunita, marlon):
    url = reverse("public:action-note", args=[action.pk])
    make.sign_in(client, sunita)
    for _press in range(2):
        assert client.post(url, {"words": "Rang the shop."}).status_code == 302
    assert action.notes.count() == 1
    agreed_work.add_note(actor=marlon, action=action, words="Rang the shop.")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        agreed_work.add_note(actor=sunita, action=action, words="Rang the shop.")
    assert action.notes.count() == 3


def test_people_elsewhere_read_roles_not_names(client, house, sunita, marlon):
    action = agree(sunita, sunita, marlon, service=house, reach=Reach.ORGANISATION)
    agreed_work.add_note(actor=marlon, action=action, words="I rang the shop.")
    there = make.resident(service=make.service())
    page = make.sign_in(client, there).get(action.get_absolute_url()).content.decode()
    assert "staff and people who live there" in page and "I rang the shop." in page
    assert "Sunita" not in page and "Marlon" not in page
    here = make.sign_in(client, make.resident(service=house)).get(action.get_absolute_url()).content.decode()
    assert "Sunita, Marlon" in here


# --- Pages ----------------------------------------------------------------------------------------


def test_an_owner_without_a_post_writes_adds_a_photo_and_says_it_is_done(client, action, marlon):
    make.sign_in(client, marlon)
    posted = client.post(
        reverse("public:action-note", args=[action.pk]), {"words": "Two prices so far.", "photo": jpeg("shop.jpg")}
    )
    assert posted.status_code == 302
    photo = Photo.objects.get()
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Two prices so far." in page and f"/photos/{photo.pk}/" in page
    client.post(reverse("public:action-done", args=[action.pk]), {"words": "It is there."})
    action.refresh_from_db()
    assert action.state == Action.State.DONE
    client.post(reverse("public:action-reopen", args=[action.pk]))
    action.refresh_from_db()
    assert action.state == Action.State.OPEN


def test_what_was_typed_survives_an_error(client, action, sunita):
    make.sign_in(client, sunita)
    notes = reverse("public:action-note", args=[action.pk])
    page = client.post(notes, {"words": "Look at this", "photo": jpeg("a.svg", b"<svg/>")})
    assert page.status_code == 422
    assert "Look at this" in page.content.decode() and "could not read that photo" in page.content.decode()
    assert not action.notes.exists() and not Photo.objects.exists()
    drop = client.post(reverse("public:action-drop", args=[action.pk]), {"reason": ""})
    assert drop.status_code == 422 and "Please write something here." in drop.content.decode()
    date = client.post(reverse("public:action-date", args=[action.pk]), {"due_on": "2020-01-01", "reason": "Late"})
    assert "That day is over" in date.content.decode() and "Late" in date.content.decode()


def test_staff_agree_something_outside_a_meeting(client, house, sunita, marlon):
    make.sign_in(client, sunita)
    url = reverse("staff:action-new", args=[house.pk])
    client.post(url, {"title": "Mend the gate", "due_on": in_days(3).isoformat(), "owners": [marlon.pk]})
    action = Action.objects.get()
    assert (action.service, list(action.owners.all())) == (house, [marlon])
    other = make.staff(service=make.service())
    assert make.sign_in(client, other).get(url).status_code == 404
    stranger = make.resident(service=make.service())
    make.sign_in(client, sunita)
    refused = client.post(url, {"title": "x", "due_on": in_days(3).isoformat(), "owners": [stranger.pk]})
    assert refused.status_code == 422


def test_lists_mine_ours_late_and_done(house, sunita, marlon):
    late = agree(sunita, sunita, service=house, days=-3, title="late")
    soon = agree(sunita, marlon, service=house, days=3, title="soon")
    agree(sunita, sunita, service=make.service(), days=20, title="elsewhere")
    done = agree(sunita, sunita, service=house, title="done")
    agreed_work.finish(actor=sunita, action=done)
    viewer = make.viewer(marlon)

    def shown(show):
        return [row["title"] for row in actions_page(viewer, show=show).rows]

    assert (shown("mine"), shown("ours")) == (["soon"], ["late", "soon"])
    assert (shown("late"), shown("done")) == (["late"], ["done"])
    assert shown("nonsense") == shown("ours")
    assert card_of_mine(viewer)["rows"][0]["url"] == soon.get_absolute_url()
    assert [item.url for item in work_due(make.viewer(sunita))] == [late.get_absolute_url()]


@pytest.mark.parametrize("show", ["ours", "done"])
def test_pages_follow_each_other_without_a_gap(house, sunita, marlon, show):
    for number in range(45):
        action = agree(sunita, sunita, service=house, days=number // 10, title=f"{number}")
        if show == "done":
            agreed_work.finish(actor=sunita, action=action, day=in_days(-(number // 10)))
    viewer, after, seen = make.viewer(marlon), "", []
    for _page in range(3):
        page = actions_page(viewer, show=show, after=after)
        seen += [row["title"] for row in page.rows]
        after = page.next_after
    assert len(seen) == len(set(seen)) == 45 and after == ""


@pytest.mark.parametrize("after", ["", ".", "x.1", "2026-01-01.x", "2026-99-99.4", "9" * 40, "2026-01-01." + "9" * 30])
def test_a_cut_address_gives_the_first_page(client, action, sunita, after):
    page = make.sign_in(client, sunita).get(reverse("public:actions"), {"after": after})
    assert page.status_code == 200 and "second washing machine" in page.content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(client, house, sunita, marlon):
    make.sign_in(client, sunita)

    def queries():
        make.remember_organisation()
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("public:actions"), {"show": "ours"})
        return len(captured)

    agree(sunita, sunita, marlon, service=house)
    queries()
    one = queries()
    for _number in range(15):
        agree(sunita, sunita, marlon, service=house)
    assert queries() == one <= 9


def test_days_late_are_counted_from_the_date_now_agreed(house, sunita):
    action = agree(sunita, service=house, days=0)
    assert action.days_late() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        assert action.days_late() == 3
