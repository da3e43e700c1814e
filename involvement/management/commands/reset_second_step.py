"""`manage.py reset_second_step USER_NAME`: for the only advisor, whom nobody else can help."""

from django.core.management.base import BaseCommand, CommandError

from involvement.models import Person
from involvement.operations.base import Refused
from involvement.operations.second_step import reset


class Command(BaseCommand):
    help = "Take the second step of signing in away from somebody who lost it, and sign them out. They are told."

    def add_arguments(self, parser):
        parser.add_argument("user_name")

    def handle(self, *args, user_name, **options):
        person = Person.objects.filter(user__username=user_name.lower()).select_related("user").first()
        if person is None:
            raise CommandError(f"Nobody signs in as {user_name}.")
        try:
            reset(actor=None, person=person)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"{user_name} adds a new second step when they next sign in.")
