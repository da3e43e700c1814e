"""What a form does not ask for cannot be set through it, and no way back leads off the site (rules 3, 4)."""

import datetime as dt
import re
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.db import models, transaction

from involvement.forms import agreed_work
from involvement.forms.once import fresh_mark
from involvement.models import Action, Person
from meetings.forms import meetings
from meetings.models import Meeting, Suggestion
from meetings.operations.meetings import writing
from tests import make

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 3, 12, 0, tzinfo=dt.UTC)
# Made anew each time.
RANDOM = {"mark", "id", "token", "follow_code_hash", "sent_key"}


def forged(model, other) -> dict[str, str]:
    """A value for every field of a model that a form could be made to take, by name and by column."""
    values = {}
    for field in model._meta.get_fields():
        if not getattr(field, "concrete", False):
            continue
        if field.is_relation:
            value = str(other.pk)
        elif isinstance(field, models.BooleanField):
            value = "on"
        elif isinstance(field, models.DateTimeField):
            value = "2001-02-03 04:05:06"
        elif isinstance(field, models.DateField):
            value = "2001-02-03"
        elif field.choices:
            value = str(field.choices[-1][0])
        elif isinstance(field, models.IntegerField):
            value = "4"
        elif isinstance(field, models.JSONField):
            value = '["forged"]'
        else:
            value = "forged"
        values[field.name] = value
        values[getattr(field, "attname", field.name)] = value
    return values


def rows(model) -> list[dict]:
    return sorted(
        ({name: value for name, value in row.items() if name not in RANDOM} for row in model.objects.values()),
        key=lambda row: str(sorted(row.items(), key=str)),
    )


def after(client, model, url: str, data: dict) -> list[dict]:
    """What the table holds after a post, which is then undone, the session's new key included."""
    kept = client.cookies.output()
    with transaction.atomic():
        answer = client.post(url, data)
        assert answer.status_code in (200, 302), answer.status_code
        found = rows(model)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(kept.replace("Set-Cookie: ", ""))
    return found


@pytest.fixture
def house():
    return make.service("Elm Court")


def check(client, model, url, given, other, *, prefix=""):
    """The table is the same whether the forged fields came along or not; and the form did do something."""
    before = rows(model)
    extra = {f"{prefix}{name}": value for name, value in forged(model, other).items()}
    extra |= forged(model, other)
    with time_machine.travel(NOW, tick=False):
        honest = after(client, model, url, given)
        assert honest != before
        assert after(client, model, url, extra | given) == honest


def test_a_suggestion_takes_only_what_its_form_asks(client, house):
    make.sign_in(client, make.resident("Sam", service=house))
    other = make.resident("Ali", service=house)
    # What the form does ask for is set to what an honest sender leaves out.
    asked = {"title": "", "topic": "", "told_by": "", "complaint_choice": "", "service": "", "photo": ""}
    given = {"words": "A second washing machine, please.", "who_sees": "here_named", "seen_others": "1", **asked}
    check(client, Suggestion, "/suggestions/new/", given, other)


def test_the_poster_takes_words_only(client, house):
    other = make.resident("Ali", service=house)
    with time_machine.travel(NOW - dt.timedelta(minutes=1), tick=False):
        opened = fresh_mark()
    given = {"words": "The hall is dark at night.", "who_sees": "here_anonymous", "seen_others": "1", "once": opened}
    check(client, Suggestion, f"/s/{house.code}/", given, other)


ME = {
    "name": {"chosen_name": "Sammy", "language": "pl"},
    "telling": {"told_by": "phone", "email": "", "phone": "020 7946 0018", "postal_address": "", "digest": ""},
    "formats": {"large_print": "on", "easy_read": "", "audio": "", "interpreter": ""},
    "safe-contact": {
        "do_not_email": "on",
        "do_not_phone": "",
        "do_not_text": "",
        "do_not_write": "",
        "safe_contact_note": "",
    },
    "hear": {"wanted": ""},
}


@pytest.mark.parametrize("section", ME)
def test_my_page_takes_only_what_its_part_asks(client, house, section):
    me = make.resident("Sam", service=house)
    make.sign_in(client, me)
    other = make.staff("Ali", service=house)
    given = {f"{section}-{name}": value for name, value in ME[section].items() if value}
    names = {f"{section}-{name}" for name in ME[section]}
    extra = forged(Person, other)
    before = rows(Person)
    with time_machine.travel(NOW, tick=False):
        honest = after(client, Person, f"/me/save/{section}/", given)
        assert honest != before
        hidden = {f"{section}-{name}": value for name, value in extra.items()}
        hidden = {name: value for name, value in hidden.items() if name not in names}
        assert after(client, Person, f"/me/save/{section}/", extra | hidden | given) == honest


