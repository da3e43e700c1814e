"""Backed up while people write, and restored to an empty place: equal rows, equal files, and people sign in."""

import threading
import time

import pytest

from involvement.backup.archive import Archive
from involvement.models import Organisation
from meetings.models import Suggestion
from tests import world
from tests.drills.crowd import WORDS, Outcome, make_house, say, signed_in
from tests.processes import empty_database, manage, web
from tests.visitors import Visitor

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
WRITERS = 6
ROUNDS = 3


def manifest_of(path) -> dict:
    with Archive(path) as copy:
        return copy.manifest


def test_a_backup_made_while_people_write_is_restored_whole(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    world.build()
    Organisation.forget()
    _house, people = make_house(WRITERS * 4)
    there = {"MEDIA_ROOT": str(settings.MEDIA_ROOT), "TRUSTED_PROXY_COUNT": "1"}
    outcome, stop = Outcome(), threading.Event()
    paths, before, seconds = [tmp_path / f"backup{n}.zip" for n in range(ROUNDS)], [], []

    def go_on(visitors: list[Visitor], first: int) -> None:
        turn = 0
        while not stop.is_set():
            say(visitors[turn % len(visitors)], outcome, first + turn)
            turn += 1
            time.sleep(0.5)

    with web(**there) as base:
        visitors = [signed_in(base, person, number) for number, person in enumerate(people)]
        threads = [
            threading.Thread(target=go_on, args=(visitors[number::WRITERS], 1000 * number)) for number in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        for path in paths:
            before.append(set(outcome.said))
            started = time.monotonic()
            done = manage("backup", str(path), **there)
            seconds.append(time.monotonic() - started)
            assert done.returncode == 0, done.stderr
        stop.set()
        for thread in threads:
            thread.join()
    assert (outcome.errors, outcome.refused) == ([], [])
    kept = {"MEDIA_ROOT": str(tmp_path / "elsewhere"), "TRUSTED_PROXY_COUNT": "1"}
    with empty_database(tmp_path) as url:
        kept["DATABASE_URL"] = url
        started = time.monotonic()
        done = manage("restore", str(paths[-1]), **kept)
        took = time.monotonic() - started
        assert done.returncode == 0, done.stderr
        assert manage("backup", str(tmp_path / "again.zip"), **kept).returncode == 0
        with web(**kept) as base:
            visitor = Visitor(base)
            assert "/sign-in/" not in visitor.sign_in(people[0].user.username, WORDS).url
            assert visitor.get("/me/").status == 200
    ours, theirs = manifest_of(paths[-1]), manifest_of(tmp_path / "again.zip")
    entries = [each["tables"].pop("involvement_audit")["rows"] for each in (ours, theirs)]
    rows = sum(table["rows"] for table in ours["tables"].values())
    in_copy = {int(line.split(b",")[0][1:]) for line in _lines(paths[-1])}
    lost = before[-1] - in_copy
    print(f"\n{ROUNDS} backups while {WRITERS} write: {outcome}")
    print(
        f"each in {max(seconds):.1f} s at most; restored in {took:.1f} s: {rows} rows in {len(ours['tables'])} "
        f"tables and {len(ours['files'])} files equal; {len(lost)} confirmed before it began and not in it"
    )
    assert (ours["tables"], ours["files"]) == (theirs["tables"], theirs["files"])
    assert entries[1] == entries[0] + 1, "of the restore itself there is one entry"
    assert lost == set() and before[-1] and Suggestion.objects.count() >= len(in_copy)


def _lines(path) -> list[bytes]:
    with Archive(path) as copy:
        return list(copy.lines("meetings_suggestion"))
