"""`manage.py sweep`: what beat asks of the worker, by hand."""

import logging
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from involvement.celery import app
from involvement.models import Heard
from involvement.operations import bundles, digests, reminders
from involvement.operations.safeguarding import escalate_late
from involvement.operations.sweep import sweep
from involvement.operations.telling import tidy
from involvement.operations.watching import hear
from involvement.registry.reactions import react

logger = logging.getLogger(__name__)

# What beat asks for that this command always does itself, to count it.
ALWAYS = {
    "involvement.tasks.sweep_urgent",
    "involvement.tasks.sweep",
    "involvement.tasks.tidy_telling",
    "involvement.tasks.remind_people",
    "involvement.tasks.put_news_together",
}


class Command(BaseCommand):
    help = (
        "Do once, without a broker, what beat asks of the worker: send what is due, ask again, tidy. Prints counts. "
        "With --nightly also all else that beat asks for: search, limits, the order of rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--nightly", action="store_true", help="also what is done once a night, or each hour")

    def handle(self, *args, nightly, **options):
        hear(Heard.SWEEP)
        counts = Counter(reminded=reminders.remind().total(), escalated=escalate_late())
        counts["tidied"] = tidy() + bundles.drop_untrue()
        react("day.tidied")
        counts["put_together"] = bundles.bundle() + digests.put_together()
        counts += sweep(urgent=True) + sweep(urgent=False)
        if not counts:
            self.stdout.write("Nothing was due.")
        for what, number in sorted(counts.items()):
            self.stdout.write(f"{what.replace('_', ' ')}: {number}")
        if nightly:
            self._do_the_rest()

    def _do_the_rest(self):
        """Each on its own: what fails is said, and keeps none of the others from being done."""
        app.loader.import_default_modules()
        failed = []
        for entry in settings.CELERY_BEAT_SCHEDULE.values():
            if entry["task"] in ALWAYS:
                continue
            words = entry["task"].rpartition(".")[2].replace("_", " ")
            try:
                app.tasks[entry["task"]]()
            except Exception:
                logger.exception("%s failed", entry["task"])
                failed.append(words)
            else:
                self.stdout.write(f"done: {words}")
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")
