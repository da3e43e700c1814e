"""axe on every page, as its main role, on a phone and on a wide screen: WCAG 2.2 AA and best practice, 0 violations."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from involvement.models import Organisation
from tests import world
from tests.journeys.everywhere import AsAnybody, pages_to_see

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # axe reads style sheets anew for one experimental rule that is not among these, and where one imports another it
    # does so by an inline style, which the content policy refuses.
    "preload": {"assets": ["media"]},
}
# The pages that most people see.
MAIN_PAGES = {
    "account_login",
    "public:home",
    "public:help",
    "customer:me",
    "customer:told",
    "staff:today",
    "staff:people",
    "staff:tell",
    "staff:meetings:live",
    "staff:meetings:suggestion",
    "advisor:home",
    "board:home",
    "meetings:meeting",
    "meetings:poster",
    "meetings:suggestion",
    "meetings:suggestion-new",
    "meetings:suggestions",
    "meetings:you-said",
    "public:action",
}
SIZES = {390: 844, 1280: 900}


@pytest.fixture
def everybody(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield world.build()
    Organisation.forget()


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"][:3]]


def look_at(everybody, open_browser, live_server, width, **which) -> tuple[list[str], list[str]]:
    """The names of the pages that were looked at, and what is wrong with them."""
    page = open_browser(width=width, height=SIZES[width])
    window = AsAnybody(everybody, page, live_server.url)
    wrong, seen = [], []
    for name, role, url in pages_to_see(everybody, **which):
        wrong += window.goto(role, url)
        if window.is_part:
            continue
        wrong += [f"{name} as {role} at {width}: {each}" for each in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            wrong.append(f"{name} as {role} at {width}: wider than the screen")
        seen.append(name)
    return seen, wrong


@pytest.mark.narrow("test_every_page")
def test_the_main_pages_on_a_phone(everybody, open_browser, live_server):
    seen, wrong = look_at(everybody, open_browser, live_server, 390, only=MAIN_PAGES)
    assert wrong == []
    assert sorted(seen) == sorted(MAIN_PAGES)


@pytest.mark.wide
@pytest.mark.parametrize("width", SIZES)
def test_every_page(everybody, open_browser, live_server, width):
    seen, wrong = look_at(everybody, open_browser, live_server, width, every_thing=True)
    assert wrong == [], "\n".join(wrong)
    assert len(seen) > 100
    assert set(seen) >= MAIN_PAGES


def test_the_advisors_lists_by_night(everybody, open_browser, live_server):
    """Django's admin has colours for the dark, and ours stand in their place."""
    page = open_browser(width=390, height=SIZES[390], color_scheme="dark")
    window = AsAnybody(everybody, page, live_server.url)
    for path in ("/admin/", "/admin/involvement/organisation/1/change/", "/admin/involvement/service/"):
        assert window.goto("advisor", path) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 25, 24)"
        assert violations(page) == []
