"""Queries that are put into SQL once: the same answers as Django's own, for other values each time."""

import datetime as dt

import django
import pytest
from django.core.checks import run_checks
from django.db.models import Exists, OuterRef
from django.utils import timezone

from involvement.models import Person, Post, Residency
from involvement.queries import compiled
from involvement.viewer import marked, shape_of, viewer_for, viewers_for
from tests import make

pytestmark = pytest.mark.django_db


def people_since(direction: str):
    lives = Residency.objects.filter(person=OuterRef("pk"))
    rows = Person.objects.filter(pk__gte=compiled.mark(0), created_at__lt=compiled.MOMENT_MARK)
    return rows.select_related("user").annotate(lives=Exists(lives)).order_by(f"{direction}pk")


def names(direction: str):
    return people_since(direction).values_list("chosen_name", "created_at", "large_print")


def test_rows_count_and_instances_are_as_django_makes_them():
    people = [make.person("A"), make.resident("B", service=make.service(), large_print=True), make.person("C")]
    later = timezone.now() + dt.timedelta(days=1)
    for first in people:
        values = {compiled.mark(0): first.pk, compiled.MOMENT_MARK: later}
        wanted = [each for each in people if each.pk >= first.pk]
        assert compiled.rows(names, ("",), values) == [(p.chosen_name, p.created_at, p.large_print) for p in wanted]
        assert compiled.rows(names, ("-",), values)[0][0] == "C"
        assert compiled.count(people_since, ("",), values) == len(wanted)
        found = compiled.objects(people_since, ("",), values)
        assert found == wanted
        assert [(p.user, p.lives, p.created_at) for p in found] == [
            (p.user, p.chosen_name == "B", p.created_at) for p in wanted
        ]
    assert (
        compiled.rows(names, ("",), {compiled.mark(0): 1, compiled.MOMENT_MARK: timezone.now() - dt.timedelta(1)}) == []
    )


def nobody():
    return Person.objects.filter(pk__in=[])


def nobodys_names():
    return nobody().values_list("chosen_name")


def test_what_can_have_no_rows_has_none():
    make.person("A")
    assert compiled.objects(nobody, (), {}) == []
    assert compiled.rows(nobodys_names, (), {}) == []
    assert compiled.count(nobodys_names, (), {}) == 0


def test_one_viewer_is_made_as_many_are():
    house, other = make.service(), make.service()
    people = [
        make.resident(service=house),
        make.champion(service=house),
        make.staff(service=other),
        make.manager(service=other),
        make.advisor(),
        make.ended_staff(service=house),
        make.ended_resident(service=house),
        make.person(),
    ]
    many = viewers_for(people)
    for person in people:
        one, same = viewer_for(person.user), many[person.pk]
        for name in ("lives_at", "staff_of", "manages", "champion_of", "roles"):
            assert getattr(one, name) == getattr(same, name), name


def test_of_a_viewer_with_marks_each_set_stands_for_the_real_one():
    """A manager of one home who is staff at another and lives at a third: no key takes the place of another's."""
    managed, works, lives = make.service(), make.service(), make.service()
    person = make.manager(service=managed)
    today = timezone.localdate()
    Post.objects.create(person=person, service=works, kind=Post.Kind.STAFF, starts_on=today)
    Residency.objects.create(person=person, service=lives, starts_on=today)
    real = viewer_for(person.user)
    who, marks = shape_of(real)
    stand_in = marked(*who)
    for name in ("manages", "staff_of", "lives_at", "service_ids"):
        assert {marks[mark] for mark in getattr(stand_in, name)} == getattr(real, name), name


def test_no_number_in_an_address_breaks_a_page(client):
    make.sign_in(client, make.resident(service=make.service()))
    for number in (0, compiled.FIRST_MARK, compiled.mark(2), 2**63, 10**30):
        assert client.get(f"/suggestions/{number}/").status_code == 404


def test_a_django_that_was_not_tested_is_warned_of(monkeypatch):
    """Making instances from rows goes through parts of Django that it promises nobody."""
    assert not [found for found in run_checks() if found.id == "involvement.W001"]
    monkeypatch.setattr(django, "VERSION", (6, 0, 1, "final", 0))
    [found] = [found for found in run_checks() if found.id == "involvement.W001"]
    assert "5.2" in found.msg and "TESTED_WITH" in found.hint
