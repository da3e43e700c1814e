"""Every operation is run once and makes the entries that tests/entries says. A new one fails until it is there."""

import ast
import importlib
import inspect
import pkgutil

import pytest

from involvement.models import Audit, Story
from involvement.operations import second_step
from involvement.registry.story_verbs import audit_kinds, things, verbs
from tests.entries import base, meetings
from tests.entries.place import Place

pytestmark = pytest.mark.django_db

TABLE = [(row[0], row[1], row[2:]) for row in (*base.OPERATIONS, *meetings.OPERATIONS)]


def name_of(function) -> str:
    return f"{function.__module__}.{function.__name__}"


def decorated() -> set[str]:
    """The full name of every function below operations/ that ``@operation`` stands on."""
    found = set()
    for root in ("involvement.operations", "meetings.operations"):
        package = importlib.import_module(root)
        for module in pkgutil.walk_packages(package.__path__, f"{root}."):
            tree = ast.parse(inspect.getsource(importlib.import_module(module.name)))
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and "operation" in map(ast.unparse, node.decorator_list):
                    found.add(f"{module.name}.{node.name}")
    return found


def test_the_table_has_every_operation_once():
    names = [name_of(function) for function, *_rest in TABLE]
    assert len(names) == len(set(names))
    assert set(names) == decorated()


@pytest.mark.parametrize(("function", "arguments", "expected"), TABLE, ids=[name_of(row[0]) for row in TABLE])
def test_it_makes_its_entries(function, arguments, expected, monkeypatch):
    # A real passkey takes a browser: tests/journeys/test_second_step.py.
    monkeypatch.setattr(second_step.passkeys.WebAuthn, "add", lambda *_: None)
    given = arguments(Place())
    before = [set(model.objects.values_list("pk", flat=True)) for model in (Story, Audit)]
    function(**given)
    stories, audits = (
        list(model.objects.exclude(pk__in=known)) for model, known in zip((Story, Audit), before, strict=True)
    )
    found = [entry.verb for entry in stories] + [f"audit:{entry.kind}" for entry in audits]
    assert sorted(found) == sorted(entry for entry in expected if not entry.startswith("none: "))
    for entry in stories:
        assert entry.verb in verbs and entry.about_label in things
        assert entry.actor == given.get("actor", entry.actor)
    # Of sessions that somebody ends for somebody else the entry is on whose they were.
    whose = getattr(given.get("asked"), "person", None)
    users = {person.user for person in (given.get("actor"), given.get("person"), whose) if person is not None}
    for entry in audits:
        assert entry.kind in audit_kinds and (not entry.about_label or entry.about_label in things)
        assert entry.user in (users or {entry.user})
