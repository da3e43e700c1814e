"""Walking the tables: what the URLconf declares, one request as one role, and what was wrong with the answer."""

import io
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests import make
from tests.access.readers import leaks
from tests.world import ENDED_ROLES, ROLES, World, mark

MISSING = 987654321
# The part of a route that an address fills in.
UNNAMED = re.compile(r"<[^>]*>|\(\?P<.*")
# What a refused request may still write: the session, that it was refused, how often something was tried.
NOT_COUNTED = ("involvement_session", "involvement_audit", "involvement_tally", "involvement_limit")


@dataclass(frozen=True)
class Page:
    """One URL pattern: who may open it, and what they get.

    ``who`` is a set of roles, or one for each thing of the kind ``of`` by its name in the world. ``get`` is None where
    only POST is taken. ``post`` is the status that who may gets for posting ``data``; None where POST is not taken.
    ``post_who`` where fewer may post than read. ``shows`` is found in the page; where it is empty and the page is of
    a thing, the thing's mark is. ``get``, ``post`` and ``shows`` may differ by the name of the thing.
    """

    name: str
    who: frozenset | dict[str, frozenset]
    of: str = ""
    get: int | None | dict = 200
    post: int | None | dict = None
    data: dict | Callable = field(default_factory=dict)
    post_who: frozenset | dict[str, frozenset] | None = None
    shows: str | dict = ""
    kwargs: Callable | None = None
    query: str = ""
    # What the visitor gets where nothing is there, when it is not the way to the sign-in page.
    visitor_refused: int = 302
    # What everybody signed in gets instead of a 404 where nothing is there; by role, where it differs.
    refused: int | dict[str, int] = 404
    # The same for posting, where that differs.
    refused_post: dict[str, int] | None = None
    # Who is sent to the page that is theirs instead, and where that is.
    moved: frozenset | dict[str, frozenset] = frozenset()
    moved_to: str = "/"
    # What a visitor gets for posting, where their words are kept until they have signed in.
    visitor_post: int | None = None
    # What the visitor is led back to after signing in, where it is not the page itself.
    visitor_next: str = ""

    def status(self, target: str, method: str) -> int:
        """What who may gets."""
        takes = self.get if method == "GET" else self.post
        takes = takes.get(target, takes.get("")) if isinstance(takes, dict) else takes
        return 405 if takes is None else takes

    def may(self, target: str, method: str) -> frozenset:
        rule = self.post_who if method == "POST" and self.post_who is not None else self.who
        return rule[target] if isinstance(rule, dict) else rule

    @property
    def targets(self) -> tuple[str, ...]:
        return (*self.who, "missing") if isinstance(self.who, dict) else ("",)

    def url(self, world: World, target: str) -> str:
        if self.name.startswith("/"):
            return UNNAMED.sub("nothing", self.name)
        if target == "missing":
            found = self.kwargs(world, None) if self.kwargs else {"pk": MISSING}
        elif self.kwargs:
            found = self.kwargs(world, target)
        else:
            found = {"pk": world.thing(self.of, target).pk} if self.of else {}
        return reverse(self.name, kwargs=found) + self.query

    def is_moved(self, role: str, target: str) -> bool:
        return role in (self.moved.get(target, ()) if isinstance(self.moved, dict) else self.moved)

    def posted(self, world: World, target: str) -> dict:
        return self.data(world, target) if callable(self.data) else self.data

    def marker(self, target: str) -> str:
        if isinstance(self.shows, dict):
            return self.shows[target]
        return self.shows or (mark(self.of, target) if self.of else "")


# --- What is declared -----------------------------------------------------------------------------


def declared(resolver: URLResolver | None = None, route: str = "/", spaces: tuple = ()) -> Iterator[str]:
    """The full name of every pattern of the URLconf, or its route where it has none."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name)) if entry.name else here
        else:
            yield from declared(entry, here, (*spaces, entry.namespace) if entry.namespace else spaces)


def callbacks(resolver: URLResolver | None = None) -> Iterator[Callable]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from callbacks(entry)


ORDER = ("customer", "staff", "advisor", "lead", "board", "visitor", *ROLES)


def opened(pages, world: World) -> Iterator[tuple[Page, str, str, str]]:
    """Each page that somebody may open by GET, with its main role: (page, name of the thing, role, address)."""
    for page in pages:
        for target in page.targets:
            who = [role for role in ORDER if target != "missing" and role in page.may(target, "GET")]
            if who and page.status(target, "GET") == 200:
                yield page, target, who[0], page.url(world, target)


# --- One request ----------------------------------------------------------------------------------


@dataclass
class Answer:
    status: int
    location: str = ""
    # What was raised, for a status of 500.
    broke: str = ""
    headers: dict = field(default_factory=dict)
    wrote: list[str] = field(default_factory=list)
    content: bytes = b""
    cookies: dict = field(default_factory=dict)

    @cached_property
    def body(self) -> str:
        """The words, of a PDF and a workbook too; read when asked for, since reading takes longer than setting it."""
        if self.content.startswith(b"%PDF"):
            return _text_of(self.content)
        return _cells_of(self.content) if self.content.startswith(b"PK") else self.content.decode("utf-8", "replace")


class Walker:
    """Asks as one role after the other. What a request writes is undone behind it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions = {}
        # One client for all, since each loads all middleware anew.
        self._client = Client(raise_request_exception=False)
        for role in ROLES:
            client = Client()
            if (person := world.people[role]) is not None:
                make.sign_in(client, person)
                self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._nothing: dict[str, str] = {}

    def client(self, role: str) -> Client:
        self._client.cookies.clear()
        if role in self.sessions:
            self._client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return self._client

    def ask(self, role: str, method: str, url: str, data: dict | None = None, **extra) -> Answer:
        wrote: list[str] = []

        def note(execute, sql, params, many, context):
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(name in sql for name in NOT_COUNTED):
                wrote.append(sql)
            return execute(sql, params, many, context)

        client = self.client(role)
        with transaction.atomic(), connection.execute_wrapper(note):
            call = client.post if method == "POST" else client.get
            response = call(url, data or {}, **extra) if method == "POST" else call(url, **extra)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return Answer(
            status=response.status_code,
            location=response.headers.get("Location", ""),
            broke=_why(response),
            headers=dict(response.headers),
            wrote=wrote,
            content=content,
            cookies={name: dict(morsel) | {"value": morsel.value} for name, morsel in response.cookies.items()},
        )

    def nothing(self, role: str) -> str:
        """The page that this role gets where nothing is, for comparing."""
        if role not in self._nothing:
            self._nothing[role] = plain(self.ask(role, "GET", "/zq-no-such-page/").body)
        return self._nothing[role]


