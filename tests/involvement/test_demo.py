"""The demonstration's clock, its people and their ways in."""

import datetime as dt
import secrets
import uuid
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import override_settings
from django.utils import timezone

from involvement.demo.clock import Clock, foreseen
from involvement.demo.make import make_world
from involvement.demo.sign_ins import SIGN_INS
from involvement.demo.world import first_of_month, working_day
from involvement.models import (
    ChampionTerm,
    JoinRequest,
    Organisation,
    OutboxRow,
    Person,
    Post,
    Residency,
    Service,
    User,
)
from tests import make

DAY = dt.date(2026, 11, 22)


# --- Clock and chance -------------------------------------------------------------------------------


def test_the_clock_stands_for_functions_and_for_defaults_of_models(db):
    moment = dt.datetime(2025, 3, 1, 9, 30, tzinfo=dt.UTC)
    with Clock(moment).running() as clock:
        assert timezone.now() == moment
        assert make.person().created_at == moment
        assert isinstance(moment, timezone.datetime)
        clock.moment += dt.timedelta(days=31)
        assert timezone.localdate() == dt.date(2025, 4, 1)
        assert timezone.localtime().hour == 10
    assert timezone.now() > dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def draw():
    return secrets.randbits(53), secrets.choice("abcdefgh"), secrets.token_hex(8), uuid.uuid4()


def test_chance_falls_the_same_way_for_the_same_seed_and_is_free_again_afterwards():
    with foreseen("one"):
        first = draw()
    with foreseen("one"):
        assert draw() == first
    with foreseen("two"):
        assert draw() != first
    assert draw() != draw()


def test_months_and_working_days():
    assert first_of_month(DAY, back=24) == dt.date(2024, 11, 1)
    assert first_of_month(dt.date(2026, 12, 31), back=-1) == dt.date(2027, 1, 1)
    assert [working_day(day) for day in (dt.date(2026, 11, 20), dt.date(2026, 11, 21))] == [
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 23),
    ]


# --- The same every time ----------------------------------------------------------------------------


def digest() -> Counter:
    """Every row of ours, without what the database counts (keys, and what is made from them)."""
    rows: Counter = Counter()
    for label in ("involvement", "meetings"):
        for model in apps.get_app_config(label).get_models():
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if not field.is_relation and not isinstance(field, models.AutoField) and field.name not in COUNTED
            ]
            found = model._default_manager.values(*names) if names else [{}] * model._default_manager.count()
            rows.update((model._meta.label, *(str(without_keys(value)) for value in row.values())) for row in found)
    return rows


# What the database counts, and what is made of it.
COUNTED = ("key", "about_id", "occasion_id", "before", "audience", "reason", "file", "done_upto")


def without_keys(value):
    """Of lists of keys, how long they are, and nothing of the row that it is "of": PostgreSQL gives no number twice,
    also after what is undone."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        return {name: without_keys(each) for name, each in value.items() if name != "of"}
    return value


def made_and_undone(**arguments) -> Counter:
    with transaction.atomic():
        make_world(**arguments)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_a_date_gives_the_same_rows_each_time(db):
    first = made_and_undone(today=DAY, months=2, places=2)
    assert sum(first.values()) > 500
    assert made_and_undone(today=DAY, months=2, places=2) == first
    assert made_and_undone(today=DAY + dt.timedelta(days=1), months=2, places=2) != first


# --- The people -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_world(django_db_setup, django_db_blocker):
    """Four months at three places, for the tests of this module, and then gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(today=DAY, months=4, places=3)
        transaction.set_rollback(True)


def test_nothing_was_refused(small_world, db):
    assert small_world.refused == {}


def test_rows_are_valid(small_world, db):
    for model in (Organisation, Service, Person, Residency, Post, ChampionTerm, JoinRequest, OutboxRow):
        rows = list(model.objects.all()[:40])
        assert rows, model
        for row in rows:
            row.full_clean(validate_unique=False, validate_constraints=False)


def test_names_numbers_and_addresses_are_invented(small_world, db):
    for text in Person.objects.exclude(phone="").values_list("phone", flat=True):
        assert text.startswith("07700 900")
    assert {text[:9] for text in Service.objects.values_list("phone", flat=True)} == {"01632 960"}
    assert all(
        email.endswith("@example.org") for email in User.objects.exclude(email="").values_list("email", flat=True)
    )
    names = Person.objects.filter(merged_into=None).values_list("full_name", flat=True)
    assert len(names) == len(set(names))


def test_nobody_lives_or_works_twice_at_one_place_and_rooms_are_held_by_one(small_world, db):
    for model in (Residency, Post):
        now = list(model.objects.current(DAY).values_list("person", "service"))
        assert len(now) == len(set(now))
    rooms = list(Residency.objects.current(DAY).exclude(room="").values_list("service", "room"))
    assert len(rooms) == len(set(rooms))


def test_machines_have_sent_what_is_old_and_people_have_told_most(small_world, db):
    waiting = OutboxRow.objects.filter(state=OutboxRow.State.WAITING)
    old = small_world.ends - dt.timedelta(days=2)
    assert not waiting.filter(carrier="email", due_at__lt=old).exists()
    told = OutboxRow.objects.filter(state=OutboxRow.State.TOLD)
    assert told.exists() and not told.filter(taken_by=None).exists()
    of_a_kind = Counter(waiting.filter(carrier="email").values_list("kind", flat=True))
    assert max(of_a_kind.values()) <= 4 and {"digest", "reminders"} <= of_a_kind.keys()


def test_everybody_in_the_table_signs_in_again_and_again(small_world, db, client):
    there = [sign_in for sign_in in SIGN_INS if User.objects.filter(username=sign_in.user_name).exists()]
    assert {"card", "email", "champion", "staff", "manager", "advisor", "lead", "board"} <= {s.key for s in there}
    for sign_in in there:
        for _again in range(2):
            words = {"login": sign_in.user_name, "password": sign_in.words.title(), "device": "own"}
            answer = client.post("/sign-in/", words)
            assert answer.status_code == 302, sign_in
            assert client.get("/", follow=True).redirect_chain[-1:] != [("/own-words/", 302)]
            client.logout()


# --- The command ------------------------------------------------------------------------------------


def test_it_refuses_where_it_is_no_demonstration(db):
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo")


@override_settings(DEMONSTRATION=True)
def test_it_refuses_where_there_are_people(db):
    make.person("Somebody real")
    before = Person.objects.count()
    with pytest.raises(CommandError, match="people in this database already"):
        call_command("demo")
    assert Person.objects.count() == before


@override_settings(DEMONSTRATION=True)
def test_it_prints_as_whom_to_sign_in(small_world, db, capsys):
    call_command("demo", print_sign_ins=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Who", "Name", "User", "name", "Words", "E-mail"]
    assert any("desmond41" in line and "river lamp teapot moss" in line for line in lines)
    assert any("leon24" in line and line.endswith("leon.marsh@example.org") for line in lines)
