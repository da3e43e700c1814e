"""A deputy of the advisor, from a day to a day: given in plain words, and it begins and ends by itself."""

import datetime as dt

import pytest
from django.test import Client

from involvement.models import Audit, Role, Story
from tests import make

pytestmark = pytest.mark.django_db

ADD = "/admin/involvement/role/add/"


@pytest.fixture
def miriam(time_machine):
    """The advisor, on a Monday in November."""
    time_machine.move_to(dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC), tick=False)
    return make.advisor("Miriam")


@pytest.fixture
def dora(miriam):
    return make.person("Dora")


def give(miriam, person, first, last, client=None):
    client = client or make.sign_in(Client(), miriam)
    data = {"person": person.pk, "kind": "deputy", "starts_on": first, "ends_on": last}
    return client.post(ADD, data, follow=True).content.decode()


def sees_advisors_page(person) -> bool:
    """In a session of today."""
    return make.sign_in(Client(), person).get("/advisor/").status_code == 200


def test_from_the_first_day_to_the_last_and_not_an_hour_longer(miriam, dora, time_machine):
    page = make.sign_in(Client(), miriam).get(ADD).content.decode()
    assert "First day" in page and "Last day" in page and "A deputy needs one." in page
    give(miriam, dora, "2026-12-07", "2026-12-11")
    role = Role.objects.get(person=dora)
    assert (role.starts_on, role.ends_on) == (dt.date(2026, 12, 7), dt.date(2026, 12, 12))
    # Midnight is that of the house: in winter the same as in UTC.
    for moment, sees in [
        (dt.datetime(2026, 12, 6, 23, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 12, 7, 0, 1, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 12, 11, 23, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 12, 12, 0, 1, tzinfo=dt.UTC), False),
    ]:
        time_machine.move_to(moment, tick=False)
        assert sees_advisors_page(dora) is sees, moment


def test_whoever_is_signed_in_as_it_ends_sees_no_more(miriam, dora, time_machine):
    give(miriam, dora, "2026-11-30", "2026-12-01")
    client = make.sign_in(Client(), dora)
    assert client.get("/advisor/").status_code == 200
    time_machine.move_to(dt.datetime(2026, 12, 2, 0, 1, tzinfo=dt.UTC), tick=False)
    assert client.get("/advisor/").status_code == 404
    assert client.get("/admin/").status_code == 404


def test_who_gave_it_is_kept(miriam, dora):
    give(miriam, dora, "2026-12-07", "2026-12-11")
    assert Story.objects.get(verb="person.role_began").actor == miriam
    assert Audit.objects.get(kind="role.began").reason == "deputy"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-12-07", "", "A deputy stands in until a day. Please give it."),
        ("2026-12-07", "2026-12-06", "The last day comes before the first."),
        ("2026-12-07", "9999-12-31", "Is the year right?"),
        ("", "2026-12-06", "This field is required"),
    ],
)
def test_what_does_not_fit_is_said(miriam, dora, first, last, words):
    assert words in give(miriam, dora, first, last)
    assert not Role.objects.filter(person=dora).exists()


def test_it_is_ended_sooner_and_the_list_says_the_last_day(miriam, dora):
    client = make.sign_in(Client(), miriam)
    give(miriam, dora, "2026-11-23", "2026-12-11", client)
    role = Role.objects.get(person=dora)
    assert 'value="11/12/2026"' in client.get(f"/admin/involvement/role/{role.pk}/change/").content.decode()
    assert "11 Dec 2026" in client.get("/admin/involvement/role/").content.decode()
    client.post(f"/admin/involvement/role/{role.pk}/change/", {"ends_on": "2026-11-29"})
    role.refresh_from_db()
    assert role.ends_on == dt.date(2026, 11, 30)
    assert not sees_advisors_page(dora)
