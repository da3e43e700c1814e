"""The main job, for every person in it, in a real browser: a suggestion is made, read, agreed with, talked about,
agreed, done, its author told in person, the public told, and the author says that it fixed the problem.
With JavaScript and without: nobody is left out by an old phone."""

import datetime as dt
import io

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from involvement.card_words import WORDS as WORDS_OF_CARDS
from involvement.models import Action, StaffedHours
from meetings.models import Meeting, Status, Suggestion
from tests import make
from tests.journeys.everywhere import eventually

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TITLE = "A second washing machine for the top floor"
DID = "There is a second machine on the top floor, next to the lift."
WORDS = "There is one machine for 24 of us and it is full every evening. People with shifts can never get in."
PASSWORD = "four plain words here"


@pytest.fixture
def house():
    """Bromley Road and its people: only Patrick has no e-mail and no sign-in yet."""
    place = make.service("Bromley Road", code="bromley", staffed_round_the_clock=False)
    for weekday in range(7):
        StaffedHours.objects.create(service=place, weekday=weekday, opens=dt.time(8), closes=dt.time(22))
    for number in range(14):
        make.resident(f"Neighbour {number}", service=place, signs_in=False)
    return {
        "place": place,
        "Patrick": make.resident("Patrick", service=place, signs_in=False),
        "Marlon": make.resident("Marlon", service=place, user=make.user("marlon", password=PASSWORD)),
        "Sunita": make.staff("Sunita", service=place, user=make.user("sunita", password=PASSWORD)),
    }


def sign_in(page, name, words, *, own_device=True):
    page.goto("/sign-in/")
    page.get_by_label("Your user name or e-mail address").fill(name)
    page.get_by_label("Your password, or the words on your card").fill(words)
    page.get_by_label("Yes, it is mine" if own_device else "No, others use it too").check()
    page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def printed_card(page, person):
    """Staff print the card; what stands on the paper: user name and words."""
    papers = []

    def keep(route):
        answer = route.fetch()
        papers.append(answer.body())
        route.fulfill(response=answer)

    page.context.route("**/card/", keep)
    page.goto(f"/staff/people/{person.pk}/")
    page.get_by_role("link", name="Print a sign-in card").click()
    with page.context.expect_page():
        page.get_by_role("button", name="Make the card").click()
    eventually(page, lambda: any(body.startswith(b"%PDF") for body in papers))
    page.context.unroute("**/card/")
    paper = next(body for body in papers if body.startswith(b"%PDF"))
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "Bromley" not in text, "the card does not name the home"
    person.refresh_from_db()
    return person.user.username, words_on(text, person)


