"""Every page × everybody who must take a second step and has not: led to it, whatever the page."""

from urllib.parse import quote

import pytest

from involvement.middleware import SecondStepMiddleware
from tests.access.pages import PAGES
from tests.access.roles import BOARD, EVERYBODY, LEAD, LEADERSHIP, MANAGER, STAFF_HERE, STAFF_THERE, TEAM

pytestmark = pytest.mark.django_db

MUST = STAFF_HERE | STAFF_THERE | TEAM | LEAD | BOARD | LEADERSHIP
START = "/me/second-step/"
PROVE = "/me/second-step/prove/"


def test_everybody_who_must_is_led_to_it_from_every_page(walker, settings):
    """Every URL by GET and POST: who works here or has a role opens none of them first. Nothing is written."""
    settings.SECOND_FACTOR = True
    wrong = []
    for page in PAGES.values():
        if page.name in SecondStepMiddleware.OPEN:
            continue
        target = page.targets[0]
        url = page.url(walker.world, target)
        for role in sorted(MUST):
            for method in ("GET", "POST"):
                answer = walker.ask(role, method, url, page.posted(walker.world, target) if method == "POST" else None)
                # The manager of the world has one, and is asked for it.
                start = PROVE if role in MANAGER else START
                to = f"{start}?next={quote(url if method == 'GET' else '/', safe='/')}"
                if (answer.status, answer.location) != (302, to) or answer.wrote:
                    wrong.append(f"{role} {method} {url}: {answer.status} {answer.location} {answer.wrote}")
    assert not wrong, "\n".join(wrong[:20])


def test_nobody_else_is_led_to_it(walker, settings):
    settings.SECOND_FACTOR = True
    for role in sorted(EVERYBODY - MUST - {"visitor"}):
        assert walker.ask(role, "GET", "/me/").status == 200, role
