"""Setting a paper with typst.

The data travels as one JSON value and a template only ever shows its strings as text, so markup that somebody
types (`#`, `$`, `*`, ...) comes out as typed.
"""

import functools
import importlib
import json
import os
import re
import threading
from pathlib import Path

import typst
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

FONTS = Path(__file__).parent / "fonts"

# The first draws nearly everything; the next are asked in turn; the last draws a box for any sign at all.
OUR_FONTS = ["Atkinson Hyperlegible Next", "Noto Emoji", "DejaVu Sans"]
SYSTEM_FONTS = [
    *(f"Noto Sans {script}" for script in ("Bengali", "Devanagari", "Ethiopic", "Gujarati", "Gurmukhi", "Sinhala")),
    *(f"Noto Sans {script}" for script in ("Tamil", "Telugu", "Thai", "Khmer", "Myanmar", "Arabic", "Hebrew")),
    *(f"Noto Sans CJK {place}" for place in ("SC", "TC", "JP", "KR")),
    "Noto Sans",
]
LAST_FONT = "Box For Any Sign"

# Control signs other than a new line have no glyph, and half a surrogate pair is no sign at all.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")

_one_at_a_time = threading.Lock()
_set_in = None  # the id of the process that typst's threads live in


class PaperError(Exception):
    """A paper cannot be set: no such template, a key missing or unknown, a value that is not plain data."""


def render(template: str, data: dict, *, title: str, lang: str = "en-GB", logo: dict | None = None) -> bytes:
    """Set `template` ("app/name.typ") with `data` and return the PDF (A4, PDF/UA-1).

    `data` is plain: dicts, lists, strings, whole numbers, true and false; dates are words already. `title` is what
    a reader's window and a screen reader call the document; `lang` (BCP 47) also chooses the language of the fixed
    words and the direction of the page; `logo` is {"bytes": of a small picture, "shows": words}, else the mark is
    drawn. Raises PaperError, with the name of the key where one is wrong.
    """
    path = find(template)
    language, _, region = lang.partition("-")
    paper = {
        "title": _plain(title, "title"),
        "lang": language.lower(),
        "region": region if re.fullmatch("[A-Za-z]{2}", region) else None,
        "fonts": fonts_to_ask(),
        "words": _words_in(lang),
        "logo": logo and {"bytes": list(logo["bytes"]), "shows": _plain(logo["shows"], "logo.shows")},
        "data": _plain(data, "data"),
    }
    _refuse_after_a_fork()
    try:
        # One compiler keeps fonts and parsed templates for the process; it is not made for two threads at once.
        with _one_at_a_time:
            return _compiler().compile(
                str(path), format="pdf", sys_inputs={"paper": json.dumps(paper)}, pdf_standards=["ua-1"]
            )
    except typst.TypstError as error:
        raise PaperError(f"{template}: {error.message}") from error


def find(template: str) -> Path:
    """Return the file of "app/name.typ" in that app's `paper/` folder; raises PaperError."""
    label, _, name = template.partition("/")
    try:
        path = Path(apps.get_app_config(label).path) / "paper" / name
    except LookupError as error:
        raise PaperError(f"{template}: there is no app called {label!r}") from error
    if not re.fullmatch(r"[a-z_]+\.typ", name) or not path.is_file():
        raise PaperError(f"{template}: there is no such file in the paper folder of {label!r}")
    return path


@functools.cache
def fonts_to_ask() -> list[str]:
    """Names of the fonts in the order in which a sign is looked for; only those that this machine has."""
    here = set(_fonts().families())
    return [name for name in [*OUR_FONTS, *SYSTEM_FONTS, LAST_FONT] if name in here]


@functools.cache
def fixed_words() -> tuple[str, ...]:
    """Every fixed sentence of every app's papers, in English, from each `paper/words.py`."""
    found = []
    for app in apps.get_app_configs():
        if (Path(app.path) / "paper" / "words.py").is_file():
            found += importlib.import_module(f"{app.name}.paper.words").WORDS
    return tuple(found)


def _refuse_after_a_fork():
    """A fork has typst's memory but not its threads, and would wait for them for ever: better to say so."""
    global _set_in
    _set_in = _set_in or os.getpid()
    if _set_in != os.getpid():
        raise PaperError("A paper was set before this process was forked. Fork first, set papers in the children.")


def _words_in(lang):
    with translation.override(lang.lower()):
        return {english: translation.gettext(english) for english in fixed_words()}


@functools.cache
def _fonts():
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONTS)])


@functools.cache
def _compiler():
    # Templates name each other from the project's folder: #import "/involvement/paper/base.typ".
    return typst.Compiler(root=str(settings.BASE_DIR), font_paths=_fonts())


def _plain(value, where):
    """Return `value` ready for JSON: strings cleaned, lazy translations spoken; anything clever is refused."""
    if isinstance(value, (str, Promise)):
        text = SURROGATE.sub("\ufffd", str(value).replace("\r\n", "\n").replace("\t", " "))
        return CONTROL.sub("", text)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{where}[{n}]") for n, item in enumerate(value)]
    if isinstance(value, dict):
        return {str(key): _plain(item, f"{where}.{key}") for key, item in value.items()}
    raise PaperError(f"{where} is a {type(value).__name__}: papers take plain words and whole numbers")
