"""`manage.py sweep`: what beat asks of the worker every few seconds, by hand."""

from collections import Counter

from django.core.management.base import BaseCommand

from involvement.operations.agreed_work import ask_about_due_work
from involvement.operations.safeguarding import escalate_late
from involvement.operations.sweep import sweep
from involvement.operations.telling import tidy


class Command(BaseCommand):
    help = "Do once, without a broker, what beat asks of the worker: send what is due, ask again, tidy. Prints counts."

    def handle(self, *args, **options):
        counts = Counter(asked=ask_about_due_work(), escalated=escalate_late(), tidied=tidy())
        counts += sweep(urgent=True) + sweep(urgent=False)
        if not counts:
            self.stdout.write("Nothing was due.")
        for what, number in sorted(counts.items()):
            self.stdout.write(f"{what.replace('_', ' ')}: {number}")
