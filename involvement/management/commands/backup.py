"""`manage.py backup`: all rows and files in one file, while the portal goes on."""

import datetime as dt
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from involvement.backup import BackupError
from involvement.backup.archive import save_backup, write_backup
from involvement.operations import audit

# How a backup in a folder is called.
NAME = "portal-%Y-%m-%dT%H%M%SZ.zip"
PATTERN = "portal-????-??-??T??????Z.zip"


class Command(BaseCommand):
    help = (
        "Write all rows and files, of one moment, to one file, while the portal goes on. Left out: sessions, limits, "
        "what beat writes anew. Exit code 0 when it was written and read again whole."
    )

    def add_arguments(self, parser):
        parser.add_argument("to", help="a file; or a folder, where it is named by its time; or - for a pipe")
        parser.add_argument("--without-media", action="store_true", help="rows only")
        parser.add_argument("--keep-days", type=int, help="then delete backups of that folder that are older")

    def handle(self, *, to, without_media, keep_days, verbosity, **options):
        if keep_days is not None and (keep_days < 1 or not _is_folder(to)):
            raise CommandError("--keep-days wants a folder, and a day at least.")
        try:
            if to == "-":
                manifest = write_backup(sys.stdout.buffer, with_media=not without_media, report=self.stderr.write)
            else:
                path = Path(to) / dt.datetime.now(dt.UTC).strftime(NAME) if _is_folder(to) else Path(to)
                self._refuse_to_overwrite(path)
                report = self.stdout.write if verbosity else lambda words: None
                manifest = save_backup(path, with_media=not without_media, report=report)
                report(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        # Rows alone are no backup of a portal that has files.
        if manifest["with_media"]:
            audit.note(kind="backup.made")
        if keep_days is not None:
            self._forget_old(Path(to), keep_days)

    def _refuse_to_overwrite(self, path: Path) -> None:
        if path.exists():
            raise CommandError(f"{path} is there already, and was left as it is.")
        media = Path(settings.MEDIA_ROOT).resolve()
        if media in path.resolve().parents:
            raise CommandError(f"A backup does not belong into {media}: the next one would hold it.")

    def _forget_old(self, folder: Path, days: int) -> None:
        before = timezone.now() - dt.timedelta(days=days)
        for path in sorted(folder.glob(PATTERN)):
            if dt.datetime.strptime(path.name, NAME).replace(tzinfo=dt.UTC) < before:
                path.unlink()
                self.stdout.write(f"{path} is older than {days} days: deleted")


def _is_folder(to: str) -> bool:
    return to != "-" and (to.endswith("/") or Path(to).is_dir())
