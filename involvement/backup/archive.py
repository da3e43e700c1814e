"""One backup: a zip of lines and files, with a manifest that says what must be in it."""

import datetime as dt
import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from involvement import erasures
from involvement.backup import BackupError, media
from involvement.backup.rows import Digest, lines
from involvement.backup.sequences import last_keys
from involvement.backup.snapshot import one_moment
from involvement.backup.tables import LEFT_OUT, Table, kept_tables

MANIFEST = "manifest.json"
# Goes up when a backup of today could not be read by the code of yesterday.
FORM = 1
PIECE = 1024 * 1024

Report = Callable[[str], None]


def code_version() -> str:
    """Which code this is: PORTAL_VERSION, else the commit of this folder, else "unknown"."""
    if settings.PORTAL_VERSION:
        return settings.PORTAL_VERSION
    command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.strip() or "unknown"


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _database_version() -> str:
    if connection.vendor == "sqlite":
        return ".".join(map(str, connection.Database.sqlite_version_info))
    return ".".join(map(str, connection.get_database_version()))


# --- Writing --------------------------------------------------------------------------------------


def write_backup(to: IO[bytes], *, with_media: bool = True, report: Report) -> dict:
    """Write a whole backup to an open file, which need not be able to go back. Returns the manifest. Rows come first: a
    photo that is sent meanwhile is in the copy without its row, and never the other way round."""
    made_at = timezone.now()
    manifest = {
        "form": FORM,
        "made_at": made_at.isoformat(),
        "code": code_version(),
        "database": {"vendor": connection.vendor, "version": _database_version()},
        "left_out": sorted(LEFT_OUT),
        "tables": {},
        "files": {},
        "with_media": with_media,
        "erasures": _erasures_so_far(),
    }
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        with one_moment():
            tables = kept_tables()
            manifest["migrations"] = applied_migrations()
            for table in tables:
                manifest["tables"][table.name] = _write_table(archive, table, made_at)
                say_rows(report, table.name, manifest["tables"][table.name])
            manifest["last_keys"] = last_keys(tables)
        if with_media:
            for name, path in media.files():
                # What was deleted since the list was made is in no copy.
                with suppress(FileNotFoundError):
                    manifest["files"][name] = _write_file(archive, name, path, made_at)
            report(f"files: {len(manifest['files'])}")
        archive.writestr(_entry(MANIFEST, made_at), json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def _erasures_so_far() -> int:
    """How many people were erased by now: a restore asks for a list that is at least as long."""
    erasures.begin()
    return len(erasures.known())


def say_rows(report: Report, name: str, said: dict) -> None:
    if said["rows"]:
        report(f"{name}: {said['rows']} rows")


def _entry(name: str, made_at: dt.datetime, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=made_at.timetuple()[:6])
    entry.compress_type = kind
    entry.external_attr = 0o600 << 16
    return entry


def _write_table(archive: zipfile.ZipFile, table: Table, made_at: dt.datetime) -> dict:
    digest = Digest()
    with archive.open(_entry(_member(table.name), made_at), "w", force_zip64=True) as member:
        for line in lines(table):
            member.write(line + b"\n")
            digest.add(line)
    return {**digest.as_dict(), "columns": table.columns}


def _write_file(archive: zipfile.ZipFile, name: str, path: Path, made_at: dt.datetime) -> dict:
    """Photos are packed already, so they are stored as they are."""
    sum_, size = hashlib.sha256(), 0
    entry = _entry(f"media/{name}", made_at, zipfile.ZIP_STORED)
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as member:
        while piece := source.read(PIECE):
            member.write(piece)
            sum_.update(piece)
            size += len(piece)
    return {"bytes": size, "sha256": sum_.hexdigest()}


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


# --- Reading --------------------------------------------------------------------------------------


class Archive:
    """A backup to read from. Raises BackupError for a file that is none, or that this code cannot read."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = json.loads(self._zip.read(MANIFEST))
        except FileNotFoundError:
            raise BackupError(f"There is no file {path}.") from None
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise BackupError(f"{path} is no backup, or it was cut short ({type(error).__name__}).") from error
        if self.manifest.get("form") != FORM:
            raise BackupError(f"This backup has form {self.manifest.get('form')}, and this code reads form {FORM}.")

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error) -> None:
        self._zip.close()

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.manifest["made_at"])

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table, one line each without its end."""
        with self._zip.open(_member(table)) as member:
            for line in member:
                yield line.rstrip(b"\n")

    def check(self, *, report: Report) -> None:
        """Read everything once. Raises BackupError when anything is not as the manifest says."""
        try:
            for table in self.manifest["tables"]:
                self._check_table(table)
            for name in self.manifest["files"]:
                self._copy_file(name, None)
        except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError) as error:
            raise BackupError(f"The backup is damaged ({type(error).__name__}: {error}).") from error
        tables, files = self.manifest["tables"], self.manifest["files"]
        rows = sum(table["rows"] for table in tables.values())
        report(f"The backup is whole: {rows} rows in {len(tables)} tables, {len(files)} files.")

    def _check_table(self, table: str) -> None:
        digest = Digest()
        for line in self.lines(table):
            digest.add(line)
        said = self.manifest["tables"][table]
        if digest.as_dict() != {"rows": said["rows"], "sum": said["sum"]}:
            raise BackupError(f"The backup is damaged: {table} has not the rows that the manifest says.")

    def stage_files(self) -> None:
        """Lay all files down beside their places. Raises BackupError when one is not as the manifest says."""
        media.forget_staged()
        for name in self.manifest["files"]:
            with media.staged(name).open("wb") as to:
                self._copy_file(name, to)

    def _copy_file(self, name: str, to: IO[bytes] | None) -> None:
        if not media.is_safe(name):
            raise BackupError(f"The backup is damaged: it names a file outside its folder ({name}).")
        sum_ = hashlib.sha256()
        with self._zip.open(f"media/{name}") as member:
            while piece := member.read(PIECE):
                sum_.update(piece)
                if to is not None:
                    to.write(piece)
        if sum_.hexdigest() != self.manifest["files"][name]["sha256"]:
            raise BackupError(f"The backup is damaged: {name} is not as the manifest says.")


def save_backup(path: Path, *, with_media: bool = True, report: Report) -> dict:
    """Write a backup to this path, read it again whole, and only then give it its name. Returns the manifest. Raises
    BackupError when the disk refuses, or what is read again differs."""
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as to:
            manifest = write_backup(to, with_media=with_media, report=report)
        with Archive(part) as archive:
            archive.check(report=report)
        part.replace(path)
    except OSError as error:
        raise BackupError(f"It could not be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest
