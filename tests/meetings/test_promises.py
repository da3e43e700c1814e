"""What meetings and suggestions say of promises, and the pages that show it to each who looks."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone, translation

from involvement.models import Action, Organisation, Promise, PromiseReading, Reach, Residency
from involvement.operations import promises
from involvement.queries.promises.page import rows_of
from involvement.registry.promises import measures
from involvement.rules.periods import Month
from meetings.models import Meeting, Suggestion
from meetings.operations.meetings.finishing import finish_meeting
from tests import make

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
OCTOBER = Month(dt.date(2026, 10, 1))


def london(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def home(name, **fields):
    """A home that has been there for long, with somebody in it."""
    place = make.service(name, opened_on=dt.date(2024, 1, 1), **fields)
    Residency.objects.create(person=make.person(), service=place, starts_on=dt.date(2024, 1, 1))
    return place


@pytest.fixture
def elm():
    return home("Elm Court")


def promised(measure="meeting", words="A meeting at every home, every month", since=OCTOBER.first, **fields):
    made = Promise(words=words, measure=measure, since=since, **fields)
    return promises.make_promise(actor=make.advisor(), promise=made)


def held(place, starts_at, minutes_out_at, **fields):
    return make.meeting(service=place, starts_at=starts_at, state="held", minutes_out_at=minutes_out_at, **fields)


def close(at):
    """What the worker does at a moment, and nobody remembers how it stood before."""
    promises.close_months(now=at)
    promises.look_again(now=at)
    caches["process"].clear()


def words_of(client, who, path):
    client.logout()
    if who is not None:
        make.sign_in(client, who)
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]).split())


# --- A meeting at every home, every month ---------------------------------------------------------


def count_of_meetings(place, as_of, month=OCTOBER):
    measure = measures.get("meeting")
    return measure.count(as_of, month, None).get(place.pk, measure.nothing(as_of, month))


OVER = london("2026-11-08T00:00")
MEETINGS = [
    # state, starts, minutes out, done instead, at the end: look and why
    ("held", "2026-10-20T18:00", "2026-10-21T09:00", "", "kept", ""),
    ("held", "2026-10-31T23:59", "2026-11-07T23:59", "", "kept", ""),
    ("held", "2026-10-20T18:00", "2026-11-09T09:00", "", "missed", "no_minutes"),
    ("being_written", "2026-10-20T18:00", None, "", "missed", "no_minutes"),
    ("planned", "2026-10-20T18:00", None, "", "missed", "no_minutes"),
    ("cancelled", "2026-10-20T18:00", None, "", "missed", "cancelled"),
    ("held", "2026-10-20T18:00", "2026-10-21T09:00", "We rang everybody.", "instead", "instead"),
    ("held", "2026-11-01T00:00", "2026-11-02T09:00", "", "missed", "none"),
    # In London it is October still, and was October already.
    ("held", "2026-10-01T00:00", "2026-10-02T09:00", "", "kept", ""),
    ("held", "2026-09-30T23:59", "2026-10-02T09:00", "", "missed", "none"),
]


@pytest.mark.parametrize("state,starts,out,instead,look,why", MEETINGS)
def test_a_meeting_is_kept_when_it_was_held_and_its_minutes_are_out(elm, state, starts, out, instead, look, why):
    fields = {"minutes_out_at": london(out) if out else None, "done_instead": instead}
    make.meeting(service=elm, starts_at=london(starts), state=state, **fields)
    count = count_of_meetings(elm, OVER)
    assert (count.look, count.why) == (look, why)


def test_nothing_is_missed_before_its_time_is_over(elm):
    assert count_of_meetings(elm, london("2026-11-07T23:59")).look == "not_due"
    cancelled = make.meeting(service=elm, starts_at=london("2026-10-20T18:00"), state="cancelled")
    for moment in ("2026-10-30T12:00", "2026-11-07T23:59"):
        count = count_of_meetings(elm, london(moment))
        assert (count.look, count.waiting, count.seen) == ("not_due", 1, (("meetings.meeting", cancelled.pk),))
    assert count_of_meetings(elm, OVER).look == "missed"


def test_minutes_that_came_later_make_it_late_and_the_best_meeting_counts(elm):
    held(elm, london("2026-10-20T18:00"), london("2026-11-20T09:00"))
    assert count_of_meetings(elm, OVER).look == "missed"
    later = london("2026-11-21T09:00")
    assert (count_of_meetings(elm, later).look, count_of_meetings(elm, later).why) == ("late", "late_minutes")
    held(elm, london("2026-10-21T18:00"), london("2026-10-22T09:00"))
    assert count_of_meetings(elm, later).look == "kept"


def test_a_home_that_skips_its_month_is_named_and_nobody_typed_it(client, elm):
    """The journey of the issue: October passes at Elm Court without a meeting."""
    lodge = home("The Lodge")
    held(lodge, london("2026-10-06T18:00"), london("2026-10-07T09:00"))
    promise = promised()
    advisor, board = make.advisor("Miriam"), make.board_member()
    for moment in ("2026-10-30T12:00", "2026-11-07T12:00"):
        with time_machine.travel(london(moment), tick=False):
            close(timezone.now())
            assert "Missed" not in words_of(client, None, "/promises/").split("What the signs mean")[0]
    with time_machine.travel(london("2026-11-08T00:05"), tick=False):
        close(timezone.now())
        for who in (None, board, advisor):
            assert "October 2026: 1 of 2. Missed: Elm Court." in words_of(client, who, "/promises/")
        first_page = words_of(client, advisor, "/advisor/")
        assert "A meeting at every home, every month October 2026 1 of 2 Missed: Elm Court." in first_page
        assert "Missed: Elm Court." in words_of(client, board, "/board/")
        assert "Elm Court Missed No meeting is written down." in words_of(
            client, None, f"/promises/{promise.pk}/?period=2026-10"
        )


def test_minutes_written_later_put_it_right_with_the_day(client, elm):
    promise = promised()
    close(OVER)
    held(elm, london("2026-10-20T18:00"), london("2026-12-09T09:00"))
    with time_machine.travel(london("2026-12-09T10:00"), tick=False):
        close(timezone.now())
        words = words_of(client, None, f"/promises/{promise.pk}/?period=2026-10")
    assert "It was missed, and put right on 9 December." in words and "Elm Court Late" in words
    rows = PromiseReading.objects.filter(month=OCTOBER.first).order_by("number")
    assert list(rows.values_list("look", flat=True)) == ["missed", "late"]


# --- Nobody came ----------------------------------------------------------------------------------


def test_nobody_came_and_something_was_done_instead_counts_apart(client, elm):
    sunita, now = make.staff(service=elm), london("2026-10-20T20:00")
    jo = make.resident("Jo", service=elm)
    with time_machine.travel(now, tick=False):
        meeting = make.meeting(service=elm, starts_at=now - dt.timedelta(hours=2), state="being_written")
        make.sign_in(client, sunita)
        page = client.get(f"/staff/meetings/{meeting.pk}/live/?step=finish").content.decode()
        assert "Nobody came? Say what you did instead." in page
        done = client.post(f"/staff/meetings/{meeting.pk}/finish/", {"instead": "We knocked on every door."})
        assert done.status_code == 302
        minutes = words_of(client, jo, f"/meetings/{meeting.pk}/")
        assert "Nobody came. This was done instead: We knocked on every door." in minutes
        assert "Nobody wrote down how many came" not in minutes
        assert client.get(f"/meetings/{meeting.pk}/minutes.pdf").status_code == 200
    promise = promised()
    close(OVER)
    path = f"/promises/{promise.pk}/?period=2026-10"
    with time_machine.travel(OVER, tick=False):
        public, board = words_of(client, None, path), words_of(client, make.board_member(), path)
    said = "Nobody came to the meeting, and something else was done."
    assert said in public and "0 of 1" in public and "At 1 home nobody came" in public
    # Who may not see the meeting reads nothing that somebody wrote of it.
    assert "We knocked" not in public and f"{said} We knocked on every door." in board


def test_nobody_came_cannot_be_said_where_somebody_is_counted(client, elm):
    meeting = make.meeting(service=elm, state="being_written", more_came=3)
    make.sign_in(client, make.staff(service=elm))
    assert "Nobody came?" not in client.get(f"/staff/meetings/{meeting.pk}/live/?step=finish").content.decode()
    for words, said in (("We rang all.", "Somebody came"), ("x" * 501, "That is too long")):
        answer = client.post(f"/staff/meetings/{meeting.pk}/finish/", {"instead": words})
        assert answer.status_code == 422
        assert said in answer.content.decode() and words in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.done_instead, meeting.minutes_out_at) == ("being_written", "", None)


def test_without_words_a_meeting_finishes_as_before(elm):
    meeting = make.meeting(service=elm, state="being_written")
    finish_meeting(actor=make.staff(service=elm), meeting=meeting, done_instead="  ")
    assert Meeting.objects.get().done_instead == "" and Meeting.objects.get().state == "held"


def test_the_reason_of_a_cancelled_meeting_is_read_by_the_home_and_who_oversees_it(client, elm):
    make.meeting(service=elm, starts_at=london("2026-10-20T18:00"), state="cancelled", cancelled_reason="Zqflood")
    promise = promised()
    close(OVER)
    path = f"/promises/{promise.pk}/?period=2026-10"
    reads = [make.resident(service=elm), make.staff(service=elm), make.board_member(), make.advisor()]
    other = home("The Lodge")
    with time_machine.travel(OVER, tick=False):
        for who in (None, make.resident(service=other), make.staff(service=other)):
            words = words_of(client, who, path)
            assert "Elm Court Missed The meeting was cancelled." in words and "Zqflood" not in words
        for who in reads:
            assert "The meeting was cancelled. Zqflood" in words_of(client, who, path)


# --- Suggestions ----------------------------------------------------------------------------------


def said(place, day, **fields):
    """Something that somebody said there on a day; without a name, in October."""
    if fields.get("who_sees") == Suggestion.WhoSees.HERE_ANONYMOUS:
        posted_at = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
        return make.suggestion(service=place, author=None, posted_at=posted_at, **fields)
    return make.suggestion(service=place, author=make.person(), posted_at=london(f"{day}T12:00"), **fields)


def test_suggestions_are_read_within_days(elm):
    day = dt.date
    said(elm, "2026-10-10", read_on=day(2026, 10, 13), status="read")
    said(elm, "2026-10-10", read_on=day(2026, 10, 14), status="read")
    said(elm, "2026-10-10")
    said(elm, "2026-10-30")
    said(elm, "2026-10-10", status="taken_back")
    said(elm, "2026-10-10", source="import")
    said(elm, "2026-10-10", reach=Reach.TEAM)
    said(elm, "2026-10-10", reach=Reach.RESTRICTED)
    said(elm, "2026-09-30")
    said(elm, "2026-11-01")
    count = measures.get("read").count
    found = count(london("2026-11-02T00:00"), OCTOBER, 3)[elm.pk]
    assert (found.kept, found.late, found.missed, found.waiting) == (1, 1, 1, 1)
    # Read after the moment of counting is not read yet.
    found = count(london("2026-10-12T09:00"), OCTOBER, 3)[elm.pk]
    assert (found.kept, found.missed, found.waiting) == (0, 0, 3)


def test_suggestions_are_talked_about_within_days(elm):
    day = dt.date
    said(elm, "2026-10-01", talked_on=day(2026, 11, 5), status="no")
    said(elm, "2026-10-01", talked_on=day(2026, 11, 6), status="agreed")
    said(elm, "2026-10-02", status="repair")
    said(elm, "2026-10-03", status="read")
    found = measures.get("talked").count(london("2026-12-06T00:00"), OCTOBER, 35)[elm.pk]
    assert (found.kept, found.late, found.missed, found.waiting) == (1, 1, 1, 0)


def test_of_what_was_said_without_a_name_only_what_no_day_could_change_is_counted(elm):
    """Only the month is kept: from the first to the last of October (docs/decisions/random-keys.md)."""
    day, nobody = dt.date, {"who_sees": Suggestion.WhoSees.HERE_ANONYMOUS, "status": "read"}
    said(elm, "", read_on=day(2026, 10, 4), **nobody)
    said(elm, "", read_on=day(2026, 10, 5), **nobody)
    said(elm, "", read_on=day(2026, 11, 3), **nobody)
    said(elm, "", read_on=day(2026, 11, 4), **nobody)
    said(elm, "", **nobody | {"status": "sent"})
    count = measures.get("read").count
    found = count(london("2026-11-05T00:00"), OCTOBER, 3)[elm.pk]
    assert (found.kept, found.unsure, found.late, found.missed) == (1, 2, 1, 1)
    # Until the last day that it could be, it has time.
    assert count(london("2026-11-03T23:00"), OCTOBER, 3)[elm.pk].missed == 0


def test_what_was_agreed_is_done_by_the_first_date_with_refused_and_unanswered_beside_it(elm):
    day = dt.date

    def agreed(**fields):
        fields = {"service": elm, "title": "Buy it", "due_on": day(2026, 12, 24), **fields}
        action = Action.objects.create(first_due_on=fields.pop("first", day(2026, 10, 20)), **fields)
        suggestion = said(elm, "2026-09-10", status="being_done", waiting_since=None)
        suggestion.actions.add(action)
        return action

    agreed(state="done", done_on=day(2026, 10, 20))
    agreed(state="done", done_on=day(2026, 10, 21))
    agreed()
    agreed(state="dropped")
    agreed(first=day(2026, 10, 31))
    agreed(first=day(2026, 11, 1))
    Action.objects.create(title="Nobody asked", service=elm, first_due_on=day(2026, 10, 2), due_on=day(2026, 10, 2))
    said(elm, "2026-10-03", status="no", waiting_since=None)
    said(elm, "2026-10-03", status="not_yet", waiting_since=None)
    said(elm, "2026-10-04")
    found = measures.get("done").count(london("2026-10-31T12:00"), OCTOBER, None)[elm.pk]
    assert (found.kept, found.late, found.missed, found.waiting) == (1, 1, 2, 1)
    assert found.beside == {"refused": 2, "unanswered": 1}


# --- Who reads which home -------------------------------------------------------------------------

NAMES = ("Elm Court", "The Lodge", "Safe House")


@pytest.fixture
def three(elm):
    """Three homes that skipped October, one with a private address."""
    lodge, safe = home("The Lodge"), home("Safe House", is_private=True)
    promise = promised()
    close(OVER)
    return {"elm": elm, "lodge": lodge, "safe": safe, "promise": promise}


def named(client, who, path):
    return {name for name in NAMES if name in words_of(client, who, path)}


def test_the_public_reads_a_name_a_week_after_the_month_and_never_a_private_one(client, three):
    path = f"/promises/{three['promise'].pk}/?period=2026-10"
    with time_machine.travel(london("2026-11-07T23:59"), tick=False):
        assert named(client, None, "/promises/?period=2026-10") == named(client, None, path) == set()
    with time_machine.travel(london("2026-11-08T00:00"), tick=False):
        assert named(client, None, path) == {"Elm Court", "The Lodge"}
        assert named(client, None, "/promises/") == {"Elm Court", "The Lodge"}
        page = client.get("/promises/?period=2026-10").content.decode()
        # Counted it is.
        assert page.count('class="dot missed" title=') == 3 and "Safe House" not in page
        assert "Missed: Elm Court, The Lodge and 1 more home." in page


def test_staff_and_people_of_a_home_read_their_own_and_else_what_everybody_reads(client, three):
    safe = three["safe"]
    people = [make.staff(service=safe), make.resident(service=safe), make.champion(service=safe)]
    with time_machine.travel(london("2026-11-07T12:00"), tick=False):
        for who in people:
            assert named(client, who, "/promises/?period=2026-10") == {"Safe House"}
    with time_machine.travel(OVER, tick=False):
        for who in people:
            assert named(client, who, "/promises/?period=2026-10") == set(NAMES)
        assert named(client, make.staff(service=three["elm"]), "/promises/") == {"Elm Court", "The Lodge"}


def test_board_leadership_and_advisor_read_every_home_at_any_time(client, three):
    with time_machine.travel(london("2026-11-02T12:00"), tick=False):
        for who in (
            make.board_member(),
            make.leader(),
            make.advisor(),
            make.deputy_advisor(ends_on=dt.date(2027, 1, 1)),
        ):
            assert named(client, who, "/promises/?period=2026-10") == set(NAMES)
        for who in (make.ended_board_member(), make.safeguarding_lead()):
            assert named(client, who, "/promises/?period=2026-10") == set()


def test_staff_read_what_to_do_about_their_own_home(client, elm):
    promised()
    sunita = make.staff(service=elm)
    with time_machine.travel(london("2026-10-20T12:00"), tick=False):
        page = make.sign_in(client, sunita).get("/promises/").content.decode()
        assert f'href="/staff/meetings/new/?service={elm.pk}"' in page and "Plan a meeting" in page
        meeting = make.meeting(service=elm, starts_at=timezone.now() - dt.timedelta(days=1), state="being_written")
        caches["process"].clear()
        for path in ("/promises/", "/staff/"):
            page = client.get(path).content.decode()
            assert f'<a class="btn btn-quiet" href="/meetings/{meeting.pk}/">Write it down' in page
    # Missed, and it can still be put right.
    close(OVER)
    with time_machine.travel(OVER, tick=False):
        assert "October 2026 A meeting was planned, and its minutes are not out." in words_of(
            client, sunita, "/promises/"
        )
    assert "Your homes" not in words_of(client, make.board_member(), "/promises/")


def test_a_shape_leads_to_what_was_seen_where_the_viewer_may_see_it(client, elm):
    meeting = held(elm, london("2026-10-06T18:00"), london("2026-10-07T09:00"))
    promise = promised()
    close(OVER)
    here = f"/promises/{promise.pk}/?period=2026-10#home-{elm.pk}"
    with time_machine.travel(OVER, tick=False):
        for who, url in (
            (None, here),
            (make.board_member(), here),
            (make.resident(service=elm), f"/meetings/{meeting.pk}/"),
            (make.advisor(), f"/meetings/{meeting.pk}/"),
        ):
            client.logout()
            if who:
                make.sign_in(client, who)
            page = client.get("/promises/?period=2026-10").content.decode()
            assert f'<a class="dot kept" title="Elm Court: Kept" href="{url}" aria-label="Elm Court: Kept">' in page


# --- The page -------------------------------------------------------------------------------------


def test_the_page_says_how_it_is_counted_its_period_and_its_history(client, elm):
    promised(target=90, counted="Ask Miriam.", since=dt.date(2026, 8, 1))
    promised("read", "We read it", since=dt.date(2026, 8, 1))
    close(OVER)
    with time_machine.travel(london("2026-11-20T12:00"), tick=False):
        words = words_of(client, None, "/promises/")
        for part in (
            "Counted from what each home wrote down.", "November 2026, so far", "We want 90 of 100.",
            "How this is counted", "within 3 days", "Ask Miriam.", "October 2026 0 of 1 0 1",
        ):  # fmt: skip
            assert part in words, part
        page = client.get("/promises/").content.decode()
        assert 'role="img" aria-label="How much was kept each month, from August 2026 to October 2026"' in page
        assert "style=" not in page[page.index("<main") :]
        assert "August to October" not in page
        quarter = words_of(client, None, "/promises/?period=2026-q3")
        assert "August to September 2026" in quarter and "0 of 2" in quarter
        assert "November 2026 →" in words_of(client, None, "/promises/?period=2026-10")
        assert "Nothing was promised then" in words_of(client, None, "/promises/?period=2026-07")
        assert "This was not promised then" in words_of(
            client, None, f"/promises/{Promise.objects.first().pk}/?period=2030-01"
        )


def test_the_days_of_today_change_no_month_that_is_over(elm):
    organisation, _made = Organisation.objects.get_or_create(pk=1)
    promise = promised("read", "We read it")
    said(elm, "2026-10-10", read_on=dt.date(2026, 10, 15), status="read")
    close(OVER)
    organisation.read_within_days = 10
    organisation.save()
    Organisation.forget()
    close(OVER)
    assert list(PromiseReading.objects.filter(promise=promise).values_list("look", "days")) == [("late", 3)]


@pytest.mark.parametrize("homes", [1, 12, 45])
def test_the_page_asks_the_same_few_queries_whatever_the_homes(client, django_assert_max_num_queries, homes):
    for number in range(homes):
        home(f"Home {number:03}", area=f"Area {number % 4}")
    for measure in ("meeting", "done", "told", "read", "talked"):
        promised(measure, f"We promise {measure}")
    close(OVER)
    with time_machine.travel(london("2026-11-20T12:00"), tick=False):
        for who in (None, make.board_member(), make.advisor()):
            client.logout()
            if who:
                make.sign_in(client, who)
            for path in ("/promises/", "/promises/?period=2026-10", f"/promises/{Promise.objects.first().pk}/"):
                client.get(path)
                with django_assert_max_num_queries(10):
                    client.get(path)
            caches["process"].clear()
            Organisation.current()
            with django_assert_max_num_queries(28):
                client.get("/promises/")


def test_above_forty_homes_a_bar_by_area_with_a_table(client):
    homes = [home(f"Home {number:03}", area=f"Area {number % 3}") for number in range(42)]
    private = home("Zq safe", area="Area 0", is_private=True)
    for place in homes[:30]:
        held(place, london("2026-10-06T18:00"), london("2026-10-07T09:00"))
    promise = promised()
    close(OVER)
    with time_machine.travel(OVER, tick=False):
        page = client.get("/promises/?period=2026-10").content.decode()
        main = page[page.index("<main") : page.index('id="key"')]
        assert 'class="dot' not in main and main.count('class="promise-bar"') == 5
        words = words_of(client, None, "/promises/?period=2026-10")
        assert "Area 0 10 of 14" in words and "Homes with a private address 0 of 1" in words
        assert "Missed: Home 030, Home 031, Home 032, Home 033, Home 034, Home 035 and 7 more homes." in words
        path = f"/promises/{promise.pk}/?period=2026-10"
        assert "Choose an area to see each home." in words_of(client, None, path)
        for who, shown in ((None, False), (make.board_member(), True)):
            words = words_of(client, who, f"{path}&area=Area+0")
            assert "Home 000 Kept" in words and "Home 001" not in words
            assert (private.name in words) == shown and "not named here" not in words
        assert "Choose an area" in words_of(client, None, f"{path}&area=Nowhere")


def test_each_reads_the_parts_in_their_own_language_whoever_looked_before():
    for number in range(41):
        home(f"Home {number:03}", is_private=number == 0)
    promised()
    names = {}
    for language in ("pl", "en-gb", "pl"):
        with translation.override(language):
            (row,) = rows_of(make.viewer(None))
            names[language] = row.parts[-1].name
    assert names == {"pl": "Domy z adresem poufnym", "en-gb": "Homes with a private address"}


@pytest.mark.parametrize("payload", ['<img src=x onerror="alert(1)">', '"><script>alert(1)</script>'])
def test_an_area_is_escaped_in_its_table(client, payload):
    for number in range(41):
        home(f"Home {number:03}", area=payload[:50])
    promised(counted=payload)
    close(OVER)
    with time_machine.travel(OVER, tick=False):
        page = client.get("/promises/?period=2026-10").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert payload[:20] not in main and main.count("alert(1)") >= 2
