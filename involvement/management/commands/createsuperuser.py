"""`manage.py createsuperuser`: Django's own makes a sign-in that is nobody here, and every page is closed to it."""

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    help = "Not here: `manage.py begin` makes the first sign-in."

    def handle(self, *args, **options):
        raise CommandError(
            "A superuser may do nothing here: what somebody may do comes from their roles. "
            "The first sign-in is made by `manage.py begin`, all others in the portal."
        )
