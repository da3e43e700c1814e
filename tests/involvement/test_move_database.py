"""From SQLite to PostgreSQL and back by one command: every row with its key, and a portal that goes on."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection

from involvement.management.commands import move_database
from involvement.models import Organisation
from tests import make, world
from tests.processes import database_url, empty_database, manage, web
from tests.visitors import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "river lamp tea"
REWRITE = "from django.db import connection as c; c.cursor().execute('UPDATE involvement_story SET verb = verb')"
ADDRESSES = [
    ("nonsense", "no address of a database"),
    ("mysql://root@127.0.0.1/portal", "PostgreSQL or SQLite"),
    ("http://example.org", "no address of a database"),
]


@pytest.mark.parametrize(("address", "sentence"), ADDRESSES)
def test_a_wrong_address_is_said_before_anything_is_read(address, sentence, monkeypatch):
    monkeypatch.setattr(move_database, "save_backup", None)
    with pytest.raises(CommandError, match=sentence):
        call_command("move_database", to=address)


def test_the_same_database_is_refused():
    with pytest.raises(CommandError, match="already"):
        call_command("move_database", to=database_url())


def test_a_database_in_use_is_left_as_it_is(tmp_path):
    make.service()
    with empty_database(tmp_path) as url:
        call_command("move_database", to=url, verbosity=0)
        with pytest.raises(CommandError, match="Nothing was moved. CommandError: This database is in use"):
            call_command("move_database", to=url)


def test_what_was_written_meanwhile_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(move_database.Command, "_restore_there", lambda *args: make.service())
    with pytest.raises(CommandError, match="wrote to involvement_service"):
        call_command("move_database", to=f"sqlite:///{tmp_path / 'x.sqlite3'}", verbosity=0)


@pytest.mark.postgres_only
def test_there_and_back_and_the_portal_runs_on_both(tmp_path):
    built = world.build()
    Organisation.forget()
    person = built.people["customer"]
    # The web has real hashes only.
    person.user.password = PBKDF2PasswordHasher().encode(WORDS, "salt")
    person.user.save()
    lite = f"sqlite:///{tmp_path / 'lite.sqlite3'}"
    call_command("move_database", to=lite, verbosity=0)
    with empty_database(tmp_path) as back:
        moved = manage("move_database", "--to", back, DATABASE_URL=lite)
        assert moved.returncode == 0, moved.stderr
        assert "Moved." in moved.stdout
        for url in (lite, back):
            with web(DATABASE_URL=url) as address:
                visitor = Visitor(address)
                assert "/sign-in/" not in visitor.sign_in(person.user.username, WORDS).url
                # A new key for a new row, and a record that nobody rewrites.
                assert visitor.say("A new bench").url.startswith(f"{address}/suggestions/")
                assert visitor.get("/me/").status == 200
            done = manage("shell", "-c", REWRITE, DATABASE_URL=url)
            assert done.returncode and "append-only" in done.stderr
    assert connection.vendor == "postgresql"
