"""Taking in an earlier list of suggestions from a CSV file: all of it or nothing, and never a row twice."""

import csv
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from involvement.models import Person, Reach, Service
from involvement.operations.base import operation
from involvement.rules.months import month_of
from meetings.models import CountedAgreement, Status, Suggestion
from meetings.operations.suggestions.sending import title_from

# What a column can be used for. ``key`` is the row's own number or name in the earlier list.
FIELDS = ("words", "title", "agreements", "rejected", "topic", "posted", "key")
# A column of this name says what a moderator decided, also when nobody says so in the map.
MODERATED = "moderated"
REJECTED = {"-1", "yes", "y", "true", "rejected"}
LONGEST = {"words": 4000, "title": 120}
CHUNK = 500


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why in plain words."""


@dataclass(frozen=True)
class Row:
    """One row of the file, made sense of. ``number`` is the row's as a spreadsheet shows it."""

    number: int
    import_key: str
    words: str
    title: str
    agreements: int
    rejected: bool
    topic: str
    posted_at: dt.datetime


# --- Reading --------------------------------------------------------------------------------------


def read_rows(path: Path, columns: dict[str, str], service: Service) -> tuple[list[Row], list[str]]:
    """The rows of a file and its errors, one plain sentence each. ``columns`` says which column is used for what
    (see FIELDS; "a+b" joins two). Raises Unreadable when it is no such file."""
    rows, errors = [], []
    earlier: Counter = Counter()
    keys: dict[str, int] = {}
    for number, cells in _cells(path, columns):
        if isinstance(cells, str):
            errors.append(_("Row %(number)s: %(what)s") % {"number": number, "what": cells})
            continue
        wrong, row = _read(number, cells, columns, service, earlier)
        if "key" in columns and row and keys.setdefault(row.import_key, number) != number:
            wrong.append(_("its key stands in row %(row)s too.") % {"row": keys[row.import_key]})
        errors += [_("Row %(number)s: %(what)s") % {"number": number, "what": what} for what in wrong]
        if row and not wrong:
            rows.append(row)
    return rows, errors


