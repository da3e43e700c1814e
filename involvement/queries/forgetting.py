"""Who asked to be forgotten, and what goes and stays then."""

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Forgetting, Person
from involvement.queries.people import all_records_of
from involvement.registry.home import WorkItem
from involvement.registry.privacy import parts
from involvement.shortcuts import address_of, addresses_of
from involvement.templatetags.portal import day

# The longest list.
SHOWN = 100


def forgetting_of(person: Person) -> Forgetting | None:
    """That they asked, if they did."""
    return Forgetting.objects.filter(person=person).first()


@dataclass(frozen=True)
class Going:
    """Something that goes, and how much of it there is."""

    words: str
    number: int


def what_goes() -> list[str]:
    """In plain words, the same for everybody."""
    return [part.words for _name, part in parts.items()]


def what_stays() -> list[str]:
    """In plain words: what nobody can tell any more from whom it is."""
    return [part.stays for _name, part in parts.items() if part.stays]


def what_goes_of(person: Person) -> list[Going]:
    """What there is of this person, two queries a part at most."""
    keys = [each.pk for each in all_records_of(person)]
    found = (Going(part.words, part.count(keys)) for _name, part in parts.items())
    return [going for going in found if going.number]


def listed(viewer) -> tuple[list[Forgetting], list[Forgetting]]:
    """Who asked and waits for an answer, and who will be forgotten: the most urgent first, SHOWN of each at most."""
    rows = Forgetting.objects.visible_to(viewer).select_related("person")
    on_the_way = rows.exclude(pk__in=rows.asked().values("pk")).order_by("person__forget_on", "pk")
    return list(rows.asked().order_by("due_on", "pk")[:SHOWN]), list(on_the_way[:SHOWN])


def work_of_forgetting(viewer) -> list[WorkItem]:
    """Somebody asked to be forgotten: the law gives a month."""
    if not viewer.is_advisor:
        return []
    today, page, address = timezone.localdate(), address_of("advisor:forgettings"), addresses_of("advisor:forgetting")
    rows = Forgetting.objects.asked().exclude(person=viewer.person).annotate(name=F("person__chosen_name"))
    return [
        WorkItem(
            kind="people",
            title=_("%(name)s asked to be forgotten") % {"name": name},
            url=address(key),
            due=due_on,
            detail=_("to be answered by %(day)s") % {"day": day(due_on)},
            late=due_on < today,
            page=page,
        )
        for key, name, due_on in rows.order_by("due_on", "pk").values_list("pk", "name", "due_on")[:50]
    ]
