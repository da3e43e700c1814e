"""Promises: made by the advisor, counted by measures that may fail, kept month by month for ever."""

import datetime as dt
import logging
import re
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, transaction
from django.utils import timezone

from involvement.models import Audit, Organisation, OutboxRow, Promise, PromiseReading, PromiseTotal, Residency, Story
from involvement.operations import promises
from involvement.operations.base import Refused
from involvement.operations.places import save_service
from involvement.queries.promises.counting import homes_in
from involvement.registry.promises import Count, Look, Measure, measures
from involvement.rules.periods import Month, Quarter, read_period
from tests import make
from tests.at_once import all_at_once

pytestmark = pytest.mark.django_db

MONTH = Month(dt.date(2026, 10, 1))
# In the middle of the month after.
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def house():
    place = make.service("Elm Court", opened_on=dt.date(2024, 1, 1))
    lives_at(place, dt.date(2024, 1, 1))
    return place


def lives_at(place, since, until=None):
    return Residency.objects.create(person=make.person(), service=place, starts_on=since, ends_on=until)


@pytest.fixture
def measured():
    """A measure of the test, whose counts a test may set; it is gone afterwards."""
    found = {}

    def count(as_of, month, days):
        if found.get("raises"):
            raise RuntimeError("zq-secret words")
        return {pk: counts for pk, counts in found.items() if pk != "raises"}

    measure = Measure(name="a_test", label="A test", how="By counting.", of="things", count=count)
    measures.add(measure.name, measure)
    yield found
    del measures._entries[measure.name]


def promised(measure="a_test", **fields):
    fields.setdefault("since", MONTH.first)
    fields.setdefault("words", "We do it")
    return promises.make_promise(actor=make.advisor(), promise=Promise(measure=measure, **fields))


def looks(promise, month=MONTH):
    rows = PromiseReading.objects.filter(promise=promise, month=month.first).order_by("service_id", "number")
    return [(row.service.name, row.number, row.look) for row in rows]


# --- Months --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first,hours",
    [(dt.date(2026, 3, 1), 31 * 24 - 1), (dt.date(2026, 10, 1), 31 * 24 + 1), (dt.date(2026, 11, 1), 30 * 24)],
)
def test_a_month_is_as_long_as_the_clocks_in_london_say(first, hours):
    month = Month(first)
    length = month.ends_at.astimezone(dt.UTC) - month.starts_at.astimezone(dt.UTC)
    assert length == dt.timedelta(hours=hours)
    assert month.starts_at.astimezone(ZoneInfo("Europe/London")).hour == 0


def test_periods_are_read_from_an_address():
    assert read_period("2026-10") == MONTH
    assert read_period("2026-q4") == Quarter(dt.date(2026, 10, 1))
    assert [month.key for month in read_period("2026-q4").months] == ["2026-10", "2026-11", "2026-12"]
    for nothing in ("", "2026", "2026-13", "2026-q5", "1999-01", "2026-10-01", "٢٠٢٦-10"):
        assert read_period(nothing) is None
    assert MONTH.on(-10).key == "2025-12" and Quarter.of(dt.date(2026, 12, 31)).on(1).key == "2027-q1"


# --- Which homes count ----------------------------------------------------------------------------


def test_a_home_counts_from_its_first_whole_month_until_it_closes_and_while_somebody_lives_there(house):
    cases = {
        "Opens on the second": ({"opened_on": dt.date(2026, 10, 2)}, "new"),
        "Opens on the first": ({"opened_on": dt.date(2026, 10, 1)}, ""),
        "Closes on the last day": ({"opened_on": dt.date(2025, 1, 1), "closed_on": dt.date(2026, 10, 31)}, "closed"),
        "Closes after it": ({"opened_on": dt.date(2025, 1, 1), "closed_on": dt.date(2026, 11, 1)}, ""),
    }
    for name, (fields, _why) in cases.items():
        lives_at(make.service(name, **fields), dt.date(2026, 10, 1))
    empty = make.service("Empty", opened_on=dt.date(2025, 1, 1))
    lives_at(empty, dt.date(2025, 1, 1), dt.date(2026, 10, 1))
    make.service("Closed long ago", opened_on=dt.date(2024, 1, 1), closed_on=dt.date(2026, 10, 1))
    make.service("Not yet", opened_on=dt.date(2026, 11, 1))
    names = dict(type(house).objects.values_list("pk", "name"))
    found = {names[pk]: home.why_not for pk, home in homes_in(MONTH).items()}
    expected = {name: why for name, (_fields, why) in cases.items()}
    assert found == {"Elm Court": "", "Empty": "empty", **expected}


