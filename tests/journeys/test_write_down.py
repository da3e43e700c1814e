"""Staff write a meeting of eight suggestions down afterwards, on a phone, in under 60 taps: with JavaScript, where
each tap is saved at once, and without, where each tap posts the page."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from involvement.models import Action, OutboxRow
from involvement.operations.agreed_work import agree_action
from meetings.models import AgendaItem, Meeting, Suggestion
from meetings.operations.meetings.agenda import put_on
from meetings.operations.meetings.planning import plan_meeting
from tests import make
from tests.journeys.everywhere import eventually

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "kettle garden violin"
TAPS_AT_MOST = 60

SAID = [
    ("A second washing machine", "Agreed"),
    ("Let visitors stay until ten", "We will find out"),
    ("A dog in the house", "No, because"),
    ("A lock for the bike shed", "Agreed"),
    ("Wi-Fi in the top rooms", "Agreed"),
    ("A quiet room in the evening", "Not yet, because"),
    ("Fresh fruit on Mondays", "Agreed"),
    ("A hot tub", "No, because"),
]


@pytest.fixture
def meeting():
    """Yesterday's meeting at Bromley Road, with three things from last time, eight suggestions and one put on."""
    house = make.service("Bromley Road")
    sunita = make.staff("Sunita", service=house, user=make.user("sunita", password=PASSWORD))
    people = [make.resident(name, service=house) for name in ("Jo", "Marlon", "Bea", "Aisha", "Dmitri")]
    make.champion("Patrick", service=house)
    for title in ("New bulbs on the stairs", "Prices for a bike lock", "A key for the garden"):
        agree_action(actor=sunita, title=title, service=house, due_on=timezone.localdate())
    for number, (title, _outcome) in enumerate(SAID):
        make.suggestion(
            f"{title}, please.",
            service=house,
            author=people[number % 5],
            title=title,
            status="read",
            agreements=20 - number,
        )
    yesterday = timezone.now() - dt.timedelta(days=1)
    planned = plan_meeting(actor=sunita, service=house, starts_at=yesterday, place="The lounge")
    put_on(actor=people[0], meeting=planned, title="Christmas dinner")
    return planned


class Thumb:
    """A person's thumb on a phone: every tap counts, and so does every key."""

    def __init__(self, page):
        self.page = page
        self.taps = 0

    def tap(self, what):
        what.scroll_into_view_if_needed()
        what.click()
        self.taps += 1

    def type(self, where, words):
        self.tap(where)
        where.press("ControlOrMeta+A")
        where.press_sequentially(words)
        self.taps += len(words)

    def onward(self):
        """The next step. Saved changes that are still on their way arrive first."""
        self.page.wait_for_load_state("networkidle")
        self.tap(self.page.locator(".onward .btn-brand"))
        self.page.wait_for_load_state()


