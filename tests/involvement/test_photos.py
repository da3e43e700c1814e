"""Photos: 200 hostile files, none stored as it came (RELIABILITY rule 16)."""

import datetime as dt
import io
import itertools
import resource
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from involvement.models import Action, ActionNote, Photo
from involvement.operations import photos
from involvement.operations.base import Refused
from tests import make
from tests.involvement.pictures import MARK, NAMES, jpeg, picture, polyglots, refused_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def owner(house):
    return make.resident(service=house)


@pytest.fixture
def note(house, owner):
    day = timezone.localdate() + dt.timedelta(days=7)
    action = Action.objects.create(title="Mend the gate", service=house, first_due_on=day, due_on=day)
    return ActionNote.objects.create(action=action, author=owner, words="So it looks.")


def keep(note, content, *, name="photo.jpg", owner=None):
    upload = SimpleUploadedFile("x", content, content_type="image/jpeg")
    upload._name = name
    return photos.keep_photo(actor=owner, upload=upload, about=note)


def test_two_hundred_hostile_files_are_refused_or_written_anew(note, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    names = itertools.cycle(NAMES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = kept = 0
    for what, content in refused_files():
        with pytest.raises(Refused):
            keep(note, content, name=next(names))
            raise AssertionError(what)
        refused += 1
    assert not Photo.objects.exists() and not list(tmp_path.rglob("*.*"))
    for what, content in polyglots():
        photo = keep(note, content, name=next(names))
        stored = photo.file.read()
        assert stored != content and MARK not in stored and b"<script" not in stored, what
        image = Image.open(io.BytesIO(stored))
        assert (image.format, image.mode, len(image.getexif())) == ("JPEG", "RGB", 0), what
        assert "icc_profile" not in image.info and "comment" not in image.info, what
        kept += 1
    rise = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert refused >= 100 and kept >= 60 and refused + kept >= 200
    assert rise < 300, f"{rise:.0f} MB"
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".jpg"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_four_kinds_are_kept_as_jpeg_at_most_2000_on_a_side(note, owner, kind):
    photo = keep(note, picture(kind, size=(3000, 1500)), owner=owner)
    assert (photo.width, photo.height, photo.owner) == (2000, 1000, owner)
    assert photo.bytes == photo.file.size
    assert len(photo.file.name.rsplit("/", 1)[1]) == len("0" * 32 + ".jpg")


def test_a_picture_on_its_side_is_turned_upright(note):
    turned = Image.Exif()
    turned[0x0112] = 6
    photo = keep(note, picture(size=(60, 40), exif=turned))
    assert (photo.width, photo.height) == (40, 60)


@pytest.mark.parametrize(("at", "value"), [(11, 25), (11, 26), (11, 85), (13, 11)])
def test_a_good_picture_with_odd_notes_of_its_camera_is_kept(note, at, value):
    """Each of these made Pillow raise what is not an error of decoding, and the page broke."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8769] = 6, "hello", {0x9003: "2020:01:01 00:00:00"}
    content = bytearray(picture("JPEG", (8, 8), exif=exif))
    content[content.index(b"Exif\0\0") + 6 + at] = value
    assert keep(note, bytes(content)).width == 8


def test_what_is_clear_becomes_white_and_not_black(note):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    photo = keep(note, out.getvalue())
    assert min(Image.open(photo.file).getpixel((10, 10))) > 250


def test_25_million_dots_are_taken_and_one_row_more_is_not(note):
    assert keep(note, picture("PNG", size=(5000, 5000))).width == 2000
    with pytest.raises(Refused, match="25 million"):
        keep(note, picture("PNG", size=(5000, 5001)))


def test_each_person_has_a_share(note, owner, monkeypatch):
    monkeypatch.setattr(photos, "QUOTA_BYTES", 100)
    keep(note, picture(), owner=owner)
    with pytest.raises(Refused, match="many photos"):
        keep(note, picture(), owner=owner)
    keep(note, picture(), owner=make.resident(service=note.action.service))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (lambda house: make.resident(service=house), 200),
        (lambda house: make.staff(service=house), 200),
        (lambda house: make.advisor(), 200),
        (lambda house: make.resident(service=make.service()), 404),
        (lambda house: make.ended_staff(service=house), 404),
        (lambda house: None, 302),
    ],
)
def test_a_photo_is_seen_by_whoever_sees_what_it_belongs_to(client, house, note, who, expected):
    photo = photos.keep_photo(actor=None, upload=jpeg(), about=note)
    person = who(house)
    if person is not None:
        make.sign_in(client, person)
    answer = client.get(reverse("public:photo", args=[photo.pk]))
    assert answer.status_code == expected
    if expected == 200:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("inline")
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    missing = client.get(reverse("public:photo", args=[photo.pk + 1]))
    assert missing.status_code == (302 if expected == 302 else 404)


def test_no_photo_is_reached_by_its_file_alone(client, note):
    photo = photos.keep_photo(actor=None, upload=jpeg(), about=note)
    for path in (f"/media/{photo.file.name}", f"/static/{photo.file.name}", f"/{photo.file.name}"):
        assert client.get(path).status_code in (302, 404)


def test_an_anonymous_photo_says_no_more_than_the_month(note):
    photo = photos.keep_photo(actor=None, upload=jpeg(), about=note)
    first = timezone.localdate().replace(day=1)
    assert photo.month == first and photo.owner is None
    file = Path(photo.file.path)
    for each in (file, file.parent, file.parent.parent):
        assert dt.datetime.fromtimestamp(each.stat().st_mtime, dt.UTC).date() == first, each
