"""The organisation's own mark: uploaded by the advisor, written anew, on each page and paper."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from involvement.models import Organisation, Photo
from involvement.operations.base import Refused
from involvement.operations.places import begin_organisation, set_logo
from tests import make

pytestmark = pytest.mark.django_db
FORM = "admin:involvement_organisation_change"


def picture(size=(1600, 900), form="PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, form)
    return SimpleUploadedFile(f"logo.{form.lower()}", out.getvalue())


@pytest.fixture
def advisor():
    begin_organisation()
    yield make.advisor("Miriam")
    Organisation.forget()


def header(client, path="/"):
    return client.get(path).content.decode().partition("<header")[2].partition("</header>")[0]


def saved(client, **changed):
    """The advisor's form, sent with what it showed and these changes."""
    url = reverse(FORM, args=[1])
    form = client.get(url).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    inline = {f"footer_links-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    return client.post(url, {**shown, "no_reasons": "[]", "not_yet_reasons": "[]", **inline, **changed})


def test_the_advisor_puts_it_up_and_everybody_sees_it(client, advisor):
    make.sign_in(client, advisor)
    assert saved(client, new_logo=picture(), logo_shows="Three doors").status_code == 302
    logo = Organisation.current().logo
    client.logout()
    assert f'src="/logo/{logo.pk}/" alt="Three doors"' in header(client) and "<i " not in header(client)
    answer = client.get(f"/logo/{logo.pk}/")
    kept = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (kept.format, kept.size) == ("JPEG", (178, 100)) and not kept.getexif()
    # Another logo has another address: a browser asks once.
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_weighs_little_on_a_first_visit(advisor):
    set_logo(actor=advisor, upload=picture((4000, 1000)))
    assert Photo.objects.get().bytes < 25_000


def test_another_takes_its_place_and_none_is_the_drawn_mark(client, advisor, django_capture_on_commit_callbacks):
    set_logo(actor=advisor, upload=picture())
    first = Photo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        set_logo(actor=advisor, upload=picture(), shows="A bridge")
    assert Photo.objects.get().pk != first.pk and not first.file.storage.exists(first.file.name)
    assert client.get(f"/logo/{first.pk}/").status_code == 302
    make.sign_in(client, advisor)
    saved(client, no_logo="on")
    assert Organisation.current().logo is None and not Photo.objects.exists()
    assert '<i aria-hidden="true">' in header(client) and "<img" not in header(client)


def test_what_is_no_picture_is_refused_and_the_old_one_stays(client, advisor):
    set_logo(actor=advisor, upload=picture())
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")
    with pytest.raises(Refused):
        set_logo(actor=advisor, upload=drawing)
    make.sign_in(client, advisor)
    drawing.seek(0)
    page = client.get(saved(client, new_logo=drawing).url).content.decode()
    assert "We could not read that photo." in page
    assert Organisation.current().logo == Photo.objects.get()


def test_nobody_opens_it_as_somebodys_photo(client, advisor):
    set_logo(actor=advisor, upload=picture())
    make.sign_in(client, advisor)
    assert client.get(reverse("public:photo", args=[Photo.objects.get().pk])).status_code == 404


def test_papers_show_it(client, advisor):
    def handover() -> bytes:
        return client.get(reverse("staff:tell-list")).content.replace(b" ", b"")

    make.sign_in(client, advisor)
    assert b"/Subtype/Image" not in handover()
    set_logo(actor=advisor, upload=picture())
    assert b"/Subtype/Image" in handover()
