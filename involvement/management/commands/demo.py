"""Makes the demonstration organisation, or prints as whom to sign in to it."""

import datetime as dt
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from involvement.demo.make import make_world
from involvement.demo.places import PLANS
from involvement.demo.sign_ins import table
from involvement.models import Person, Service


class Command(BaseCommand):
    help = "Fill an empty database with an invented charity and two years of its life (DEMONSTRATION only)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--date", type=dt.date.fromisoformat, help="the day it is there, as 2026-11-22 (today)")
        parser.add_argument("--months", type=int, default=24, help="how many months of history (24)")
        parser.add_argument("--places", type=int, default=len(PLANS), help="how many of the places (all)")
        parser.add_argument("--print-sign-ins", action="store_true", help="print as whom to sign in, and do no more")

    def handle(self, *, date, months, places, print_sign_ins, verbosity, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration. Set DEMONSTRATION=True where invented people are wanted.")
        if print_sign_ins:
            self.stdout.write(table())
            return
        if Person.objects.exists() or Service.objects.exists():
            raise CommandError(
                "There are people in this database already, so nothing was done. Begin with an empty one."
            )
        started = time.monotonic()
        world = make_world(
            today=date or timezone.localdate(),
            months=months,
            places=places,
            report=self.show if verbosity and self.stdout.isatty() else lambda month: None,
        )
        if verbosity:
            seconds = time.monotonic() - started
            people = Person.objects.count()
            self.stdout.write(f"{len(world.places)} homes and {people} people, in {seconds:.0f} seconds.")
        for what, times in sorted(world.refused.items()):
            if verbosity > 1:
                self.stdout.write(f"  not possible, {times} times: {what}")

    def show(self, month: dt.date) -> None:
        self.stdout.write(f"  {month:%B %Y}   ", ending="\r")
        self.stdout.flush()
