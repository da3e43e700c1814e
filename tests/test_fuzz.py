"""Every form and every query string with what nobody would think of: no page breaks (RELIABILITY §1, fuzz).

Bytes that are no text, half characters, NULs (which PostgreSQL refuses to keep), numbers beyond every column, and words
without end. Whatever comes, the answer is a page, a redirect, or a plain refusal.
"""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access.markup import Markup
from tests.access.pages import PAGES
from tests.access.walk import MISSING, ORDER
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.django_db

FINE = {200, 204, 301, 302, 400, 403, 404, 405, 409, 410, 413, 422, 429}

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfffb",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\u0000" * 40,
    "e\u0301" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "İıſK",
    "ﷺ" * 300,
    "٣",
    "²",
    "१२",
    "-1",
    "0",
    "00",
    "1e9",
    "NaN",
    "Infinity",
    "-0.0",
    "9" * 18,
    "9" * 40,
    "9" * 5000,
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    str(2**64),
    "-" + str(2**63),
    "0x10",
    "1,2",
    "None",
    "null",
    "true",
    "[]",
    "{}",
    "[1,2]",
    "../../etc/passwd",
    "%00",
    "%s%s%n",
    "%(x)s",
    "{0}",
    "{x.__class__}",
    "' OR 1=1 --",
    '" OR ""="',
    "\\",
    "\\x00",
    "a" * 10_000,
    "\r\n\r\n",
    "x\r\nSet-Cookie: a=b",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-11-03T25:61",
    "1970-01-01 00:00:00+99:99",
    "2026-03-29T01:30",
    "24:00",
    "99:99",
    "2026-Q5",
    "0000-Q1",
    "99999-Q1",
    "| & ! :*",
    "a:* & !b <-> (",
    '"unfinished',
    "NEAR(",
    "*",
    "%",
    "_",
    "^",
    "https://[",
    "//\uff0f",
    "http://" + "a" * 300 + ".example",
    "a@b",
    "@" * 300,
    *PAYLOADS[:3],
]

words = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(), max_size=60),
    st.integers(-(2**70), 2**70).map(str),
    st.dates().map(str),
    st.floats().map(str),
    st.text(st.sampled_from("ab \u0300\x00\ud834'\"<%&"), max_size=30),
)
bytes_or_words = st.one_of(words, st.binary(max_size=20))


def encoded(pairs) -> str:
    """A form or a query as a browser would never send it: also bytes that are no UTF-8."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(value) -> str:
    return quote_from_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))


class Forms:
    """What each page's form asks for, looked up once for a process."""

    found: dict[tuple, list[tuple[str, str]]] = {}

    @classmethod
    def of(cls, walker, page, target, role, url):
        key = (page.name, target)
        if key not in cls.found:
            drawn = walker.ask(role, "GET", url)
            fields = Markup(drawn.body).fields() if drawn.status == 200 else []
            given = [(name, str(value)) for name, value in page.posted(walker.world, target).items()]
            plain = [pair for pair in fields if pair[0] != "csrfmiddlewaretoken"]
            cls.found[key] = list(dict.fromkeys([*given, *plain]))[:60]
        return cls.found[key]


def main_role(page, target, method):
    return next((role for role in ORDER if role in page.may(target, method)), None)


def tried_with(profile):
    """As many examples as the profile says. The first that breaks is told as it is, since making it smaller takes a
    minute a page."""
    return settings(
        profile, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )


POSTED = sorted(name for name, page in PAGES.items() if page.status(page.targets[0], "POST") != 405)
ASKED = sorted(name for name, page in PAGES.items() if page.status(page.targets[0], "GET") == 200)
# What pages read from their addresses, and what admin lists do.
PARAMETERS = ["q", "service", "show", "status", "topic", "sort", "after", "before", "name", "code", "next", "quarter"]
PARAMETERS += ["step", "change", "comment", "other", "open", "meeting", "large", "page", "term", "o", "_to_field", "p"]
PARAMETERS += ["since", "until", "who", "what", "about", "period", "area", "language"]
PARAMETERS += ["e", "starts_on__year", "kind__exact", "service__id__exact", "field_name", "model_name", "app_label"]


