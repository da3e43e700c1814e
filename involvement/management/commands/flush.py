"""`manage.py flush`: Django's own, which empties every table; on SQLite the audit would refuse it."""

from django.core.management.commands import flush
from django.db import connections

from involvement.backup.emptying import without_refusing_triggers


class Command(flush.Command):
    def handle(self, **options):
        with without_refusing_triggers(connections[options["database"]]):
            super().handle(**options)