def test_planning_a_meeting_takes_only_what_its_form_asks(client, house):
    make.sign_in(client, make.staff("Sunita", service=house))
    other = make.resident("Ali", service=house)
    asked = {"place": "", "online_link": "", "chair": "", "access_notes": "", "food_notes": ""}
    day = (NOW + dt.timedelta(days=20)).date()
    check(client, Meeting, "/staff/meetings/new/", {"day": str(day), "time": "18:00", **asked}, other)


def test_adding_a_person_takes_only_what_its_form_asks(client, house):
    make.sign_in(client, make.staff("Sunita", service=house))
    other = make.resident("Ali", service=house)
    asked = {"full_name": "", "told_by": "in_person", "email": "", "phone": "", "room": "", "key_worker": ""}
    check(client, Person, "/staff/people/add/", {"chosen_name": "Ray", **asked}, other)


# --- No way back leads off the site ---------------------------------------------------------------

OFF_SITE = [
    "https://evil.example",
    "http://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "//evil.example/%2e%2e",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    " https://evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "\x0b//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "http:\t//evil.example",
    "ht\ntp://evil.example",
    "https://testserver@evil.example",
    "https://testserver:pw@evil.example",
    "https://testserver.evil.example",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example\\@testserver",
    "https://evil.example\\testserver",
    "https:\\/evil.example\\@testserver",
    "https://evil\u3002example",
    "https://\uff45vil.example",
    "//\uff0fevil.example",
    "https://[::1]/",
    "https://127.0.0.1:99999/",
    "https://2130706433/",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\tjavascript:alert(1)",
    "javascript://testserver/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:https://evil.example/1",
    "mailto:x@evil.example",
    "file:///etc/passwd",
]
LINE = re.compile(r"[\t\r\n]")


def as_a_browser_reads(location: str) -> str:
    """WHATWG URL: spaces and controls at both ends go, tabs and line breaks everywhere, \\ is /, and before a host
    any number of slashes is two."""
    plain = LINE.sub("", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return re.sub(r"^(https?:)?/{2,}|^(https?:)/*", lambda start: f"{start[1] or start[2] or ''}//", plain, flags=re.I)


def leads_off(location: str) -> bool:
    try:
        parts = urlsplit(urljoin("http://testserver/sign-in/", as_a_browser_reads(location)))
    except ValueError:
        # Not an address at all.
        return True
    return parts.scheme not in ("http", "https") or parts.netloc != "testserver"


def test_there_are_fifty_and_all_would_lead_off():
    assert len(set(OFF_SITE)) == 50
    assert [way for way in OFF_SITE if not leads_off(way)] == []


WORDS = "river lamp tea moss"


def ways_back(client, user, way):
    """Every door that takes a way back, with it."""
    sign_in = {"login": user.username, "password": WORDS, "device": "own"}
    yield client.post("/sign-in/", {**sign_in, "next": way})
    yield client.post("/sign-out/", {"next": way})
    yield client.post("/sign-in/?" + _query(way), sign_in)
    yield client.get("/sign-in/?" + _query(way))
    yield client.post("/sign-out/?" + _query(way))
    yield client.post("/language/set/", {"language": "en-gb", "next": way})
    yield client.post("/language/set/?" + _query(way), {"language": "en-gb"}, headers={"referer": "http://testserver/"})
    yield client.post("/language/set/", {"language": "en-gb"}, headers={"referer": _header(way)})


def _query(way: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"next": way})


def _header(way: str) -> str:
    return way.encode("ascii", "ignore").decode().translate(dict.fromkeys(range(32)))


@pytest.mark.parametrize("way", OFF_SITE)
def test_no_way_back_leads_off_the_site(client, house, way):
    user = make.user("sam", password=WORDS)
    make.resident("Sam", service=house, user=user)
    for number, answer in enumerate(ways_back(client, user, way)):
        assert answer.status_code in (200, 302, 204), (number, answer.status_code)
        if answer.status_code == 302:
            assert not leads_off(answer["Location"]), (number, answer["Location"])


