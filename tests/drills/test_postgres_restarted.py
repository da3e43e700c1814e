"""PostgreSQL restarted under load, once in order and once by a crash: no confirmed write is lost, and the web comes
back by itself. On a cluster of its own in a temporary folder; the machine's is left alone."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg2
import pytest

from tests.drills.crowd import WORDS, Outcome, say
from tests.processes import free_port, manage, status_of, wait_until, web
from tests.visitors import Visitor

pytestmark = pytest.mark.drill
SECONDS = 60
PEOPLE = 12
MAKE = f"from tests.drills.crowd import make_house; print(*[each.user.username for each in make_house({PEOPLE})[1]])"


class OwnCluster:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "cluster", free_port()
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        found = str(installed[-1]) if installed else shutil.which("initdb")
        assert found, "there is no PostgreSQL server on this machine"
        self.programs = Path(found).parent

    def run(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to run as root."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, str(self.programs / program), "--pgdata", str(self.folder), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)

    def make(self) -> None:
        self.folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "--auth", "trust", "--username", "postgres", "--encoding", "UTF8", "--no-locale")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "--options", options)

    def stop(self, mode: str) -> None:
        self.run("pg_ctl", "stop", "--wait", "--mode", mode)

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


@pytest.fixture
def cluster():
    # Not below pytest's own folder, which the user postgres is not let into.
    with tempfile.TemporaryDirectory(prefix="portal-cluster-") as folder:
        Path(folder).chmod(0o755)
        own = OwnCluster(Path(folder))
        own.make()
        yield own
        own.stop("immediate")


def test_no_confirmed_write_is_lost_and_the_web_comes_back(cluster):
    there = {"DATABASE_URL": cluster.url, "TRUSTED_PROXY_COUNT": "1"}
    assert manage("migrate", "--no-input", **there).returncode == 0
    made = manage("shell", "--no-imports", "-c", MAKE, **there)
    names = made.stdout.split()
    assert len(names) == PEOPLE, made.stderr
    outcome = Outcome()

    def go_on(number: int, visitor: Visitor) -> None:
        # Twenty in five minutes is what one person may say.
        for turn in range(20):
            say(visitor, outcome, 1000 * number + turn)
            time.sleep(SECONDS / 20)

    away, back = [], []
    with web(**there) as base:
        visitors = [Visitor(base, ip=f"10.1.1.{number}") for number in range(PEOPLE)]
        for name, visitor in zip(names, visitors, strict=True):
            assert "/sign-in/" not in visitor.sign_in(name, WORDS).url
            visitor.answers.clear()
        threads = [
            threading.Thread(target=go_on, args=(number, visitor)) for number, visitor in enumerate(visitors, start=1)
        ]
        for thread in threads:
            thread.start()
        for mode in ("fast", "immediate"):
            time.sleep(SECONDS / 3)
            began = time.monotonic()
            cluster.stop(mode)
            time.sleep(3)
            cluster.start()
            started = time.monotonic()
            away.append(started - began)
            wait_until(lambda: status_of(f"{base}/health/") == 200, seconds=30, what="the web to be well")
            back.append(time.monotonic() - started)
        for thread in threads:
            thread.join()
        late = visitors[0].get("/suggestions/")
        assert late.status == 200, "and it goes on"
    there_now = psycopg2.connect(cluster.url)
    with there_now.cursor() as cursor:
        cursor.execute("SELECT id FROM meetings_suggestion")
        kept = {key for (key,) in cursor.fetchall()}
    there_now.close()
    print(f"\nPostgreSQL away {away[0]:.0f} s in order, and {away[1]:.0f} s by a crash: {outcome}")
    print(f"{len(outcome.said - kept)} confirmed and lost; well again after {back[0]:.1f} and {back[1]:.1f} s")
    assert len(outcome.said) > PEOPLE and outcome.said <= kept
