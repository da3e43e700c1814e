"""Who did what to what, when and why: whoever sees which entry, filters, paging, and the file."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.csv_files import harmless, lines
from involvement.models import Audit, Reach, Story
from involvement.operations import audit
from involvement.operations.agreed_work import agree_action, drop
from involvement.operations.people import change_person
from involvement.queries import happened
from involvement.queries.happened import AUDIT, STORY, Wish
from involvement.registry.story_verbs import audit_kinds, things, verbs
from meetings.models import Suggestion
from meetings.operations.suggestions.answering import read
from tests import make, world

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
WHO_SEES = Suggestion.WhoSees


@pytest.fixture
def house():
    return make.service("Bromley Road")


def rows_of(reader, kind=STORY, **wish):
    return kind.page(make.viewer(reader), Wish(**wish)).rows


def told(reader, kind=STORY, **wish) -> list[tuple]:
    return [(row.who, row.code, row.thing.title) for row in rows_of(reader, kind, **wish)]


def cells(response) -> list[list[str]]:
    body = b"".join(response.streaming_content).decode()
    assert body.startswith("\ufeff")
    return list(csv.reader(body.removeprefix("\ufeff").splitlines()))


def test_staff_read_their_own_homes_and_the_advisor_all(client, house):
    sunita, other = make.staff("Sunita", service=house), make.service("Elm House")
    olga = make.staff("Olga", service=other)
    due = timezone.localdate()
    shelf = agree_action(actor=sunita, title="Put up a shelf", due_on=due, service=house, owners=[sunita])
    drop(actor=sunita, action=shelf, reason="The wall is too weak.")
    agree_action(actor=olga, title="Buy a lamp", due_on=due, service=other, owners=[olga])
    assert told(sunita) == [
        ("Sunita", "action.dropped", "Put up a shelf"),
        ("Sunita", "action.begun", "Put up a shelf"),
    ]
    assert told(olga) == [("Olga", "action.begun", "Buy a lamp")]
    assert len(told(make.advisor())) == 3
    page = make.sign_in(client, sunita).get("/staff/story/").content.decode()
    assert "Will not be done" in page and "The wall is too weak." in page and f"/actions/{shelf.pk}/" in page
    assert "lamp" not in page


def test_what_somebody_may_not_see_has_no_entry(house):
    sunita, patrick = make.staff("Sunita", service=house), make.resident("Patrick", service=house)
    advisor = make.advisor("Ada")
    make.suggestion("A bench", title="A bench", service=house, author=patrick)
    make.suggestion("Secret", title="Secret", service=house, author=patrick, who_sees=WHO_SEES.TEAM)
    make.suggestion("At risk", title="At risk", service=house, author=patrick, reach=Reach.RESTRICTED)
    assert told(sunita) == [("Patrick", "suggestion.sent", "A bench")]
    assert {title for _who, _verb, title in told(advisor)} == {"A bench", "Secret"}


def test_what_was_said_past_staff_and_shown_later_does_not_say_whose_it_is(house):
    sunita, patrick = make.staff("Sunita", service=house), make.resident("Patrick", service=house)
    make.suggestion(
        "Secret", title="Secret", service=house, author=patrick, who_sees=WHO_SEES.TEAM, reach=Reach.SERVICE
    )
    assert told(sunita) == [("", "suggestion.sent", "Secret")]
    assert told(sunita, who=patrick.pk) == []
    assert told(make.advisor(), who=patrick.pk) == [("Patrick", "suggestion.sent", "Secret")]
    at_work = make.advisor("Both")
    make._tie(make.Post, at_work, service=house)
    assert told(at_work, who=patrick.pk) == []


def test_nothing_about_what_was_said_without_a_name_tells_of_its_author(house):
    sunita = make.staff("Sunita", service=house)
    wish = make.suggestion("Quiet", title="Quiet", service=house, who_sees=WHO_SEES.HERE_ANONYMOUS)
    assert told(sunita) == []
    read(actor=sunita, suggestion=wish)
    # As when somebody was at risk and no longer is: nobody is named, and the moment would be theirs.
    Story.objects.create(verb="suggestion.flagged", about_label="meetings.suggestion", about_id=wish.pk, service=house)
    assert told(sunita) == [("Sunita", "suggestion.read", "Quiet")]


def test_people_have_entries_where_they_live_today(house):
    sunita, patrick = make.staff("Sunita", service=house), make.resident("Patrick", service=house)
    gone = make.ended_resident("Gone", service=house)
    for who in (patrick, gone):
        change_person(actor=sunita, person=who, phone="020 7946 0555")
    assert told(sunita) == [("Sunita", "person.changed", "Patrick")]
    (row,) = rows_of(sunita)
    assert row.changed == "phone number" and row.thing.url == f"/staff/people/{patrick.pk}/"


def test_each_filter_narrows_and_is_an_address(client, house):
    sunita, sam = make.staff("Sunita", service=house), make.staff("Sam", service=house)
    other = make.service("Elm House", code="elm")
    due = timezone.localdate()
    shelf = agree_action(actor=sunita, title="Put up a shelf", due_on=due, service=house, owners=[sunita])
    drop(actor=sam, action=shelf, reason="The wall is too weak.")
    change_person(actor=sam, person=make.resident("Patrick", service=house), phone="020 7946 0555")
    advisor = make.advisor()
    assert len(told(advisor)) == 3
    assert told(advisor, who=sunita.pk) == [("Sunita", "action.begun", "Put up a shelf")]
    assert told(advisor, what="action.dropped") == [("Sam", "action.dropped", "Put up a shelf")]
    assert told(advisor, about="involvement.person") == [("Sam", "person.changed", "Patrick")]
    assert len(told(advisor, service=house.pk)) == 3 and told(advisor, service=other.pk) == []
    today = timezone.localdate()
    assert len(told(advisor, since=today, until=today)) == 3
    assert told(advisor, until=today - dt.timedelta(days=1)) == []
    make.sign_in(client, advisor)
    page = client.get(f"/staff/story/?who={sunita.pk}&service={house.code}&since={today}").content.decode()
    assert "Agreed</b>" in page and "Will not be done</b>" not in page
    assert "Nothing is here" in client.get("/staff/story/?service=elm").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "since=32/13/2026",
        "until=9999-12-31",
        "who=abc",
        "who=999999999999999999999",
        "what=x%00",
        "service=x",
        "after=9",
        "before=x.y",
    ],
)
def test_what_no_address_can_mean_is_said_and_shows_everything(client, house, query):
    sunita = make.staff("Sunita", service=house)
    make.suggestion("A bench", title="A bench", service=house, author=make.resident("Patrick", service=house))
    page = make.sign_in(client, sunita).get(f"/staff/story/?{query}")
    assert page.status_code == 200 and "A bench" in page.content.decode()
    if query.startswith("since"):
        assert "We could not read that date." in page.content.decode() and "32/13/2026" in page.content.decode()


def test_pages_go_on_where_the_last_one_ended(client, house, monkeypatch):
    monkeypatch.setattr(happened, "ON_A_PAGE", 2)
    patrick = make.resident("Patrick", service=house)
    for number in range(5):
        make.suggestion(f"Wish {number}", title=f"Wish {number}", service=house, author=patrick)
    make.sign_in(client, make.staff("Sunita", service=house))
    seen, url = [], f"/staff/story/?who={patrick.pk}"
    while url:
        page = client.get(url)
        seen += [row.thing.title for row in page.context["rows"]]
        assert page.context["older"] is None or f"who={patrick.pk}" in page.context["older"]
        last, url = page, f"/staff/story/{page.context['older']}" if page.context["older"] else None
    assert seen == [f"Wish {number}" for number in (4, 3, 2, 1, 0)]
    back = client.get(f"/staff/story/{last.context['newer']}")
    assert [row.thing.title for row in back.context["rows"]] == ["Wish 2", "Wish 1"]


@pytest.mark.parametrize("url", ["/staff/story/", "/advisor/audit/"])
def test_one_entry_and_forty_take_as_many_queries(client, house, url):
    make.sign_in(client, make.advisor())

    def happen(times):
        for _ in range(times):
            wish = make.suggestion("A bench", service=house, author=make.resident(service=house))
            audit.note(kind="person.read", user=wish.author.user, about=wish.author)

    happen(1)
    with CaptureQueriesContext(connection) as one:
        assert client.get(url).status_code == 200
    happen(40)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    # Its own reading is an entry about nothing, so both have the same kinds of thing.
    assert len(many) == len(one) <= 14, [query["sql"][:150] for query in many]


def test_the_file_holds_what_the_page_shows_and_no_formula(client, house):
    sunita = make.staff("=1+1", service=house)
    due = timezone.localdate()
    shelf = agree_action(actor=sunita, title="+cmd|calc", due_on=due, service=house, owners=[sunita])
    drop(actor=sunita, action=shelf, reason="@SUM(A1)\n=2")
    make.sign_in(client, sunita)
    response = client.get("/staff/story/list.csv?what=action.dropped")
    assert response["Content-Type"] == "text/csv; charset=utf-8" and ".csv" in response["Content-Disposition"]
    body = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    heading, row = list(csv.reader(body.splitlines(keepends=True)))
    assert heading[:3] == ["When", "Who", "What happened"]
    assert row[1:8] == ["'=1+1", "Will not be done", "Agreed work", "'+cmd|calc", "Bromley Road", "'@SUM(A1)\n'=2", ""]
    entry = Audit.objects.get(kind="export")
    assert entry.user == sunita.user and entry.reason == "what-happened"


def test_a_long_file_comes_in_pieces_and_ends_where_it_is_said(client, house, monkeypatch):
    monkeypatch.setattr(happened, "IN_A_PIECE", 3)
    monkeypatch.setattr(happened, "IN_A_FILE", 7)
    for number in range(9):
        make.suggestion(f"W{number}", title=f"W{number}", service=house, author=make.resident(service=house))
    make.sign_in(client, make.advisor())
    rows = cells(client.get("/staff/story/list.csv"))
    assert [row[4] for row in rows[1:]] == [f"W{number}" for number in range(8, 1, -1)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *[(f"{sign}1", f"'{sign}1") for sign in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =")],
        ("1=1", "1=1"),
        ("Ann-Marie", "Ann-Marie"),
        (None, ""),
        (5, "5"),
    ],
)
def test_no_cell_is_worked_out(typed, kept):
    assert harmless(typed) == kept


@pytest.mark.parametrize("parted_by", [",", ";", "\t"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
@pytest.mark.parametrize("before", ["a;", "a\t", "a\n", "a\r\n", "a; ", 'a;"', "a\n\t", '";"'])
def test_no_cell_is_worked_out_however_columns_are_parted(parted_by, sign, before):
    """Excel in Polish parts them by semicolons, and LibreOffice offers to."""
    read = csv.reader(lines([["2026-11-29", f"{before}{sign}1+1"]]).splitlines(keepends=True), delimiter=parted_by)
    begun = [cell.lstrip(' "')[:1] for row in read for cell in row]
    assert sign not in begun


def test_a_file_keeps_words_that_begin_no_cell(client):
    assert lines([["Ann-Marie; she = boss, 1+1"]]) == '"Ann-Marie; she = boss, 1+1"\r\n'


def test_the_audit_is_the_advisors_and_reading_it_is_an_entry(client, house):
    sunita, advisor = make.staff("Sunita", service=house), make.advisor("Ada")
    audit.note(kind="person.read", user=sunita.user, about=make.resident("Patrick", service=house))
    make.sign_in(client, sunita)
    assert client.get("/advisor/audit/").status_code == 404
    make.sign_in(client, advisor)
    page = client.get("/advisor/audit/").content.decode()
    assert "Read somebody’s page" in page and "Patrick" in page and "Was not let in" in page
    assert Audit.objects.filter(kind="audit.read", user=advisor.user).count() == 1
    assert told(advisor, AUDIT, who=sunita.pk, what="person.read") == [("Sunita", "person.read", "Patrick")]
    assert [row[1:3] for row in told(advisor, AUDIT, what="audit.read")] == [("audit.read", "")]
    assert {row[0] for row in told(advisor, AUDIT, service=house.pk)} == {"Sunita"}
    assert told(advisor, AUDIT, about="involvement.person") == [("Sunita", "person.read", "Patrick")]
    rows = cells(client.get("/advisor/audit/list.csv?what=person.read"))
    assert [row[1:5] for row in rows[1:]] == [["Sunita", "Read somebody’s page", "Person", "Patrick"]]
    assert Audit.objects.filter(kind="export", reason="audit").exists()


def test_the_audit_tells_nothing_of_worries_that_are_kept_from_the_advisor():
    kept = world.build()
    advisor = kept.people["advisor"]
    for name in ("own", "elsewhere"):
        audit.note(kind="concern.raised", user=kept.people["customer"].user, about=kept.thing("concern", name))
    assert told(advisor, AUDIT, what="concern.raised") == []
    assert told(advisor, about="involvement.concern") == []


def test_everything_that_is_recorded_has_words_and_a_place():
    world.build()
    assert {entry.about_label for entry in Story.objects.all()} <= {label for label, _thing in things.items()}
    assert {entry.verb for entry in Story.objects.all()} <= {name for name, _verb in verbs.items()}


def test_every_kind_of_audit_entry_in_the_code_has_words():
    found = set()
    for path in [*(ROOT / "involvement").rglob("*.py"), *(ROOT / "meetings").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'audit\.note\(\s*kind="([\w.]+)"', text))
    assert {"sign_in", "role.began", "audit.read"} <= found
    assert found <= {name for name, _words in audit_kinds.items()}
    assert {"export", "denied", "join.accepted", "join.declined"} <= {name for name, _words in audit_kinds.items()}