@pytest.mark.parametrize("way", OFF_SITE)
def test_the_language_page_passes_no_such_way_on(client, way):
    page = client.get("/language/?" + _query(way)).content.decode()
    passed = re.findall(r'name="next" value="([^"]*)"', page)
    assert passed and not any(leads_off(each) for each in passed)


def test_a_way_back_on_the_site_is_kept(client, house):
    user = make.user("sam", password=WORDS)
    make.resident("Sam", service=house, user=user)
    form = {"login": "sam", "password": WORDS, "device": "own", "next": "/suggestions/?q=tea"}
    assert client.post("/sign-in/", form)["Location"] == "/suggestions/?q=tea"


# --- What no page of ours ever asks for -----------------------------------------------------------

LONG = "9" * 5000
MOMENTS = ["2026-13-01T10:00:00Z", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2026-11-01T10:00"]


def test_numbers_and_moments_that_are_none_break_nothing(client, house):
    sunita, ali = make.staff("Sunita", service=house), make.resident("Ali", service=house)
    meeting = make.meeting(service=house, state="being_written")
    make.sign_in(client, sunita)
    live, together = f"/staff/meetings/{meeting.pk}/live/", f"/staff/people/{ali.pk}/together/"
    for moment in MOMENTS:
        assert client.get("/meetings/", {"before": moment}).status_code == 200, moment
        assert client.post(f"/staff/meetings/{meeting.pk}/next/", {"starts_at": moment}).status_code == 302, moment
    for key in (LONG, "9" * 25, "\u00b2", "\u0663"):
        assert client.get("/me/told/", {"before": key}).status_code == 200
        assert client.get(live, {"change": key}).status_code == 200
        assert client.get(together, {"other": key}).status_code == 404
        assert client.post(together, {"other": key}).status_code == 404
    assert client.post(f"/staff/meetings/{meeting.pk}/finish/", {"talked": LONG}).status_code == 302


@pytest.mark.parametrize("key", [LONG, "9" * 25, "\u00b2", "-1"])
def test_a_key_that_is_none_among_several_chooses_nobody(client, house, key):
    sunita = make.staff("Sunita", service=house)
    action = Action.objects.create(title="A bench", service=house, due_on=NOW.date(), first_due_on=NOW.date())
    make.sign_in(client, sunita)
    chosen = {"owners": [sunita.pk, key]}
    assert client.post(f"/actions/{action.pk}/owners/", chosen).status_code == 422
    for form in (agreed_work.ActionForm(chosen, service=house), meetings.ActionForm(chosen, service_id=house.pk)):
        assert "owners" in form.errors


def test_signs_that_postgresql_keeps_nowhere_break_nothing(client, house):
    meeting = make.meeting(service=house)
    assert client.get("/meetings/%00.ics").status_code == 404
    make.sign_in(client, make.staff("Sunita", service=house))
    assert client.get("/suggestions/", {"service": "\x00", "q": "\x00"}).status_code == 200
    assert client.post(f"/staff/meetings/{meeting.pk}/agenda/order/", {"standing": "a\x00b"}).status_code == 302
    assert [item.title for item in meeting.items.all()] == ["ab"]


def test_a_decision_is_taken_only_about_what_it_is_for(client, house):
    """Forged keys of other things on the agenda: a standing item has no suggestion, a suggestion is no action."""
    sunita = make.staff("Sunita", service=house)
    said = make.suggestion(service=house, author=make.resident(service=house), status="read")
    meeting = make.meeting(service=house)
    writing.start(actor=sunita, meeting=meeting)
    standing, wish = meeting.items.filter(kind="standing").first(), meeting.items.get(suggestion=said)
    make.sign_in(client, sunita)
    live = f"/staff/meetings/{meeting.pk}/live"
    tries = [
        (f"{live}/decide/{standing.pk}/", {"outcome": "agreed", "was": ""}),
        (f"{live}/last/{standing.pk}/", {"outcome": "done", "was": ""}),
        (f"{live}/last/{wish.pk}/", {"outcome": "no", "reason": "No money.", "was": ""}),
        (f"{live}/hands/{standing.pk}/", {"number": "3"}),
    ]
    for url, data in tries:
        assert client.post(url, data).status_code == 302, url
    assert set(meeting.items.values_list("outcome", "hands")) == {("", 0)}
