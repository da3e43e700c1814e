"""Known or not: the same answer in the same time, so that nobody finds out who is here (RELIABILITY §1, enumeration).

The time is measured with the quick hash of the tests, since the slow one would hide what differs around it; and once
with the real one. Each pair is asked in turn, so that what else the machine does falls on both alike."""

import re
import statistics
import time

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from involvement.models import Audit, OutboxRow, Tally
from involvement.operations import limits
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "river lamp tea moon"
KNOWN, UNKNOWN = "rosa27", "nona27"
NUMBER = 200


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    """They would refuse the two hundredth; what they cost stays in."""
    for name in limits.LIMITS:
        monkeypatch.setitem(limits.LIMITS, name, (10**6, 10**6))


@pytest.fixture(autouse=True)
def rosa():
    user = make.user(KNOWN, password=WORDS, email=f"{KNOWN}@example.org")
    return make.resident("Rosa", service=make.service(code="harbour"), user=user, email=f"{KNOWN}@example.org")


def password_by_name(client, who):
    return client.post("/sign-in/", {"login": who, "password": "wrong words here", "device": "own"})


def password_by_address(client, who):
    return password_by_name(client, f"{who}@example.org")


def code_by_mail(client, who):
    return client.post("/sign-in/code/", {"email": f"{who}@example.org", "device": "own"})


def wrong_code(client, who):
    code_by_mail(client, who)
    return client.post("/sign-in/code/confirm/", {"code": "0000000"})


def join(client, who):
    return client.post("/join/", {"code": "harbour", "name": who, "reach_me": f"{who}@example.org"})


def admin(client, who):
    return client.post("/admin/login/", {"username": who, "password": "wrong words here"})


WAYS = [password_by_name, password_by_address, code_by_mail, wrong_code, join, admin]
# What is different each time: tokens and the moment.
EACH_TIME = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|[a-zA-Z0-9]{32,}')


def everything(client, response, who) -> tuple:
    """What the other end gets: status, headers, cookies, body; without the name that was typed."""
    headers = {name: value for name, value in response.headers.items() if name not in ("Date", "Expires")}
    cookies = {
        name: {key: value for key, value in morsel.items() if key != "expires"}
        for name, morsel in response.cookies.items()
    }
    body = EACH_TIME.sub("", response.content.decode()).replace(who, "")
    headers.pop("Content-Length", None)
    return response.status_code, headers, cookies, body


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_answer_is_the_same(way):
    answers = []
    for who in (KNOWN, UNKNOWN):
        client = Client()
        answers.append(everything(client, way(client, who), who))
    assert answers[0] == answers[1]
    assert answers[0][0] in (200, 302)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_as_many_questions_to_the_database(way):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = {}
    for who in (UNKNOWN, KNOWN, UNKNOWN, KNOWN):
        with CaptureQueriesContext(connection) as questions:
            way(Client(), who)
        asked[who] = [re.sub(r"'[^']*'|\d+", "", question["sql"])[:60] for question in questions]
    assert asked[KNOWN] == asked[UNKNOWN]


def medians(way, number: int) -> tuple[float, float]:
    """Seconds for known and unknown, each the median of ``number``."""
    spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for turn in range(number + 5):
        for who in (KNOWN, UNKNOWN) if turn % 2 else (UNKNOWN, KNOWN):
            client = Client()
            begun = time.perf_counter()
            way(client, who)
            # The first few fill what a process remembers.
            if turn >= 5:
                spent[who].append(time.perf_counter() - begun)
    return statistics.median(spent[KNOWN]), statistics.median(spent[UNKNOWN])


# By hand: a clock tells nothing on a machine that does other work. In CI the questions to the database are counted.
@pytest.mark.drill
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_it_takes_as_long(way):
    known, unknown = medians(way, NUMBER)
    print(f"{way.__name__}: known {known * 1000:.2f} ms, unknown {unknown * 1000:.2f} ms, {known / unknown - 1:+.1%}")
    assert abs(known / unknown - 1) <= 0.10


@pytest.mark.drill
def test_it_takes_as_long_with_the_hash_of_a_real_portal(rosa):
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        rosa.user.set_password(WORDS)
        rosa.user.save()
        known, unknown = medians(password_by_name, NUMBER)
    print(f"real hash: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms, {known / unknown - 1:+.1%}")
    assert abs(known / unknown - 1) <= 0.10


def test_what_is_left_behind_tells_no_more():
    """As many rows for somebody who is not here, and none that names them."""
    counts = []
    for who in (KNOWN, UNKNOWN):
        before = [model.objects.count() for model in (OutboxRow, Audit, Tally)]
        caches["process"].clear()
        code_by_mail(Client(), who)
        password_by_name(Client(), who)
        counts.append(
            [model.objects.count() - number for model, number in zip((OutboxRow, Audit, Tally), before, strict=True)]
        )
    assert counts[0][:2] == counts[1][:2]
    assert UNKNOWN not in repr(list(OutboxRow.objects.values()))


@pytest.mark.parametrize(
    "path",
    [
        "/password/reset/",
        "/accounts/password/reset/",
        "/sign-up/",
        "/accounts/signup/",
        "/sign-in/reset/",
    ],
)
def test_there_is_no_other_door(client, path):
    """Nobody resets a password by mail: a code by mail is a way in, and a card another (docs/decisions/doors.md)."""
    assert client.get(path).status_code == client.get("/zq-no-such-page/").status_code
