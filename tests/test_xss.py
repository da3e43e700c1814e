"""Forty scripts planted in every text field of every row, past all forms: every page, mail and paper shows them as
the words that they are (RELIABILITY §1, cross-site scripting)."""

import re
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.utils import timezone

from involvement.models import Organisation, OutboxRow
from involvement.operations.sweep import sweep
from involvement.views.demo_mail import SANDBOX
from tests.access.markup import FOLLOWED, Markup
from tests.access.pages import PAGES
from tests.access.walk import opened
from tests.payloads import PAYLOADS, TEMPLATES
from tests.planting import models_with_text, plant, text_fields

pytestmark = pytest.mark.django_db

# Where a page may repeat somebody's words as a value: shown as text, never run.
HARMLESS = {"value", "alt", "title", "aria-label", "aria-description", "placeholder", "content", "data-text", "label"}
# Names of tags and attributes that only a payload brings.
BROUGHT = {"autofocus", "ontoggle", "srcdoc", "hx-on:load", "attributename", "http-equiv"}


def what_got_in(page: str) -> list[str]:
    """Parts of a page that a payload made."""
    markup = Markup(page)
    wrong = markup.inline()
    for tag, attributes in markup.found:
        if "zqx" in tag:
            wrong.append(f"<{tag}>")
        for name, value in attributes.items():
            if "zqx" in name or ("zqx" in value and name not in HARMLESS | FOLLOWED and not name.startswith("data-")):
                wrong.append(f"<{tag} {name}={value[:60]!r}>")
            if (
                name in FOLLOWED
                and "zqx" in value
                and not value.startswith(("/", "?", "#", "https://", "mailto:", "tel:", "otpauth://"))
            ):
                wrong.append(f"<{tag} {name}={value[:60]!r}>")
    return wrong


def what_got_into(answer) -> list[str]:
    """Of a page; the preview of a mail is drawn as one, under a policy that runs nothing."""
    is_mail = answer.headers.get("Content-Security-Policy") == SANDBOX
    return what_got_into_a_mail(answer.body) if is_mail else what_got_in(answer.body)


def what_got_into_a_mail(content: str) -> list[str]:
    """A mail is drawn with styles of its own in its HTML; nothing else is allowed in it."""
    return [each for each in what_got_in(content) if "zqx" in each or (" style=" not in each and "<style>" not in each)]


def test_there_are_forty_and_the_test_sees_each():
    assert len(set(TEMPLATES)) == 40
    blind = [
        number
        for number, words in enumerate(PAYLOADS, 1)
        if not any(
            map(what_got_in, (f"{words} <p>", f'<p title="{words}">', f"<p title='{words}'>", f"<textarea>{words}"))
        )
    ]
    # It is for filters that take words away, of which there is none here.
    assert blind == [5]


def test_every_text_field_is_planted(world):
    planted = {(model._meta.label, field.name) for model in models_with_text() for field in text_fields(model)}
    for wanted in [
        ("meetings.Suggestion", "words"),
        ("meetings.Suggestion", "covered_words"),
        ("meetings.Comment", "words"),
        ("meetings.Meeting", "notes"),
        ("meetings.AgendaItem", "title"),
        ("meetings.CountedAgreement", "words"),
        ("meetings.Report", "words"),
        ("involvement.Person", "chosen_name"),
        ("involvement.Person", "safe_contact_note"),
        ("involvement.Service", "name"),
        ("involvement.Organisation", "privacy_words"),
        ("involvement.FooterLink", "label"),
        ("involvement.Action", "title"),
        ("involvement.ActionNote", "words"),
        ("involvement.Concern", "words"),
        ("involvement.JoinRequest", "name"),
        ("involvement.Post", "title"),
        ("involvement.Photo", "description"),
    ]:
        assert wanted in planted


