"""A mail that is built once for many people, into which only what is personal is filled: name, address, Message-ID, and
the parts of a digest (docs/decisions/telling.md). What comes out is what message_for() makes, byte for byte but for
the boundary, the date, and 8bit where 7bit would do. Where that is not sure nothing is filled in, and the mail is built
for this person alone."""

import json
import re
from types import SimpleNamespace

from django.core.mail.message import sanitize_address
from django.utils import translation

from involvement import mail
from involvement.queries.telling import Telling
from involvement.templatetags.news_parts import HEADING, ITEM, LINK, NEWS, NEWS_TEXT, WORDS, Sample, as_text
from involvement.templatetags.portal import by_heading

# Since the name is not ASCII, every mail of a mould is sent as 8bit.
NAME = "\ue000p\ue000"
ADDRESS = "mould@portal.invalid"
MESSAGE_ID = "00000000-0000-4000-8000-6d6f756c6400"
PLACES = re.compile("|".join(map(re.escape, (NAME, ADDRESS, MESSAGE_ID, NEWS, NEWS_TEXT))))
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")
PLAIN_LINK = re.compile(r"[\w:/.-]*", re.ASCII)
# What no name needs, and what would be taken for the end of a line or for one of our places.
UNUSUAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ue000]")
# Bytes of a line beyond which a mail is written in another way (RFC 5322 §2.1.1 allows 998).
LONGEST_LINE = 900


class Moulds:
    """The moulds of one batch: what is told is never older than that."""

    def __init__(self) -> None:
        self.made: dict[tuple, Mould | None] = {}

    def fill(self, telling: Telling) -> tuple[str, str, bytes] | None:
        """From whom, to whom, and the mail; None when it has to be built for this person alone."""
        key = _key_of(telling)
        if key is None:
            return None
        if key not in self.made:
            mould = Mould(telling)
            self.made[key] = mould if mould.is_good else None
        mould, address = self.made[key], telling.row.person.email
        if mould is None or not PLAIN_ADDRESS.fullmatch(address):
            return None
        whole = mould.fill(telling)
        return (mould.sender, address, whole) if whole is not None else None


def _key_of(telling: Telling) -> tuple | None:
    """What those have in common who get the same mail; None for a notice that is each person's own."""
    row = telling.row
    if row.person is None or row.secret or not telling.notice.same_mail:
        return None
    if telling.notice.gather:
        return row.kind, row.person.language
    return row.kind, row.about_label, row.about_id, json.dumps(row.values, sort_keys=True), row.person.language


class Mould:
    """``pieces`` is the mail in parts, of which every second one is a place for something personal."""

    def __init__(self, telling: Telling) -> None:
        notice, self.language = telling.notice, telling.row.person.language
        with translation.override(self.language):
            context = mail.context_of(telling) | {
                "person": SimpleNamespace(chosen_name=NAME),
                "telling": None,
                "parts": Sample() if notice.gather else (),
            }
            message = mail.build(notice, context, language=self.language, to=ADDRESS, message_id=MESSAGE_ID)
        self.sender = sanitize_address(message.from_email, message.encoding or "utf-8")
        whole = message.message().as_bytes(linesep="\r\n").decode()
        wanted = [ADDRESS, MESSAGE_ID, MESSAGE_ID, NAME, NAME]
        if notice.gather:
            wanted += [NEWS, NEWS_TEXT]
            whole = self._learn_forms(whole)
        self.pieces = re.split(f"({PLACES.pattern})", whole)
        self.is_good = sorted(self.pieces[1::2]) == sorted(wanted)

    def _learn_forms(self, whole: str) -> str:
        """Take the sample's forms out of the mail: how a heading looks, and an item with a link and without."""
        before, _news, rest = whole.partition(NEWS)
        forms, _news, after = rest.partition(NEWS)
        self.heading, self.linked, self.unlinked = (form.lstrip("\r\n") for form in forms.split(ITEM))
        return before + NEWS + after

    def fill(self, telling: Telling) -> bytes | None:
        row = telling.row
        name = row.person.chosen_name
        if not _is_plain(name):
            return None
        filled = {ADDRESS: row.person.email, MESSAGE_ID: str(row.message_id)}
        if telling.notice.gather:
            with translation.override(self.language):
                said = _said(telling)
            if said is None:
                return None
            filled |= {NEWS_TEXT: _with_crlf(as_text(said)), NEWS: self._as_html(said)}
        # The text comes first, and in HTML signs are written otherwise.
        names = iter((name, _as_html(name)))
        pieces = self.pieces.copy()
        pieces[1::2] = (filled[place] if place != NAME else next(names) for place in pieces[1::2])
        return "".join(pieces).encode()

    def _as_html(self, said: list) -> str:
        made = []
        for heading, some in said:
            made.append(self.heading.replace(HEADING, _as_html(heading)))
            for words, link in some:
                form = self.linked.replace(LINK, link) if link else self.unlinked
                made.append(form.replace(WORDS, _with_crlf(_as_html(words))))
        return "".join(made)


def _said(telling: Telling) -> list[tuple[str, list[tuple[str, str]]]] | None:
    """Headings with words and links; None when a line is too long or an address is none that is plain."""
    said = [(heading, [(part.words, part.link) for part in some]) for heading, some in by_heading(telling.parts)]
    each = [pair for _heading, some in said for pair in some]
    plain = all(PLAIN_LINK.fullmatch(link) and _is_short(words) for words, link in each)
    return said if plain and said else None


def _is_short(words: str) -> bool:
    return len(words) < LONGEST_LINE // 4 or max(len(line.encode()) for line in words.split("\n")) < LONGEST_LINE


def _is_plain(name: str) -> bool:
    return UNUSUAL.search(name) is None


def _as_html(words: str) -> str:
    """As text stands in HTML after its styles were written into it."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _with_crlf(words: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", words) if "\n" in words or "\r" in words else words
