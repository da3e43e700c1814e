"""Somebody with a browser that knows HTML forms and cookies and no more, for tests against a real server."""

import html
import re
import time
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Answer:
    # 0 when nobody answered.
    status: int
    url: str
    body: str
    # Seconds from asking to the last byte, redirects included.
    seconds: float


class Visitor:
    """Keeps cookies. ``ip`` is said to the portal as a proxy would, so that many visitors share no limit; it counts
    where TRUSTED_PROXY_COUNT is 1."""

    def __init__(self, base: str, *, ip: str = "", patience: float = 60) -> None:
        self.base, self.patience = base, patience
        self.answers: list[Answer] = []
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._headers = {"X-Forwarded-For": ip} if ip else {}

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def head(self, path: str) -> Answer:
        return self._ask(path, None, method="HEAD")

    def post(self, path: str, data: dict, *, from_page: str = "") -> Answer:
        """Fetch the page with the form, and send it with its hidden fields."""
        page = self.get(from_page or path)
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page.body)}
        return self._ask(path, urlencode(hidden | data, doseq=True).encode())

    def sign_in(self, name: str, words: str) -> Answer:
        return self.post("/sign-in/", {"login": name, "password": words, "device": "own"})

    def say(self, words: str) -> Answer:
        """Send a suggestion to everyone here, whatever others said before."""
        return self.post("/suggestions/new/", {"words": words, "who_sees": "here_named", "seen_others": "on"})

    def _ask(self, path: str, data: bytes | None, method: str | None = None) -> Answer:
        started = time.monotonic()
        request = Request(self.base + path, data, {**self._headers, "Referer": self.base + path}, method=method)
        try:
            with self._opener.open(request, timeout=self.patience) as response:
                status, url, body = response.status, response.url, response.read().decode("utf-8", "replace")
        except HTTPError as error:
            status, url, body = error.code, error.url, error.read().decode("utf-8", "replace")
        except (URLError, OSError):
            status, url, body = 0, self.base + path, ""
        answer = Answer(status, url, body, time.monotonic() - started)
        self.answers.append(answer)
        return answer
