"""What every page sends along: a strict content policy, nothing stored of anybody signed in, cookies that no script
reads, and nothing in the page itself that the policy would have to allow."""

import pytest
from django.test import Client, override_settings

from tests import make
from tests.access.markup import Markup
from tests.access.pages import PAGES
from tests.access.walk import opened

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
# A picture needs nothing at all.
OWN_POLICY = {name: {"default-src 'none'"} for name in ("public:photo", "public:logo")}
# The preview of a mail has styles in its HTML, as mail programs want it, and stands where nothing runs.
OWN_POLICY["advisor:notice-page"] = {
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "sandbox allow-top-navigation-by-user-activation allow-popups",
}
# The logo is the same for everybody and says nothing of anybody; another one has another address.
OWN_KEEPING = {"public:logo": "public, max-age=31536000, immutable"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A calendar program follows no links from the file.
OWN_REFERRER = {"meetings:calendar": "no-referrer"}


def directives(header: str) -> set[str]:
    return {part.strip() for part in header.split(";") if part.strip()}


@pytest.fixture(scope="module")
def answers(world, walker):
    """Every page that anybody may open, with what its main role got."""
    return [
        (page, target, role, walker.ask(role, "GET", url)) for page, target, role, url in opened(PAGES.values(), world)
    ]


def test_the_policy_is_strict_everywhere(answers):
    for page, target, _role, answer in answers:
        sent = directives(answer.headers.get("Content-Security-Policy", ""))
        assert sent == OWN_POLICY.get(page.name, POLICY), (page.name, target)


def test_what_is_refused_and_what_is_broken_is_as_strict(walker):
    for role in ("visitor", "customer", "advisor"):
        assert directives(walker.ask(role, "GET", "/nothing/").headers["Content-Security-Policy"]) == POLICY


def test_headers_that_every_page_has(answers):
    for page, target, _role, answer in answers:
        wanted = ALWAYS | ({"Referrer-Policy": OWN_REFERRER[page.name]} if page.name in OWN_REFERRER else {})
        assert {name: answer.headers.get(name) for name in wanted} == wanted, (page.name, target)
        for power in ("camera", "geolocation", "microphone"):
            assert f"{power}=()" in answer.headers["Permissions-Policy"], page.name


def test_nothing_is_stored_of_anybody_signed_in(answers, walker):
    for page, target, role, answer in answers:
        if role != "visitor":
            wanted = OWN_KEEPING.get(page.name, "no-store, private")
            assert answer.headers.get("Cache-Control") == wanted, (page.name, target, role)
    assert walker.ask("customer", "GET", "/nothing/").headers["Cache-Control"] == "no-store, private"
    assert walker.ask("customer", "GET", "/").headers["Cache-Control"] == "no-store, private"


TYPED = {
    "/suggestions/new/": {"words": "He hits me."},
    "/suggestions/1/comment/": {"words": "He hits me."},
    "/join/": {"code": "none", "name": "Sam", "reach_me": "He hits me."},
    "/sign-in/": {"login": "He hits me.", "password": "x", "device": "own"},
}


@pytest.mark.parametrize("is_too_old", [False, True])
@pytest.mark.parametrize("url", TYPED)
def test_what_a_visitor_typed_is_stored_nowhere(url, is_too_old):
    """On a shared computer the next one who goes back must not read it, signed out or not."""
    client = Client(enforce_csrf_checks=is_too_old, headers={"origin": "http://testserver"})
    answer = client.post(url, TYPED[url])
    # What holds a code or a name to sign in with is not given back when the page was too old.
    assert ("He hits me." in answer.content.decode()) != (is_too_old and url in ("/sign-in/", "/join/"))
    assert answer["Cache-Control"] == "no-store, private"


def test_an_invitation_is_stored_nowhere(client):
    assert "no-store" in client.get("/invitation/none/")["Cache-Control"]


def test_no_page_needs_what_the_policy_forbids(answers):
    wrong = []
    for page, target, role, answer in answers:
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            styles_too = "style-src 'unsafe-inline'" in OWN_POLICY.get(page.name, POLICY)
            found = [each for each in Markup(answer.body).inline() if not (styles_too and " style=" in each)]
            wrong += [f"{page.name} [{target}] as {role}: {each}" for each in found]
    assert wrong == []


def test_cookies_are_for_this_site_and_no_script_reads_them(answers):
    for page, _target, _role, answer in answers:
        for name, cookie in answer.cookies.items():
            assert cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict"), (page.name, name)


HTTPS = {
    "HTTPS": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
}


def sign_in_at(client: Client, user, **options):
    page = client.get("/sign-in/", secure=True)
    form = {"login": user.username, "password": "long words are fine", "device": "own"}
    token = dict(Markup(page.content.decode()).fields())["csrfmiddlewaretoken"]
    return client.post("/sign-in/", form | {"csrfmiddlewaretoken": token}, secure=True, **options)


def test_a_real_portal_speaks_https_only():
    """tests/test_settings.py shows that these are the settings of a portal that says nothing about them."""
    who = make.resident(service=make.service(), user=make.user("sam.smith", password="long words are fine"))
    with override_settings(**HTTPS):
        client = Client(enforce_csrf_checks=True, headers={"referer": "https://testserver/sign-in/"})
        plain = client.get("/help/")
        assert (plain.status_code, plain["Location"]) == (301, "https://testserver/help/")
        answer = sign_in_at(client, who.user)
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        names = {"portal", "csrftoken", "device"}
        assert names <= set(client.cookies)
        for name in names:
            cookie = client.cookies[name]
            assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", name


@pytest.mark.parametrize("section, data", [("name", {"name-chosen_name": "Sam", "name-language": "pl"})])
def test_the_language_cookie_is_no_exception(client, section, data):
    make.sign_in(client, make.resident(service=make.service()))
    for answer in (
        client.post(f"/me/save/{section}/", data),
        client.post("/language/set/", {"language": "pl", "next": "/"}),
    ):
        cookie = answer.cookies["django_language"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_every_form_asks_for_its_token(world, walker):
    """A page that takes a post refuses one without the token, whoever sends it."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for page in PAGES.values():
        for target in page.targets[:1]:
            who = [role for role in page.may(target, "POST") if role != "visitor"]
            if page.status(target, "POST") == 405 or not who:
                continue
            strict.cookies.clear()
            strict.cookies["portal"] = walker.sessions[sorted(who)[0]]
            answer = strict.post(page.url(world, target), page.posted(world, target))
            assert answer.status_code == 403, page.name
