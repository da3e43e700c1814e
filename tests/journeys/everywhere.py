"""Opening every page of the table of access in a browser, each as its main role."""

from django.conf import settings
from django.test import Client

from tests import make
from tests.access.pages import PAGES
from tests.access.walk import opened

# What is no page.
PAPERS = ("%PDF", "PK", "BEGIN:VCALENDAR", "JFIF", "results", "well", "django")
# The preview of a mail stands in a sandbox where no script runs, those that look at a page neither. It is read by
# tests/test_xss.py, and as a mail by those of notices.
MAILS = {"advisor:notice-page"}


def pages_to_see(world, *, only=None, every_thing=False):
    """(name, role, address) of each page, for its first thing or for every thing."""
    seen = set()
    for page, _target, role, url in opened(PAGES.values(), world):
        # A browser puts a table into a file and opens nothing.
        is_paper = url.partition("?")[0].endswith(".csv") or (isinstance(page.shows, str) and page.shows in PAPERS)
        is_paper = is_paper or page.name in MAILS
        if is_paper or (only is not None and page.name not in only) or (page.name in seen and not every_thing):
            continue
        seen.add(page.name)
        yield page.name, role, url


def eventually(page, holds) -> None:
    """Wait until ``holds()``, at most ten seconds: for what arrives at the server and shows nowhere on the page."""
    for _try in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("that did not come about within ten seconds")


class AsAnybody:
    """One browser window in which whoever is to look is signed in."""

    def __init__(self, world, page, home: str) -> None:
        self.world, self.page, self.home, self.role = world, page, home, None
        self.sessions: dict[str, str] = {}
        self.is_part = False

    def goto(self, role: str, url: str) -> list[str]:
        """Open a page as somebody. Returns what is wrong with that in words, if anything is."""
        if role != self.role:
            self._become(role)
        answer = self.page.goto(url)
        # What htmx puts into a page is no page of its own.
        self.is_part = not answer.text().lstrip().lower().startswith("<!doctype")
        return [] if answer.ok else [f"{url} as {role}: {answer.status}"]

    def _become(self, role: str) -> None:
        self.role = role
        self.page.context.clear_cookies()
        person = self.world.people[role]
        if person is None:
            return
        if role not in self.sessions:
            client = Client()
            make.sign_in(client, person)
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[role], "url": self.home}
        self.page.context.add_cookies([cookie])
