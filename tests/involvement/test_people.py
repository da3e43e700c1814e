"""Staff look after the people of their services, and nobody else's."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from involvement.models import ChampionTerm, Invitation, JoinRequest, OutboxRow, Person, Residency, SignInCard
from involvement.operations import people as people_ops
from involvement.templatetags.portal import day
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.service("Harbour House")


@pytest.fixture
def there():
    return make.service("Mill Lane")


@pytest.fixture
def rosa(here):
    return make.resident("Rosa", service=here, full_name="Rosalind Planted", room="12", email="rosa@example.org")


@pytest.fixture
def staff(here, client):
    """Somebody who works here, signed in."""
    who = make.staff("Sam", service=here)
    make.sign_in(client, who)
    return who


# --- Who sees and changes a record ----------------------------------------------------------------

CHANGES = [
    "/staff/people/{rosa}/change/about/",
    "/staff/people/{rosa}/change/formats/",
    "/staff/people/{rosa}/change/telling/",
    "/staff/people/{rosa}/change/safe-contact/",
    "/staff/people/{rosa}/home/{residency}/",
    "/staff/people/{rosa}/move-in/",
    "/staff/people/{rosa}/move-out/{residency}/",
    "/staff/people/{rosa}/card/",
    "/staff/people/{rosa}/together/",
    "/staff/people/{rosa}/death/",
]


def everybody(here, there):
    """Who may open Rosa's record (200), and for whom it is not there (404)."""
    return [
        (200, make.staff(service=here)),
        (200, make.manager(service=here)),
        (404, make.staff(service=there)),
        (404, make.manager(service=there)),
        (404, make.ended_staff(service=here)),
        (404, make.ended_manager(service=here)),
        (404, make.resident(service=here)),
        (404, make.champion(service=here)),
        (404, make.ended_advisor()),
        (404, make.safeguarding_lead()),
        (404, make.board_member()),
        (404, make.leader()),
    ]


def test_only_staff_of_the_home_open_and_change_a_record(client, here, there, rosa):
    keys = {"rosa": rosa.pk, "residency": rosa.residencies.get().pk}
    missing = None
    for status, who in everybody(here, there):
        make.sign_in(client, who)
        for path in ["/staff/people/{rosa}/", *CHANGES]:
            response = client.get(path.format(**keys))
            assert response.status_code == status, (who.chosen_name, path)
        if status == 404:
            missing = missing or client.get("/staff/people/999999/").content.count(b"<h1>")
            assert client.post(f"/staff/people/{rosa.pk}/card/").status_code == 404
            assert client.post(f"/staff/people/{rosa.pk}/invite/").status_code == 404
    assert not SignInCard.objects.exists() and not Invitation.objects.exists()


def test_the_advisor_changes_records_and_still_sees_no_full_name(client, here, rosa):
    make.sign_in(client, make.advisor())
    keys = {"rosa": rosa.pk, "residency": rosa.residencies.get().pk}
    for path in ["/staff/people/{rosa}/", "/staff/people/", *CHANGES]:
        response = client.get(path.format(**keys))
        assert response.status_code == 200, path
        assert "Planted" not in response.content.decode(), path


def test_the_full_name_is_for_staff_of_the_home(client, here, there, rosa, staff):
    assert "Rosalind Planted" in client.get(f"/staff/people/{rosa.pk}/").content.decode()
    assert "Rosalind Planted" in client.get("/staff/people/").content.decode()
    make.sign_in(client, make.resident(service=here))
    assert "Planted" not in client.get("/").content.decode()


def test_signed_out_every_record_asks_to_sign_in(client, rosa):
    for pk in (rosa.pk, 999999):
        response = client.get(f"/staff/people/{pk}/")
        assert response.status_code == 302 and response.url.startswith("/sign-in/?next=")


def test_staff_of_a_former_home_see_the_name_only(client, here, there, rosa):
    Residency.objects.filter(person=rosa).update(ends_on=timezone.localdate())
    Residency.objects.create(person=rosa, service=there)
    make.sign_in(client, make.staff(service=here))
    page = client.get(f"/staff/people/{rosa.pk}/").content.decode()
    assert "Rosa" in page and "Planted" not in page and "rosa@example.org" not in page
    assert client.get(f"/staff/people/{rosa.pk}/change/about/").status_code == 404


def test_colleagues_and_roles_are_out_of_staffs_reach(client, here, staff):
    for who in (make.staff(service=here), make.manager(service=here)):
        assert client.get(f"/staff/people/{who.pk}/change/telling/").status_code == 404
        assert client.post(f"/staff/people/{who.pk}/card/").status_code == 404
    boss = make.resident(service=here)
    boss.roles.create(kind="board")
    assert client.post(f"/staff/people/{boss.pk}/card/").status_code == 404


# --- Adding, moving -------------------------------------------------------------------------------


