"""The advisor chooses somebody by typing part of a name, with the keyboard alone, and hears what each box is for."""

import pytest

from tests import make
from tests.journeys.test_axe import violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = "orange ladder whistle fern"


@pytest.fixture
def add_role(open_browser):
    """The page on which the advisor gives somebody a role."""
    make.advisor("Miriam", user=make.user("miriam62", password=WORDS))
    make.person("Rosalinda")
    page = open_browser()
    page.goto("/sign-in/?next=/admin/involvement/role/add/")
    page.fill("[name=login]", "miriam62")
    page.fill("[name=password]", WORDS)
    page.check("[name=device][value=own]")
    page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/role/add/")
    return page


def test_every_box_has_a_name_before_and_while_it_is_open(add_role):
    page = add_role
    page.get_by_role("combobox", name="Person").focus()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.get_by_role("searchbox", name="Person").fill("rosal")
    page.get_by_role("option", name="Rosalinda").wait_for()
    assert page.get_by_role("listbox", name="Person").count() == 1
    assert violations(page) == []
    # Enter takes the one that is marked, which the list marks a moment after it has come.
    page.locator(".select2-results__option--highlighted", has_text="Rosalinda").wait_for()
    page.get_by_role("searchbox", name="Person").press("Enter")
    page.get_by_role("combobox", name="Person: Rosalinda").wait_for()


def test_a_day_is_chosen_from_the_calendar(add_role):
    """The calendar is Django's own: the content policy refuses nothing of it, or the browser would complain here."""
    page = add_role
    page.locator(".datetimeshortcuts").get_by_role("link", name="Choose a Date").first.click()
    page.locator(".calendarbox td a").first.click()
    assert page.input_value("[name=starts_on]")