def pages_with_payloads(world, walker, number):
    """What got in, on every page as its main role."""
    plant(number)
    wrong, shown = [], 0
    for page, target, role, url in opened(PAGES.values(), world):
        answer = walker.ask(role, "GET", url)
        if answer.status != 200:
            wrong.append(f"{page.name} [{target}] as {role}: {answer.status} {answer.broke}")
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            shown += "zqx(" in answer.body
            wrong += [f"{page.name} [{target}] as {role}: {each}" for each in what_got_into(answer)]
        elif answer.content.startswith(b"%PDF"):
            shown += "zqx(" in answer.body
            wrong += [
                f"{page.name}: {sign}" for sign in (b"/JavaScript", b"/JS ", b"/Launch") if sign in answer.content
            ]
    Organisation.forget()
    assert shown > 60, "the words must be on the pages for this to mean anything"
    return wrong


# All at once where there is room, then one by one.
@pytest.mark.parametrize("number", [None, 0])
def test_no_script_gets_into_any_page(world, walker, number):
    assert pages_with_payloads(world, walker, number) == []


@pytest.mark.wide
@pytest.mark.parametrize("number", range(1, 40))
def test_no_script_gets_into_any_page_one_by_one(world, walker, number):
    assert pages_with_payloads(world, walker, number) == []


def test_what_was_typed_comes_back_as_words(world, walker):
    """A form that is shown again, with every payload in every field."""
    wrong = []
    for page in PAGES.values():
        for target in page.targets[:1]:
            who = [
                role for role in ("customer", "staff", "advisor", "lead", "visitor") if role in page.may(target, "POST")
            ]
            if not who or page.status(target, "POST") == 405:
                continue
            url = page.url(world, target)
            drawn = walker.ask(who[0], "GET", url)
            names = {name for name, _value in Markup(drawn.body).fields()} if drawn.status == 200 else set()
            words = " ".join(PAYLOADS)
            data = {name: words for name in names | set(page.posted(world, target)) if name != "csrfmiddlewaretoken"}
            answer = walker.ask(who[0], "POST", url, data)
            if answer.status == 500:
                wrong.append(f"{page.name}: {answer.broke}")
            elif answer.headers.get("Content-Type", "").startswith("text/html"):
                wrong += [f"{page.name}: {each}" for each in what_got_into(answer)]
    assert wrong == []


# What pages read from their addresses.
ASKED = (
    "q",
    "service",
    "show",
    "status",
    "topic",
    "sort",
    "after",
    "before",
    "name",
    "code",
    "next",
    "quarter",
    "step",
)


@pytest.mark.parametrize("number", [None, *range(0, 40, 13)])
def test_no_script_gets_into_a_search_or_an_address(world, walker, number):
    """What is asked for in the address is repeated on the page."""
    words = " ".join(PAYLOADS) if number is None else PAYLOADS[number]
    query = urlencode(dict.fromkeys(ASKED, words))
    for page, _target, role, url in opened(PAGES.values(), world):
        if page.of or page.name.startswith("admin:"):
            continue
        answer = walker.ask(role, "GET", f"{url.split('?')[0]}?{query}")
        assert answer.status in (200, 302, 404, 410), (page.name, answer.broke)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert what_got_into(answer) == [], page.name


def test_no_script_gets_into_a_mail(world, settings):
    """Every kind that was written in the world, to everybody, by e-mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    with_mail = OutboxRow.objects.filter(person__isnull=False)
    for row in with_mail:
        row.person.email = row.person.email or f"p{row.person_id}@example.org"
        row.person.save(update_fields=["email"])
    with_mail.update(carrier="email", state="waiting", due_at=timezone.now(), sent_at=None, ended_at=None)
    plant(None)
    sweep(urgent=False)
    Organisation.forget()
    assert len(mail.outbox) >= 5, "nothing was sent, so nothing was shown"
    seen = 0
    for message in mail.outbox:
        assert not re.search(r"[\r\n]|zqx", message.subject)
        for content, kind in message.alternatives:
            assert kind == "text/html"
            seen += "zqx(" in content
            assert what_got_into_a_mail(content) == []
    assert seen >= 3