def test_adding_somebody_needs_a_name_only(client, here, staff):
    response = client.post("/staff/people/add/", {"chosen_name": "Bea", "told_by": "in_person"})
    bea = Person.objects.get(chosen_name="Bea")
    assert response.url == f"/staff/people/{bea.pk}/"
    assert Residency.objects.get(person=bea).service == here
    assert bea.user is None


def test_moving_out_asks_how_to_tell_them_and_keeps_their_own_things(client, here, rosa, staff):
    stay = rosa.residencies.get()
    ChampionTerm.objects.create(person=rosa, service=here, ends_on=timezone.localdate() + dt.timedelta(days=90))
    path = f"/staff/people/{rosa.pk}/move-out/{stay.pk}/"
    day = timezone.localdate().isoformat()
    refused = client.post(path, {"ends_on": day})
    assert "Please choose one." in refused.content.decode()
    refused = client.post(path, {"ends_on": day, "told_by": "letter"})
    assert "We need this" in refused.content.decode()
    client.post(path, {"ends_on": day, "told_by": "email", "email": "new@example.org"})
    rosa.refresh_from_db()
    assert (rosa.told_by, rosa.email) == ("email", "new@example.org")
    assert not Residency.objects.current().filter(person=rosa).exists()
    assert not ChampionTerm.objects.current().filter(person=rosa).exists()
    make.sign_in(client, rosa)
    assert client.get("/me/").status_code == 200


def test_moving_to_another_home(client, here, there, rosa, staff):
    client.post(
        f"/staff/people/{rosa.pk}/move-in/",
        {"service": there.pk, "starts_on": timezone.localdate().isoformat(), "room": "3", "leave": "on"},
    )
    assert make.viewer(rosa).lives_at == {here.pk}
    make.sign_in(client, make.staff(service=there))
    client.post(f"/staff/people/joining/{JoinRequest.objects.get().pk}/yes/")
    assert make.viewer(rosa).lives_at == {there.pk}
    assert "Rosalind Planted" in client.get(f"/staff/people/{rosa.pk}/").content.decode()


def test_a_manager_makes_no_customer_of_themselves(client, here, there, rosa):
    """Else they would read what is said in another home, or what a customer said past them, as their own."""
    mary = make.manager("Mary", service=here)
    secret = make.suggestion(service=here, author=rosa, who_sees="team")
    make.sign_in(client, mary)
    data = {"service": there.pk, "starts_on": timezone.localdate().isoformat()}
    assert client.post(f"/staff/people/{mary.pk}/move-in/", data).status_code == 404
    for kept, other in ((mary, rosa), (rosa, mary)):
        client.post(f"/staff/people/{kept.pk}/together/", {"other": other.pk})
    assert make.viewer(mary).lives_at == frozenset()
    assert not secret.__class__.objects.visible_to(make.viewer(mary)).filter(pk=secret.pk).exists()


def test_room_and_key_worker(client, here, there, rosa, staff):
    stay = rosa.residencies.get()
    stranger = make.staff(service=there)
    path = f"/staff/people/{rosa.pk}/home/{stay.pk}/"
    assert client.post(path, {"room": "7", "key_worker": stranger.pk}).status_code == 200
    assert client.post(path, {"room": "7", "key_worker": staff.pk}).status_code == 302
    stay.refresh_from_db()
    assert (stay.room, stay.key_worker) == ("7", staff)


def test_formats_and_safe_contact_are_saved_and_dated(client, rosa, staff):
    client.post(f"/staff/people/{rosa.pk}/change/formats/", {"large_print": "on", "interpreter": "Polish"})
    client.post(
        f"/staff/people/{rosa.pk}/change/safe-contact/", {"do_not_phone": "on", "safe_contact_note": "Son answers"}
    )
    rosa.refresh_from_db()
    assert rosa.formats_needed == ["large print", "interpreter: Polish"]
    assert rosa.needs_reviewed_on == timezone.localdate()
    page = client.get(f"/staff/people/{rosa.pk}/").content.decode()
    assert "Do not phone." in page and "Son answers" in page


def test_hidden_fields_change_nothing(client, rosa, staff):
    client.post(
        f"/staff/people/{rosa.pk}/change/about/",
        {
            "chosen_name": "Rosie",
            "full_name": "Rosalind Planted",
            "language": "pl",
            "died_on": "2020-01-01",
            "merged_into": staff.pk,
            "user": staff.user_id,
            "email": "x@example.org",
        },
    )
    rosa.refresh_from_db()
    assert (rosa.chosen_name, rosa.language) == ("Rosie", "pl")
    assert (rosa.died_on, rosa.merged_into, rosa.email) == (None, None, "rosa@example.org")
    assert rosa.user_id != staff.user_id


# --- A death --------------------------------------------------------------------------------------


