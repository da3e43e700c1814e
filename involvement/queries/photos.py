"""Photos and who may see them: whoever may see what they belong to."""

from django.apps import apps

from involvement.models import Photo


def seen_photo(viewer, pk: int) -> Photo | None:
    """The photo, if the viewer may see the thing that it belongs to; else None."""
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None:
        return None
    try:
        model = apps.get_model(photo.about_label)
    except LookupError:
        return None
    return photo if model.objects.visible_to(viewer).filter(pk=photo.about_id).exists() else None


def photos_of(thing) -> list[Photo]:
    """The photos of one thing, in the order of their keys, which says nothing."""
    return list(Photo.objects.filter(about_label=thing._meta.label_lower, about_id=thing.pk).order_by("pk"))