def words_on(text, person):
    """The four words of the card: the only four of its list whose hash is the sign-in's."""
    lines = [line.strip().lower() for line in text.splitlines()]
    found = [word for line in lines for word in line.split() if word in WORDS_OF_CARDS]
    for start in range(len(found) - 3):
        four = " ".join(found[start : start + 4])
        if person.user.check_password(four):
            return four
    raise AssertionError(f"no words of the card were found in: {text}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_the_words_to_the_answer(open_browser, house, javascript):
    staff = open_browser(width=1280, javascript=javascript)
    shared = open_browser(width=1280, javascript=javascript)
    phone = open_browser(width=390, height=844, javascript=javascript)
    public = open_browser(width=1280, javascript=javascript)

    # Staff print a card for Patrick.
    sign_in(staff, "sunita", PASSWORD)
    user_name, words = printed_card(staff, house["Patrick"])

    # Patrick signs in on the shared computer, in capitals, and chooses his own words.
    sign_in(shared, user_name, words.upper(), own_device=False)
    shared.get_by_label("Your own words, or a password").fill("yellow boots in june")
    shared.get_by_role("button", name="Keep these words").click()

    # He says it, chooses who can see it, and asks to be told in person.
    shared.goto("/")
    assert "Patrick" in shared.locator("h1").inner_text()
    say(shared)
    said = Suggestion.objects.get()
    assert (said.title, said.author, said.who_sees, said.told_by) == (
        TITLE,
        house["Patrick"],
        "here_named",
        "in_person",
    )
    assert said.status == Status.SENT

    # Staff read it.
    staff.goto("/")
    staff.get_by_role("link", name=TITLE).first.click()
    read_it(staff, said)
    said.refresh_from_db()
    assert said.status == Status.READ

    # A neighbour agrees with it, on a phone.
    sign_in(phone, "marlon", PASSWORD)
    phone.goto("/suggestions/")
    phone.get_by_role("link", name=TITLE).click()
    assert "Patrick" in phone.locator("main").inner_text()
    phone.locator("main button.support, main .agree button").first.click()
    expect(phone.get_by_text("You would like this")).to_be_visible()
    said.refresh_from_db()
    assert said.agreements == 1

    # It stands on the agenda of the next meeting, which is written down on a phone.
    meeting = plan(staff, house["place"])
    assert meeting.items.filter(suggestion=said).exists()
    write_down(staff, meeting, said)
    said.refresh_from_db()
    assert said.status == Status.BEING_DONE
    action = Action.objects.get()
    assert {owner.chosen_name for owner in action.owners.all()} == {"Sunita", "Marlon"}

    # The action is done.
    phone.goto(f"/actions/{action.pk}/")
    mark_done(phone)
    said.refresh_from_db()
    assert said.status == Status.DONE

    # "Tell them, in person" stands on the list until "I'll do it" and then "told".
    tell(staff)

    # The public reads it, after staff released it.
    public.goto("/you-said-we-did/")
    assert TITLE not in public.content()
    release(staff, said)
    public.goto("/you-said-we-did/")
    assert TITLE in public.content() or "one machine for 24" in public.content()
    assert DID in public.content()
    assert "Patrick" not in public.content()
    assert "Sunita" not in public.content()

    # The author says that it fixed the problem.
    shared.goto(f"/suggestions/{said.pk}/")
    shared.locator("#fixed").get_by_label("Yes").check()
    shared.locator("#fixed").get_by_role("button", name="Send").click()
    shared.wait_for_load_state()
    said.refresh_from_db()
    assert said.fixed_yes == 1

    # He signs out, and Back shows nothing of him.
    shared.get_by_role("button", name="Sign out").first.click()
    shared.wait_for_load_state()
    shared.go_back()
    assert "Patrick" not in shared.locator("body").inner_text()


def say(page):
    """In the box on the first page; how to be told stands behind "say more"."""
    page.locator("[name=words]").fill(WORDS)
    page.get_by_label("Everyone here, with my name").check()
    page.get_by_role("button", name="Add a photo, or say more").click()
    page.get_by_text("Add a photo, a title, or how to tell you").click()
    page.get_by_label("A short title").fill(TITLE)
    page.get_by_label("How shall we tell you what happens?").select_option("in_person")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_load_state()


def read_it(page, said):
    if f"/staff/suggestions/{said.pk}/" not in page.url:
        page.goto(f"/staff/suggestions/{said.pk}/")
    page.get_by_role("button", name="I have read this").first.click()
    page.wait_for_load_state()


def plan(page, place):
    page.goto("/meetings/")
    page.get_by_role("link", name="Plan a meeting").first.click()
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    page.locator("[name=day], [name=date], [name=starts_at_0]").first.fill(tomorrow.strftime("%Y-%m-%d"))
    page.locator("[name=time], [name=starts_at_1]").first.fill("18:00")
    page.locator("[name=place]").fill("The lounge")
    page.locator("main form button.btn-brand").first.click()
    page.wait_for_load_state()
    return Meeting.objects.get(service=place)


def write_down(page, meeting, said):
    # Its day has come.
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now())
    page.goto(f"/staff/meetings/{meeting.pk}/live/")
    page.get_by_role("button", name="Start writing it down").click()
    page.goto(f"/staff/meetings/{meeting.pk}/live/?step=here")
    page.get_by_label("How many more?").fill("11")
    page.locator("form.one-line").filter(has=page.get_by_label("How many more?")).get_by_role(
        "button", name="Save"
    ).click()
    page.goto(f"/staff/meetings/{meeting.pk}/live/?step=suggestions")
    card = page.locator("article.suggestion").filter(has_text=TITLE)
    card.get_by_role("button", name="Agreed").click()
    card.get_by_role("link", name="Change who and when").click()
    card.get_by_label("Marlon").check()
    card.get_by_role("button", name="Save", exact=True).first.click()
    expect(card.locator(".who", has_text="Marlon")).to_be_visible()
    page.goto(f"/staff/meetings/{meeting.pk}/live/?step=finish")
    page.get_by_role("button", name="Finish, and send the minutes").click()
    page.wait_for_load_state()
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD


def mark_done(page):
    page.get_by_role("link", name="It is done").or_(page.get_by_role("button", name="It is done")).first.click()
    page.wait_for_load_state()
    if page.locator("main form button.btn-brand").count():
        page.locator("main form button.btn-brand").first.click()
        page.wait_for_load_state()


def tell(page):
    page.goto("/staff/tell/")
    lines = page.locator("li.cardx").filter(has_text="Patrick")
    while lines.count():
        line = lines.first
        line.get_by_role("button", name="I’ll do it").click()
        page.wait_for_load_state()
        page.locator("li.cardx").filter(has_text="Patrick").first.get_by_role("button", name="Told").first.click()
        page.wait_for_load_state()
        lines = page.locator("li.cardx").filter(has_text="Patrick")
    assert page.locator("li.cardx").filter(has_text="Patrick").count() == 0


def release(page, said):
    page.goto(f"/staff/suggestions/{said.pk}/")
    page.get_by_role("link", name="Who may read it").click()
    page.get_by_label("What was done? Say it in one sentence.").fill(DID)
    page.get_by_role("radio", name="Everybody").check()
    page.locator("main").get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    said.refresh_from_db()
    assert said.released_on
