"""A backup holds all that the portal keeps, of one moment; a restore puts all of it back, or nothing."""

import datetime as dt
import json
import threading
import zipfile
from pathlib import Path

import pytest
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from involvement.backup import BackupError, archive, restoring
from involvement.backup.rows import digest_of
from involvement.backup.tables import LEFT_OUT, all_tables, in_use, kept_tables, names_there
from involvement.backup.tables import Table as BackupTable
from involvement.models import Audit, Organisation, OutboxRow, Person, Tally
from involvement.operations import audit
from meetings.models import Suggestion
from tests import make, world
from tests.processes import empty_database, manage

pytestmark = pytest.mark.django_db(transaction=True)
# Tables of a real database that stand for no model, and are made and filled by other means.
WITHOUT_MODEL = {"django_migrations", "involvement_limit", "sqlite_sequence"}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def everything(media):
    """Rows of every kind, and files."""
    built = world.build()
    Organisation.forget()
    yield built
    Organisation.forget()


def digests():
    return {table.name: digest_of(table) for table in kept_tables() if table.name != "involvement_audit"}


def backed_up(folder: Path, *options) -> Path:
    path = folder / "backup.zip"
    call_command("backup", str(path), *options, verbosity=0)
    return path


def rewritten(path: Path, *, name: str = "", content: bytes = b"", **changes) -> Path:
    """The same backup with another manifest, or with another member of this name."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for member in old.namelist():
            data = content if member == name else old.read(member)
            if member == archive.MANIFEST:
                data = json.dumps(json.loads(data) | changes)
            new.writestr(member, data)
    return other


def restored(path: Path, *options) -> None:
    call_command("restore", str(path), *options, verbosity=0)


# --- Whole ----------------------------------------------------------------------------------------


def test_all_is_back_in_an_empty_place_by_count_and_hash(everything, media, tmp_path):
    path = backed_up(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    with empty_database(tmp_path) as url:
        there = {"DATABASE_URL": url, "MEDIA_ROOT": str(elsewhere)}
        done = manage("restore", str(path), **there)
        assert done.returncode == 0, done.stderr
        assert "Every table holds what the backup holds" in done.stdout
        assert manage("backup", str(tmp_path / "again.zip"), **there).returncode == 0
        twice = manage("restore", str(path), **there)
        assert twice.returncode == 1 and "--replace" in twice.stderr
    ours, theirs = manifest_of(path), manifest_of(tmp_path / "again.zip")
    # Of the restore itself there is an entry, and everything else is equal.
    records = [each["tables"].pop("involvement_audit")["rows"] for each in (ours, theirs)]
    assert records[1] == records[0] + 1
    assert [ours[part] for part in ("tables", "files")] == [theirs[part] for part in ("tables", "files")]
    assert sum(table["rows"] for table in ours["tables"].values()) > 200
    files = {each.relative_to(elsewhere).as_posix() for each in elsewhere.rglob("*") if each.is_file()}
    assert files == {each.relative_to(media).as_posix() for each in media.rglob("*") if each.is_file()} != set()


def manifest_of(path: Path) -> dict:
    with archive.Archive(path) as copy:
        return copy.manifest


def test_a_restore_takes_back_what_came_and_what_went(everything, media, tmp_path):
    before, path = digests(), backed_up(tmp_path)
    some_file = next(each for each in media.rglob("*") if each.is_file())
    some_file.unlink()
    (media / "later.txt").write_text("came later")
    Person.objects.filter(user=None).delete()
    make.person("Came later")
    assert digests() != before
    restored(path, "--replace")
    assert digests() == before
    assert some_file.is_file() and not (media / "later.txt").exists()
    assert Audit.objects.filter(kind="backup.restored").count() == 1


def test_what_was_restored_works_as_before(everything, tmp_path):
    path = backed_up(tmp_path)
    restored(path, "--replace")
    entry = Audit.objects.order_by("pk")[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Audit.objects.filter(pk=entry.pk).update(kind="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    # Suggestions are found again.
    call_command("sweep", "--nightly")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM meetings_search")
            assert cursor.fetchone() == (Suggestion.objects.count(),)


def test_a_key_that_was_given_out_is_never_given_again(media, tmp_path):
    newest = make.person("Has gone")
    gone = newest.pk
    newest.delete()
    path = backed_up(tmp_path)
    restored(path, "--replace")
    assert make.person("New").pk > gone


def test_a_word_for_nothing_stays_what_it_was(media, tmp_path):
    """JSON has its own null, an empty text is not nothing, and times keep their microseconds."""
    who = make.person("Zoë \N{SNOWMAN} \u202b עברית", full_name="")
    at = timezone.now().replace(microsecond=7)
    row = OutboxRow.objects.create(kind="k", carrier="email", person=who, key="x", values={"b": None, "a": [1.5, ""]})
    OutboxRow.objects.filter(pk=row.pk).update(due_at=at, expires_at=None)
    path = backed_up(tmp_path)
    restored(path, "--replace")
    row.refresh_from_db()
    assert (row.values, row.due_at, row.expires_at) == ({"b": None, "a": [1.5, ""]}, at, None)
    assert Person.objects.get().chosen_name == who.chosen_name
    assert row.message_id == OutboxRow.objects.get().message_id


# --- What is in it --------------------------------------------------------------------------------


def test_every_table_is_kept_or_left_out_with_a_reason():
    known = {table.name for table in all_tables()}
    without = {name for name in names_there() if not name.startswith("meetings_search_") and name != "meetings_search"}
    assert without - known - WITHOUT_MODEL == set()
    assert LEFT_OUT.keys() - known == {"involvement_limit"}
    sessions = {table.name for table in all_tables() if issubclass(table.model, AbstractBaseSession)}
    assert sessions and sessions <= LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


def test_sessions_and_limits_are_not_in_the_copy_and_gone_after_it(everything, client, tmp_path):
    client.force_login(everything.people["staff"].user)
    Tally.objects.create(key="zq-tally", used=1, until=timezone.now())
    caches["default"].set("zq-secret-of-the-day", "zq-kept")
    path = backed_up(tmp_path)
    with zipfile.ZipFile(path) as copy:
        inside = b"".join(copy.read(name) for name in copy.namelist())
    assert client.session.session_key.encode() not in inside and b"zq-" not in inside
    assert {name for name in LEFT_OUT if f"tables/{name}.jsonl" in copy.namelist()} == set()
    restored(path, "--replace")
    with connection.cursor() as cursor:
        for name in LEFT_OUT:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            assert cursor.fetchone() == (0,), name
    assert client.get("/me/").status_code == 302


def test_rows_with_random_keys_lie_in_their_order(everything, tmp_path):
    with archive.Archive(backed_up(tmp_path)) as copy:
        keys = [json.loads(line)[0] for line in copy.lines("meetings_suggestion")]
    assert keys == sorted(keys) and len(keys) > 3


def test_what_is_written_meanwhile_waits_for_nobody_and_is_not_in_it(media, tmp_path):
    """The copy is of one moment: a person and their home are both in it, or neither."""
    make.resident(service=make.service())
    written = []

    def write():
        make.resident(service=make.service())
        connection.close()

    def report(words):
        if not written:
            written.append(words)
            other = threading.Thread(target=write)
            other.start()
            other.join(timeout=10)
            assert not other.is_alive(), "a writer waited for the backup"

    manifest = archive.save_backup(tmp_path / "b.zip", report=report)
    assert Person.objects.count() == 2
    tables = manifest["tables"]
    assert tables["involvement_person"]["rows"] == tables["involvement_residency"]["rows"] == 1


def test_a_file_that_goes_meanwhile_is_in_no_copy_and_stops_none(media, tmp_path, monkeypatch):
    media.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (media / name).write_bytes(name.encode())
    real = archive.media.files

    def gone_after_listing():
        found = list(real())
        (media / "a.jpg").unlink()
        yield from found

    monkeypatch.setattr(archive.media, "files", gone_after_listing)
    assert list(manifest_of(backed_up(tmp_path))["files"]) == ["b.jpg"]


def test_the_manifest_says_what_it_was_made_of(media, settings, tmp_path):
    settings.PORTAL_VERSION = "2026.11"
    said = manifest_of(backed_up(tmp_path))
    assert said["code"] == "2026.11" and said["database"]["vendor"] == connection.vendor
    assert "involvement.0001_first" in said["migrations"] and "involvement_session" in said["left_out"]
    settings.PORTAL_VERSION = ""
    assert archive.code_version()
    settings.BASE_DIR = tmp_path
    assert archive.code_version() == "unknown"


# --- Refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "tables/involvement_person.jsonl", "content": b"[1]\n"}, "damaged: involvement_person"),
        ({"name": "tables/involvement_person.jsonl"}, "damaged: involvement_person"),
        ({"form": 9}, "form 9"),
        ({"migrations": ["involvement.0001_first", "involvement.0999_later"]}, "other code"),
        ({"files": {"../out.txt": {"sha256": "0"}}}, "outside its folder"),
        ({"files": {"gone.jpg": {"sha256": "0"}}}, "damaged"),
        ({"database": {"vendor": "oracle"}}, "move_database"),
    ],
)
def test_a_backup_that_is_not_right_changes_nothing(media, tmp_path, changes, sentence):
    make.person("Was there")
    path = rewritten(backed_up(tmp_path), **changes)
    make.person("Stays")
    with pytest.raises(CommandError, match=sentence):
        restored(path, "--replace")
    assert Person.objects.count() == 2 and not (tmp_path / "out.txt").exists()


def test_a_file_that_was_changed_is_found_before_anything_is_done(everything, media, tmp_path):
    path = backed_up(tmp_path)
    name = next(iter(manifest_of(path)["files"]))
    other = rewritten(path, name=f"media/{name}", content=b"another picture")
    with pytest.raises(CommandError, match="not as the manifest says"):
        call_command("restore", str(other), "--check")
    call_command("restore", str(path), "--check")


def test_what_does_not_arrive_whole_is_taken_back(everything, media, tmp_path, monkeypatch):
    path, before = backed_up(tmp_path), digests()
    (media / "kept.txt").write_text("kept")
    monkeypatch.setattr(restoring, "digest_of", lambda table: {"rows": 0, "sum": ""})
    with pytest.raises(CommandError, match="not what was put into it"):
        restored(path, "--replace")
    assert digests() == before
    assert (media / "kept.txt").exists() and not (media / ".restoring").exists()


def test_what_the_database_refuses_is_said_without_the_row(media, tmp_path):
    make.person("Zelda Secret")
    path = backed_up(tmp_path)
    with archive.Archive(path) as copy:
        line = next(copy.lines("involvement_person"))
        said = copy.manifest["tables"]
    twice = line + b"\n" + line + b"\n"
    digest = archive.Digest()
    digest.add(line), digest.add(line)
    said["involvement_person"] |= digest.as_dict()
    other = rewritten(path, name="tables/involvement_person.jsonl", content=twice, tables=said)
    with pytest.raises(CommandError, match="Filling involvement_person failed") as refused:
        restored(other, "--replace")
    assert "Zelda" not in str(refused.value) and Person.objects.count() == 1


def test_a_place_in_use_is_not_overwritten(media, tmp_path):
    path = tmp_path / "backup.zip"
    archive.save_backup(path, report=lambda words: None)
    assert in_use() == []
    media.mkdir()
    (media / "a.jpg").write_bytes(b"a picture")
    with pytest.raises(CommandError, match="There are files in"):
        restored(path)
    (media / "a.jpg").unlink()
    make.service()
    with pytest.raises(CommandError, match="involvement_service"):
        restored(path)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_what_is_no_backup_is_said_plainly(tmp_path, content):
    path = tmp_path / "some.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match="no backup" if content is not None else "There is no file"):
        restored(path)


def test_other_columns_are_refused(media, tmp_path):
    path = backed_up(tmp_path)
    said = manifest_of(path)["tables"]
    said["involvement_person"]["columns"] = ["id"]
    with pytest.raises(CommandError, match="other columns"):
        restored(rewritten(path, tables=said), "--replace")


# --- The command ----------------------------------------------------------------------------------


def test_a_folder_keeps_as_many_days_as_it_is_told(media, tmp_path, capsys):
    folder = tmp_path / "backups"
    folder.mkdir()
    now = dt.datetime.now(dt.UTC)
    names = [(now - dt.timedelta(days=days)).strftime("portal-%Y-%m-%dT%H%M%SZ.zip") for days in (34, 36)]
    for name in (*names, "somebody-elses.zip"):
        (folder / name).write_bytes(b"x")
    call_command("backup", str(folder), "--keep-days", "35")
    there = {path.name for path in folder.iterdir()}
    assert names[0] in there and names[1] not in there and "somebody-elses.zip" in there and len(there) == 3
    made = next(path for path in folder.iterdir() if path.stat().st_size > 100)
    assert made.stat().st_mode & 0o777 == 0o600
    assert "older than 35 days" in capsys.readouterr().out


def test_a_backup_is_noted_and_rows_alone_are_none(media, tmp_path):
    backed_up(tmp_path, "--without-media")
    assert not Audit.objects.exists()
    (tmp_path / "backup.zip").unlink()
    backed_up(tmp_path)
    assert [entry.kind for entry in Audit.objects.all()] == ["backup.made"]


def test_what_the_command_refuses(media, tmp_path):
    path = backed_up(tmp_path)
    with pytest.raises(CommandError, match="there already"):
        backed_up(tmp_path)
    with pytest.raises(CommandError, match="wants a folder"):
        call_command("backup", str(path), "--keep-days", "3")
    media.mkdir()
    with pytest.raises(CommandError, match="does not belong"):
        call_command("backup", str(media / "b.zip"))


def test_a_disk_that_refuses_leaves_nothing_half(media, tmp_path, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write_backup", full)
    with pytest.raises(CommandError, match="No space left"):
        backed_up(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == []
    with pytest.raises(BackupError):
        archive.save_backup(tmp_path / "b.zip", report=print)


def test_through_a_pipe_it_is_the_same(media, tmp_path):
    make.person("Through a pipe")
    done = manage("backup", "-", MEDIA_ROOT=str(media), text=False)
    assert done.returncode == 0 and b"involvement_person: 1 rows" in done.stderr
    path = tmp_path / "piped.zip"
    path.write_bytes(done.stdout)
    restored(path, "--replace")
    assert Person.objects.get().chosen_name == "Through a pipe"
    audit.note(kind="still.writes")


def test_a_table_knows_its_columns():
    assert BackupTable("involvement_user", make.user().__class__).columns[0] == "id"
