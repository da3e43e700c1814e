"""With the keyboard alone: wherever it stands, there is a ring around it."""

import pytest

from involvement.models import Organisation
from tests import world
from tests.journeys.everywhere import AsAnybody, pages_to_see
from tests.journeys.test_axe import MAIN_PAGES

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.wide]

# What stands under the keyboard, and whether a ring is around it or what belongs to it; nothing at the page's end.
STANDS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here.dataset.passed) return null;
  here.dataset.passed = 'yes';
  const rung = (part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  };
  const near = [here, ...(here.labels || []), ...(here.nextElementSibling ? [here.nextElementSibling] : [])];
  return { rung: near.some(rung), what: here.outerHTML.slice(0, 160) };
}"""


@pytest.fixture
def everybody(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield world.build()
    Organisation.forget()


def without_ring(page) -> tuple[int, list[str]]:
    """How many places Tab comes to, and those that cannot be told from the others."""
    places, bare = 0, []
    page.keyboard.press("Tab")
    while (stands := page.evaluate(STANDS)) is not None:
        places += 1
        bare += [] if stands["rung"] else [stands["what"]]
        page.keyboard.press("Tab")
    return places, bare


def test_each_place_of_the_main_pages_has_a_ring(everybody, open_browser, live_server):
    page = open_browser(width=1280, height=900)
    window = AsAnybody(everybody, page, live_server.url)
    places, bare, seen = 0, [], set()
    for name, role, url in pages_to_see(everybody, only=MAIN_PAGES):
        assert window.goto(role, url) == []
        more, without = without_ring(page)
        places, seen = places + more, seen | {name}
        bare += [f"{name}: {what}" for what in without]
    assert not bare, "\n".join(bare)
    assert seen == MAIN_PAGES and places > 10 * len(seen)
