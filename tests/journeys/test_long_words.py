"""A word without an end in every text field, and no page wider than a phone."""

import pytest

from involvement.models import Organisation
from tests import world
from tests.journeys.everywhere import AsAnybody, pages_to_see
from tests.planting import models_with_text, text_fields

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = 390
LETTERS = 300
PAGES_WITH_WORDS = {
    "public:home",
    "public:action",
    "customer:me",
    "staff:today",
    "staff:tell",
    "staff:meetings:live",
    "staff:meetings:suggestion",
    "meetings:meeting",
    "meetings:suggestion",
    "meetings:suggestions",
    "meetings:you-said",
}
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def everybody(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield world.build()
    Organisation.forget()


def plant_long_words() -> None:
    for model in models_with_text():
        if model is not Organisation:
            fields = [field for field in text_fields(model) if not field.unique]
            model.objects.update(**{field.name: "W" * min(field.max_length or LETTERS, LETTERS) for field in fields})


def test_no_page_is_wider_than_a_phone_for_a_word_without_end(everybody, browser, live_server):
    plant_long_words()
    context = browser.new_context(base_url=live_server.url, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    window = AsAnybody(everybody, page, live_server.url)
    wrong, seen = [], 0
    for name, role, url in pages_to_see(everybody, only=PAGES_WITH_WORDS):
        wrong += window.goto(role, url)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        width = page.evaluate(WIDTH)
        if width > PHONE:
            wrong.append(f"{name} as {role}: {width} px")
        seen += "W" * 30 in page.content()
    context.close()
    assert wrong == []
    assert seen > 8
