"""Polish and Arabic: the catalogues keep every placeholder, and the pages that customers meet first are in them."""

import ast
import gettext
import re

import pytest
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import override

from involvement.models import Carrier, Person
from involvement.registry.digests import sources
from involvement.registry.notices import Group, notices
from tests import make

LANGUAGES = {"pl": ("ltr", 3), "ar": ("rtl", 6)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w[^>]*>")
STRING = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$|^(".*")$')
# What stands on a button or a link; none of these is right in both languages.
IN_ENGLISH = ["Send", "Sign in", "Help", "Sign out", "My page", "Language", "Listen", "Send my suggestion"]
MACHINE = (
    "A machine put this website into your language. No person has checked the words yet. "
    "If something is not clear, please ask staff."
)


def catalogue(language: str):
    """What a portal reads: the compiled file."""
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def messages(language: str) -> list[dict[str, str]]:
    """Each message of the source file, its parts by their keyword; the header is left out."""
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts, part = {}, ""
        for line in block.splitlines():
            if match := STRING.match(line):
                part = match[1] or part
                quoted = (match[2] or match[3])[1:-1]
                parts[part] = parts.get(part, "") + re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), quoted)
        if parts.get("msgid"):
            found.append(parts)
    return found


def answers(parts: dict[str, str]) -> list[str]:
    return [text for name, text in parts.items() if name.startswith("msgstr") and text]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_and_tag_is_kept(language):
    done = [parts for parts in messages(language) if answers(parts)]
    wrong = [
        (parts["msgid"], text)
        for parts in done
        for text in answers(parts)
        if placeholders(text) != placeholders(parts.get("msgid_plural", parts["msgid"]))
    ]
    assert len(done) > 700 and wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_message_has_all_its_forms_or_none(language):
    forms = LANGUAGES[language][1]
    counted = [parts for parts in messages(language) if "msgid_plural" in parts and answers(parts)]
    assert counted and all(len(answers(parts)) == forms for parts in counted)
    plural = catalogue(language).plural
    assert {plural(number) for number in range(200)} == set(range(forms))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_is_guessed(language):
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    marked = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("#,", "#|"))]
    assert marked and [line for line in marked if line.startswith("#|") or "fuzzy" in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    compiled = catalogue(language)
    for parts in messages(language):
        if "msgid_plural" not in parts and "msgctxt" not in parts:
            assert compiled.gettext(parts["msgid"]) == (parts["msgstr"] or parts["msgid"])


def looked_up_in_place(path) -> list[str]:
    """Where a module looks words up inside an f-string."""
    made = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr))
    calls = (call for node in made for call in ast.walk(node) if isinstance(call, ast.Call))
    names = ("_", "gettext", "gettext_lazy", "ngettext", "pgettext")
    return [f"{path}:{call.lineno}" for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def test_no_words_are_looked_up_inside_a_string_in_which_makemessages_does_not_find_them():
    modules = [path for app in ("involvement", "meetings") for path in (settings.BASE_DIR / app).rglob("*.py")]
    assert len(modules) > 200 and [place for path in modules for place in looked_up_in_place(path)] == []


def words_of(page) -> list[str]:
    """What can be read on the page, piece by piece, without scripts and tags."""
    text = re.sub(r"(?s)<(script|style).*?</\1>", "", page.content.decode())
    return [piece.strip() for piece in re.split(r"<[^>]*>", text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "signed_in", "sentence"),
    [
        ("/", True, "Send my suggestion"),
        ("/suggestions/new/", True, "Who can see this?"),
        ("/sign-in/", False, "Then you need no password. We send you a code."),
        ("/sign-in/", False, "Yes, it is mine"),
        ("/suggestions/new/", True, "Everyone here, with my name"),
        ("/", True, "Not even staff. We cannot tell you what happens, but you get a code to look it up."),
        ("/s/bromley/", False, "Staff of your home never see it."),
        ("/s/bromley/", False, "What would make things better here?"),
        ("/me/about-you/", True, "Why we ask"),
        ("/help/", False, "Or ask any member of staff at your home. They can print you a card to sign in with."),
    ],
)
@pytest.mark.django_db
def test_the_pages_that_customers_meet_are_in_their_language(client, language, path, signed_in, sentence):
    house = make.service("Bromley Road", code="bromley")
    if signed_in:
        make.sign_in(client, make.resident("Lucy", service=house))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(path)
    text = page.content.decode()
    with override(language):
        expected = translated(sentence)
    assert page.status_code == 200 and expected != sentence
    assert f'<html lang="{language}" dir="{LANGUAGES[language][0]}">' in text
    assert expected in text
    assert [word for word in words_of(page) if word in IN_ENGLISH] == []


def words_to_customers() -> list:
    """What a customer is told in mails and on paper, and the ways in which: all of it is looked up as it is shown."""
    told = [notice for _kind, notice in notices.items() if notice.group != Group.WORK]
    said = [notice.in_person for notice in told if notice.in_person and not callable(notice.in_person)]
    news = [source.heading for _name, source in sources.items() if source.group != Group.WORK]
    ways = [carrier.label for carrier in Carrier if carrier != Carrier.NOTICEBOARD]
    return [*(notice.subject for notice in told), *said, *news, *ways, *Person.ToldBy.labels, *Person.Digest.labels]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_customers_are_told_and_how_is_in_their_language(language):
    words = words_to_customers()
    with override("en-gb"):
        english = [str(one) for one in words]
    with override(language):
        own = [str(one) for one in words]
    assert len(words) > 40
    assert [before for before, after in zip(english, own, strict=True) if before == after] == []


@pytest.mark.django_db
def test_the_language_page_says_in_each_language_that_a_machine_made_it(client):
    text = " ".join(client.get("/language/").content.decode().split())
    for language, (direction, _forms) in LANGUAGES.items():
        with override(language):
            said = translated(MACHINE)
        assert said != MACHINE and f'<p lang="{language}" dir="{direction}"> {said} </p>' in text
    assert MACHINE not in text


@pytest.mark.django_db
def test_each_language_is_named_in_itself_whatever_is_chosen(client):
    for chosen in LANGUAGES:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
        assert {"English", "Polski", "العربية"} <= set(words_of(client.get("/language/")))
