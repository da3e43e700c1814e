"""The base's things of the story and the audit: who may see which, and what they are called."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from involvement.models import Action, Concern, OutboxRow, Person, Photo, Post, Promise, Residency, Service
from involvement.registry.story_verbs import Named, things


def is_about_what_is_seen(viewer, *, but: tuple[str, ...] = ()) -> Q:
    """For rows with ``about_label`` and ``about_id``: about nothing, or about a thing that the viewer may see. What is
    about a thing that the story does not know is not seen by anybody."""
    seen = Q(about_id__isnull=True)
    for label, thing in things.items():
        if label not in but:
            seen |= Q(about_label=label) & Exists(thing.seen(viewer).filter(pk=OuterRef("about_id")))
    return seen


def messages_seen(viewer):
    """What was told about something that the viewer may read."""
    return OutboxRow.objects.visible_to(viewer).filter(is_about_what_is_seen(viewer, but=BY_WHAT_THEY_BELONG_TO))


def photos_seen(viewer):
    """Photos of what the viewer may read."""
    return Photo.objects.filter(is_about_what_is_seen(viewer, but=BY_WHAT_THEY_BELONG_TO))


# Seen with what they are about, which is never one of these.
BY_WHAT_THEY_BELONG_TO = ("involvement.outboxrow", "involvement.photo")


def people_at(services):
    """Who lives or works at these places today; whoever has moved on has a story elsewhere."""
    lives = Residency.objects.current().filter(service__in=services).values("person_id")
    works = Post.objects.current().filter(service__in=services).values("person_id")
    return Person.objects.filter(Q(pk__in=lives) | Q(pk__in=works))


def services_at(services):
    return Service.objects.filter(pk__in=services)


def for_the_team(model):
    """What the involvement team alone may look up."""

    def seen(viewer):
        return model.objects.all() if viewer.is_advisor else model.objects.none()

    return seen


def name_actions(viewer, keys) -> dict[int, Named]:
    found = Action.objects.filter(pk__in=keys).prefetch_related("ownerships")
    return {action.pk: Named(action.title, action.url_for(viewer) or "") for action in found}


def name_people(viewer, keys) -> dict[int, Named]:
    found = Person.objects.filter(pk__in=keys).values_list("pk", "chosen_name")
    return {pk: Named(name, reverse("staff:person", args=[pk])) for pk, name in found}


def name_concerns(viewer, keys) -> dict[int, Named]:
    return {
        concern.pk: Named(_("A worry"), concern.get_absolute_url()) for concern in Concern.objects.filter(pk__in=keys)
    }


def name_messages(viewer, keys) -> dict[int, Named]:
    """Told whom: not what about, which has an entry of its own."""
    found = OutboxRow.objects.filter(pk__in=keys).values_list("pk", "person__chosen_name")
    return {pk: Named(name or _("the noticeboard")) for pk, name in found}


def name_services(viewer, keys) -> dict[int, Named]:
    return {service.pk: Named(service.name, service.staff_url()) for service in Service.objects.filter(pk__in=keys)}


def name_promises(viewer, keys) -> dict[int, Named]:
    found = Promise.objects.filter(pk__in=keys).values_list("pk", "words")
    return {pk: Named(words, reverse("public:promise", args=[pk])) for pk, words in found}


def by_person(model):
    """What is somebody's own goes by their name and leads to their page."""

    def named(viewer, keys) -> dict[int, Named]:
        found = model.objects.filter(pk__in=keys, person__isnull=False)
        found = found.values_list("pk", "person_id", "person__chosen_name")
        return {pk: Named(name, reverse("staff:person", args=[person])) for pk, person, name in found}

    return named


def name_sign_ins(viewer, keys) -> dict[int, Named]:
    found = Person.objects.filter(user__in=keys).values_list("user_id", "pk", "chosen_name")
    return {user: Named(name, reverse("staff:person", args=[pk])) for user, pk, name in found}


def no_name(viewer, keys) -> dict[int, Named]:
    """It has none, or none that may be shown."""
    return {}
