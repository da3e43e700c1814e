"""`make run`: a first start makes the organisation and opens; a second keeps what was done and is quick."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from scripts import run

ROOT = Path(__file__).resolve().parent.parent
# Seconds. The demonstration takes one or two minutes where nothing else runs.
FIRST, SECOND = 600, 90


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path):
    path = tmp_path / "secret-key"
    first = run.kept_key(path)
    assert len(first) >= 50
    assert run.kept_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_taken_port_is_told_with_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"make run PORT={port + 1}"):
            run.refuse_a_taken_port("127.0.0.1", port)


@pytest.mark.parametrize("demonstration", [None, "False"])
def test_a_named_database_is_not_filled_unasked(monkeypatch, tmp_path, demonstration):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/real")
    monkeypatch.setenv("DEMONSTRATION", demonstration or "")
    if demonstration is None:
        monkeypatch.delenv("DEMONSTRATION")
    with pytest.raises(SystemExit, match="invented people"):
        run.set_environment("127.0.0.1", 8000)


class Started:
    """The command running as a person starts it, with its folder and port its own."""

    def __init__(self, folder, port):
        self.port, self.output = port, folder / "output"
        environment = {name: os.environ[name] for name in ["PATH", "HOME", "LANG"] if name in os.environ}
        command = [sys.executable, "-m", "scripts.run", "--port", str(port)]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment | {"VAR_DIR": str(folder)}, stdout=output, stderr=output
            )

    def said(self):
        return self.output.read_text()

    def wait_until_open(self, seconds):
        end = time.monotonic() + seconds
        while "Ctrl+C stops it" not in self.said():
            assert self.process.poll() is None and time.monotonic() < end, self.said()
            time.sleep(0.2)

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def people_in(folder):
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        return database.execute("SELECT count(*), max(id) FROM involvement_person").fetchone()


@pytest.mark.wide
@pytest.mark.sqlite_only
def test_a_first_start_opens_the_organisation_and_a_second_keeps_it(tmp_path):
    first = Started(tmp_path, free_port())
    try:
        first.wait_until_open(FIRST)
        said = first.said()
        assert first.get("/")[0] == first.get("/demo/mail/")[0] == 200
    finally:
        first.stop()
    for kind in ["Customer with a card", "Champion", "Staff", "Manager", "advisor", "Board member"]:
        assert kind in said
    people = people_in(tmp_path)
    assert people[0] > 400
    second = Started(tmp_path, free_port())
    try:
        second.wait_until_open(SECOND)
        assert "Making the demonstration" not in second.said()
        assert second.get("/")[0] == 200
    finally:
        second.stop()
    assert people_in(tmp_path) == people
    with socket.socket() as attempt:
        assert attempt.connect_ex(("127.0.0.1", second.port)) != 0
