"""Which tests run when, and the database and browser that they run on.

Tiers: `--tier=test` (the default) leaves out tests marked `wide` or `drill`; `--tier=wide` adds the wide ones;
`--tier=drill` runs the drills alone. A test named by its node id runs whatever its tier. A test marked `narrow` is left
out of the wide tier, where the test that it names asks all that it asks, and more.
"""

import gc
import os

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import override_settings
from django.utils import translation

from scripts.browser import find_browser
from tests.end_of_run import EndOfRun
from tests.environment import prepare
from tests.roomy import with_room

prepare()

# How many examples each tier tries for a form or a query string: docs/decisions/test-tiers.md says why. What runs at
# every change tries the same ones each time, so that a run does not depend on chance; the drill looks for new ones.
hypothesis.settings.register_profile("test", max_examples=25, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("wide", max_examples=150, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("drill", max_examples=500, deadline=None, database=None, print_blob=True)


def pytest_addoption(parser):
    parser.addoption("--tier", choices=["test", "wide", "drill"], default="test", help="which tests run")


def pytest_configure(config):
    assert settings.DATABASES, "reading the settings here lets pytest-django set Django up"
    config.end_of_run = EndOfRun(config)
    config.pluginmanager.register(config.end_of_run)
    hypothesis.settings.load_profile(config.getoption("tier"))


# --- Which tests run ------------------------------------------------------------------------------


def in_tier(item, tier):
    is_drill = item.get_closest_marker("drill") is not None
    if tier == "drill":
        return is_drill
    if tier == "wide":
        return not is_drill and item.get_closest_marker("narrow") is None
    return not is_drill and item.get_closest_marker("wide") is None


def without_a_wider_one(items) -> list[str]:
    """The narrow tests whose wider one is not in the same file, or would itself be left out of the wide tier."""
    wide = {(item.path, item.originalname) for item in items if in_tier(item, "wide")}
    narrow = [(item, item.get_closest_marker("narrow")) for item in items]
    return sorted({item.nodeid for item, marker in narrow if marker and (item.path, *marker.args) not in wide})


def can_run_here(item):
    """What one database, or a missing Redis, cannot do is left out, never skipped."""
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    if item.get_closest_marker("postgres_only") and not on_postgres:
        return False
    if item.get_closest_marker("sqlite_only") and on_postgres:
        return False
    return not item.get_closest_marker("redis_only") or bool(settings.REDIS_URL)


def is_journey(item):
    return item.get_closest_marker("journey") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    tier = config.getoption("tier")
    named = any("::" in argument for argument in config.args)
    if not named and (alone := without_a_wider_one(items)):
        raise pytest.UsageError(f"Nothing wider is in these files than: {', '.join(alone)}")
    kept = [item for item in items if can_run_here(item) and (named or in_tier(item, tier))]
    # In CI the journeys stay, and fail for want of a browser.
    if os.environ.get("CI") != "true" and any(map(is_journey, kept)) and find_browser() is None:
        config.end_of_run.journeys_left_out = [item.nodeid for item in kept if is_journey(item)]
        kept = [item for item in kept if not is_journey(item)]
    left_out = [item for item in items if item not in set(kept)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = kept


# --- What the interpreter would do for nothing ----------------------------------------------------


def pytest_collection_finish():
    """What was loaded stays until the end: looking through all of it for what can go took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    pyfuncitem.obj = with_room(pyfuncitem.obj)


# --- Settings and database ------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def quick_settings(django_test_environment):
    """A cheap password hash, and static files by their plain names: nobody runs collectstatic for a test."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # What a process remembers does not run out in the middle of a test that counts queries.
        CACHES={**settings.CACHES, "process": {**settings.CACHES["process"], "TIMEOUT": 3600}},
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What a process remembers of one test's rows, and the language of its last page, are gone before the next."""
    caches["process"].clear()
    translation.deactivate()


@pytest.fixture
def one_window(monkeypatch):
    """The five minutes in which tries are counted together do not end in the middle of the test."""
    from involvement.operations import limits

    # The next one, whose end is still far off.
    window = limits.window_now() + 1
    monkeypatch.setattr(limits, "window_now", lambda: window)


@pytest.fixture(scope="session")
def a_real_test_database(tmp_path_factory):
    """SQLite as a file with the production options, so that threads race as they will; PostgreSQL in UTF-8
    whatever the cluster's own encoding."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(tmp_path_factory.mktemp("db") / "test.sqlite3")}
    else:
        database["TEST"] = {**database.get("TEST", {}), "CHARSET": "UTF8", "TEMPLATE": "template0"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(a_real_test_database, django_db_modify_db_settings_parallel_suffix):
    """pytest-django's own fixture, after ours has named the file."""


@pytest.fixture(scope="session", autouse=True)
def quick_flush(request):
    """On PostgreSQL, what a test without a transaction wrote is deleted from the few tables that hold anything. Django
    truncates all: two seconds or more a test, since each table and index gets a new file."""
    if connection.vendor == "postgresql":
        patch = pytest.MonkeyPatch()
        request.addfinalizer(patch.undo)
        patch.setattr(type(connection.ops), "sql_flush", sql_to_empty(type(connection.ops).sql_flush))
    yield


def sql_to_empty(truncating):
    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        with self.connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if reset_sequences or not tables or cursor.fetchone() != ("on",):
                return truncating(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
            each = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {self.quote_name(table)})" for table in tables]
            cursor.execute(" UNION ALL ".join(each))
            full = [self.quote_name(table) for (table,) in cursor.fetchall()]
        # Django runs these in one transaction. The role of a replica asks no key and no trigger whether a row may go,
        # as truncating does not either; all that refers to it goes along.
        return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {table}" for table in full)]

    return sql_flush


# --- Browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """One Chromium per process. Its driver runs an event loop in this thread, where Django would else refuse
    to touch the database."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = find_browser()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_browser(browser, live_server):
    """Return a function that opens a fresh browser profile at the live server, as one person's device.

    `open_browser(width=390, height=844, javascript=True, **options)` gives a Playwright page whose `goto` takes
    paths. Whatever the page's scripts threw, or the content policy refused, fails the test at its end.
    """
    contexts, complaints = [], []

    def open_one(*, width=1280, height=900, javascript=True, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note_refusal(page, message))
        return page

    def note_refusal(page, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(f"{page.url}: {message.text}")

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


# --- One world for many pages ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """tests/world.py, built once for the tests of a module in one transaction that is undone at the end. A test
    that writes undoes it itself."""
    from django.db import transaction

    from involvement.models import Organisation
    from tests import world

    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder, ALLOWED_HOSTS=["testserver"]):
        try:
            with transaction.atomic():
                yield world.build()
                transaction.set_rollback(True)
        finally:
            Organisation.forget()


@pytest.fixture(scope="module")
def walker(world):
    """Asks pages as every role of the world."""
    from tests.access.walk import Walker

    return Walker(world)
