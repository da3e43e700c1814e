"""A restore brings nobody back who was erased after the backup, and refuses without the list that says who (RELIABILITY
rule 25). And of what SQLite deletes nothing stays in its file."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from involvement import erasures
from involvement.backup.archive import Archive
from involvement.models import Audit, Organisation, Person, Photo, User
from involvement.operations import erasing
from involvement.operations.photos import keep_photo
from meetings.models import Suggestion
from tests import make
from tests.involvement.pictures import jpeg
from tests.processes import empty_database, manage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "apart" / "erasures.txt"
    settings.ERASURES_FILE_SET = True
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    Organisation.forget()


@pytest.fixture
def rosa():
    house = make.service()
    rosa = make.resident("Rosa Zqrosa", service=house, email="zqrosa@example.org")
    wish = make.suggestion("Zqrosa wants a bench", title="Zqrosa", service=house, author=rosa)
    keep_photo(actor=rosa, upload=jpeg(), about=wish)
    return rosa


def backed_up(tmp_path):
    path = tmp_path / "backup.zip"
    call_command("backup", str(path), verbosity=0)
    return path


def erase(person) -> None:
    ada = make.advisor()
    forgetting = erasing.ask(actor=person, person=person)
    erasing.confirm(actor=ada, asked=forgetting)
    assert erasing.erase_due(day=timezone.localdate() + dt.timedelta(days=30)) == 1


def test_whoever_was_erased_after_the_backup_is_not_back(rosa, tmp_path):
    other = make.resident("Sam", service=make.service())
    path, key = backed_up(tmp_path), rosa.pk
    erase(rosa)
    call_command("restore", str(path), "--replace", verbosity=0)
    assert (
        not Person.objects.filter(chosen_name__contains="Zqrosa").exists()
        and Person.objects.filter(pk=other.pk).exists()
    )
    assert not User.objects.filter(email__contains="zqrosa").exists()
    assert not Person.objects.filter(pk=key).exists() and not Photo.objects.exists()
    assert Suggestion.objects.get().words == ""
    assert not [each for each in (tmp_path / "media").rglob("*") if each.is_file()]
    assert Audit.objects.filter(kind="backup.restored").exists()


def test_whoever_was_not_erased_is_back(rosa, tmp_path):
    path = backed_up(tmp_path)
    call_command("restore", str(path), "--replace", verbosity=0)
    assert Person.objects.get().chosen_name == "Rosa Zqrosa" and Photo.objects.count() == 1
    assert len(list((tmp_path / "media").rglob("*.jpg"))) == 1


def test_in_another_place_with_the_same_list(rosa, tmp_path):
    path = backed_up(tmp_path)
    erase(rosa)
    with empty_database(tmp_path) as url:
        there = {"DATABASE_URL": url, "MEDIA_ROOT": str(tmp_path / "elsewhere")}
        nowhere = manage("restore", str(path), **there, ERASURES_FILE=str(tmp_path / "nowhere.txt"))
        assert nowhere.returncode == 1 and "There is no list of erasures" in nowhere.stderr
        assert not (tmp_path / "elsewhere").exists() or not list((tmp_path / "elsewhere").rglob("*.jpg"))
        done = manage("restore", str(path), **there, ERASURES_FILE=str(settings.ERASURES_FILE))
        assert done.returncode == 0, done.stderr
        assert "Erased anew, as they were: 1 people." in done.stdout
        assert manage("backup", str(tmp_path / "again.zip"), **there).returncode == 0
    assert not list((tmp_path / "elsewhere").rglob("*.jpg"))
    with Archive(tmp_path / "again.zip") as copy:
        copied = "\n".join(line.decode() for table in copy.manifest["tables"] for line in copy.lines(table))
    assert "zqrosa" not in copied.lower() and "Something about" in copied


def refused(path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("restore", str(path), "--replace", verbosity=0)
    assert Person.objects.exists()
    return str(error.value)


def test_a_list_that_is_missing_or_shorter_or_unreadable_is_refused(rosa, tmp_path, settings):
    sam = make.resident("Sam", service=make.service())
    erase(sam)
    path = backed_up(tmp_path)
    whole = erasures.path().read_text()
    assert whole.split()[0] == str(sam.mark) and len(whole.splitlines()) == 1
    erasures.path().write_text("")
    assert "is shorter" in refused(path)
    erasures.path().write_text("no id of anybody\n")
    assert "cannot be read" in refused(path)
    erasures.path().unlink()
    assert "There is no list" in refused(path)
    settings.ERASURES_FILE_SET = False
    assert "There is no list" in refused(path)
    erasures.path().write_text(whole)
    call_command("restore", str(path), "--replace", verbosity=0)


def test_where_nobody_was_ever_erased_and_no_list_is_configured_a_restore_needs_none(rosa, tmp_path, settings):
    path = backed_up(tmp_path)
    assert erasures.path().read_text() == ""
    erasures.path().unlink()
    assert "There is no list" in refused(path)
    settings.ERASURES_FILE_SET = False
    call_command("restore", str(path), "--replace", verbosity=0)


def test_the_list_is_outside_the_backup(rosa, tmp_path):
    erase(rosa)
    path = backed_up(tmp_path)
    with ZipFile(path) as archive:
        assert not any("erasures" in name for name in archive.namelist())
    assert (erasures.path().stat().st_mode & 0o777) == 0o600


@pytest.mark.sqlite_only
def test_nothing_is_left_in_the_file_of_the_database(rosa, tmp_path):
    name = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Zqrosa" in name.read_bytes()
    erase(rosa)
    files = [name, *name.parent.glob(f"{name.name}-*")]
    assert not any(b"zqrosa" in each.read_bytes().lower() for each in files)
