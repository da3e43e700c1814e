"""The very first: the organisation and its first advisor, who gives all others what they may do."""

from django.utils.translation import gettext as _

from involvement.models import Organisation, Person, Role
from involvement.operations import accounts, places, standing
from involvement.operations.base import Refused, operation, record


@operation
def begin_portal(*, organisation: str, advisor: str, email: str) -> accounts.PrintedCard:
    """Give the organisation its name and its first advisor, with what they sign in with: as on a card, it is there once
    and they choose their own words in its place. Raises Refused when there is an advisor already."""
    if Role.objects.current().filter(kind__in=Role.TEAM, person__in=Person.objects.living()).exists():
        raise Refused(_("There is an advisor already. They give others what they may do."))
    places.begin_organisation()
    Organisation.objects.filter(pk=1).update(name=organisation)
    Organisation.forget()
    told_by = Person.ToldBy.EMAIL if email else Person.ToldBy.PORTAL
    person = Person.objects.create(chosen_name=advisor, full_name=advisor, email=email, told_by=told_by)
    record(verb="person.added", thing=person, actor=person, actor_role="advisor")
    standing.begin_role(actor=person, person=person, kind=Role.Kind.ADVISOR)
    return accounts.make_card(actor=person, person=person)