def test_what_is_not_counted_is_not_due_and_says_why(measured, house):
    new = make.service("New", opened_on=dt.date(2026, 10, 5))
    measured[new.pk] = Count(missed=1)
    promise = promised()
    promises.close_months(now=NOW)
    assert looks(promise) == [("Elm Court", 0, "not_due"), ("New", 0, "not_due")]
    assert PromiseReading.objects.get(service=new).why == "new"


# --- A month that is over -------------------------------------------------------------------------


def test_a_month_is_kept_once_its_time_is_over_and_only_once(measured, house):
    measured[house.pk] = Count(kept=2, late=1)
    promise = promised()
    assert promises.close_months(now=dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC)) == 0
    assert promises.close_months(now=dt.datetime(2026, 11, 1, 0, 10, tzinfo=dt.UTC)) == 1
    assert promises.close_months(now=NOW) == 0
    total = PromiseTotal.objects.get(area="", is_private=False)
    assert (total.kept, total.late, total.looks) == (2, 1, {"late": 1})
    assert looks(promise) == [("Elm Court", 0, "late")]


def test_a_measure_that_fails_is_unknown_and_stops_no_other(measured, house, caplog):
    measured["raises"] = True
    failing = promised()
    gone = promised()
    Promise.objects.filter(pk=gone.pk).update(measure="nobody_knows_it")
    told = promised("told")
    with caplog.at_level(logging.ERROR):
        promises.close_months(now=NOW)
    assert looks(failing) == looks(gone) == [("Elm Court", 0, "unknown")]
    assert looks(told) == [("Elm Court", 0, "not_due")]
    assert "RuntimeError" in caplog.text and "zq-secret" not in caplog.text
    # Later it can be counted: that is said beside it, with its day.
    measured.pop("raises")
    measured[house.pk] = Count(kept=1)
    promises.look_again(now=NOW)
    assert looks(failing) == [("Elm Court", 0, "unknown"), ("Elm Court", 1, "kept")]


def test_what_fails_live_is_unknown_on_the_page(client, measured, house):
    measured["raises"] = True
    promised(since=Month.of(timezone.localdate()).first)
    page = make.sign_in(client, make.board_member()).get("/promises/").content.decode()
    assert 'class="dot unknown" title="Elm Court: Not known"' in page and "Some of it could not be counted." in page


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_changes_and_deletes_no_reading(measured, house, change):
    measured[house.pk] = Count(missed=1)
    promised()
    promises.close_months(now=NOW)
    rows = PromiseReading.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(look=Look.KEPT) if change == "update" else rows.delete()
    assert rows.get().look == "missed"


def test_what_came_late_stands_beside_the_reading_with_its_day(measured, house):
    measured[house.pk] = Count(missed=1)
    promise = promised()
    promises.close_months(now=NOW)
    assert promises.look_again(now=NOW) == 0
    measured[house.pk] = Count(late=1)
    assert promises.look_again(now=NOW) == 1
    assert promises.look_again(now=NOW) == 0
    assert looks(promise) == [("Elm Court", 0, "missed"), ("Elm Court", 1, "late")]
    total = PromiseTotal.objects.get(area="", is_private=False)
    assert (total.missed, total.late, total.looks) == (0, 1, {"late": 1})


def test_a_number_that_shrank_tells_nothing(measured, house):
    """Something was taken back since, or is kept from most people: the numbers stay as they were counted."""
    measured[house.pk] = Count(kept=3, missed=2)
    promise = promised()
    promises.close_months(now=NOW)
    measured[house.pk] = Count(kept=3, missed=1)
    assert promises.look_again(now=NOW) == 0
    measured[house.pk] = Count(kept=3, late=1)
    assert promises.look_again(now=NOW) == 1
    row = PromiseReading.objects.filter(promise=promise).order_by("number").last()
    assert (row.kept, row.late, row.missed) == (3, 1, 1)


def test_days_that_were_promised_then_count_then(measured, house):
    promise = promised("told")
    promises.close_months(now=NOW)
    assert PromiseReading.objects.get(promise=promise).days == 7
    assert measures.get("told").closes_on(MONTH, 7) == dt.date(2026, 11, 8)


