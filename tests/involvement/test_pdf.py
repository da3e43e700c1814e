"""Every paper is a tagged PDF/UA-1 document, shows what people typed as they typed it, and says what it misses."""

import copy
import io
import re
import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import gettext_lazy
from pypdf import PdfReader

from involvement import pdf
from involvement.pdf import engine
from tests.involvement.paper_samples import SAMPLES

TEMPLATES = sorted(SAMPLES)
# What typst would read as markup, and what fills the gaps of our own sentences.
HOSTILE = "#z $y$ *x* _w_ @v [u] \\t `s` //r /* q <p> ~o -- n... \"m\" 'l' {name} ${address} = + - 1. k"
IMAGES = {"qr"}
# Told to the reader's machine.
CODES = {"lang"}


def read(document):
    return PdfReader(io.BytesIO(document))


def squeezed(text):
    """Text without what setting it in lines adds: spaces, new lines, places where a long run may break."""
    return re.sub(r"[\s\u200b]", "", text)


def text_of(document):
    return squeezed(" ".join(page.extract_text() for page in read(document).pages))


def starts_of_text(page):
    """(text, distance from the left edge in points, size in points) of each run of text on a page."""
    found = []

    def note(text, page_matrix, text_matrix, font, size):
        if text.strip():
            left = text_matrix[4] * page_matrix[0] + page_matrix[4]
            found.append((text, left, abs(size * text_matrix[3] * page_matrix[3])))

    page.extract_text(visitor_text=note)
    return found


def with_every_text(value, change, key=None):
    """A copy of `value` in which `change` was called on each text that people could have typed."""
    if isinstance(value, dict):
        return {name: with_every_text(item, change, name) for name, item in value.items()}
    if isinstance(value, list):
        return [with_every_text(item, change, key) for item in value]
    return change(value) if isinstance(value, str) and key not in IMAGES | CODES else value


def tags_of(document):
    """The structure tree, depth first, as (kind, alternative text)."""
    found = []

    def walk(node):
        if isinstance(node, list):
            for kid in node:
                walk(kid.get_object())
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), node.get("/Alt")))
            if "/K" in node:
                walk(node["/K"].get_object())

    walk(read(document).trailer["/Root"]["/StructTreeRoot"])
    return found


def source_of(template):
    return engine.find(template).read_text()


def documented(template):
    """The keys at the top of a template, as {name: is optional}."""
    rows = re.findall(r"^//   (\w+)  +(.*)$", source_of(template), re.MULTILINE)
    return {name: "optional" in told for name, told in rows}


def test_every_template_has_a_sample():
    there = {
        f"{app.label}/{path.name}"
        for app in apps.get_app_configs()
        for path in (Path(app.path) / "paper").glob("*.typ")
        if path.name != "base.typ"
    }
    assert there == set(SAMPLES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_is_tagged_titled_and_says_its_language(template):
    document = read(pdf.render(template, SAMPLES[template], title="A *title* #1"))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert document.metadata.title == "A *title* #1"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    width, height = document.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842), "A4"


