"""Guessing at four real server processes at once, behind forged addresses: the limits hold over all of them, with a
proxy in front and without, at the door of the admin and at the second step too (RELIABILITY §1, brute force)."""

import http.client
import os
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as conf

from bench.server import free_port
from involvement.operations.limits import LIMITS, WINDOW
from tests import make
from tests.involvement.test_sweep_killed import database_url

pytestmark = [pytest.mark.wide, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
WORDS = "river lamp tea moon"
TOKEN = "a" * 32
# Like the tests' own: a cheap hash, since it is the counting that is tried; static files by their plain names.
SETTINGS = """
from involvement.settings import *
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""
FLAGS = ["--workers", "4", "--worker-class", "gthread", "--threads", "2", "--no-control-socket", "--log-level", "error"]
BY_ADDRESS, BY_NAME = LIMITS["sign-in-failed"]
BY_PERSON = LIMITS["second-step"][1]


@contextmanager
def four_processes(folder, proxies: int):
    """The port of four workers on the test database, which trust so many proxies."""
    (folder / "guessed_settings.py").write_text(SETTINGS, encoding="utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "guessed_settings",
        "PYTHONPATH": str(folder),
        "TRUSTED_PROXY_COUNT": str(proxies),
    }
    command = [sys.executable, "-m", "gunicorn", "involvement.wsgi", "--bind", f"127.0.0.1:{port}", *FLAGS]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def answers(port) -> bool:
    try:
        return ask(port, "GET", "/health/", {}, "")[0] == 200
    except OSError:
        return False


def ask(port, method, path, data, seen_as, session="") -> tuple[int, str, str]:
    """Status, body and session of one request, on a connection of its own, which says that it comes from there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookies = f"csrftoken={TOKEN}" + (f"; {conf.SESSION_COOKIE_NAME}={session}" if session else "")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "X-Forwarded-For": seen_as,
        "X-Real-IP": seen_as,
        "Forwarded": f"for={seen_as}",
        "Client-IP": seen_as,
    }
    try:
        connection.request(method, path, urlencode({"csrfmiddlewaretoken": TOKEN, **data}), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        found = [
            value for name, value in answer.getheaders() if name == "Set-Cookie" and conf.SESSION_COOKIE_NAME in value
        ]
        kept = found[0].split(";")[0].partition("=")[2] if found else session
        return answer.status, body, kept
    finally:
        connection.close()


def forged() -> str:
    return f"203.0.{random.randint(0, 255)}.{random.randint(1, 254)}"


def sign_in(port, name, words, seen_as, path="/sign-in/"):
    return ask(port, "POST", path, {"login": name, "password": words, "device": "own"}, seen_as)


def outcome(answer) -> str:
    status, body, _session = answer
    if "do not fit together" in body or "That is not right" in body:
        return "looked at"
    if status == 429 or "wait five minutes" in body:
        return "refused"
    return f"in: {status}" if status == 302 else f"odd: {status}"


def at_once(tries) -> Counter:
    """What became of these tries, twelve at a time."""
    with ThreadPoolExecutor(12) as pool:
        return Counter(outcome(answer) for answer in pool.map(lambda one: one(), tries))


def in_one_stretch() -> None:
    """Tries are counted by stretches of minutes: begin no attack at the end of one."""
    left = WINDOW - time.time() % WINDOW
    if left < 60:
        time.sleep(left + 1)


@pytest.mark.parametrize("proxies", [0, 1])
def test_four_processes_count_together(tmp_path, proxies):
    in_one_stretch()
    miriam = make.advisor("Miriam", user=make.user("miriam", password=WORDS))
    make.app_step(miriam)
    make.advisor("Aisha", user=make.user("aisha", password=WORDS))

    def seen_as(real: str = "") -> str:
        """What the server is told: forged by the sender, and at its end what a proxy added."""
        return f"{forged()}, {real or forged()}" if proxies else forged()

    with four_processes(tmp_path, proxies) as port:
        # One name, from sixty addresses, by both doors.
        doors = ["/sign-in/", "/sign-in/?next=/admin/"]
        tries = [
            lambda number=number: sign_in(port, "aisha", f"guess number {number}", seen_as(), doors[number % 2])
            for number in range(40)
        ]
        assert at_once(tries) == {"looked at": BY_NAME, "refused": 40 - BY_NAME}
        assert outcome(sign_in(port, "aisha", WORDS, seen_as())) == "refused"
        # The admin has no door of its own: nothing that is posted there is looked at.
        for path in ("/admin/login/", "/admin/"):
            status, _body, session = ask(port, "POST", path, {"username": "aisha", "password": WORDS}, seen_as())
            assert (status, session) == (302, "")
        # The second step, by twelve who know the words.
        sessions = [sign_in(port, "miriam", WORDS, seen_as())[2] for _ in range(12)]
        step = "/sign-in/second-step/"
        tries = [
            lambda session=session: ask(port, "POST", step, {"code": "000000"}, seen_as(), session)
            for session in sessions
        ]
        assert at_once(tries) == {"looked at": BY_PERSON, "refused": 12 - BY_PERSON}
        assert outcome(ask(port, "POST", step, {"code": make.app_code()}, seen_as(), sessions[0])) == "refused"
        # Many names from one address, whatever it says before.
        real = "198.51.100.7"
        wrong_before = 0 if proxies else BY_NAME
        tries = [
            lambda number=number: sign_in(port, f"nobody{number}", "guess", seen_as(real))
            for number in range(BY_ADDRESS + 10)
        ]
        found = at_once(tries)
        assert set(found) == {"looked at", "refused"}
        assert found["looked at"] <= BY_ADDRESS - wrong_before
