"""The way back: everything that a backup holds, into an empty database and an empty media folder, or nothing at all."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from involvement import erasures
from involvement.backup import BackupError, media
from involvement.backup.archive import Archive, Report, applied_migrations, say_rows
from involvement.backup.emptying import empty_all
from involvement.backup.rows import digest_of, load
from involvement.backup.sequences import go_on_after
from involvement.backup.tables import Table, in_use, kept_tables, names_there
from involvement.models import Person
from involvement.operations import audit
from involvement.operations.erasing import erase_records
from involvement.queries.people import all_records_of
from involvement.registry.reactions import react

VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(path: Path, *, replace: bool = False, other_database: bool = False, report: Report) -> dict:
    """Put back what the backup at ``path`` holds, and return its manifest. ``replace`` empties what is there first;
    ``other_database`` takes a backup of the other kind of database. Raises BackupError, and then nothing has changed
    but that an empty database has its tables."""
    with Archive(path) as archive:
        _refuse_the_other_kind(archive, other_database)
        _prepare_tables(archive, report)
        if not replace:
            _refuse_what_is_in_use(archive)
        marks = _who_was_erased(archive)
        archive.check(report=report)
        try:
            archive.stage_files()
            with transaction.atomic():
                _put_back(archive, report)
                gone = _forget_again(marks, report)
            for name in gone:
                media.staged(name).unlink(missing_ok=True)
            if archive.manifest["with_media"]:
                media.put_in_place(archive.made_at)
        except OSError as error:
            raise BackupError(f"The files could not be laid down: {error.strerror or error}.") from error
        finally:
            media.forget_staged()
        audit.note(kind="backup.restored")
        return archive.manifest


def _refuse_the_other_kind(archive: Archive, other_database: bool) -> None:
    theirs = archive.manifest["database"]["vendor"]
    if theirs != connection.vendor and not other_database:
        raise BackupError(
            f"This is a backup of {VENDORS.get(theirs, theirs)}, and DATABASE_URL names {VENDORS[connection.vendor]}. "
            "Is DATABASE_URL right? A portal is moved from one to the other with `manage.py move_database`; "
            "this backup alone with --other-database."
        )


def _who_was_erased(archive: Archive) -> list:
    """The list of erasures. Raises BackupError where it was configured, or was there when the backup was made, and is
    not now, or has lost lines: whoever was erased since would be back."""
    try:
        marks = erasures.known()
    except erasures.ListMissing as missing:
        if not settings.ERASURES_FILE_SET and not archive.manifest.get("erasures"):
            return []
        raise BackupError(
            f"{missing} Whoever was erased would be back. Bring it here, or an empty file if there never was anybody."
        ) from missing
    if len(marks) < archive.manifest.get("erasures", 0):
        raise BackupError(f"The list of erasures at {erasures.path()} is shorter than when the backup was made.")
    return marks


def _forget_again(marks: list, report: Report) -> list[str]:
    """Erase whoever was erased since the backup, in the caller's transaction, so that nobody sees them for a moment.
    Returns the names of their files."""
    files: list[str] = []
    people = [person for mark in marks for person in Person.objects.filter(mark=mark)]
    for person in people:
        if Person.objects.filter(pk=person.pk).exists():
            person.refresh_from_db()
            files += erase_records(records=all_records_of(person))
    if people:
        react("people.erased")
        report(f"Erased anew, as they were: {len(people)} people.")
    return files


def _prepare_tables(archive: Archive, report: Report) -> None:
    """Make the tables where there are none. Raises BackupError when they are not those of the backup."""
    if not names_there():
        report("The database is empty: making its tables.")
        call_command("migrate", interactive=False, verbosity=0)
    wanted, there = set(archive.manifest["migrations"]), set(applied_migrations())
    if wanted != there:
        differ = ", ".join(sorted(wanted ^ there)[:3])
        raise BackupError(
            f"The backup was made by other code ({archive.manifest['code']}; {differ}). "
            "Install that code, restore with it, and then upgrade."
        )


def _refuse_what_is_in_use(archive: Archive) -> None:
    used = in_use()
    if used:
        raise BackupError(
            f"This database is in use: there are rows in {', '.join(used[:3])}"
            f"{' and more' if len(used) > 3 else ''}. --replace empties it first, and nothing brings that back."
        )
    if archive.manifest["with_media"] and next(media.files(), None):
        raise BackupError(f"There are files in {settings.MEDIA_ROOT}. --replace removes them first.")


def _put_back(archive: Archive, report: Report) -> None:
    """Empty, fill, count on, and compare, in the caller's transaction."""
    said = archive.manifest["tables"]
    tables = kept_tables()
    _step("Emptying", lambda: empty_all(connection))
    for table in tables:
        _step(f"Filling {table.name}", lambda table=table: _fill(archive, table))
        say_rows(report, table.name, said[table.name])
    _step("Counting on", lambda: go_on_after(tables, archive.manifest["last_keys"]))
    for table in tables:
        if digest_of(table) != {"rows": said[table.name]["rows"], "sum": said[table.name]["sum"]}:
            raise BackupError(f"{table.name} is not what was put into it. Nothing was changed.")
    report("Every table holds what the backup holds, by count and hash.")


def _fill(archive: Archive, table: Table) -> None:
    if archive.manifest["tables"].get(table.name, {}).get("columns") != table.columns:
        raise BackupError(f"{table.name} has other columns here than in the backup. Nothing was changed.")
    load(table, archive.lines(table.name))


def _step(what: str, work) -> None:
    """Do it; what the database refuses is said with the table's name and without the row, which may be somebody's."""
    try:
        work()
    except (DatabaseError, ValueError) as error:
        cause = type(error.__cause__ or error).__name__
        raise BackupError(f"{what} failed ({cause}). Nothing was changed.") from error