@pytest.mark.parametrize("template", TEMPLATES)
def test_headings_are_headings_and_images_are_told(template):
    tags = tags_of(pdf.render(template, SAMPLES[template], title="x"))
    levels = [int(kind[2:]) for kind, _ in tags if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    pictures = [told for kind, told in tags if kind == "/Figure"]
    assert bool(pictures) == ('"qr"' in repr(SAMPLES[template]).replace("'", '"'))
    assert all("harbour.example" in told for told in pictures)


@pytest.mark.parametrize("template", ["involvement/handover.typ", "meetings/minutes.typ", "meetings/report.typ"])
def test_tables_have_heads(template):
    kinds = {kind for kind, _ in tags_of(pdf.render(template, SAMPLES[template], title="x"))}
    assert {"/Table", "/TH", "/TD", "/TR"} <= kinds


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_people_type_comes_out_as_typed(template):
    typed = []

    def hostile(text):
        typed.append(f"t{len(typed)} {HOSTILE}")
        return typed[-1]

    document = pdf.render(template, with_every_text(SAMPLES[template], hostile), title=HOSTILE)
    text = text_of(document) + squeezed(" ".join(told for _, told in tags_of(document) if told))
    # What is filled into one of our sentences is not searched for gaps again, so {name} stays {name} as well.
    assert [words for words in typed if squeezed(words) not in text] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_any_sign_can_be_set(template):
    signs = "Zażółć 🎉👍🏽👨‍👩‍👧 ❤️ السلام ٹیسٹ Привет 中文 বাংলা ትግርኛ \ue000\uffff\x00\x07\ud800 a\tb\u2028c\r\nd\u202ee"
    document = pdf.render(template, with_every_text(SAMPLES[template], lambda text: signs), title=signs)
    text = text_of(document)
    for word in ("Zażółć", "🎉", "Привет", "中文"):
        assert word in text


@pytest.mark.parametrize("template", sorted(set(TEMPLATES) - {"involvement/card.typ"}))
def test_long_words_and_long_texts_stay_on_the_paper(template):
    run = "w" * 130
    data = with_every_text(SAMPLES[template], lambda text: text + " " + run + " end of it." * 15)
    document = pdf.render(template, data, title="x")
    for page in read(document).pages:
        for text, left, size in starts_of_text(page):
            # A "w" is wider than half the size of the type.
            longest = max((len(words) for words in re.findall("w+", text)), default=0)
            assert 0 <= left and left + longest * size / 2 <= page.mediabox.width
    assert run in text_of(document)


@pytest.mark.parametrize("template", TEMPLATES)
def test_says_which_key_is_missing(template):
    keys = documented(template)
    assert set(SAMPLES[template]) <= set(keys), "every key is told at the top of the template"
    for key, optional in keys.items():
        data = {name: value for name, value in SAMPLES[template].items() if name != key}
        if optional:
            assert pdf.render(template, data, title="x").startswith(b"%PDF")
            continue
        with pytest.raises(pdf.PaperError, match=f"the key '{key}' is missing"):
            pdf.render(template, data, title="x")
        with pytest.raises(pdf.PaperError, match=f"the key '{key}' is missing"):
            pdf.render(template, data | {key: None}, title="x")


@pytest.mark.parametrize("template", TEMPLATES)
def test_refuses_a_key_that_it_does_not_know(template):
    with pytest.raises(pdf.PaperError, match="the key 'colour' is not known here"):
        pdf.render(template, SAMPLES[template] | {"colour": "red"}, title="x")


def test_says_which_key_of_which_row_is_wrong():
    data = copy.deepcopy(SAMPLES["meetings/sheet.typ"])
    del data["suggestions"][1]["title"]
    with pytest.raises(pdf.PaperError, match="sheet suggestion 2: the key 'title' is missing"):
        pdf.render("meetings/sheet.typ", data, title="x")
    data["suggestions"][1]["title"] = ["a list"]
    with pytest.raises(pdf.PaperError, match="sheet suggestion 2: the key 'title' wants a string, not a array"):
        pdf.render("meetings/sheet.typ", data, title="x")


def test_takes_plain_data_only():
    with pytest.raises(pdf.PaperError, match=r"data\.paragraphs\[0\] is a float"):
        pdf.render("involvement/letter.typ", SAMPLES["involvement/letter.typ"] | {"paragraphs": [1.5]}, title="x")
    lazy = SAMPLES["involvement/letter.typ"] | {"subject": gettext_lazy("Agreed")}
    assert "Agreed" in text_of(pdf.render("involvement/letter.typ", lazy, title=gettext_lazy("Agreed")))


@pytest.mark.parametrize("template", ["nobody/card.typ", "involvement/nothing.typ", "involvement/../pdf.typ", "card"])
def test_no_such_template(template):
    with pytest.raises(pdf.PaperError, match="there is no"):
        pdf.render(template, {}, title="x")


def test_the_words_are_the_ones_that_templates_say():
    """Both ways: a sentence that is not listed would stop a paper, one that nobody says would be translated in vain."""
    sources = [
        path.read_text() for app in apps.get_app_configs() for path in (Path(app.path) / "paper").glob("**/*.typ")
    ]
    said = {words for source in sources for words in re.findall(r'say\(\s*"([^"]*)"', source)}
    assert said - set(engine.fixed_words()) == set()
    assert [words for words in engine.fixed_words() if not any(f'"{words}"' in source for source in sources)] == []


def test_right_to_left():
    data = with_every_text(SAMPLES["involvement/letter.typ"], lambda text: "مرحبا")
    for lang in ("ar", "ur", "fa"):
        document = read(pdf.render("involvement/letter.typ", data, title="x", lang=lang))
        assert document.trailer["/Root"]["/Lang"] == lang
        greeting = [left for text, left, _ in starts_of_text(document.pages[0]) if "مرحبا" in text]
        assert max(greeting) > 400, "lines begin at the right"


def test_fixed_words_follow_the_language(monkeypatch):
    monkeypatch.setattr(engine.translation, "gettext", lambda english: english.replace("Dear", "Drogi"))
    letter = pdf.render("involvement/letter.typ", SAMPLES["involvement/letter.typ"], title="x", lang="pl")
    assert "DrogiPatrick" in text_of(letter)


def test_the_card_names_the_house_nowhere():
    """A lost card must not lead to a home: there is no key for it, and the code holds address and user name only."""
    assert set(documented("involvement/card.typ")) == {"organisation", "address", "user_name", "words", "qr", "ring"}


def test_large_print():
    letter = SAMPLES["involvement/letter.typ"]

    def size_of_greeting(data):
        page = read(pdf.render("involvement/letter.typ", data, title="x")).pages[0]
        return next(round(size) for text, _, size in starts_of_text(page) if "Dear" in text)

    assert size_of_greeting(letter) == 13
    assert size_of_greeting(letter | {"large": True}) == 18


def test_two_threads_at_once():
    done = []

    def work(template):
        done.append(pdf.render(template, SAMPLES[template], title="x")[:4])

    threads = [threading.Thread(target=work, args=(template,)) for template in TEMPLATES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [b"%PDF"] * len(TEMPLATES)


def test_a_forked_process_is_told_rather_than_left_waiting(monkeypatch):
    card = SAMPLES["involvement/card.typ"]
    pdf.render("involvement/card.typ", card, title="x")
    monkeypatch.setattr(engine.os, "getpid", lambda: 1)
    with pytest.raises(pdf.PaperError, match="forked"):
        pdf.render("involvement/card.typ", card, title="x")


def test_qr_is_an_image_of_the_text():
    drawn = pdf.qr("https://say.harbour.example/s/BROM/")
    assert drawn.startswith("<svg ")
    assert drawn != pdf.qr("https://say.harbour.example/s/OTHER/")
