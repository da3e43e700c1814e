"""Take in an earlier list of suggestions."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from involvement.models import Service
from meetings.operations import imports
from meetings.operations.search_index import index_pending, refresh_words

SHOW_ERRORS = 20
BAR = 40


class Command(BaseCommand):
    help = (
        "Take in suggestions from a CSV file. Everything comes in or nothing does; rows that came in before are left "
        "alone, so it can be repeated. Rows that a moderator rejected (-1, yes or rejected) come in as not shown."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV in UTF-8 with the names of the columns in its first line")
        parser.add_argument(
            "--service", required=True, metavar="CODE", help="public code of the service they are about"
        )
        parser.add_argument(
            "--map",
            required=True,
            metavar="words=COLUMN,...",
            help=f"which column is used for what; words is needed, there are also {', '.join(imports.FIELDS[1:])}; "
            "key=a+b when two columns together name a row",
        )
        parser.add_argument("--were-read", action="store_true", help="staff had read them in the earlier list")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *, file: Path, service: str, map: str, were_read: bool, dry_run: bool, **options):
        columns = self.columns(map)
        place = Service.objects.filter(code=service).first()
        if place is None:
            codes = ", ".join(Service.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no service with the code “{service}”. There are: {codes}.")
        try:
            rows, errors = imports.read_rows(file, columns, place)
        except imports.Unreadable as error:
            raise CommandError(str(error)) from error
        self.refuse(errors)
        known = len(imports.already_here(rows))
        hidden = sum(row.rejected for row in rows)
        self.stdout.write(
            f"{len(rows):,} rows, {known:,} of them here already, {hidden:,} rejected by a moderator (not shown)."
        )
        if dry_run:
            self.stdout.write(f"Nothing was changed. Without --dry-run, {len(rows) - known:,} would come in.")
            return
        self.total, self.shown_at = len(rows), -1
        made = imports.import_suggestions(
            actor=None, service=place, rows=rows, were_read=were_read, progress=self.progress
        )
        index_pending()
        words = refresh_words()
        self.stdout.write(f"{made:,} came in at {place.name}. Search knows {words:,} words.")

    def columns(self, text: str) -> dict[str, str]:
        """The map as a dict. Raises CommandError when it makes no sense."""
        columns = {}
        for part in text.split(","):
            name, equals, column = part.partition("=")
            if not equals or not column.strip() or name.strip() not in imports.FIELDS:
                raise CommandError(
                    f"“{part}” in --map is not understood. Write for example words=body,agreements=agrees. "
                    f"What columns can be used for: {', '.join(imports.FIELDS)}."
                )
            columns[name.strip()] = column.strip()
        if "words" not in columns:
            raise CommandError("Say in --map which column holds the words: words=COLUMN.")
        return columns

    def refuse(self, errors: list[str]) -> None:
        if not errors:
            return
        for line in errors[:SHOW_ERRORS]:
            self.stderr.write(line)
        if len(errors) > SHOW_ERRORS:
            self.stderr.write(f"and {len(errors) - SHOW_ERRORS:,} more.")
        raise CommandError(f"{len(errors):,} things to put right in the file first. Nothing was taken in.")

    def progress(self, done: int) -> None:
        """A bar that grows on a terminal, and a line for each tenth in a log."""
        tenth = 10 * done // max(self.total, 1)
        if self.stderr.isatty():
            full = BAR * done // max(self.total, 1)
            end = "\n" if done >= self.total else ""
            self.stderr.write(f"\r[{'#' * full}{' ' * (BAR - full)}] {done:,} of {self.total:,}", ending=end)
        elif tenth > self.shown_at:
            self.shown_at = tenth
            self.stderr.write(f"{done:,} of {self.total:,}")
