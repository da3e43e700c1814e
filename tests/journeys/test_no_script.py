"""Forty scripts in every text field, and every page opened in a browser that would run them: none runs.

The content policy is switched off for this, so that it is the escaping that is shown and not the second lock.
"""

import pytest

from involvement.models import Organisation
from tests import world
from tests.journeys.everywhere import AsAnybody, pages_to_see
from tests.planting import plant

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WATCH = """
window.ran = [];
window.zqx = number => { window.ran.push(number); };
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.ran.push(name); };
"""
MAIN_PAGES = {
    "public:home",
    "customer:me",
    "customer:told",
    "staff:today",
    "staff:tell",
    "staff:person",
    "staff:concern",
    "staff:meetings:live",
    "staff:meetings:suggestion",
    "admin:involvement_person_changelist",
    "meetings:meeting",
    "meetings:suggestion",
    "meetings:suggestions",
    "meetings:you-said",
    "public:action",
}


@pytest.fixture
def everybody(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield world.build()
    Organisation.forget()


def what_ran(everybody, browser, live_server, **which) -> tuple[list[str], list[str]]:
    """The names of the pages that were opened, and what ran there."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, viewport={"width": 390, "height": 844})
    context.add_init_script(WATCH)
    page = context.new_page()
    ran, seen = [], []
    page.on("dialog", lambda dialog: (ran.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    window = AsAnybody(everybody, page, live_server.url)
    for name, role, url in pages_to_see(everybody, **which):
        ran += window.goto(role, url)
        # What a payload would hang on: every part is pointed at and takes the focus.
        page.evaluate("document.querySelectorAll('body *').forEach(each => { each.focus && each.focus(); })")
        ran += [f"{name} as {role}: {each}" for frame in page.frames for each in frame.evaluate("window.ran || []")]
        seen.append(name)
    context.close()
    return seen, ran


def test_the_watch_sees_a_script_run(browser):
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("data:text/html,<img src=x onerror=zqx(6)>")
    page.wait_for_function("window.ran.length")
    assert page.evaluate("window.ran") == [6]
    context.close()


@pytest.mark.narrow("test_no_script_runs_on_any_page")
def test_no_script_runs_on_the_main_pages(everybody, browser, live_server):
    plant(None)
    seen, ran = what_ran(everybody, browser, live_server, only=MAIN_PAGES)
    assert ran == []
    assert sorted(seen) == sorted(MAIN_PAGES)


@pytest.mark.wide
@pytest.mark.parametrize("number", [None, 0, 13, 26])
def test_no_script_runs_on_any_page(everybody, browser, live_server, number):
    plant(number)
    seen, ran = what_ran(everybody, browser, live_server, every_thing=True)
    assert ran == []
    assert len(seen) > 100
    assert set(seen) >= MAIN_PAGES
