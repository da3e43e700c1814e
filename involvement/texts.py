"""Text messages behind one small interface. Who carries them stands in TEXTS_URL: ``file://`` writes files, an
``https://`` address is a provider that takes JSON; empty means that no machine sends any, and people do
(docs/decisions/carriers.md)."""

import json
import logging
from pathlib import Path

import requests
from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)

# Answers that are worth another try: too slow, twice at once, too early, too many. Every other 4xx is final.
TRY_AGAIN = (408, 409, 425, 429)


class NotTaken(Exception):
    """Not sent now; worth another try. ``away``: the provider itself does not answer, so nobody else's is taken
    either. Its words are the name of a fault and never a number or a text."""

    def __init__(self, name: str, *, away: bool = False) -> None:
        super().__init__(name)
        self.away = away


class RefusedForGood(Exception):
    """The provider will never take this one."""


def machine_sends() -> bool:
    """Whether any machine sends text messages here."""
    return bool(settings.TEXTS_URL)


def send_text(number: str, words: str, key: str) -> None:
    """Send one text to a number in E.164. ``key`` is the same however often the same text is tried, so that a
    provider that knows such keys sends it once. Raises NotTaken and RefusedForGood."""
    if settings.TEXTS_URL.startswith("file:"):
        _write(number, words, key)
    else:
        _post(number, words, key)


def folder() -> Path:
    """Where ``file://`` writes: the folder in the address, else one in VAR_DIR."""
    return Path(settings.TEXTS_URL.removeprefix("file://") or settings.VAR_DIR / "texts")


def _write(number: str, words: str, key: str) -> None:
    """One file a text, under its key: a repeat writes the same file."""
    text = {"to": number, "words": words, "sent": timezone.now().isoformat()}
    try:
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / f"{key}.json").write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise NotTaken(type(error).__name__, away=True) from error


def _post(number: str, words: str, key: str) -> None:
    """To the provider. No redirect is followed: it could carry the token to somebody else. Nothing of an answer is
    kept or logged but its number, for it may quote the text."""
    names = settings.TEXTS_FIELDS
    values = {"to": number, "from": settings.TEXTS_SENDER, "text": words, "key": key}
    try:
        with requests.post(
            settings.TEXTS_URL,
            json={names[part]: value for part, value in values.items() if names.get(part) and value},
            headers={"Idempotency-Key": key},
            auth=_with_token,
            timeout=settings.TEXTS_TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise NotTaken(type(error).__name__, away=True) from error
    if 200 <= status < 300:
        return
    logger.warning("the provider of text messages answered %s", status)
    if 400 <= status < 500 and status not in TRY_AGAIN:
        raise RefusedForGood(status)
    raise NotTaken(f"HTTP {status}", away=status == 429)


def _with_token(request):
    """As an ``auth``, so that no .netrc of the machine takes its place."""
    if settings.TEXTS_TOKEN:
        request.headers[settings.TEXTS_HEADER] = settings.TEXTS_TOKEN
    return request
