"""A computer that others use too: the warning before the end, signing out, Back, and the way out."""

import pytest

from tests import make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = "river lamp tea moon"
EXIT = "https://www.bbc.co.uk/weather"


@pytest.fixture
def rosa():
    house = make.service("Harbour House")
    return make.resident("Rosalinda", service=house, user=make.user("rosa27", password=WORDS))


def sign_in(page, device="shared"):
    page.goto("/sign-in/")
    page.fill("[name=login]", "rosa27")
    page.fill("[name=password]", WORDS)
    page.check(f"[name=device][value={device}]")
    page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_after_signing_out_back_shows_nothing_of_the_person(open_browser, rosa, javascript):
    page = open_browser(javascript=javascript)
    sign_in(page)
    page.goto("/me/")
    assert "Rosalinda" in page.content()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_load_state()
    assert "Rosalinda" not in page.content()
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Rosalinda" not in page.content()


def test_a_warning_before_the_short_session_ends(open_browser, rosa, settings):
    settings.SHARED_SESSION_SECONDS = 8
    page = open_browser()
    sign_in(page)
    assert "You are on a shared computer" in page.content()
    page.get_by_role("dialog").wait_for(timeout=8000)
    assert "Are you still there?" in page.get_by_role("dialog").inner_text()
    page.wait_for_url("**/sign-in/**", timeout=12_000)
    assert "Rosalinda" not in page.content()


def test_a_shared_session_ends_by_itself_and_ones_own_does_not(open_browser, rosa, settings):
    settings.SHARED_SESSION_SECONDS = 2
    shared, own = open_browser(javascript=False), open_browser(javascript=False)
    sign_in(shared)
    sign_in(own, "own")
    shared.wait_for_timeout(2500)
    shared.goto("/me/")
    own.goto("/me/")
    assert "/sign-in/" in shared.url
    assert "Rosalinda" in own.content()


def ways_out(page) -> list[str]:
    """Where the way out leads: noted, and not gone to, since the world outside is no part of a test."""
    taken = []

    def note(route):
        answer = route.fetch(max_redirects=0)
        taken.append(answer.headers["location"])
        route.fulfill(response=answer, status=200, body="<title>Weather</title>")

    page.context.route("**/exit/", note)
    return taken


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_exit_this_page_leaves_and_signs_out(open_browser, rosa, javascript):
    page = open_browser(javascript=javascript)
    taken = ways_out(page)
    sign_in(page)
    page.goto("/me/")
    page.get_by_role("link", name="Exit this page").first.click()
    page.wait_for_url("**/exit/")
    assert taken == [EXIT]
    page.goto("/me/")
    assert "/sign-in/" in page.url


def test_shift_three_times_leaves_too(open_browser, rosa):
    page = open_browser()
    taken = ways_out(page)
    sign_in(page)
    page.goto("/me/")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert taken == []
    page.keyboard.press("Shift")
    page.wait_for_url("**/exit/")
    assert taken == [EXIT]
