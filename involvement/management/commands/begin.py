"""`manage.py begin`: the first thing on an empty portal, for which there is nobody yet who could do it in a browser."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from involvement.models import Organisation, Person
from involvement.operations.base import Refused
from involvement.operations.beginning import begin_portal

SAID = """{organisation} begins. {advisor} signs in at {site}{door}
  user name  {user_name}
  words      {words}
This is shown once. Their own words take its place when they first sign in; then they add a second step.
After that, at {site}{lists}: the numbers to ring, the homes, and who does what."""


class Command(BaseCommand):
    help = "Give an empty portal its organisation and its first involvement advisor, and say how they sign in."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, help="its name, as it stands on every page")
        parser.add_argument("--advisor", required=True, help="the name of the involvement advisor")
        parser.add_argument("--email", default="", help="their e-mail address")

    def handle(self, *args, organisation, advisor, email, **options):
        try:
            Organisation(pk=1, name=organisation).clean_fields(exclude=_all_but(Organisation, "name"))
            Person(chosen_name=advisor, email=email).clean_fields(exclude=_all_but(Person, "chosen_name", "email"))
            card = begin_portal(organisation=organisation, advisor=advisor, email=email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(
            SAID.format(
                organisation=organisation,
                advisor=advisor,
                site=settings.SITE_URL,
                door=reverse("account_login"),
                user_name=card.user_name,
                words=" ".join(card.words),
                lists=reverse("admin:index"),
            )
        )


def _all_but(model, *names: str) -> set[str]:
    """The fields of a model that are not looked at."""
    return {field.name for field in model._meta.fields} - set(names)
