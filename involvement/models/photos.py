"""Photo: a picture that was decoded, stripped and written anew (RELIABILITY rule 16)."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models.keys import RandomKeyModel


def random_name(photo, filename: str) -> str:
    """A path that tells nothing of the person or the file's first name."""
    name = secrets.token_hex(16)
    return f"photos/{name[:2]}/{name}.jpg"


class Photo(RandomKeyModel):
    """Seen by whoever may see what it belongs to; its app answers that (see queries/photos.py)."""

    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    # Never set for an anonymous suggestion's photo.
    owner = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="photos")
    file = models.FileField(upload_to=random_name)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    description = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    month = models.DateField(default=timezone.localdate)
    # Consent (RELIABILITY rule 15): the day on which its owner sent it, told who sees it and to ask the people in it;
    # and the day on which they took that back. Without an owner both are the first of their months.
    agreed_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    # Since then nobody is shown it, whoever may see what it belongs to.
    hidden_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about_label", "about_id"], name="photo_about")]

    def __str__(self) -> str:
        return f"photo {self.pk}"
