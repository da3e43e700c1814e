"""The registries: filled from every app, each name once."""

from io import StringIO

import pytest
from django.core.management import call_command

from involvement.registry import Registry
from involvement.registry.home import cards_for, menu_for
from involvement.registry.reactions import on, react
from involvement.viewer import NOBODY


def test_a_name_registered_twice_raises():
    registry = Registry("thing")
    registry.add("a", 1)
    with pytest.raises(ValueError, match="registered twice"):
        registry.add("a", 2)
    assert registry.get("a") == 1


def test_an_unknown_name_says_which_there_are():
    registry = Registry("thing")
    registry.add("known", 1)
    with pytest.raises(LookupError, match="known"):
        registry.get("unknown")


def test_reactions_run_in_the_order_in_which_they_came():
    seen = []
    on("test.order")(lambda **facts: seen.append(("first", facts["n"])))
    on("test.order")(lambda **facts: seen.append(("second", facts["n"])))
    react("test.order", n=1)
    assert seen == [("first", 1), ("second", 1)]


def test_one_command_lists_the_registries():
    out = StringIO()
    call_command("registries", stdout=out, no_color=True)
    headings = ("notices", "story verbs", "reactions", "menu entries", "cards", "sources of work")
    for heading in (*headings, "measures of promises"):
        assert f"{heading} (" in out.getvalue()
    assert "suggestion.read" in out.getvalue()


def test_the_menu_is_in_order_and_each_audience_has_its_own():
    labels = [str(entry.label) for entry in menu_for("customer")]
    assert labels[0] == "Home"
    assert [entry.order for entry in menu_for("staff")] == sorted(entry.order for entry in menu_for("staff"))


@pytest.mark.django_db
def test_a_card_with_nothing_to_show_is_left_out():
    assert all(card["card"] is not None for card in cards_for("public", NOBODY))
