"""Minutes that are out are corrected under them, and never rewritten."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from involvement.models import Story
from involvement.operations.base import Refused
from meetings.models import Correction
from meetings.operations.meetings import finishing, writing
from meetings.operations.meetings.correcting import correct_minutes
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "The door is <b>mended</b> on Friday, not on Monday."


@pytest.fixture
def house():
    return make.service("Harbour House")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def held(house, sunita):
    meeting = make.meeting(service=house)
    writing.start(actor=sunita, meeting=meeting)
    writing.save_notes(actor=sunita, meeting=meeting, item=None, text="The door is mended on Monday.", base="")
    finishing.finish_meeting(actor=sunita, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def correct(client, meeting, words=WORDS):
    return client.post(f"/staff/meetings/{meeting.pk}/correct/", {"words": words})


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_it_stands_under_the_minutes_with_who_and_when_and_rewrites_nothing(house, sunita, held):
    colleague = make.sign_in(Client(), make.staff("Tess", service=house))
    assert "correct it" in colleague.get(held.get_absolute_url()).content.decode()
    answer = correct(colleague, held)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{held.get_absolute_url()}#corrections")
    page = make.sign_in(Client(), make.resident(service=house)).get(held.get_absolute_url()).content.decode()
    assert "The door is mended on Monday." in page
    assert "by Tess (staff)" in page and "The door is &lt;b&gt;mended&lt;/b&gt; on Friday" in page
    assert "correct it" not in page
    before = held.notes
    held.refresh_from_db()
    assert held.notes == before and Story.objects.about(held).filter(verb="meeting.corrected").count() == 1


def test_it_stands_on_the_paper_too(house, sunita, held):
    client = make.sign_in(Client(), sunita)
    for size in ("", "?large=1"):
        assert "Corrections" not in text_of(client.get(f"{held.get_absolute_url()}minutes.pdf{size}").content)
    correct(client, held)
    for size in ("", "?large=1"):
        paper = text_of(client.get(f"{held.get_absolute_url()}minutes.pdf{size}").content)
        assert "by Sunita (staff)" in paper and "on Friday, not on Monday." in paper and "mended on Monday." in paper


def test_only_who_writes_meetings_down_there_may(house, held):
    elsewhere = make.service()
    for who in (
        make.resident(service=house),
        make.champion(service=house),
        make.staff(service=elsewhere),
        make.ended_staff(service=house),
        make.board_member(),
    ):
        client = make.sign_in(Client(), who)
        assert client.get(f"/staff/meetings/{held.pk}/correct/").status_code == 404
        assert correct(client, held).status_code == 404
    assert not Correction.objects.exists()
    assert correct(make.sign_in(Client(), make.advisor()), held).status_code == 302
    assert Correction.objects.count() == 1


def test_nothing_is_corrected_before_the_minutes_are_out(house, sunita):
    meeting = make.meeting(service=house, state="being_written")
    assert correct(make.sign_in(Client(), sunita), meeting).status_code == 302
    with pytest.raises(Refused):
        correct_minutes(actor=sunita, meeting=meeting, words=WORDS)
    assert not Correction.objects.exists()


def test_two_taps_are_one_and_nothing_is_none(sunita, held):
    client = make.sign_in(Client(), sunita)
    for words in (WORDS, f" {WORDS} "):
        assert correct(client, held, words).status_code == 302
    assert correct(client, held, "  ").status_code == 200
    with pytest.raises(Refused):
        correct_minutes(actor=sunita, meeting=held, words=" ")
    assert Correction.objects.count() == 1


def test_a_correction_stays_when_its_writer_is_gone(sunita, held):
    correct(make.sign_in(Client(), sunita), held)
    Correction.objects.update(written_by=None)
    page = make.sign_in(Client(), make.advisor()).get(held.get_absolute_url()).content.decode()
    assert "Corrected on" in page and "by Sunita" not in page
