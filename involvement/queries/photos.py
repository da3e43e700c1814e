"""Photos and who may see them: whoever may see what they belong to."""

from django.apps import apps

from involvement.models import Organisation, Photo


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


def logo_for_paper() -> dict | None:
    """The organisation's mark as papers take it; None is the drawn one."""
    organisation = Organisation.current()
    if organisation.logo is None:
        return None
    file = organisation.logo.file
    with file.storage.open(file.name, "rb") as opened:
        return {"bytes": opened.read(), "shows": organisation.logo.description or organisation.name}


def photos_of(thing) -> list[Photo]:
    """The photos of one thing, in the order of their keys, which says nothing."""
    return list(every_photo_of(thing).filter(hidden_on__isnull=True).order_by("pk"))


def every_photo_of(thing):
    """The same with those that are hidden, for whoever may show them again."""
    return Photo.objects.filter(about_label=thing._meta.label_lower, about_id=thing.pk)
