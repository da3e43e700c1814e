"""Queries that PostgreSQL plans once for each connection: the same answers, and none where it cannot be."""

import datetime as dt

import pytest
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import NotSupportedError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.models import Person
from involvement.queries import compiled, prepared
from tests import make

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db]


def made_since(least: int):
    """Shapes that differ by a constant."""
    rows = Person.objects.filter(pk__gte=compiled.mark(0), created_at__lt=compiled.MOMENT_MARK, pk__gt=least)
    return rows.order_by("pk").values_list("chosen_name")


def names_since(pk: int, least: int = 0) -> list[str]:
    values = {compiled.mark(0): pk, compiled.MOMENT_MARK: timezone.now() + dt.timedelta(days=1)}
    return [name for (name,) in compiled.rows(made_since, (least,), values)]


WORD = "stands for a word"


def named():
    rows = Person.objects.annotate(said=SearchVector("chosen_name", config="simple"))
    return rows.filter(said=SearchQuery(WORD, config="simple")).values_list("chosen_name")


def _begin_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    prepared._prepared.pop(connection.connection, None)


@pytest.fixture
def people():
    """Three people, and a connection that has prepared nothing."""
    _begin_anew()
    yield [make.person(name) for name in "ABC"]
    _begin_anew()


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_one_plan_answers_for_every_value(people):
    for number in (0, 1, 2, 0, 1, 2, 0, 1, 2):
        assert names_since(people[number].pk) == ["A", "B", "C"][number:]
    [statement] = kept()
    assert "$2" in statement and "> 0" in statement
    assert names_since(people[0].pk, least=people[0].pk) == ["B", "C"]
    assert len(kept()) == 2


def test_it_outlives_a_change_that_was_taken_back(people):
    try:
        with transaction.atomic():
            names_since(people[0].pk)
            raise ValueError
    except ValueError:
        assert names_since(people[1].pk) == ["B", "C"]
    assert len(kept()) == 1


def test_a_number_that_is_no_key_and_a_query_too_many_run_as_they_stand(people, monkeypatch):
    assert names_since(10**30) == names_since(2**63) == []
    monkeypatch.setattr(prepared, "MOST", 1)
    assert names_since(people[1].pk, least=1) == ["B", "C"]
    assert len(kept()) == 1


def test_a_search_is_planned_for_its_words(people):
    assert compiled.rows(named, (), {WORD: "b"}) == [("B",)]
    assert kept() == []


def test_nothing_is_prepared_behind_a_pool(people, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert names_since(people[1].pk) == ["B", "C"]
    assert kept() == []


def test_whoever_looks_at_queries_can_read_them(people):
    with CaptureQueriesContext(connection) as queries:
        assert names_since(people[1].pk) == ["B", "C"]
    assert "involvement_person" in queries[0]["sql"]


def _give_names_the_type(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE involvement_person ALTER chosen_name TYPE {name}")


@pytest.mark.parametrize("in_a_change", [False, True])
@pytest.mark.django_db(transaction=True)
def test_pages_go_on_when_a_migration_gives_a_column_another_type(people, in_a_change):
    """A change that is being made fails once, for nothing can follow an error in it."""
    size = Person._meta.get_field("chosen_name").max_length
    assert names_since(people[1].pk) == ["B", "C"]
    try:
        _give_names_the_type(f"varchar({size + 1})")
        if in_a_change:
            with pytest.raises(NotSupportedError), transaction.atomic():
                names_since(people[1].pk)
        assert names_since(people[1].pk) == ["B", "C"]
    finally:
        _give_names_the_type(f"varchar({size})")
