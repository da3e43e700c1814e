"""Making the demonstration: each app's ``demo`` package adds to the world what is going to happen, in the order
of INSTALLED_APPS; then it happens."""

import datetime as dt
import gc
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction

from involvement.demo.clock import foreseen
from involvement.demo.equality import plan_equality
from involvement.demo.happenings import plan_happenings
from involvement.demo.people import Registrar
from involvement.demo.places import PLANS, make_organisation, make_place
from involvement.demo.promising import plan_promises
from involvement.demo.telling import plan_telling
from involvement.demo.world import World, first_of_month


def builders() -> list[Callable[[World], None]]:
    """``build(world)`` of every app that has a ``demo`` package."""
    found = []
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.demo") is not None:
            found.append(import_module(f"{config.name}.demo").build)
    return found


def make_world(
    *,
    today: dt.date,
    months: int = 24,
    places: int = len(PLANS),
    report: Callable[[dt.date], None] = lambda month: None,
) -> World:
    """Make the demonstration as it is on a day, after ``months`` of history at the first ``places`` of PLANS.
    Returns its world. The same arguments give the same rows, but for keys that the database counts."""
    world = World(today=today, months=months)
    # Nothing large is thrown away on the way, and looking for it takes a tenth of the time.
    gc.disable()
    try:
        with foreseen(world.seed), world.clock.running():
            with transaction.atomic():
                world.plans = PLANS[:places]
                for build_app in builders():
                    build_app(world)
            world.live(report)
    finally:
        gc.enable()
    return world


def build(world: World) -> None:
    """The organisation, its places and people on the first day, and their comings and goings."""
    make_organisation()
    registrar = Registrar(world)
    registrar.begin_offices()
    for number, plan in enumerate(world.plans):
        place = make_place(world, number, plan)
        world.places.append(place)
        registrar.begin_team(place)
        registrar.fill(place)
        _plan_champions(world, registrar, place)
    plan_happenings(world)
    plan_telling(world)
    plan_promises(world)
    plan_equality(world)


def _plan_champions(world: World, registrar: Registrar, place) -> None:
    """Every house has a champion, but one that has found nobody lately."""
    if place.behind:
        months: tuple[int, ...] = (world.months,)
    else:
        first = place.chance.randrange(0, 3)
        months = tuple(range(world.months - first, -1, -12)) or (0,)
    for back in months:
        day = min(first_of_month(world.today, back=back) + dt.timedelta(days=9), world.today - dt.timedelta(days=1))
        key = "champion" if place.main and back < 12 else ""
        world.at(world.moment(day, 15), registrar.stand_champion, place, key)
