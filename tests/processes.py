"""Real processes of the portal on the test database, and databases besides it, for tests in which one process is not
enough. Each is on this machine alone and gone when its block ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# Seconds until a process must answer, or end.
PATIENCE = 90


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def database_url(name: str = "") -> str:
    """The test database for another process, or one of this name beside it."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name or parts['NAME']}"
    secret = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"postgres://{parts['USER']}{secret}@{parts['HOST']}:{parts['PORT']}/{name or parts['NAME']}"


def _on_server(statement: str) -> None:
    parts = connection.settings_dict
    other = psycopg2.connect(
        dbname="postgres", user=parts["USER"], password=parts["PASSWORD"], host=parts["HOST"], port=parts["PORT"]
    )
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute(statement)
    other.close()


@contextmanager
def empty_database(folder: Path, name: str = "other") -> Iterator[str]:
    """The address of a database of the same kind with nothing in it."""
    if connection.vendor == "sqlite":
        yield database_url(str(folder / f"{name}.sqlite3"))
        return
    full_name = f"{connection.settings_dict['NAME']}_{name}"
    _on_server(f'DROP DATABASE IF EXISTS "{full_name}" WITH (FORCE)')
    _on_server(f"CREATE DATABASE \"{full_name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield database_url(full_name)
    finally:
        _on_server(f'DROP DATABASE "{full_name}" WITH (FORCE)')


def environment(**changes) -> dict[str, str]:
    """What a process gets: the test database, unless ``changes`` say otherwise."""
    return {**os.environ, "DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1", **changes}


def manage(*arguments: str, text: bool = True, **changes) -> subprocess.CompletedProcess:
    """Run a command of manage.py in a process of its own, and wait for it."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=text,
        timeout=10 * PATIENCE,
    )


@contextmanager
def running(*command: str, log=subprocess.DEVNULL, **changes) -> Iterator[subprocess.Popen]:
    """A process that goes on until the block ends. ``command`` begins with python's own arguments."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(**changes),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Its children too, should they have outlived it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def status_of(url: str, **headers) -> int:
    """The status of a page; 0 when nobody answers."""
    try:
        return urlopen(Request(url, headers=headers), timeout=10).status
    except URLError as error:
        return getattr(error, "code", 0)
    except OSError:
        return 0


def wait_until(is_so, *, seconds: float = PATIENCE, what: str = "") -> None:
    """Ask again and again until it is so. Raises AssertionError when it is not in time."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.2)


@cache
def _collect_static() -> None:
    """Real pages name their files by content, so these are collected once for all processes of a run."""
    done = manage("collectstatic", "--no-input", "--verbosity", "0")
    assert done.returncode == 0, done.stderr


@contextmanager
def web(*flags: str, log=subprocess.DEVNULL, **changes) -> Iterator[str]:
    """The address of the portal as the Dockerfile serves it, with further flags for gunicorn."""
    _collect_static()
    port = free_port()
    flags = ("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", *flags)
    command = ("-m", "gunicorn", "involvement.wsgi", "--bind", f"127.0.0.1:{port}", *flags)
    with running(*command, log=log, **changes):
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/health/"), what="the web to answer")
        yield f"http://127.0.0.1:{port}"
