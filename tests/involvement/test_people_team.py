"""Posts begin and end; with a post its open work goes to colleagues in one screen."""

import pytest
from django.utils import timezone

from involvement.models import Action, ActionOwner, OutboxRow, Person, Post, Residency
from involvement.operations import standing
from involvement.operations.base import Refused
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.service("Harbour House")


@pytest.fixture
def boss(here, client):
    who = make.manager("Mo", service=here)
    make.sign_in(client, who)
    return who


@pytest.fixture
def sam(here):
    return make.staff("Sam", service=here)


@pytest.fixture
def work(here, sam):
    """An action, a taken telling, and a resident whose key worker is Sam."""
    action = Action.objects.create(title="Mend the gate", service=here, first_due_on="2030-01-01", due_on="2030-01-01")
    ActionOwner.objects.create(action=action, person=sam, as_staff=True)
    rosa = make.resident("Rosa", service=here, key_worker=sam)
    row = OutboxRow.objects.create(
        kind="action.yours", person=rosa, carrier="in_person", key="one", state="taken", taken_by=sam, service=here
    )
    return action, row, rosa.residencies.get()


def end(client, post, **data):
    return client.post(f"/staff/team/{post.pk}/end/", {"ends_on": timezone.localdate().isoformat(), **data})


def test_open_work_goes_to_one_colleague(client, here, boss, sam, work):
    action, row, stay = work
    post = sam.posts.get()
    page = client.get(f"/staff/team/{post.pk}/end/").content.decode()
    for title in ("Mend the gate", "Tell Rosa", "Who takes on all of it?"):
        assert title in page
    tess = make.staff("Tess", service=here)
    assert end(client, post, everything=tess.pk).status_code == 302
    row.refresh_from_db()
    stay.refresh_from_db()
    assert [one.person for one in action.ownerships.all()] == [tess]
    assert (row.taken_by, stay.key_worker) == (tess, tess)
    assert make.viewer(sam).staff_of == frozenset()


def test_or_each_to_another(client, here, boss, sam, work):
    action, row, stay = work
    tess = make.staff("Tess", service=here)
    data = {f"actions-{action.pk}": tess.pk, f"tellings-{row.pk}": boss.pk, f"key_worker-{stay.pk}": tess.pk}
    assert end(client, sam.posts.get(), **data).status_code == 302
    row.refresh_from_db()
    assert row.taken_by == boss and action.ownerships.get().person == tess


def test_nothing_is_left_without_anybody(client, here, boss, sam, work):
    action, row, _stay = work
    response = end(client, sam.posts.get(), **{f"actions-{action.pk}": boss.pk})
    assert "Please choose a colleague." in response.content.decode()
    row.refresh_from_db()
    assert row.taken_by == sam
    assert make.viewer(sam).staff_of == {here.pk}


def test_work_cannot_go_to_somebody_who_does_not_work_there(client, here, boss, sam, work):
    stranger = make.staff(service=make.service())
    response = end(client, sam.posts.get(), everything=stranger.pk)
    assert response.status_code == 200
    assert make.viewer(sam).staff_of == {here.pk}
    assert end(client, sam.posts.get(), everything=sam.pk).status_code == 200


def test_only_the_manager_and_the_advisor_end_posts(client, here, boss, sam):
    post = sam.posts.get()
    other = make.service()
    for status, who in [
        (404, make.staff(service=here)),
        (404, make.manager(service=other)),
        (404, make.ended_manager(service=here)),
        (404, make.resident(service=here)),
        (404, make.board_member()),
        (200, make.advisor()),
        (200, boss),
    ]:
        make.sign_in(client, who)
        assert client.get(f"/staff/team/{post.pk}/end/").status_code == status
    assert client.get(f"/staff/team/{boss.posts.get().pk}/end/").status_code == 404


def test_a_new_colleague_is_invited(client, here, boss):
    response = client.post(
        "/staff/team/add/", {"chosen_name": "Tess", "email": "tess@example.org", "title": "Night team"}
    )
    assert response.status_code == 302
    tess = Person.objects.get(chosen_name="Tess")
    assert tess.posts.get().kind == Post.Kind.STAFF
    assert OutboxRow.objects.get(kind="account.invitation").person == tess


def test_a_colleague_from_another_home_is_the_same_person(client, here, boss):
    tess = make.staff("Tess", service=make.service(), email="tess@example.org")
    client.post("/staff/team/add/", {"chosen_name": "Teresa", "email": "Tess@example.org", "kind": "manager"})
    assert make.viewer(tess).staff_of >= {here.pk}
    assert make.viewer(tess).manages == frozenset()
    again = client.post("/staff/team/add/", {"chosen_name": "Teresa", "email": "tess@example.org"})
    assert "They have a post there already" in again.content.decode()


def test_staff_see_their_team_and_add_nobody(client, here, sam, boss):
    make.sign_in(client, sam)
    page = client.get("/staff/team/").content.decode()
    assert "Mo" in page and "Add a colleague" not in page
    assert client.get("/staff/team/add/").status_code == 404


def test_the_last_advisor_stays_and_a_deputy_has_an_end(here):
    first = make.advisor()
    with pytest.raises(Refused):
        standing.end_role(actor=first, role=first.roles.get())
    with pytest.raises(Refused):
        standing.begin_role(actor=first, person=make.person(), kind="deputy")
    make.advisor()
    standing.end_role(actor=first, role=first.roles.get())
    assert not make.viewer(first).is_advisor


def test_what_ended_ends_once(here, sam, boss):
    stay = make.resident(service=here).residencies.get()
    standing.move_out(actor=sam, residency=stay)
    with pytest.raises(Refused):
        standing.move_out(actor=sam, residency=Residency.objects.get(pk=stay.pk))


def test_a_manager_cannot_take_over_a_colleagues_sign_in(client, here, boss):
    sam = make.staff("Sam", service=here, email="sam@example.org", user=make.user("sam", email="sam@example.org"))
    make.sign_in(own := client.__class__(), sam)
    path = f"/staff/people/{sam.pk}/change/telling/"
    client.post(path, {"told_by": "email", "email": "boss@example.org"})
    link = f"/invitation/{OutboxRow.objects.get(kind='account.confirm_email').secret}/"
    assert client.post(link).status_code == 410
    assert client.__class__().post(link).url.startswith("/sign-in/?next=")
    sam.user.refresh_from_db()
    assert sam.user.email == "sam@example.org"
    assert own.get("/me/").status_code == 200
    assert own.post(link).url == "/me/"
    sam.user.refresh_from_db()
    assert sam.user.email == "boss@example.org"
