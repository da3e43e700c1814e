"""The whole organisation in numbers, for those who oversee it."""

import datetime as dt

import pytest
from django.utils import timezone

from involvement.models import Reach
from meetings.queries.overview import QUARTER, of_the_last_quarter
from tests import make

pytestmark = pytest.mark.django_db


def test_the_numbers_are_of_all_homes_and_not_of_what_was_let_out():
    house, other = make.service(), make.service()
    now = timezone.now()
    make.suggestion("A bench", service=house, status="read", waiting_since=now)
    make.suggestion("A lamp", service=other, status="done", waiting_since=None, reach=Reach.PUBLIC)
    make.suggestion("Paint", service=other, status="no", waiting_since=None, reason="The building does not allow it.")
    make.suggestion("Long ago", service=house, posted_at=now - QUARTER - dt.timedelta(days=1))
    make.suggestion("Changed my mind", service=house, status="taken_back")
    make.suggestion("For the team", service=house, reach=Reach.TEAM)
    make.suggestion("Keep me safe", service=house, reach=Reach.RESTRICTED)
    make.suggestion("Said at the poster", service=house, status="sent", shown=False, waiting_since=now)
    make.suggestion("Hidden by staff", service=house, status="done", waiting_since=None, shown=False)
    make.suggestion("The tap drips", service=house, status="repair", waiting_since=None)
    make.suggestion("My post was opened", service=other, status="complaint", waiting_since=None)
    make.suggestion("So was mine", service=other, status="complaint", waiting_since=None)
    became = {"waiting": 2, "doing": 0, "done": 1, "no": 1, "not_yet": 0, "repairs": 1, "complaints": 2}
    assert of_the_last_quarter() == {"said": 7, **became}
    assert sum(became.values()) == 7


def test_the_board_reads_the_numbers_and_none_of_the_words(client):
    house = make.service("Bromley Road")
    make.suggestion("A bench by the door", service=house, status="read", waiting_since=timezone.now())
    make.sign_in(client, make.board_member())
    page = client.get("/").content.decode()
    assert "In all homes together" in page and '<dd class="big">1</dd>' in page
    assert "passed to repairs" in page and "passed to complaints" in page
    assert "bench" not in page and "Bromley" not in page
