"""Photos and who may see them: whoever may see what they belong to."""

import logging

from django.apps import apps
from django.urls import reverse

from involvement.models import Organisation, Photo

logger = logging.getLogger(__name__)


def seen_photo(viewer, pk: int) -> Photo | None:
    """The photo, if it is not hidden and the viewer may see the thing that it belongs to; else None."""
    photo = Photo.objects.filter(pk=pk, hidden_on__isnull=True).first()
    if photo is None:
        return None
    try:
        model = apps.get_model(photo.about_label)
    except LookupError:
        return None
    if not hasattr(model.objects, "visible_to"):
        return None
    return photo if model.objects.visible_to(viewer).filter(pk=photo.about_id).exists() else None


def own_photo(viewer, pk: int) -> Photo | None:
    """The photo, if the viewer sent it and has not taken it back; hidden or not."""
    return Photo.objects.filter(pk=pk, owner_id=viewer.person_id or 0, taken_back_on__isnull=True).first()


def where_it_stands(viewer, photo: Photo) -> str:
    """The address of what the photo belongs to; the first page, where the viewer may not see that any more."""
    thing = apps.get_model(photo.about_label).objects.filter(pk=photo.about_id).first()
    return (thing.url_for(viewer) if thing is not None else None) or reverse("public:home")


def opened_file(photo: Photo):
    """The file of a photo, open to be read; None where it is missing on the disk."""
    try:
        return photo.file.storage.open(photo.file.name, "rb")
    except FileNotFoundError:
        logger.error("The file of photo %s is missing.", photo.pk)
        return None


def logo_for_paper() -> dict | None:
    """The organisation's mark as papers take it; None is the drawn one."""
    organisation = Organisation.current()
    opened = opened_file(organisation.logo) if organisation.logo is not None else None
    if opened is None:
        return None
    with opened:
        return {"bytes": opened.read(), "shows": organisation.logo.description or organisation.name}


def photos_of(thing) -> list[Photo]:
    """The photos of one thing, in the order of their keys, which says nothing."""
    return list(every_photo_of(thing).filter(hidden_on__isnull=True).order_by("pk"))


def every_photo_of(thing):
    """The same with those that are hidden, for whoever may show them again."""
    return Photo.objects.filter(about_label=thing._meta.label_lower, about_id=thing.pk)
