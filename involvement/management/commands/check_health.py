"""`manage.py check_health`: how the machinery is, for cron and for whoever looks."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from involvement.operations.watching import sound
from involvement.queries.watching import NAMES, checks


class Command(BaseCommand):
    help = (
        "Say what is well and what is not: database, migrations, outbox, mail, worker, beat, disk, backup. Exit code 0 "
        "when all is well, else 1."
    )
    # A database that is away is an answer, and no reason to stop.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--alarm", action="store_true", help="mail OPERATOR_EMAIL, once for each occasion")
        parser.add_argument("--json", action="store_true", help="for a machine that reads it")
        parser.add_argument("--only", choices=NAMES, action="append", help="this check alone; may be given again")

    def handle(self, *, alarm, only, **options):
        found = checks()
        if alarm:
            sound(found)
        # What the database cannot be asked is not well.
        shown = [check for check in found if not only or check.name in only]
        unknown = set(only or ()) - {check.name for check in shown}
        unwell = [check.name for check in shown if not check.well] + sorted(unknown)
        if options["json"]:
            self.stdout.write(json.dumps({"well": not unwell, "checks": [asdict(check) for check in shown]}))
        else:
            for check in shown:
                self.stdout.write(f"{'ok      ' if check.well else 'NOT WELL'}  {check.name:<10}  {check.words}")
            for name in sorted(unknown):
                self.stdout.write(f"NOT WELL  {name:<10}  Nobody can say.")
        if unwell:
            sys.exit(1)