def test_totals_tell_no_area_of_a_private_home(measured, house):
    measured[house.pk] = Count(kept=1)
    promised()
    promises.close_months(now=NOW)
    parts = PromiseTotal.objects.order_by("area", "is_private").values_list("area", "is_private", "kept")
    assert list(parts) == [("", False, 1), ("Riverside", False, 1)]
    house.is_private = True
    save_service(actor=make.advisor(), service=house, fields=["is_private"])
    assert list(parts.all()) == [("", False, 1), ("", True, 1)]


@pytest.mark.django_db(transaction=True)
def test_homes_that_change_their_areas_at_the_same_moment_are_added_up_one_by_one(measured, house):
    advisor = make.advisor()
    homes = [house, *(make.service(f"Oak {number}", opened_on=house.opened_on) for number in range(5))]
    for home in homes[1:]:
        lives_at(home, home.opened_on)
    measured.update({home.pk: Count(kept=1) for home in homes})
    promised()
    promises.close_months(now=NOW)

    def move(home):
        home.area = "Hillside"
        save_service(actor=advisor, service=home, fields=["area"])

    all_at_once([partial(move, home) for home in homes])
    parts = PromiseTotal.objects.order_by("area").values_list("area", "is_private", "kept")
    assert list(parts) == [("", False, 6), ("Hillside", False, 6)]


# --- Everybody told within days -------------------------------------------------------------------


def told(house, made_at, ended_at=None, **fields):
    fields.setdefault("state", "told" if ended_at else "waiting")
    return OutboxRow.objects.create(
        kind="action.done", carrier=fields.pop("carrier", "in_person"), person=make.person(), service=house,
        key=f"row {OutboxRow.objects.count()}", made_at=made_at, ended_at=ended_at, **fields,
    )  # fmt: skip


def test_everybody_is_told_within_days_and_nobody_told_me_counts(house):
    made = dt.datetime(2026, 10, 10, 12, tzinfo=dt.UTC)
    days = dt.timedelta(days=1)
    told(house, made, made + 7 * days)
    told(house, made, made + 8 * days)
    told(house, made)
    told(house, made, nobody_told_me_at=made + 20 * days)
    told(house, made, made + days, state="moved_on")
    told(house, made, state="cancelled")
    told(house, made, state="sent", carrier="email")
    told(house, dt.datetime(2026, 9, 30, 22, 59, tzinfo=dt.UTC))
    # In London it is October already.
    told(house, dt.datetime(2026, 9, 30, 23, 1, tzinfo=dt.UTC), made)
    count = measures.get("told").count
    found = count(NOW, MONTH, 7)[house.pk]
    assert (found.kept, found.late, found.missed, found.waiting) == (1, 2, 2, 0)
    assert found.beside == {"not_reached": 1}
    early = count(made + 7 * days, MONTH, 7)[house.pk]
    assert (early.missed, early.waiting) == (0, 3)


def test_whom_to_tell_is_one_tap_away_at_the_home_that_it_is_about(client, house, time_machine):
    time_machine.move_to(NOW, tick=False)
    other = make.service("Oak House")
    sunita = make.staff("Sunita", service=house)
    sunita.posts.create(service=other, kind="staff", starts_on=dt.date(2025, 1, 1))
    promised("told", since=dt.date(2026, 11, 1))
    told(house, NOW - dt.timedelta(days=1))
    page = make.sign_in(client, sunita).get("/promises/").content.decode()
    (todo,) = re.findall(r'href="([^"]+)">Tell them', page)
    dot = re.search(r'title="Elm Court: [^"]+" href="([^"]+)"', page)[1]
    for path in (todo, dot):
        assert path == f"/staff/tell/?service={house.code}" and client.get(path).context["chosen"] == house


# --- The advisor ----------------------------------------------------------------------------------


GIVEN = {"words": "Tea", "measure": "told", "target": "90", "since": "2026-10-01", "order": "0", "counted": ""}