# What `make drill` tries for each form and each query string, whatever the tier (RELIABILITY §1).
DRILL = settings.get_profile("drill")


def fuzz_form(walker, name, profile) -> None:
    page = PAGES[name]
    target = page.targets[0]
    role = main_role(page, target, "POST") or "customer"
    url = page.url(walker.world, target)
    fields = Forms.of(walker, page, target, role, url)

    @tried_with(profile)
    @given(st.data())
    def fuzz(data):
        sent = []
        for field, value in fields:
            how = data.draw(st.sampled_from(["as it was", "fuzzed", "fuzzed", "left out", "twice"]))
            sent += [(field, value)] if how == "as it was" else []
            sent += [(field, data.draw(bytes_or_words)) for _ in range({"fuzzed": 1, "twice": 2}.get(how, 0))]
        sent += [(data.draw(words), data.draw(words))]
        answer = walker.ask(role, "POST", url, encoded(sent), content_type="application/x-www-form-urlencoded")
        assert answer.status in FINE, f"{answer.status} {answer.broke}"

    fuzz()


def fuzz_query(walker, name, profile) -> None:
    page = PAGES[name]
    target = page.targets[0]
    role = main_role(page, target, "GET")
    url = page.url(walker.world, target).split("?")[0]

    @tried_with(profile)
    @given(st.lists(st.tuples(st.sampled_from(PARAMETERS), bytes_or_words), max_size=5))
    def fuzz(pairs):
        answer = walker.ask(role, "GET", f"{url}?{encoded(pairs)}")
        assert answer.status in FINE, f"{answer.status} {answer.broke}"

    fuzz()


@pytest.mark.parametrize("name", POSTED)
def test_no_form_breaks(walker, name):
    fuzz_form(walker, name, settings())


@pytest.mark.parametrize("name", ASKED)
def test_no_query_breaks(walker, name):
    fuzz_query(walker, name, settings())


@pytest.mark.drill
@pytest.mark.parametrize("name", POSTED)
def test_no_form_breaks_in_500_tries(walker, name):
    fuzz_form(walker, name, DRILL)


@pytest.mark.drill
@pytest.mark.parametrize("name", ASKED)
def test_no_query_breaks_in_500_tries(walker, name):
    fuzz_query(walker, name, DRILL)


class Counting:
    """Asks as another walker does, and counts."""

    def __init__(self, walker) -> None:
        self.world, self._walker, self.asked = walker.world, walker, 0

    def ask(self, *request, **extra):
        self.asked += 1
        return self._walker.ask(*request, **extra)


@pytest.mark.parametrize(("tier", "least"), [("test", 25), ("wide", 150), ("drill", 500)])
def test_each_tier_tries_as_many_as_is_promised(walker, tier, least):
    counting = Counting(walker)
    fuzz_query(counting, "public:help", settings.get_profile(tier))
    assert counting.asked >= least


NUMBERS = [0, 2**31, 2**63, 10**40]


def test_no_number_in_an_address_breaks(walker):
    """A key beyond every column is a thing that is not there."""
    for name, page in PAGES.items():
        if not page.of or name.startswith("/"):
            continue
        missing = page.url(walker.world, "missing")
        for number in NUMBERS:
            url = missing.replace(str(MISSING), str(number))
            for role in ("customer", "advisor", "lead"):
                for method in ("GET", "POST"):
                    answer = walker.ask(role, method, url)
                    assert answer.status in FINE, f"{role} {method} {url}: {answer.status} {answer.broke}"


def test_no_word_in_an_address_breaks(walker):
    for words_ in NASTY:
        part = _quoted(words_.replace("/", "")) or "x"
        for start in ("/invitation/", "/s/", "/meetings/", "/me/save/", "/admin/involvement/person/", "/demo/mail/"):
            for end in ("/", ".ics"):
                answer = walker.ask("customer", "GET", f"{start}{part[:3000]}{end}")
                assert answer.status in FINE, f"{start}{words_[:20]!r}{end}: {answer.broke}"