def _text_of(document: bytes) -> str:
    """The words of a PDF, after the sign that it is one."""
    return "%PDF " + " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def _cells_of(document: bytes) -> str:
    """The words of a workbook, after the sign that it is one."""
    book = load_workbook(io.BytesIO(document), read_only=True)
    return "PK " + " ".join(str(value) for sheet in book for row in sheet.values for value in row if value is not None)


def _why(response) -> str:
    """What broke and where, in a line."""
    if response.status_code != 500 or not getattr(response, "exc_info", None):
        return ""
    kind, error, trace = response.exc_info
    ours = [frame for frame in traceback.extract_tb(trace) if "site-packages" not in frame.filename]
    where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
    return f"{kind.__name__}: {str(error)[:160]} {where}"


TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": ?|csrf-token" content=)"[^"]*"')


BACK_HERE = re.compile(r"([?&;]next=)[^\"&]*")


def plain(body: str) -> str:
    """A page without what the address alone makes different: tokens, the way back to itself, and which entry of the
    menu it is under."""
    body = BACK_HERE.sub(r"\1", TOKEN.sub("", body))
    return body.replace(' aria-current="page"', "").replace('<summary class="current">', "<summary>")


# --- What was wrong -------------------------------------------------------------------------------


# What the quick tier asks: everybody about the first thing of a page; about the others these, and by POST those who
# may and two who may not. The wide tier asks everybody everything.
QUICK = {"visitor", "customer", "customer_elsewhere", "staff", "staff_elsewhere", "advisor", "lead"}
QUICK_REFUSED = {"customer_elsewhere", "staff_elsewhere"}
QUICK_MISSING = {"visitor", "customer", "staff"}


def is_quick(page: Page, target: str, role: str, method: str) -> bool:
    """Whether the quick tier asks this, too."""
    if target == page.targets[0]:
        return method == "GET" or (role not in ENDED_ROLES and role not in ("deputy", "leadership"))
    if target == "missing":
        return role in QUICK_MISSING
    if method == "GET":
        return role in QUICK
    return role in QUICK_REFUSED or (role in QUICK and role in page.may(target, method))


def faults(walker: Walker, page: Page, *, everything: bool) -> list[str]:
    """Every answer for this page that is not as the table says, in words; also words that leak."""
    found = []
    for target in page.targets:
        url = page.url(walker.world, target)
        for role in ROLES:
            for method in ("GET", "POST"):
                if not everything and not is_quick(page, target, role, method):
                    continue
                may = target != "missing" and role in page.may(target, method)
                answer = walker.ask(role, method, url, page.posted(walker.world, target) if method == "POST" else None)
                wrong = _check(walker, page, target, role, method, may, answer, url)
                found += [f"{role} {method} {page.name} [{target or 'page'}]: {words}" for words in wrong]
    return found


def _check(walker, page, target, role, method, may, answer, url) -> list[str]:
    wrong = [f"shows {word}" for word in leaks(role, answer.body)]
    if may:
        expected = page.status(target, method)
        if answer.status != expected:
            wrong.append(f"{answer.status} instead of {expected} {answer.location}{answer.broke}")
        elif answer.status == 200 and method == "GET" and page.marker(target) not in answer.body:
            wrong.append(f"does not show {page.marker(target)!r}")
        return wrong
    return wrong + _refused(walker, page, target, role, method, answer, url)


def _refused(walker, page, target, role, method, answer, url) -> list[str]:
    if answer.wrote:
        return [f"wrote, though refused: {answer.wrote[0][:90]}"]
    if answer.status == 405 and (page.get if method == "GET" else page.post) is None:
        # Nobody learns anything: the method alone is refused.
        return [] if not answer.body else ["405 with a body"]
    expected, to = (302, page.moved_to) if page.is_moved(role, target) else _refusal(page, role, method, url)
    if answer.status != expected or (to and answer.location != to):
        return [f"{answer.status} {answer.location}{answer.broke} instead of {expected} {to}"]
    if expected == 404 and plain(answer.body) != walker.nothing(role):
        return ["is not the page of what is not there"]
    return []


def _refusal(page, role, method, url) -> tuple[int, str]:
    """Status and address that somebody gets who may not."""
    if role != "visitor":
        refused = page.refused_post if method == "POST" and page.refused_post is not None else page.refused
        return refused.get(role, 404) if isinstance(refused, dict) else refused, ""
    if method == "POST" and page.visitor_post is not None:
        return page.visitor_post, ""
    to = f"{settings.LOGIN_URL}?next={quote(page.visitor_next or url, safe='/')}" if page.visitor_refused == 302 else ""
    return page.visitor_refused, to
