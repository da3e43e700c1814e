"""The quarter's report: each of its numbers against a home that was counted by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from involvement.models import Organisation, OutboxRow, Promise, Reach, Residency
from involvement.operations import promises
from involvement.rules.periods import Quarter
from meetings.models import Agreement, Attendance, CountedAgreement, FixedAnswer, Status, Suggestion
from meetings.models.moves import WAITING
from meetings.queries.report.making import report_of, scope_of
from meetings.queries.report.people import FEW, shown
from meetings.queries.report.scope import homes_of
from meetings.queries.report.tables import Kept
from tests import make

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SUMMER = Quarter(dt.date(2026, 7, 1))
LONG_AGO = dt.date(2024, 1, 1)
WHO_SEES = Suggestion.WhoSees


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


TODAY = london("2026-11-20T12:00")


@pytest.fixture(autouse=True)
def in_november():
    """A day on which the summer is over and everybody has forgotten how promises stood."""
    with time_machine.travel(TODAY, tick=False):
        caches["process"].clear()
        yield


def home(name: str, *, people: int = 12, **fields):
    """A home that has been there for long, with so many people in it."""
    place = make.service(name, opened_on=LONG_AGO, **fields)
    place.people = [make.person(f"{name} {number}") for number in range(people)]
    Residency.objects.bulk_create(Residency(person=each, service=place, starts_on=LONG_AGO) for each in place.people)
    return place


def said(place, day: str, **fields):
    """Something that was said at a home on a day of 2026, "07-14"."""
    fields.setdefault("posted_at", london(f"2026-{day}T15:00"))
    return make.suggestion(service=place, **fields)


def met(place, day: str, **fields):
    fields.setdefault("state", "held")
    return make.meeting(service=place, starts_at=london(f"2026-{day}T18:00"), **fields)


def tell(place, person, day: str, *, state="waiting", carrier="in_person", **fields):
    about = Suggestion.objects.order_by("pk").first()
    return OutboxRow.objects.create(
        kind="suggestion.moved",
        carrier=carrier,
        person=person,
        service=place,
        about_label="meetings.suggestion",
        about_id=about.pk if about else None,
        key=f"report:{OutboxRow.objects.count()}",
        state=state,
        made_at=london(f"2026-{day}T09:00"),
        **fields,
    )


def report(who, quarter=SUMMER, *, place=None, on_paper=False):
    """The report that this person reads."""
    viewer = make.viewer(who)
    homes = homes_of(viewer)
    scope = scope_of(viewer, homes, quarter, home=homes[place.pk] if place else None)
    return report_of(viewer, scope, on_paper=on_paper)


def table(found, key: str) -> dict[str, list]:
    """The rows of a table by their names."""
    for section in found.sections:
        for each in section.tables:
            if each.key == key:
                return {row[0]: row[1:] for row in each.rows}
    raise AssertionError(f"no table {key}")


@pytest.fixture
def elm():
    return home("Elm Court")


@pytest.fixture
def ada():
    return make.advisor("Ada")


# --- Meetings -------------------------------------------------------------------------------------


def test_meetings_by_what_became_of_them(elm, ada):
    first = met(elm, "07-08", minutes_out_at=london("2026-07-09T10:00"), more_came=7)
    for person in elm.people[:2]:
        Attendance.objects.create(meeting=first, person=person, came=True)
    Attendance.objects.create(meeting=first, person=elm.people[3], reply="coming")
    met(elm, "08-05", minutes_out_at=london("2026-08-06T10:00"), done_instead="We knocked on every door.")
    met(elm, "08-20", state="cancelled", cancelled_reason="The boiler broke.", more_came=4)
    met(elm, "09-30", state="being_written", more_came=3)
    # The last minute of June, and the first of October.
    make.meeting(service=elm, starts_at=london("2026-06-30T23:59"), state="held")
    make.meeting(service=elm, starts_at=london("2026-10-01T00:00"), state="held")
    found = report(ada)
    assert table(found, "meetings") == {
        "Meetings planned": [4, 1],
        "Held": [2, 1],
        "Held, and the minutes are out": [2, 0],
        "Held, nobody came, and something else was done": [1, 0],
        "Cancelled": [1, 0],
        "Over, and not written down yet": [1, 0],
        "Still to come": [0, 0],
        "People who came, all meetings added up": [12, 0],
    }
    assert table(found, "cancelled") == {"Elm Court": [dt.date(2026, 8, 20), "The boiler broke."]}
    assert [(each.words, each.now, each.before) for each in found.sums][:2] == [
        ("meetings held", 2, 1),
        ("came, all meetings added up", 12, 0),
    ]


def test_a_meeting_to_come_is_not_missing(elm, ada):
    met(elm, "11-19", state="planned")
    met(elm, "12-17", state="planned")
    found = report(ada, SUMMER.on(1))
    numbers = table(found, "meetings")
    assert numbers["Still to come"] == [1, 0] and numbers["Over, and not written down yet"] == [1, 0]
    assert found.when == "October to December 2026, so far" and found.before == "July to September 2026"


# --- Suggestions ----------------------------------------------------------------------------------


def test_suggestions_by_what_became_of_them(elm, ada):
    Organisation.objects.update_or_create(pk=1, defaults={"no_reasons": ["It costs too much"]})
    Organisation.forget()
    patrick = elm.people[0]
    wait = {"waiting_since": london("2026-07-14T15:00")}
    said(elm, "07-14", author=patrick, agreements=5, **wait)
    done = {"status": "done", "talked_on": dt.date(2026, 8, 13), "topic": "bins"}
    said(elm, "08-03", author=patrick, waiting_since=None, agreements=2, **done)
    said(elm, "08-04", author=patrick, status="agreed", talked_on=dt.date(2026, 8, 24), waiting_since=None)
    for words in ("It costs too much ", "it costs TOO much", "Patrick owes rent."):
        said(elm, "09-01", author=patrick, status="no", reason=words, talked_on=dt.date(2026, 9, 2), waiting_since=None)
    nameless = {"posted_at": london("2026-09-01T01:00"), "talked_on": dt.date(2026, 9, 5), "waiting_since": None}
    nameless["status"] = "repair"
    said(elm, "09-09", who_sees=WHO_SEES.HERE_ANONYMOUS, **nameless)
    said(elm, "05-05", author=patrick, status="not_yet", reason="It costs too much", waiting_since=None)
    # None of these is in any number.
    said(elm, "07-20", author=patrick, who_sees=WHO_SEES.TEAM)
    said(elm, "07-20", author=patrick, reach=Reach.RESTRICTED)
    said(elm, "07-20", author=patrick, source=Suggestion.Source.IMPORT)
    found = report(ada)
    numbers = table(found, "said")
    assert numbers["Suggestions"] == [7, 1]
    assert numbers["How often people agreed with them"] == [7, 0]
    assert numbers["Waiting for an answer"] == [1, 0]
    # 1, 1, 1, 10 and 20 days.
    assert numbers["Days until an answer, in the middle"] == [1, None]
    became = {words: number for words, number in table(found, "became").items() if number != [0, 0]}
    assert became == {
        "Sent, not read yet": [1, 0],
        "Agreed": [1, 0],
        "Done": [1, 0],
        "Said no, and why": [3, 0],
        "Not yet, and why": [0, 1],
        "Passed to repairs": [1, 0],
    }
    assert table(found, "topics") == {
        "Bins and litter": [1, 1, 0, 0, 0, 0, 0],
        "Something else": [6, 0, 1, 3, 1, 1, 1],
    }
    # What staff wrote of somebody is counted and never read out.
    assert table(found, "reasons") == {
        "No: It costs too much": [2, 0],
        "No: in words of our own": [1, 0],
        "Not yet: It costs too much": [0, 1],
    }
    assert table(found, "people")["Suggestions said without a name"] == [1, 0]
    assert "Patrick owes rent" not in repr(found)


# --- People ---------------------------------------------------------------------------------------


def test_a_number_of_few_people_is_never_shown():
    assert [shown(number, exactly=True) for number in (0, 1, 9, 10, 13)] == [0, FEW, FEW, 10, 13]
    assert [shown(number, exactly=False) for number in (0, 1, 9, 10, 13, 212)] == [0, FEW, FEW, 10, 15, 210]


def test_different_people_are_counted_once_in_all_and_once_in_each_way(ada):
    elm = home("Elm Court", people=30)
    people, worker = elm.people, make.staff("Sunita", service=elm)
    first = said(elm, "07-14", author=people[0])
    for author in people[:11]:
        said(elm, "07-15", author=author)
    Agreement.objects.bulk_create(Agreement(suggestion=first, person=person) for person in people[5:20])
    for person in people[:12]:
        make.comment(suggestion=first, author=person)
    # Who lives here and works here too answers for staff.
    for person in (people[28], worker):
        make.comment(suggestion=first, author=person, as_staff=True)
    first.comments.update(posted_at=london("2026-07-20T12:00"))
    meeting = met(elm, "08-05", more_came=40)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, came=True) for person in (*people[12:23], worker)
    )
    FixedAnswer.objects.create(suggestion=first, person=people[29], fixed=True, at=london("2026-08-20T12:00"))
    CountedAgreement.objects.create(suggestion=first, number=6, source="hands", month=dt.date(2026, 8, 1))
    numbers = table(report(ada), "people")
    assert numbers == {
        # 0 to 22, and 29; never staff.
        "Different people heard": [24, 0],
        "Said something": [11, 0],
        "Agreed with somebody": [15, 0],
        "Added a comment": [12, 0],
        "Came to a meeting, and were named": [11, 0],
        "Told us whether it fixed the problem": [FEW, 0],
        "Suggestions said without a name": [0, 0],
        "Agreements counted without names: hands, paper": [6, 0],
    }
    # Of one home they are rounded, or the one home that is not shown could be worked out from the others.
    assert table(report(ada, place=elm), "people")["Different people heard"] == [25, 0]
    assert report(ada).by_home is not None and report(ada, place=elm).by_home is None


def test_what_is_said_past_staff_or_kept_safe_hears_nobody(elm, ada):
    for person in elm.people:
        said(elm, "07-14", author=person, who_sees=WHO_SEES.TEAM)
        said(elm, "07-14", author=person, reach=Reach.RESTRICTED)
    assert table(report(ada), "people")["Different people heard"] == [0, 0]
    assert table(report(ada), "silent") == {"Elm Court": ["Hostel"]}


def test_who_moved_on_was_heard_where_they_lived_then(elm, ada):
    oak = home("Oak House", people=0)
    for person in elm.people:
        said(elm, "07-02", author=person)
        Residency.objects.filter(person=person).update(ends_on=dt.date(2026, 7, 10))
        Residency.objects.create(person=person, service=oak, starts_on=dt.date(2026, 10, 5))
    homes = {row[0]: row[3] for row in report(ada).by_home.rows}
    assert homes == {"Elm Court": 10, "Oak House": 0}
    assert table(report(ada), "people")["Different people heard"] == [12, 0]


def test_where_nobody_is_heard(elm, ada):
    silent = home("Oak House", people=20, kind="sheltered")
    nameless = home("Ash House", people=3, kind="sheltered")
    quiet = home("Fir House", people=3, kind="sheltered")
    home("Empty House", people=0, kind="floating")
    for person in elm.people:
        said(elm, "07-14", author=person)
    said(nameless, "08-01", who_sees=WHO_SEES.HERE_ANONYMOUS, posted_at=london("2026-08-01T01:00"))
    met(quiet, "08-05", more_came=2)
    found = report(ada)
    assert table(found, "silent") == {silent.name: ["Sheltered housing"]}
    assert table(found, "kinds") == {"Hostel": [1, 10, 10, 0], "Sheltered housing": [3, 25, 0, 1]}
    said(silent, "09-30", author=silent.people[0])
    section = next(each for each in report(ada).sections if each.key == "who")
    assert [each.key for each in section.tables] == ["kinds"]
    assert section.lines[0] == "In every home where people live, somebody was heard."
    assert table(report(ada), "kinds")["Sheltered housing"] == [3, 25, FEW, 0]


# --- Telling --------------------------------------------------------------------------------------


def test_tellings_by_how_they_ended_and_in_which_way(elm, ada):
    patrick = elm.people[0]
    said(elm, "07-14", author=patrick)
    over = {"ended_at": london("2026-08-02T09:00")}
    tell(elm, patrick, "08-01", state="told", **over)
    tell(elm, patrick, "08-01", state="told", carrier="phone", nobody_told_me_at=TODAY, **over)
    tell(elm, patrick, "08-02", state="left_note", **over)
    tell(elm, patrick, "08-03", state="moved_on", **over)
    tell(elm, patrick, "08-03", state="not_wanted", **over)
    tell(elm, patrick, "08-04", state="cancelled")
    tell(elm, patrick, "09-30", state="taken")
    tell(elm, patrick, "08-05", state="sent", carrier="email")
    tell(elm, patrick, "06-30", state="told", **over)
    found = report(ada)
    assert table(found, "told") == {
        "Told": [2, 1],
        "A note was left": [1, 0],
        "Still to be told": [1, 0],
        "Overdue": [1, 0],
        "“Nobody told me”, people said": [1, 0],
        "Moved on, or did not want to know": [2, 0],
    }
    ways = {words: number for words, number in table(found, "ways").items() if number != [0, 0]}
    assert ways == {"by e-mail": [1, 0], "in person": [2, 1], "by phone": [1, 0]}


def test_what_waits_is_overdue_after_the_days_promised_and_not_before(elm, ada):
    patrick = elm.people[0]
    autumn = SUMMER.on(1)
    # Seven days are promised: since the 13th it is not late, since the 12th it is.
    tell(elm, patrick, "11-13")
    assert table(report(ada, autumn), "told")["Overdue"] == [0, 0]
    tell(elm, patrick, "11-12")
    assert table(report(ada, autumn), "told")["Overdue"] == [1, 0]


# --- Promises -------------------------------------------------------------------------------------


def promised(since=SUMMER.first, **fields):
    made = Promise(words="A meeting at every home, every month", measure="meeting", since=since, **fields)
    return promises.make_promise(actor=make.advisor(), promise=made)


def close(at: str) -> None:
    promises.close_months(now=london(at))
    promises.look_again(now=london(at))
    caches["process"].clear()


def test_promises_are_the_numbers_of_their_own_page(elm, ada, client):
    oak = home("Oak House")
    promise = promised()
    for month in ("07", "08", "09"):
        out = {"minutes_out_at": london(f"2026-{month}-11T09:00")}
        met(elm, f"{month}-10", **out)
        if month != "08":
            met(oak, f"{month}-10", **out)
    close("2026-10-20T00:00")
    found = report(ada)
    assert table(found, "promises") == {promise.words: [Kept(5, 6), 0, 1, 0, 0, None]}
    row = make.sign_in(client, ada).get("/promises/?period=2026-q3").context["rows"][0]
    assert (row.sums.kept, row.sums.total) == (5, 6)
    assert {row[0]: row[9] for row in found.by_home.rows} == {"Elm Court": Kept(1, 1), "Oak House": Kept(0, 1)}
    assert table(report(ada, place=oak), "promises") == {promise.words: [Kept(2, 3), 0, 1, 0, 0, None]}
    assert table(report(make.staff(service=oak)), "promises") == {promise.words: [Kept(2, 3), 0, 1, 0, 0, None]}
    # A month that is over stays as it was kept, whatever is written down later.
    met(oak, "08-12", minutes_out_at=london("2026-08-13T09:00"))
    caches["process"].clear()
    assert table(report(ada), "promises") == {promise.words: [Kept(5, 6), 0, 1, 0, 0, None]}
    assert table(report(ada), "meetings")["Held"] == [6, 0]


def test_each_row_of_topics_and_promises_adds_up(elm, ada):
    """On the page, and so on paper and in the workbook, which show the same tables."""
    promised()
    asked = {"done_instead": "We knocked on every door.", "minutes_out_at": london("2026-08-11T09:00")}
    met(elm, "07-10", minutes_out_at=london("2026-07-11T09:00"))
    met(elm, "08-10", **asked)
    met(elm, "09-10", minutes_out_at=london("2026-10-15T09:00"))
    close("2026-10-20T00:00")
    for number, status in enumerate(Status.values, start=1):
        wait = {"waiting_since": TODAY if status in WAITING else None}
        said(elm, f"07-{number:02}", status=status, reason="It costs too much", **wait)
    found = report(ada)
    (promise,) = table(found, "promises").values()
    assert promise == [Kept(1, 3), 1, 0, 1, 0, None]
    assert promise[0].total == promise[0].kept + sum(promise[1:5])
    (topic,) = table(found, "topics").values()
    assert topic == [13, 1, 2, 2, 4, 4, 0]
    assert topic[0] == sum(topic[1:6])


def test_promises_of_a_running_quarter_still_have_time(elm, ada):
    promised()
    met(elm, "10-10", minutes_out_at=london("2026-10-11T09:00"))
    close("2026-11-20T00:00")
    found = report(ada, SUMMER.on(1))
    assert table(found, "promises") == {"A meeting at every home, every month": [Kept(1, 2), 0, 0, 0, 1, Kept(0, 3)]}
    section = next(each for each in found.sections if each.key == "promises")
    assert section.lines == ["Some months still have time, so these numbers can change."]
    assert {row[0]: row[9] for row in found.by_home.rows} == {"Elm Court": Kept(0, 0)}


# --- Voices, homes, papers ------------------------------------------------------------------------


def test_voices_are_what_everybody_may_read_and_nothing_else(elm, ada):
    patrick = elm.people[0]
    done = {"author": patrick, "status": "done", "done_on": dt.date(2026, 8, 20), "waiting_since": None}
    public = {"reach": Reach.PUBLIC, "released_on": dt.date(2026, 8, 21)}
    said(elm, "07-14", words="More light in the hall.", public_answer="We put up two lamps.", **done, **public)
    said(elm, "07-14", words="Patrick is too loud.", public_answer="We spoke to him.", **done)
    said(elm, "07-14", words="A covered name here.", covered_words="[a name] is kind.", **done, **public)
    said(elm, "07-14", words="Hidden again.", shown=False, **done, **public)
    found = report(ada)
    (voices,) = found.voices
    assert voices["name"] == "Elm Court"
    assert {pair["said"] for pair in voices["pairs"]} == {"More light in the hall.", "[a name] is kind."}
    assert "We put up two lamps." in {pair["did"] for pair in voices["pairs"]}
    assert "Patrick" not in repr(found.voices)
    assert report(ada, SUMMER.on(-1)).voices == []


def test_each_home_has_a_row_of_its_own(elm, ada):
    oak = home("Oak House")
    patrick = elm.people[0]
    met(elm, "07-08", more_came=7)
    wait = {"waiting_since": TODAY}
    for person in elm.people:
        said(elm, "07-14", author=person, **wait)
    said(oak, "07-14", author=oak.people[0], status="done", waiting_since=None)
    tell(elm, patrick, "08-01", state="told", ended_at=TODAY)
    tell(elm, patrick, "08-01", state="left_note", ended_at=TODAY)
    tell(oak, patrick, "08-01")
    make.service("Not yet open", opened_on=dt.date(2026, 10, 1))
    make.service("Long closed", opened_on=LONG_AGO, closed_on=dt.date(2026, 7, 1))
    assert {row[0]: row[1:9] for row in report(ada).by_home.rows} == {
        "Elm Court": [1, 7, 10, 12, 0, 12, 2, 0],
        "Oak House": [0, 0, FEW, 1, 1, 0, 0, 1],
    }


def test_on_paper_homes_with_a_private_address_are_one_row_without_a_name(elm, ada):
    for number in (1, 2):
        place = home(f"Safe House {number}", is_private=True, address=f"{number} Secret Road")
        met(place, "07-08", more_came=number)
        met(place, "08-08", state="cancelled", cancelled_reason="Snow")
    page, paper = report(ada), report(ada, on_paper=True)
    assert [row[:3] for row in page.by_home.rows] == [
        ["Elm Court", 0, 0],
        ["Safe House 1", 1, 1],
        ["Safe House 2", 1, 2],
    ]
    assert [row[:3] for row in paper.by_home.rows] == [["Elm Court", 0, 0], ["2 homes with a private address", 2, 3]]
    assert "Safe House" in repr(page) and "Safe House" not in repr(paper)
    assert "Secret Road" not in repr(page) + repr(paper)
    # What was let out before the address became private is still read, and nobody learns where.
    said(
        place,
        "07-14",
        author=place.people[0],
        words="More light.",
        status="done",
        done_on=SUMMER.first,
        reach=Reach.PUBLIC,
    )
    assert [each["name"] for each in report(ada).voices] == ["Safe House 2"]
    assert [each["name"] for each in report(ada, on_paper=True).voices] == ["Other homes"]
    # They are in the sums all the same.
    page, paper = report(ada), report(ada, on_paper=True)
    assert table(page, "meetings") == table(paper, "meetings")


def test_an_empty_quarter_says_so(elm, ada):
    assert report(ada).is_empty
    said(elm, "07-14", author=elm.people[0])
    assert not report(ada).is_empty and report(ada, SUMMER.on(1)).is_empty


def test_there_is_a_report_from_the_quarter_in_which_the_first_home_opened_until_now(elm, ada):
    viewer = make.viewer(ada)
    homes = homes_of(viewer)
    asked = {"2023-10-01": None, "2024-01-01": True, "2026-10-01": True, "2027-01-01": None}
    for first, there in asked.items():
        scope = scope_of(viewer, homes, Quarter(dt.date.fromisoformat(first)))
        assert (scope is not None) == bool(there), first


@pytest.mark.parametrize("quarter", [SUMMER, SUMMER.on(1)])
def test_one_home_and_forty_take_as_many_queries(elm, ada, quarter):
    promised(since=dt.date(2026, 1, 1))
    close("2026-11-20T00:00")

    def happen(place):
        met(place, "07-08")
        first = said(place, "07-14", author=place.people[0], reach=Reach.PUBLIC, status="done", done_on=SUMMER.first)
        tell(place, place.people[0], "08-01")
        make.comment(suggestion=first, author=place.people[0])

    def ask():
        caches["process"].clear()
        Organisation.current()
        with CaptureQueriesContext(connection) as asked:
            report(ada, quarter)
        return asked

    happen(elm)
    one = ask()
    for number in range(40):
        happen(home(f"House {number}", people=2))
    many = ask()
    # Three of them find the viewer and the homes.
    assert len(many) == len(one) <= 30, [query["sql"][:120] for query in many]
