"""How the machinery is, for who runs it: each check with its figures in words, and the outbox in numbers. Nothing that
somebody said, and nobody's name."""

import datetime as dt
import shutil
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max, Min
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from involvement.models import Audit, Carrier, Heard, OutboxRow
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.queries.health import PATIENCE, health_now

# The least that a disk must have free (bytes).
LEAST_FREE = 1_000_000_000
# Tries after which a mail has been put off for more than twenty minutes, and how long no other may have gone out.
MANY_TRIES = 4
NO_MAIL_FOR = dt.timedelta(minutes=30)
NAMES = ("database", "migrations", "outbox", "mail", "worker", "beat", "disk", "backup")


@dataclass(frozen=True)
class Check:
    name: str
    well: bool
    # What was seen, as a line for the operator.
    words: str


@dataclass(frozen=True)
class OutboxFigures:
    """By (state, "machine" or "people") how many rows; by lane how many seconds the oldest due row has waited."""

    rows: Counter = field(default_factory=Counter)
    oldest_due: dict[str, float] = field(default_factory=dict)
    put_off: int = 0


def checks() -> list[Check]:
    """Every check. Once the database is gone, nothing else can be known but the disk."""
    first = health_now()
    if not first["database"]:
        return [Check("database", False, "The database does not answer."), _disk()]
    found = [Check("database", True, "It answers."), _migrations(first["migrations"])]
    try:
        figures = outbox_figures()
        found += [_outbox(first["outbox"], figures), _mail(figures), *_worker_and_beat(), _disk(), _backup()]
    except DatabaseError as error:
        # A table is not there yet, or the database went away just now.
        found += [Check("outbox", False, f"It cannot be read ({type(error).__name__})."), _disk()]
    return found


def outbox_figures() -> OutboxFigures:
    """The outbox in three queries, whatever its size."""
    now = timezone.now()
    figures = OutboxFigures(put_off=_put_off().count())
    for state, carrier, number in OutboxRow.objects.values_list("state", "carrier").annotate(Count("pk")).order_by():
        figures.rows[state, "people" if carrier in HUMAN_CARRIERS else "machine"] += number
    for urgent, oldest in OutboxRow.objects.due(now).values_list("urgent").annotate(Min("due_at")).order_by():
        figures.oldest_due["urgent" if urgent else "rest"] = (now - oldest).total_seconds()
    return figures


def last_backup_at() -> dt.datetime | None:
    return Audit.objects.filter(kind="backup.made").order_by("-at").values_list("at", flat=True).first()


def last_sweep_at() -> dt.datetime | None:
    return Heard.objects.filter(name=Heard.SWEEP).values_list("at", flat=True).first()


# --- One check each -------------------------------------------------------------------------------


def ago(moment: dt.datetime | None) -> str:
    """How long since, as "4 minutes ago"; "never"."""
    if moment is None:
        return "never"
    seconds = (timezone.now() - moment).total_seconds()
    for size, word in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word} ago"
    return f"{seconds:.0f} seconds ago"


def _is_fresh(moment: dt.datetime | None, patience: dt.timedelta = PATIENCE) -> bool:
    return moment is not None and timezone.now() - moment < patience


def _migrations(well: bool) -> Check:
    return Check("migrations", well, "All are there." if well else "Some are missing: run `manage.py migrate`.")


def _outbox(well: bool, figures: OutboxFigures) -> Check:
    oldest = max(figures.oldest_due.values(), default=0)
    due = f"the oldest due message has waited {oldest / 60:.0f} minutes" if figures.oldest_due else "nothing is due"
    waiting = figures.rows[OutboxRow.State.WAITING, "machine"]
    return Check("outbox", well, f"Messages that wait for a machine: {waiting}; {due}.")


def _put_off():
    return OutboxRow.objects.filter(state=OutboxRow.State.WAITING, carrier=Carrier.EMAIL, attempts__gte=MANY_TRIES)


def _mail(figures: OutboxFigures) -> Check:
    """The mail server takes nothing: such rows are put off again and again, and never stay due for long."""
    if not figures.put_off:
        return Check("mail", True, "The mail server takes what it is given.")
    since = timezone.now() - NO_MAIL_FOR
    sent = OutboxRow.objects.filter(carrier=Carrier.EMAIL, state=OutboxRow.State.SENT, sent_at__gt=since).exists()
    others = "Others go out." if sent else "No other goes out."
    return Check("mail", sent, f"Mails put off {MANY_TRIES} times or more: {figures.put_off}. {others}")


def _worker_and_beat() -> list[Check]:
    """Where beat never rang, `manage.py sweep` may run by itself: then its sign of life is enough."""
    swept, rang = last_sweep_at(), PeriodicTask.objects.aggregate(last=Max("last_run_at"))["last"]
    worker = Check("worker", _is_fresh(swept), f"Last sweep: {ago(swept)}.")
    return [worker, Check("beat", _is_fresh(rang) or (rang is None and worker.well), f"Beat last rang: {ago(rang)}.")]


def _disk() -> Check:
    """The fullest disk that this machine keeps our things on."""
    free = min(shutil.disk_usage(folder).free for folder in {settings.VAR_DIR, settings.MEDIA_ROOT} if folder.exists())
    return Check("disk", free >= LEAST_FREE, f"{free / 1e9:.1f} GB are free.")


def _backup() -> Check:
    if not settings.BACKUP_WITHIN_HOURS:
        return Check("backup", True, "Nobody asked to watch it (BACKUP_WITHIN_HOURS).")
    made_at = last_backup_at()
    patience = dt.timedelta(hours=settings.BACKUP_WITHIN_HOURS)
    return Check("backup", _is_fresh(made_at, patience), f"Last backup: {ago(made_at)}.")
