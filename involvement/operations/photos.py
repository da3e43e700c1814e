"""Photos: decoded, checked and written anew, so that nothing of the file that came is kept (RELIABILITY rule 16)."""

import datetime as dt
import io
import os
import struct
import warnings
from pathlib import Path

import pillow_heif
from django.core.files.base import ContentFile
from django.db.models import Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from involvement.models import Person, Photo
from involvement.operations import audit
from involvement.operations.base import Refused, operation
from involvement.queries.photos import every_photo_of
from involvement.rules.months import month_of

pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
# The longer side of what is kept, and its JPEG quality.
LONGEST_SIDE = 2000
QUALITY = 82
# The most that a logo has, in dots: twice as many as the bar of a page shows.
LOGO_SIDES = (400, 100)
# What one person's photos may take together once written anew: several hundred of them.
QUOTA_BYTES = 200 * 1024 * 1024
# What a decoder raises on a broken or hostile file.
DECODER_ERRORS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError, OverflowError)
DECODER_ERRORS += (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError, KeyError, IndexError)
# And what Pillow lets through from the notes that a camera writes beside the picture.
NOTE_ERRORS = (struct.error, TypeError, AttributeError, ZeroDivisionError)
DECODER_ERRORS += NOTE_ERRORS


@operation
def keep_photo(
    *, actor: Person | None, upload, about, description: str = "", sent_at: dt.datetime | None = None
) -> Photo:
    """Keep an uploaded file as the photo of a thing. ``actor`` is None for an anonymous one, ``sent_at`` when the
    thing itself came, so that both say the same month. Raises Refused in plain words for a file that is too big, not
    a photo, or over the person's share."""
    if actor is not None:
        used = Photo.objects.filter(owner=actor).aggregate(sum=Sum("bytes"))["sum"] or 0
        if used > QUOTA_BYTES:
            raise Refused(_("You have sent many photos already. Please ask staff to help you with this one."))
    image, data = written_anew(upload)
    photo = _photo(image, data, about, description, sent_at)
    photo.owner = actor
    photo.agreed_on = photo.month if actor is None else timezone.localdate()
    if actor is None:
        _forget_when(photo)
    photo.save(force_insert=True)
    return photo


@operation
def take_photo_back(*, actor: Person, photo: Photo) -> None:
    """Whoever sent a photo takes back that it is shown: nobody sees it from now on, and staff cannot show it again.
    Raises Refused for somebody else's, and the second time."""
    if not _take_back(Photo.objects.filter(pk=photo.pk, owner=actor), timezone.localdate()):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    audit.note(kind="photo.taken_back", user=actor.user, about=photo)


@operation
def take_photos_back_without_name(*, about) -> None:
    """The same for the photos of what was said without a name: no more than the month is kept of it (rule 7)."""
    _take_back(every_photo_of(about).filter(owner__isnull=True), month_of(timezone.now()).date())


def _take_back(photos, day: dt.date) -> int:
    photos = photos.filter(taken_back_on__isnull=True)
    return photos.update(taken_back_on=day, hidden_on=Coalesce("hidden_on", Value(day)))


@operation
def set_hidden(*, among, photo: Photo, hidden: bool) -> None:
    """Hide a photo from everybody, or show it again. Raises Refused for one that is not ``among`` these, when it was so
    already, and for one that was taken back."""
    day = timezone.localdate() if hidden else None
    if not among.filter(pk=photo.pk, hidden_on__isnull=hidden, taken_back_on__isnull=True).update(hidden_on=day):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    photo.hidden_on = day


@operation
def keep_logo(*, upload, about, description: str = "") -> Photo:
    """Keep an uploaded file as the organisation's mark: written anew like a photo, and so small that a first visit
    hardly feels it. Raises Refused."""
    image, _data = written_anew(upload)
    image.thumbnail(LOGO_SIDES)
    photo = _photo(image, _as_jpeg(image), about, description)
    photo.save(force_insert=True)
    return photo


def _photo(image: Image.Image, data: bytes, about, description: str, sent_at: dt.datetime | None = None) -> Photo:
    """The unsaved row of a picture whose file is kept."""
    photo = Photo(
        about_label=about._meta.label_lower,
        about_id=about.pk,
        width=image.width,
        height=image.height,
        bytes=len(data),
        description=description.strip()[:200],
        month=month_of(sent_at or timezone.now()).date(),
    )
    photo.file.save("photo.jpg", ContentFile(data), save=False)
    return photo


def _forget_when(photo: Photo) -> None:
    """The file's own time is that of its month, and that of the folders which it was put into: an anonymous one tells
    no more of when it came (rule 7)."""
    first = dt.datetime.combine(photo.month, dt.time(), tzinfo=dt.UTC).timestamp()
    file = Path(photo.file.path)
    for each in (file, file.parent, file.parent.parent):
        os.utime(each, (first, first))


def written_anew(upload) -> tuple[Image.Image, bytes]:
    """The picture in the file, turned upright, without any of its metadata, at most LONGEST_SIDE on a side, and
    its bytes as JPEG. Raises Refused."""
    if upload.size > MOST_BYTES:
        raise Refused(_("That photo is too big. It can have up to 10 megabytes."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _decoded(upload)
    except DECODER_ERRORS:
        raise Refused(_("We could not read that photo. Please send a JPEG, PNG, WebP or HEIC picture.")) from None
    return image, _as_jpeg(image)


def _as_jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _decoded(upload) -> Image.Image:
    """Open by content, refuse by size before any pixel is decoded, then decode."""
    upload.seek(0)
    with Image.open(upload, formats=FORMATS) as source:
        width, height = source.size
        if width * height > MOST_PIXELS:
            raise Refused(_("That photo has too many dots. It can have up to 25 million."))
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = _turned(source)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


def _turned(source: Image.Image) -> Image.Image:
    """Upright as the camera noted; as it lies, when those notes cannot be read."""
    try:
        return ImageOps.exif_transpose(source)
    except NOTE_ERRORS:
        return source.copy()
