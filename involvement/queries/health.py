"""Whether database, migrations and the outbox are well (RELIABILITY §4: health is the oldest due row's age)."""

import datetime as dt
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from involvement.models import OutboxRow

# A due row older than this means that no worker sweeps.
PATIENCE = dt.timedelta(minutes=10)


def health_now() -> dict[str, bool]:
    """Each check and whether it is well. Once the database is gone, so are the others."""
    try:
        return {"database": _answers(), "migrations": _is_migrated(), "outbox": _is_swept()}
    except DatabaseError:
        return {"database": False, "migrations": False, "outbox": False}


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


@cache
def _known() -> dict[tuple[str, str], tuple]:
    """The code's migrations with those that each replaces. They cannot change under a process, and reading them
    takes a hundred times as long as asking the database."""
    nodes = MigrationLoader(None, ignore_no_migrations=True).graph.nodes
    return {key: tuple(map(tuple, migration.replaces)) for key, migration in nodes.items()}


def _is_migrated() -> bool:
    done = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    return all(key in done or (replaced and done.issuperset(replaced)) for key, replaced in _known().items())


def _is_swept() -> bool:
    """No machine row has waited past its time, and no claim has been left lying."""
    long_ago = timezone.now() - PATIENCE
    waiting = OutboxRow.objects.due(long_ago).exists()
    left = OutboxRow.objects.filter(state=OutboxRow.State.CLAIMED, claimed_at__lt=long_ago - PATIENCE).exists()
    return not waiting and not left