def test_the_advisor_adds_changes_and_ends_a_promise_in_the_lists(client, measured, house):
    advisor = make.advisor("Miriam")
    make.sign_in(client, advisor)
    given = {
        "words": "Tea for all",
        "measure": "told",
        "target": "90",
        "since": "2026-10-01",
        "order": "3",
        "counted": "",
    }
    assert client.post("/admin/involvement/promise/add/", given).status_code == 302
    promise = Promise.objects.get()
    promises.close_months(now=NOW)
    before = list(PromiseReading.objects.values())
    change = f"/admin/involvement/promise/{promise.pk}/change/"
    new = {"words": "Tea and cake", "target": "80", "order": "1", "counted": "Cups.", "owner": advisor.pk,
           "until": "2026-12-01", "measure": "read", "since": "2020-01-01"}  # fmt: skip
    assert client.post(change, new).status_code == 302
    promise.refresh_from_db()
    assert (promise.words, promise.target, promise.owner, promise.until) == (
        "Tea and cake", 80, advisor, dt.date(2026, 12, 1),
    )  # fmt: skip
    assert (promise.measure, promise.since) == ("told", dt.date(2026, 10, 1))
    assert list(PromiseReading.objects.values()) == before
    assert list(Story.objects.filter(about_label="involvement.promise").values_list("verb", flat=True)) == [
        "promise.made",
        "promise.ended",
    ]
    assert Audit.objects.filter(kind="promise.ended", user=advisor.user).exists()
    # It goes on after all.
    assert client.post(change, new | {"until": ""}).status_code == 302
    promise.refresh_from_db()
    assert promise.until is None


def test_the_advisor_reads_the_words_of_a_promise_and_the_days_that_count(client):
    Organisation.objects.update_or_create(pk=1, defaults={"read_within_days": 3})
    Organisation.forget()
    promise = promised("read", words="Your words are read soon")
    make.sign_in(client, make.advisor())
    change = f"/admin/involvement/promise/{promise.pk}/change/"
    page = client.get(change).content.decode()
    assert "Your words are read soon</h2>" in page and f"promise {promise.pk}" not in page
    assert "Suggestions read in time: within 3 days. The days are set under Organisation." in page
    assert "Suggestions read in time: within 3 days" in client.get("/admin/involvement/promise/add/").content.decode()
    new = GIVEN | {"words": "Read & answered", "until": ""}
    page = client.post(change, new, follow=True).content.decode()
    assert "“Read &amp; answered” is saved." in page and f"promise {promise.pk}" not in page
    assert client.post(change, new | {"_continue": "1"}).url == change
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {f"promise {promise.pk}"}, "no words are kept"


FAR_AWAY = ["0206-10-01", "1999-12-31", "2099-12-02", "9999-12-15"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "0"},
        {"target": "101"},
        {"measure": "none"},
        {"words": ""},
        {"since": "x"},
        *({"since": day} for day in FAR_AWAY),
    ],
)
def test_a_promise_that_cannot_be_is_said_beside_the_field(client, wrong):
    make.sign_in(client, make.advisor())
    answer = client.post("/admin/involvement/promise/add/", GIVEN | wrong)
    page = answer.content.decode()
    assert answer.status_code == 200 and "errorlist" in page and "Constraint" not in page
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"), [({"target": 140}, "from 1 to 100"), ({"until": "01/01/2020"}, "before it begins")]
)
def test_what_is_wrong_with_a_change_is_said_in_plain_words(client, wrong, said):
    promise = promised("told")
    make.sign_in(client, make.advisor())
    page = client.post(f"/admin/involvement/promise/{promise.pk}/change/", GIVEN | wrong).content.decode()
    assert said in page and "errorlist" in page and "Constraint" not in page
    promise.refresh_from_db()
    assert (promise.target, promise.until) == (100, None)


def test_what_the_page_of_a_promise_asks_for_is_enough_to_change_it(client):
    promise = promised("told")
    make.sign_in(client, make.advisor())
    change = f"/admin/involvement/promise/{promise.pk}/change/"
    asked = set(re.findall(r'name="(\w+)"', client.get(change).content.decode()))
    assert not asked & {"measure", "since"}
    given = {**GIVEN, "target": "75", "owner": "", "until": ""}
    assert client.post(change, {name: given[name] for name in asked & given.keys()}).status_code == 302
    promise.refresh_from_db()
    assert promise.target == 75


def test_a_promise_ends_after_it_begins_and_needs_a_measure():
    promise = promised("told")
    promise.until = promise.since - dt.timedelta(days=1)
    with pytest.raises(Refused):
        promises.change_promise(actor=make.advisor(), promise=promise, fields=["until"])
    with pytest.raises(Refused):
        promised("nothing")


def test_a_promise_that_ended_is_not_counted_any_more(measured, house):
    promise = promised(until=dt.date(2026, 10, 20))
    promises.close_months(now=NOW)
    assert looks(promise) == []
