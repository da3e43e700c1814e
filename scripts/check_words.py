"""Find words on customer and public pages that the design rules out, and say what to write in their place.

Reads what a template shows: its text, its strings for translation, and the attributes that a person hears or sees.
Templates of staff, advisor, Board and admin pages are left out; every other template is read. Also reads the
strings for translation in the views of the public and of customers.

`ruled_out(text)` serves the tests that look at whole pages.
"""

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Pattern → what to write. Every form of the word is named, since "served" and "customary" are fine.
RULED_OUT = {
    r"\bcustomers?\b": "you, people here",
    r"\bservices?\b": "the house's own name, your home",
    r"\bheard\b": "Sent, not read yet, or Read by staff",
    r"\bshown as\b": "Who can see this?",
    r"\bleave this site\b": "Exit this page",
    r"\bfind out more\b": "We will find out, by …",
    r"\bnot possible\b": "No, because …",
    r"\blike this one\b": "Others about the same thing",
    r"\baction \d": "What is being done",
    r"\bwaiting for you\b": "If you have 5 minutes",
    r"\bcarry on\b": "Finish the survey",
    r"\bcounted live\b": "Counted from what each home wrote down",
    r"\bprint pack\b": "Print for the meeting",
    r"\bmerg(e|es|ed|ing)\b": "put together with",
    r"\bwithdr(aw|aws|ew|awn|awing|awal)\b": "taken back",
    r"\bmoderat(e|es|ed|ing|ion|ors?)\b": "checked",
    r"\bsafeguarding\b": "keeping people safe",
    r"\bevidence\b": "what we saw",
    r"\bopportunit(y|ies)\b": "ways to take part",
    r"\b(house|residents'?) meetings?\b": "the organisation's own word for its meeting",
    r"\bbudget lines?\b": "plain things: the repairs money",
}
PATTERNS = {re.compile(pattern, re.IGNORECASE): instead for pattern, instead in RULED_OUT.items()}

# Folders whose templates no customer is shown.
NOT_FOR_CUSTOMERS = {"staff", "advisor", "board", "admin"}
SHOWN_ATTRIBUTES = {"alt", "aria-label", "title", "placeholder", "label"}

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')[^%]*%}""")
ARGUMENT = re.compile(r"""=(?:_\()?(?:"([^"]* [^"]*)"|'([^']* [^']*)')""")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def ruled_out(text: str) -> Iterator[tuple[str, str]]:
    """Give each ruled-out word in a text that a customer sees, with what to write in its place."""
    for pattern, instead in PATTERNS.items():
        for match in pattern.finditer(text):
            yield match.group(0), instead


class Shown(HTMLParser):
    """Collects (line, text) of what a page shows or a screen reader says."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in {"script", "style"}
        values = dict(attributes)
        for name in SHOWN_ATTRIBUTES & values.keys():
            self.found.append((self.getpos()[0], values[name] or ""))
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            self.found.append((self.getpos()[0], values.get("value") or ""))

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if self.silent:
            return
        for offset, line in enumerate(data.split("\n")):
            self.found.append((self.getpos()[0] + offset, line))


def blank(match: re.Match) -> str:
    """Take a part away and keep its lines, so that line numbers stay true. Arguments in words stay too."""
    words = " ".join(a or b for a, b in ARGUMENT.findall(match.group(0)))
    return words + "\n" * match.group(0).count("\n")


def template_texts(source: str) -> list[tuple[int, str]]:
    source = COMMENT.sub(lambda match: "\n" * match.group(0).count("\n"), source)
    source = TRANSLATED.sub(lambda match: match.group(1) or match.group(2) or "", source)
    shown = Shown()
    shown.feed(TAG.sub(blank, source))
    shown.close()
    return shown.found


def view_texts(source: str) -> list[tuple[int, str]]:
    """Strings given to gettext, whatever it is called here."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}:
                for part in node.args:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.append((part.lineno, part.value))
    return found


def customer_files(root: Path) -> Iterator[tuple[Path, list[tuple[int, str]]]]:
    for path in sorted((root / "templates").rglob("*.html")):
        if not NOT_FOR_CUSTOMERS & set(path.relative_to(root).parts):
            yield path, template_texts(path.read_text(encoding="utf-8"))
    for audience in ["public", "customer"]:
        for pattern in [f"*/views/{audience}.py", f"*/views/{audience}/*.py"]:
            for path in sorted(root.glob(pattern)):
                yield path, view_texts(path.read_text(encoding="utf-8"))


def main(root: Path = ROOT) -> int:
    faults = files = 0
    for path, texts in customer_files(root):
        files += 1
        for line, text in texts:
            for word, instead in ruled_out(text):
                faults += 1
                print(f"{path.relative_to(root)}:{line}: “{word}” is not for customers. Write: {instead}")
    print(f"Words: {files} files read, {faults} ruled-out words")
    if not files:
        print("No customer page was found: the check looks in the wrong place.")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
