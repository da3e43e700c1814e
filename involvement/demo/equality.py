"""What the invented people say about themselves, in shares as they are in such homes, and the quarters counted of it."""

import datetime as dt
import random

from involvement.demo.people import OLD
from involvement.demo.world import Place, Tenant, World, first_of_month
from involvement.models import Service
from involvement.models.equality import NOT_SAID, QUESTIONS
from involvement.operations.equality import count_quarter, keep_answers
from involvement.rules.equality import CONSENT_NOW

# Of those who can sign in.
ANSWER = 0.92
# Of each question: left out, and "I would rather not say".
LEFT_OUT, RATHER_NOT = 0.04, 0.05
DAY_OF_MONTH = 16

# How many of a hundred; the rest of the words stand in models/equality.py.
AGES = {
    Service.Kind.HOSTEL: {"16": 22, "25": 30, "35": 24, "45": 15, "55": 9},
    Service.Kind.SUPPORTED: {"16": 14, "25": 24, "35": 26, "45": 22, "55": 12, "65": 2},
    Service.Kind.FLOATING: {"16": 12, "25": 24, "35": 26, "45": 20, "55": 13, "65": 5},
    Service.Kind.EXTRA_CARE: {"65": 14, "75": 42, "85": 44},
    Service.Kind.SHELTERED: {"55": 16, "65": 40, "75": 32, "85": 12},
}
GENDERS = {"woman": 45, "man": 52, "non_binary": 2, "another": 1}
OTHERS = {
    "ethnic_group": {"white_british": 60, "white_another": 9, "black": 14, "asian": 9, "mixed": 6, "another": 2},
    "condition": {"a_lot": 28, "a_little": 27, "not_harder": 10, "no": 35},
    "religion": {"none": 44, "christian": 40, "muslim": 9, "hindu": 2, "sikh": 1, "buddhist": 1, "another": 3},
    "orientation": {"straight": 88, "gay": 5, "bisexual": 5, "another": 2},
    "main_language": {"english": 88, "another": 11, "signs": 1},
}


def plan_equality(world: World) -> None:
    """Once a month whoever came new is asked; after each quarter it is counted."""
    for back in range(world.months, -1, -1):
        first = first_of_month(world.today, back=back)
        world.at(world.moment(first + dt.timedelta(days=DAY_OF_MONTH - 1), 19), ask_new_people, world)
        world.at(world.moment(first + dt.timedelta(days=7), 3, 45), count_quarter)
    # Whatever day it is, the quarter before this one has been counted when its week is over.
    world.at(world.ends, count_quarter)


def ask_new_people(world: World) -> None:
    for place in world.places:
        for tenant in place.tenants_on(world.day):
            key = f"{place.service.code}:{tenant.person.full_name}"
            if tenant.person.user_id and key not in world.asked:
                world.asked.add(key)
                _answer(place, tenant, world.chance_of(f"about you:{key}"))


def _answer(place: Place, tenant: Tenant, chance: random.Random) -> None:
    if chance.random() < ANSWER:
        shares = {"age": AGES[place.service.kind], "gender": _genders(place), **OTHERS}
        said = {question: _one(chance, shares[question]) for question in QUESTIONS}
        keep_answers(actor=tenant.person, answers=said, agreed_to=CONSENT_NOW)


def _genders(place: Place) -> dict[str, int]:
    """Of older people more are women."""
    return {**GENDERS, "woman": 64, "man": 35} if place.service.kind in OLD else GENDERS


def _one(chance: random.Random, shares: dict[str, int]) -> str:
    dice = chance.random()
    if dice < LEFT_OUT:
        return ""
    if dice < LEFT_OUT + RATHER_NOT:
        return NOT_SAID[0]
    return chance.choices(list(shares), list(shares.values()))[0]
