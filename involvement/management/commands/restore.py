"""`manage.py restore`: what a backup holds, into an empty database, or nothing at all."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from involvement.backup import BackupError
from involvement.backup.archive import Archive
from involvement.backup.restoring import restore


class Command(BaseCommand):
    help = (
        "Put back what `manage.py backup` wrote, and compare every table and file with what the backup says, before "
        "and after. Stop web, worker and beat first. Exit code 0 when all is back; with 1 nothing was changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a backup")
        parser.add_argument("--check", action="store_true", help="only read it whole, and change nothing")
        parser.add_argument("--replace", action="store_true", help="empty the database and the media folder first")
        parser.add_argument(
            "--other-database", action="store_true", help="take a backup of SQLite into PostgreSQL, or the other way"
        )

    def handle(self, *, file, check, replace, other_database, verbosity, **options):
        report = self.stdout.write if verbosity else lambda words: None
        try:
            if check:
                with Archive(file) as archive:
                    archive.check(report=report)
                return
            manifest = restore(file, replace=replace, other_database=other_database, report=report)
        except BackupError as error:
            raise CommandError(str(error)) from error
        report(f"All is back as it was at {manifest['made_at']}. Everybody signs in again.")
