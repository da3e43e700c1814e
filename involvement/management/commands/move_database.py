"""`manage.py move_database`: from SQLite to PostgreSQL, or back, with every row and key as it is."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from involvement.backup import BackupError
from involvement.backup.archive import save_backup
from involvement.backup.rows import digest_of
from involvement.backup.tables import kept_tables

KINDS = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


class Command(BaseCommand):
    help = (
        "Copy all rows of this database into another, empty one, and compare them by count and hash. Stop web, worker "
        "and beat first; then set DATABASE_URL to the new one. Files stay where they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, help="postgres://user:password@host:5432/name, or sqlite:////file")

    def handle(self, *, to, verbosity, **options):
        self._refuse_a_wrong_address(to)
        report = self.stdout.write if verbosity else lambda words: None
        with tempfile.TemporaryDirectory(prefix="portal-move-") as folder:
            path = Path(folder) / "rows.zip"
            try:
                manifest = save_backup(path, with_media=False, report=lambda words: None)
            except BackupError as error:
                raise CommandError(str(error)) from error
            report(f"Read {sum(table['rows'] for table in manifest['tables'].values())} rows.")
            self._restore_there(path, to, verbosity)
        self._refuse_what_changed_meanwhile(manifest)
        report("Moved. Set DATABASE_URL to the new database, start the portal, and everybody signs in again.")

    def _refuse_a_wrong_address(self, to: str) -> None:
        try:
            there = environ.Env.db_url_config(to)
        except (ImproperlyConfigured, ValueError) as error:
            raise CommandError("--to is no address of a database. Like this: postgres://user@host:5432/name") from error
        if there.get("ENGINE") not in KINDS:
            raise CommandError("--to is no address of a database that the portal runs on: PostgreSQL or SQLite.")
        here = connection.settings_dict
        if all(str(there.get(part) or "") == str(here.get(part) or "") for part in ("ENGINE", "HOST", "PORT", "NAME")):
            raise CommandError("--to is the database that the portal is on already.")

    def _restore_there(self, path: Path, to: str, verbosity: int) -> None:
        """In a process of its own, to which the other database is the portal's."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(path), "--other-database"]
        done = subprocess.run(
            [*command, "--verbosity", str(verbosity), "--skip-checks"],
            env={**os.environ, "DATABASE_URL": to},
            capture_output=True,
            text=True,
        )
        if verbosity > 1:
            self.stdout.write(done.stdout)
        if done.returncode:
            # The last line is the sentence; what stands above may hold rows.
            raise CommandError(f"Nothing was moved. {(done.stderr.strip().splitlines() or ['No reason given.'])[-1]}")

    def _refuse_what_changed_meanwhile(self, manifest: dict) -> None:
        for table in kept_tables():
            said = manifest["tables"][table.name]
            if digest_of(table) != {"rows": said["rows"], "sum": said["sum"]}:
                raise CommandError(
                    f"Somebody wrote to {table.name} while it was copied: the copy lacks it. "
                    "Stop web, worker and beat, empty the new database, and begin again."
                )
