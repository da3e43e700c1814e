"""Reads what Django's file-based mail backend wrote: one file a connection, its mails apart by a line of dashes; and
the text messages that involvement.texts wrote, one file each."""

import datetime as dt
import email
import email.policy
import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from involvement import texts

APART = b"-" * 79 + b"\n"


@dataclass(frozen=True)
class DemoMail:
    """``name`` finds it again; ``sent`` is an aware moment, or None when the mail has no date."""

    name: str
    to: str
    subject: str
    sent: dt.datetime | None
    text: str
    html: str


def newest_mails(limit: int) -> list[DemoMail]:
    return list(itertools.islice(_all_newest_first(), limit))


def find_mail(name: str) -> DemoMail | None:
    """By its name, among all that are there."""
    return next((mail for mail in _all_newest_first() if mail.name == name), None)


def _all_newest_first() -> Iterator[DemoMail]:
    folder = Path(settings.DEMO_MAIL_DIR)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.is_dir() else []
    for path in files:
        parts = [part for part in path.read_bytes().split(APART) if part.strip()]
        for part in reversed(parts):
            yield _read(part)


def _read(raw: bytes) -> DemoMail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    return DemoMail(
        name=hashlib.sha256(raw).hexdigest()[:20],
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent=_moment(message),
        text=parts["plain"].get_content() if parts["plain"] else "",
        html=parts["html"].get_content() if parts["html"] else "",
    )


def _moment(message) -> dt.datetime | None:
    """A date header without a zone ("-0000") is in UTC (RFC 5322 §3.3)."""
    when = message["Date"].datetime if message["Date"] else None
    return when.replace(tzinfo=dt.UTC) if when and when.tzinfo is None else when


@dataclass(frozen=True)
class DemoText:
    """``sent`` is an aware moment."""

    to: str
    words: str
    sent: dt.datetime


def newest_texts(limit: int) -> list[DemoText]:
    """None where a provider carries them."""
    folder = texts.folder() if settings.TEXTS_URL.startswith("file:") else None
    files = folder.glob("*.json") if folder is not None and folder.is_dir() else []
    found = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    found.sort(key=lambda text: text["sent"], reverse=True)
    return [DemoText(text["to"], text["words"], dt.datetime.fromisoformat(text["sent"])) for text in found[:limit]]
