"""The second step in a browser: an app and spare codes without JavaScript, and a passkey with a device's own lock."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe

from tests import make
from tests.journeys.test_axe import RULES

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = "river lamp tea moon"
# The first page, and no other that ends with a stroke.
HOME = re.compile(r"://[^/]+/$")


@pytest.fixture
def sam(settings):
    settings.SECOND_FACTOR = True
    house = make.service("Harbour House")
    return make.staff("Sam", service=house, user=make.user("sam", password=WORDS))


def sign_in(page):
    page.goto("/sign-in/")
    page.fill("[name=login]", "sam")
    page.fill("[name=password]", WORDS)
    page.check("[name=device][value=own]")
    page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def sign_out(page):
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_load_state()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def check(page):
    """Nothing for axe to find, and nothing wider than the screen."""
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_app_and_a_spare_code_without_javascript(open_browser, sam):
    page = open_browser(width=320, javascript=False)
    sign_in(page)
    assert page.url.endswith("/me/second-step/?next=/")
    page.get_by_role("link", name="Add an app").click()
    secret = page.locator(".to-type").inner_text().replace(" ", "")
    page.fill("[name=code]", "000000")
    press(page, "Add the app")
    assert "That is not right" in page.locator("main").inner_text()
    page.fill("[name=code]", make.app_code(secret))
    press(page, "Add the app")
    codes = page.locator(".spare-codes li").all_inner_texts()
    assert len(codes) == 10 and all(re.fullmatch(r"\d{4} \d{4}", code) for code in codes)
    press(page, "I have them on paper")
    page.wait_for_url(HOME)
    sign_out(page)
    sign_in(page)
    page.fill("[name=code]", codes[0])
    press(page, "Go on")
    page.wait_for_url(HOME)
    assert "Sign out" in page.content()


def virtual_device(page):
    """A device with a lock that says yes."""
    driver = page.context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    made = driver.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    return driver, made["authenticatorId"]


def test_a_passkey_is_added_and_opens(open_browser, sam):
    page = open_browser(width=390)
    driver, device = virtual_device(page)
    sign_in(page)
    check(page)
    page.get_by_role("link", name="Add a passkey").click()
    check(page)
    # A name is asked for, and the passkey is not made for nothing twice.
    page.fill("[name=name]", "My phone <b>")
    press(page, "Add the passkey")
    page.wait_for_url("**/codes/")
    check(page)
    press(page, "I have them on paper")
    page.wait_for_url(HOME)
    kept = Authenticator.objects.get(type="webauthn")
    assert kept.data["name"] == "My phone <b>"
    sign_out(page)
    sign_in(page)
    page.wait_for_url("**/sign-in/second-step/")
    check(page)
    press(page, "Use my passkey")
    page.wait_for_url(HOME)
    kept.refresh_from_db()
    assert kept.last_used_at is not None
    page.goto("/me/second-step/")
    assert "My phone <b>" in page.locator("main").inner_text()
    check(page)
    # Another device has no such passkey, and says so in words.
    sign_out(page)
    driver.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    virtual_device(page)
    sign_in(page)
    press(page, "Use my passkey")
    page.get_by_text("That did not work. Please try once more, or type the numbers.").wait_for()


def test_the_picture_and_the_page_of_removing(open_browser, sam):
    page = open_browser(width=1280)
    sign_in(page)
    page.get_by_role("link", name="Add an app").click()
    picture = page.locator("img.square-code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    check(page)
