"""The settings of a real portal are safe without a word said, and refuse to start without a key."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from scripts.check import of_a_real_portal

ROOT = Path(__file__).resolve().parent.parent
SHOW = """
import json
from involvement import settings
names = [name for name in dir(settings) if name.isupper() and name != "LANGUAGES"]
print(json.dumps({name: getattr(settings, name) for name in names}, default=repr))
"""


def load(environment):
    """Read the settings in a process of their own, where no .env is."""
    inherited = {name: os.environ[name] for name in ["PATH", "HOME", "LANG"] if name in os.environ}
    code = f"import environ\nenviron.Env.read_env = lambda *args, **options: None\n{SHOW}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=inherited | environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("real"))
    given = of_a_real_portal(folder)
    # What a portal gets that says nothing about them.
    for name in ["HTTPS", "DEBUG", "DEMONSTRATION"]:
        del given[name]
    done = load(given)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_a_key_nothing_starts(tmp_path):
    done = load({"VAR_DIR": str(tmp_path)})
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


def test_debug_is_off_unless_said(real):
    assert real["DEBUG"] is False
    assert real["DEMONSTRATION"] is False


def test_whoever_works_here_takes_a_second_step(real, tmp_path):
    assert real["SECOND_FACTOR"] is True
    shown = load({**of_a_real_portal(str(tmp_path)), "DEMONSTRATION": "True"})
    assert json.loads(shown.stdout)["SECOND_FACTOR"] is False


def test_cookies_travel_over_https_only_and_no_script_reads_them(real):
    for cookie in ["SESSION", "CSRF"]:
        assert real[f"{cookie}_COOKIE_SECURE"] is True
        assert real[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert real[f"{cookie}_COOKIE_SAMESITE"] in {"Lax", "Strict"}


def test_https_is_asked_for_and_remembered_for_a_year(real):
    assert real["SECURE_SSL_REDIRECT"] is True
    assert real["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_names_that_are_not_the_portals_are_promised_only_when_somebody_says_so(real, tmp_path):
    promises = {"HSTS_SUBDOMAINS": "SECURE_HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD": "SECURE_HSTS_PRELOAD"}
    assert [real[name] for name in promises.values()] == [False, False]
    for given, name in promises.items():
        done = load({**of_a_real_portal(str(tmp_path)), given: "True"})
        found = json.loads(done.stdout)
        assert {each: found[each] for each in promises.values()} == {
            each: each == name for each in promises.values()
        }, given


@pytest.mark.parametrize("said", ["False", "True"])
def test_either_way_django_finds_nothing_to_warn_of(tmp_path, said):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    given = {"PATH": os.environ["PATH"], **of_a_real_portal(str(tmp_path))}
    given |= {"HSTS_SUBDOMAINS": said, "HSTS_PRELOAD": said}
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "security" not in done.stderr, done.stderr


def test_the_content_policy_lets_in_our_own_files_only(real):
    directives = real["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert "unsafe" not in json.dumps(directives)


@pytest.mark.django_db
@pytest.mark.postgres_only
def test_postgresql_compiles_no_query():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
