"""What stands in for what: nothing is left out of the wide tier but what a wider test asks as well."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests import make, world
from tests.conftest import in_tier, without_a_wider_one
from tests.roomy import with_room


def item(name, *marks, path="a.py"):
    found = {mark.name: mark for mark in marks}
    return SimpleNamespace(
        nodeid=f"{path}::{name}", originalname=name, path=Path(path), get_closest_marker=lambda kind: found.get(kind)
    )


NARROW, WIDE, DRILL = pytest.mark.narrow("test_all").mark, pytest.mark.wide.mark, pytest.mark.drill.mark


def test_the_wide_tier_leaves_out_the_narrow_and_the_others_the_wide():
    some = {"plain": item("plain"), "narrow": item("narrow", NARROW), "wide": item("wide", WIDE)}
    assert [name for name in some if in_tier(some[name], "test")] == ["plain", "narrow"]
    assert [name for name in some if in_tier(some[name], "wide")] == ["plain", "wide"]
    assert [name for name in some if in_tier(some[name], "drill")] == []


@pytest.mark.parametrize(
    "others",
    [
        [],
        [item("test_other", WIDE)],
        [item("test_all", WIDE, path="b.py")],
        [item("test_all", DRILL)],
        [item("test_all", NARROW)],
    ],
    ids=["nothing", "another name", "another file", "a drill", "itself narrow"],
)
def test_a_narrow_test_that_stands_alone_is_told(others):
    assert "a.py::test_few" in without_a_wider_one([item("test_few", NARROW), *others])


def test_a_narrow_test_with_its_wider_one_is_fine():
    assert without_a_wider_one([item("test_few", NARROW), item("test_all", WIDE)]) == []


def test_with_room_for_many_calls_a_function_is_as_it_was():
    def named(*args, **kwargs):
        return args, kwargs

    assert with_room(named)(1, two=2) == ((1,), {"two": 2})
    assert with_room(named).__name__ == "named"


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_behind_a_test_is_everything(settings, tmp_path):
    """Also what a trigger guards, and what others refer to; and the guards are up again afterwards."""
    settings.MEDIA_ROOT = tmp_path
    models = apps.get_models(include_auto_created=True)
    world.build()
    filled = [model for model in models if model.objects.exists()]
    assert len(filled) > 30
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    assert [model for model in models if model.objects.exists()] == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert make.service().pk
