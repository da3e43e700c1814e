"""Every URL × every role, GET and POST, own, other's and other home's things: the exact status, a marker where it is
allowed, the very page of what is not there where it is refused, and no words that the role may not read anywhere.

The rules stand in tests/access, written by hand. A new URL fails here until somebody has said who may open it.
"""

from urllib.parse import urljoin

import pytest

from tests.access.markup import Markup
from tests.access.pages import PAGES
from tests.access.walk import declared, faults

# The world is built once for all; each test undoes what it wrote.
pytestmark = pytest.mark.django_db


def test_every_url_is_declared_and_no_other():
    assert set(declared()) == set(PAGES)


@pytest.mark.narrow("test_each_page_for_everybody_and_every_way")
@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_opens_for_whom_it_should(walker, name):
    found = faults(walker, PAGES[name], everything=False)
    assert not found, "\n".join(found)


@pytest.mark.wide
@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_for_everybody_and_every_way(walker, name):
    found = faults(walker, PAGES[name], everything=True)
    assert not found, "\n".join(found)


def links_of(walker, role) -> dict[str, str]:
    """Every address of this site to which a page that the role opens leads, with the page."""
    found: dict[str, str] = {}
    for page in PAGES.values():
        for target in page.targets:
            if target == "missing" or role not in page.may(target, "GET") or page.status(target, "GET") != 200:
                continue
            url = page.url(walker.world, target)
            answer = walker.ask(role, "GET", url)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                for tag, attributes in Markup(answer.body).found:
                    to = attributes.get("href", "") if tag == "a" else attributes.get("action", "")
                    if to:
                        found.setdefault(urljoin(url, to).partition("#")[0], page.name)
    return {url: name for url, name in found.items() if url.startswith("/")}


@pytest.mark.parametrize("role", ["visitor", "customer", "staff", "lead", "board", "advisor", "ended_customer"])
def test_no_page_leads_to_what_is_not_there(walker, role):
    """Whatever a page links to or posts to opens for whoever was shown it."""
    for url, page in links_of(walker, role).items():
        answer = walker.ask(role, "GET", url)
        # What takes a post only is there, too.
        assert answer.status in (200, 302, 405), f"{page} leads to {url}: {answer.status} {answer.broke}"
