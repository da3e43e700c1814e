"""The organisation's one row, its services and when staff are there: the advisor's to change."""

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.models import FooterLink, Organisation, Person, Service, StaffedHours
from involvement.operations import audit
from involvement.operations.base import Refused, operation, record
from involvement.operations.photos import keep_logo
from involvement.operations.promises import add_up_home


@operation
def begin_organisation() -> None:
    """The one row, with what stands in it until the advisor changes it."""
    Organisation.objects.get_or_create(pk=1)


@operation
def save_organisation(*, actor: Person, organisation: Organisation, fields: list[str]) -> None:
    """Keep what the advisor changed in the one row, which every process reads anew within a quarter of a minute."""
    organisation.pk = 1
    organisation.save()
    Organisation.forget()
    audit.note(kind="organisation.changed", user=actor.user, about=organisation, reason=", ".join(sorted(fields)))


@operation
def set_logo(*, actor: Person, upload=None, shows: str = "") -> None:
    """Put this picture beside the name of the organisation, on pages and papers; without one, the drawn mark again.
    ``shows`` is what it shows. Raises Refused for what is no picture."""
    organisation = Organisation.objects.select_related("logo").get(pk=1)
    old, new = organisation.logo, None
    if upload is not None:
        new = keep_logo(upload=upload, about=organisation, description=shows)
    Organisation.objects.filter(pk=1).update(logo=new)
    if old is not None:
        old.delete()
        transaction.on_commit(lambda: old.file.delete(save=False))
    Organisation.forget()
    audit.note(kind="organisation.changed", user=actor.user, about=organisation, reason="logo")


@operation
def set_footer_links(*, actor: Person, links: list[FooterLink], gone: list[FooterLink]) -> None:
    """The links at the foot of every page."""
    for link in links:
        link.organisation_id = 1
        link.save()
    FooterLink.objects.filter(pk__in=[link.pk for link in gone]).delete()
    Organisation.forget()
    audit.note(kind="organisation.changed", user=actor.user, reason="footer_links")


@operation
def save_service(*, actor: Person, service: Service, fields: list[str]) -> Service:
    """A new service, or changes to one. Raises Refused when it would close before it opens."""
    if service.closed_on is not None and service.closed_on < service.opened_on:
        raise Refused(_("It cannot close before it opens."))
    is_new = service.pk is None
    service.save()
    if not is_new and {"area", "is_private"} & set(fields):
        add_up_home(service)
    verb = "service.opened" if is_new else "service.changed"
    record(verb=verb, thing=service, actor=actor, actor_role="advisor", fields=fields)
    audit.note(kind=verb, user=actor.user, about=service, reason=", ".join(sorted(fields)))
    return service


@operation
def set_hours(*, actor: Person, service: Service, hours: list[StaffedHours], gone: list[StaffedHours]) -> None:
    """When staff are at a service."""
    for row in hours:
        row.service = service
        row.save()
    StaffedHours.objects.filter(pk__in=[row.pk for row in gone]).delete()
    record(verb="service.changed", thing=service, actor=actor, actor_role="advisor", fields=["hours"])
    audit.note(kind="service.changed", user=actor.user, about=service, reason="hours")