def test_a_death_stops_every_carrier_at_once(client, here, rosa, staff):
    for number, (carrier, state) in enumerate(
        [
            ("email", "waiting"),
            ("portal", "waiting"),
            ("email", "claimed"),
            ("in_person", "taken"),
            ("letter", "waiting"),
        ]
    ):
        OutboxRow.objects.create(kind="action.yours", person=rosa, carrier=carrier, state=state, key=f"k{number}")
    make.sign_in(rosa_browser := client.__class__(), rosa)
    client.post(f"/staff/people/{rosa.pk}/death/", {"day": timezone.localdate().isoformat()})
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {"cancelled"}
    assert rosa_browser.get("/me/").status_code == 302
    rosa.refresh_from_db()
    assert rosa.died_on == timezone.localdate()
    assert not Residency.objects.current().filter(person=rosa).exists()
    page = client.get(f"/staff/people/{rosa.pk}/").content.decode()
    assert "Nothing is sent any more" in page


def test_a_death_to_come_is_refused_and_nothing_happens(client, rosa, staff):
    day = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert client.post(f"/staff/people/{rosa.pk}/death/", {"day": day}).status_code == 200
    rosa.refresh_from_db()
    assert rosa.died_on is None


def test_a_death_by_mistake_is_taken_back(rosa, staff):
    people_ops.record_death(actor=staff, person=rosa)
    people_ops.death_was_a_mistake(actor=staff, person=rosa)
    rosa.refresh_from_db()
    rosa.user.refresh_from_db()
    assert rosa.died_on is None and rosa.user.is_active


# --- Champions ------------------------------------------------------------------------------------


def test_a_champion_for_a_year_and_the_end(client, here, rosa, staff):
    client.post(f"/staff/people/{rosa.pk}/champion/{here.pk}/")
    term = ChampionTerm.objects.get()
    assert (term.ends_on - term.starts_on).days == 365
    assert make.viewer(rosa).champion_of == {here.pk}
    client.post(f"/staff/people/{rosa.pk}/champion/{here.pk}/")
    assert ChampionTerm.objects.count() == 1
    client.post(f"/staff/people/{rosa.pk}/champion/end/{term.pk}/")
    assert make.viewer(rosa).champion_of == frozenset()


def test_every_page_says_the_last_day_of_a_term_and_the_champion_reads_it_too(client, here, rosa, staff):
    ends_on = dt.date(timezone.localdate().year + 1, 6, 10)
    ChampionTerm.objects.create(person=rosa, service=here, ends_on=ends_on)
    last = day(ends_on - dt.timedelta(days=1))
    for path in (f"/staff/services/{here.pk}/", f"/staff/people/{rosa.pk}/"):
        page = client.get(path).content.decode()
        assert f"until {last}" in page and day(ends_on) not in page
    make.sign_in(client, rosa)
    assert f"You are champion of {here.name} until {last}." in client.get("/me/").content.decode()
    for language in ("pl", "ar"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert "You are champion of" not in client.get("/me/").content.decode()
    ChampionTerm.objects.update(ends_on=None)
    assert f" {here.name}." in client.get("/me/").content.decode()


def test_nobody_is_made_champion_of_a_home_where_they_do_not_live(client, here, there, rosa, staff):
    staff.posts.create(service=there)
    client.post(f"/staff/people/{rosa.pk}/champion/{there.pk}/")
    assert not ChampionTerm.objects.exists()


# --- The list -------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_one_and_for_many(client, here, staff, django_assert_max_num_queries):
    make.resident(service=here, key_worker=staff)
    with django_assert_max_num_queries(9) as one:
        client.get("/staff/people/")
    for _ in range(8):
        make.champion(service=here, key_worker=staff)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get("/staff/people/")


def test_of_several_services_one_is_chosen_and_others_are_not_there(client, here, there, staff):
    other = make.service("Elsewhere")
    staff.posts.create(service=there)
    make.resident("Tom", service=there)
    page = client.get(f"/staff/people/?service={there.pk}").content.decode()
    assert "Tom" in page and "Harbour House" in page
    assert client.get(f"/staff/people/?service={other.pk}").status_code == 404
    assert client.get("/staff/people/?service=zero").status_code == 404


def test_the_place_is_for_those_who_work_there(client, here, there):
    here.hours.create(weekday=0, opens="09:00", closes="17:00")
    for status, who in [
        (200, make.staff(service=here)),
        (200, make.advisor()),
        (404, make.staff(service=there)),
        (404, make.ended_staff(service=here)),
        (404, make.resident(service=here)),
        (404, make.safeguarding_lead()),
    ]:
        make.sign_in(client, who)
        response = client.get(f"/staff/services/{here.pk}/")
        assert response.status_code == status
        assert ("Monday: 9 am – 5 pm" in response.content.decode()) == (status == 200)