def _cells(path: Path, columns: dict[str, str]) -> Iterator[tuple[int, dict | str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            parts = [part for column in columns.values() for part in column.split("+")]
            missing = [name for name in parts if name not in (reader.fieldnames or [])]
            if missing:
                there = ", ".join(reader.fieldnames or []) or _("nothing")
                raise Unreadable(
                    _("There is no column “%(missing)s”. The first line of the file has: %(there)s.")
                    % {"missing": missing[0], "there": there}
                )
            if MODERATED in reader.fieldnames:
                columns = {"rejected": MODERATED} | columns
            for number, cells in enumerate(reader, start=2):
                if None in cells or None in cells.values():
                    yield number, _("it does not have as many cells as the first line.")
                else:
                    yield (
                        number,
                        {
                            name: " ".join(cells[part].strip() for part in column.split("+"))
                            for name, column in columns.items()
                        },
                    )
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(why)s.") % {"why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.")) from error
    except csv.Error as error:
        raise Unreadable(_("This does not look like a CSV file (%(why)s).") % {"why": error}) from error


def _read(number: int, cells: dict, columns: dict, service: Service, earlier: Counter) -> tuple[list[str], Row | None]:
    """What is wrong with a row, and the row."""
    wrong = []
    words, title = cells["words"], cells.get("title", "")
    if not words:
        return [_("there are no words.")], None
    for name, text in (("words", words), ("title", title)):
        if len(text) > LONGEST[name]:
            wrong.append(
                _("%(column)s is longer than %(most)s letters.")
                % {"column": columns[name], "most": f"{LONGEST[name]:,}"}
            )
        if "\x00" in text:
            wrong.append(_("%(column)s holds a sign that is not text.") % {"column": columns[name]})
    agreements = cells.get("agreements") or "0"
    if not (agreements.isascii() and agreements.isdigit() and len(agreements) < 9):
        wrong.append(
            _("“%(text)s” in %(column)s is not a whole number.") % {"text": agreements, "column": columns["agreements"]}
        )
        agreements = "0"
    topic = _topic(cells.get("topic", ""))
    if topic is None:
        wrong.append(_("there is no topic “%(topic)s” here.") % {"topic": cells["topic"]})
    posted_at = _moment(cells.get("posted", ""))
    if posted_at is None:
        wrong.append(
            _("“%(text)s” in %(column)s is not a day such as 2026-11-22.")
            % {"text": cells["posted"], "column": columns["posted"]}
        )
    elif posted_at > timezone.now():
        wrong.append(_("%(text)s has not come yet.") % {"text": cells["posted"]})
    said = (cells["key"],) if "key" in cells else (words, title, cells.get("posted", ""))
    earlier[said] += 1
    row = Row(
        number=number,
        import_key=_key(service, *said, "" if "key" in cells else str(earlier[said])),
        words=words,
        title=title or title_from(words),
        agreements=int(agreements),
        rejected=cells.get("rejected", "").lower() in REJECTED,
        topic=topic or "",
        posted_at=posted_at or timezone.now(),
    )
    return wrong, row


def _key(*parts) -> str:
    """What makes a row itself when the import is repeated: its place, and its own key or its words (and, for the
    same words said twice, which of them)."""
    return hashlib.sha256("\x1f".join(str(getattr(part, "pk", part)) for part in parts).encode()).hexdigest()


def _topic(text: str) -> str | None:
    if not text:
        return Suggestion.Topic.OTHER
    for value, label in Suggestion.Topic.choices:
        if text.casefold() in (value, str(label).casefold()):
            return value
    return None


def _moment(text: str) -> dt.datetime | None:
    if not text:
        return timezone.now()
    try:
        day = parse_date(text)
        moment = dt.datetime.combine(day, dt.time(12)) if day else parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


# --- Writing --------------------------------------------------------------------------------------


def already_here(rows: list[Row]) -> set[str]:
    """The import keys of those rows that were taken in before."""
    found: set[str] = set()
    for start in range(0, len(rows), CHUNK):
        keys = [row.import_key for row in rows[start : start + CHUNK]]
        found.update(Suggestion.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
    return found


@operation
def import_suggestions(
    *, actor: Person | None, service: Service, rows: list[Row], were_read: bool, progress: Callable = lambda done: None
) -> int:
    """Take in the rows that are not here yet, all in one transaction. Returns how many. Nobody is their author and
    only their month is kept, as for any suggestion of which nobody knows who said it; so they have no story.

    Rejected rows come in as not shown. ``were_read`` says that staff had read them in the earlier list;
    ``progress`` is called with how many rows were looked at."""
    known = already_here(rows)
    made = 0
    for start in range(0, len(rows), CHUNK):
        chunk = [row for row in rows[start : start + CHUNK] if row.import_key not in known]
        pairs = sorted(((_suggestion(row, service, were_read), row) for row in chunk), key=lambda pair: pair[0].pk)
        Suggestion.objects.bulk_create([suggestion for suggestion, _row in pairs])
        CountedAgreement.objects.bulk_create(
            CountedAgreement(
                suggestion=suggestion,
                number=row.agreements,
                source=CountedAgreement.Source.IMPORT,
                month=suggestion.posted_at.date(),
            )
            for suggestion, row in pairs
            if row.agreements
        )
        made += len(chunk)
        progress(min(start + CHUNK, len(rows)))
    return made


def _suggestion(row: Row, service: Service, were_read: bool) -> Suggestion:
    month = month_of(row.posted_at.astimezone(dt.UTC))
    read = were_read or row.rejected
    return Suggestion(
        service=service,
        who_sees=Suggestion.WhoSees.HERE_ANONYMOUS,
        reach=Reach.SERVICE,
        shown=not row.rejected,
        title=row.title,
        words=row.words,
        topic=row.topic,
        source=Suggestion.Source.IMPORT,
        status=Status.READ if read else Status.SENT,
        read_on=month.date() if read else None,
        posted_at=month,
        # Nobody waits for an answer to what a moderator has turned down.
        waiting_since=None if row.rejected else month,
        agreements=row.agreements,
        import_key=row.import_key,
    )