def sign_in(page):
    page.goto("/sign-in/")
    page.get_by_label("Your user name or e-mail address").fill("sunita")
    page.get_by_label("Your password, or the words on your card").fill(PASSWORD)
    page.get_by_label("Yes, it is mine").check()
    page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def count_people(thumb):
    here = thumb.page.locator("#here")
    expect(thumb.page.get_by_role("link", name="Begun by mistake?")).to_be_visible()
    for name in ("Patrick", "Jo", "Marlon", "Bea", "Sunita"):
        thumb.tap(here.get_by_role("button", name=name))
        expect(here.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    thumb.type(here.get_by_label("How many more?"), "6")
    thumb.tap(here.get_by_role("button", name="Save"))
    expect(here.get_by_role("heading")).to_have_text("Who is here 11")
    expect(thumb.page.get_by_role("link", name="Begun by mistake?")).to_have_count(0)


def answer_last_time(thumb):
    for title, answer in [
        ("New bulbs on the stairs", "Done"),
        ("Prices for a bike lock", "Still going"),
        ("A key for the garden", "Done"),
    ]:
        row = thumb.page.locator("#last li", has_text=title)
        thumb.tap(row.get_by_role("button", name=answer))
        expect(row.locator(".chip", has_text=answer)).to_be_visible()


def decide(thumb):
    for title, answer in SAID:
        card = thumb.page.locator("article.suggestion").filter(
            has=thumb.page.get_by_role("heading", name=title, exact=True)
        )
        if "because" in answer:
            thumb.tap(card.locator("summary", has_text=answer))
            thumb.tap(card.locator(".reason:visible").first)
            expect(card.locator(".pressed")).to_contain_text(answer)
        else:
            thumb.tap(card.get_by_role("button", name=answer))
            expect(card.get_by_role("button", name=answer)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_eight_suggestions_on_a_phone_in_under_sixty_taps(open_browser, meeting, javascript):
    page = open_browser(width=390, height=844, javascript=javascript, has_touch=True)
    sign_in(page)
    page.goto("/meetings/")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("button", name="Write it down"))
    page.wait_for_url("**/live/**")
    count_people(thumb)
    thumb.onward()
    answer_last_time(thumb)
    thumb.onward()
    decide(thumb)
    for _item in ("Christmas dinner", "standing", "standing", "standing", "else"):
        thumb.onward()
    expect(page.get_by_role("heading", name="Anything else")).to_be_visible()
    thumb.onward()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    thumb.tap(page.get_by_role("button", name="Finish, and send the minutes"))
    expect(
        page.get_by_role("heading", name="What we talked about and decided").or_(page.locator(".lead"))
    ).to_be_visible()
    assert thumb.taps < TAPS_AT_MOST, f"{thumb.taps} taps"
    the_meeting_is_written(meeting)


def the_meeting_is_written(meeting):
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD and meeting.more_came == 6
    assert meeting.attendances.filter(came=True).count() == 5
    states = {said.title: said.status for said in Suggestion.objects.all()}
    wanted = {"Agreed": "being_done", "We will find out": "finding_out", "No, because": "no"}
    assert states == {title: wanted.get(answer, "not_yet") for title, answer in SAID}
    assert Action.objects.filter(decided_at_items__meeting=meeting, state="open").count() == 4
    assert set(Action.objects.filter(state="done").values_list("title", flat=True)) == {
        "New bulbs on the stairs",
        "A key for the garden",
    }
    assert OutboxRow.objects.filter(kind="suggestion.moved").count() == 8
    assert not AgendaItem.objects.filter(meeting=meeting, kind="suggestion", outcome="").exists()


def test_notes_save_themselves_and_two_writers_keep_both(open_browser, meeting):
    first, second = open_browser(width=820, height=1180), open_browser(width=390, height=844)
    for page in (first, second):
        sign_in(page)
    first.goto("/meetings/")
    first.get_by_role("button", name="Write it down").click()
    first.wait_for_url("**/live/**")
    for page in (first, second):
        page.goto(f"/staff/meetings/{meeting.pk}/live/?step=else")
    began = timezone.localtime()
    first.get_by_label("Notes").press_sequentially("The lift is back.")
    expect(first.locator("#saved")).to_have_text(re.compile(r"^\s*Saved \d\d:\d\d\s*$"))
    # The minute may have turned in between.
    said = {f"Saved {moment:%H:%M}" for moment in (began, timezone.localtime())}
    assert first.locator("#saved").inner_text().strip() in said
    first.wait_for_load_state("networkidle")
    second.get_by_label("Notes").press_sequentially("Jo cooks.")
    expect(second.get_by_label("Notes")).to_have_value("The lift is back.\n\nJo cooks.")
    meeting.refresh_from_db()
    assert meeting.notes == "The lift is back.\n\nJo cooks."


def test_what_could_not_be_saved_says_so_and_keeps_the_words(open_browser, meeting):
    page = open_browser(width=820, height=1180)
    sign_in(page)
    page.goto("/meetings/")
    page.get_by_role("button", name="Write it down").click()
    page.goto(f"/staff/meetings/{meeting.pk}/live/?step=else")
    page.context.set_offline(True)
    page.get_by_label("Notes").press_sequentially("Jo cooks.")
    expect(page.get_by_role("alert")).to_contain_text("That was not saved. Your words are still here.")
    page.context.set_offline(False)
    page.get_by_label("Notes").press_sequentially(" And Bea.")
    expect(page.locator("#not-saved")).to_be_hidden()
    expect(page.locator("#saved")).to_contain_text("Saved")
    eventually(page, lambda: Meeting.objects.get(pk=meeting.pk).notes == "Jo cooks. And Bea.")
