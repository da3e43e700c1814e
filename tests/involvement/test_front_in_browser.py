"""The frame and its parts in a real browser, from files, without a server: that they fit, can be read by a machine,
and do without JavaScript what they must."""

import datetime as dt
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation

from tests.involvement.front_samples import HISTORY, ROOT, STEPS, WORK, Sample, page


@pytest.fixture
def open_page(browser):
    """Give a function that shows one drawn page at http://portal.test/, with its static files."""
    contexts = []

    def open_one(drawn, *, width=390, javascript=True, before=""):
        def answer(route):
            path = route.request.url.removeprefix("http://portal.test")
            file = ROOT / path.lstrip("/")
            if path == "/":
                route.fulfill(body=drawn, content_type="text/html; charset=utf-8")
            elif path.startswith("/static/") and file.is_file():
                route.fulfill(path=file)
            else:
                route.fulfill(body=f"<title>{path}</title>", content_type="text/html")

        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=javascript, base_url="http://portal.test"
        )
        contexts.append(context)
        context.route("http://portal.test/**", answer)
        shown = context.new_page()
        if before:
            shown.add_init_script(before)
        shown.goto("/")
        return shown

    yield open_one
    for context in contexts:
        context.close()


EVERYTHING = """
{% load crispy_forms_tags %}{% include "components/track.html" %}
<h2>Yours</h2>{% include "components/suggestion_card.html" %}
{% include "components/pair.html" with said="Paint" did="Spring" kind="no" %}
{% include "components/agree_button.html" with id=1 url="/a/" agrees=17 mine=True can_agree=True title="A washer" %}
{% include "components/agree_button.html" with id=2 url="/a/" agrees=3 mine=False can_agree=True title="A bench" %}
<h2>Work</h2>{% include "components/work_list.html" %}
{% include "components/empty.html" with title="Nothing yet" words="Be the first." url="/n/" link="Say something" %}
{% include "components/pager.html" with newer="/a/" older="/b/" %}
{% include "components/person.html" with name="Sunita Menon" here=True %}
{% include "components/chip.html" with label="Late 6 days" look="late" %}
{% include "components/date_block.html" %}{% include "components/ring_now.html" with reader="Staff" when="today" %}
<form method="post" novalidate>{{ form|crispy }}
<div class="buttons"><button class="btn btn-brand">Send</button></div></form>
"""


def everything(audience="customer", **extra):
    extra = {
        "steps": STEPS,
        "history": HISTORY,
        "work": WORK,
        "row": {
            "title": "A washer",
            "url": "/s/",
            "agrees": 9,
            "status": {"label": "Being done", "look": "doing"},
            "steps": STEPS,
        },
        "when": dt.date(2026, 12, 1),
        "form": Sample({"title": "far too long"}),
        **extra,
    }
    return page(audience, EVERYTHING, **extra)


SMALL = """[...document.querySelectorAll("body *")]
 .filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 18
  && [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
 .map(e => e.outerHTML.slice(0, 90))"""
SHORT = """[...document.querySelectorAll(".btn,.tools>a,.tools summary,.tools button,.choice label,.support,.exit")]
 .filter(e => e.offsetParent && !e.matches(".btn-link") && e.getBoundingClientRect().height < 44)
 .map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.journey
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_parts_look_right_to_a_machine(open_page, width):
    shown = open_page(everything(session_seconds=1200), width=width)
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert shown.evaluate(SMALL) == []
    assert shown.evaluate(SHORT) == []
    found = Axe().run(shown).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.journey
def test_right_to_left_fits_a_small_phone(open_page):
    with translation.override("ar"):
        drawn = everything()
    shown = open_page(drawn, width=320)
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.journey
def test_menu_and_help_open_without_javascript(open_page):
    shown = open_page(page(), width=320, javascript=False)
    assert not shown.locator(".menu a").first.is_visible()
    shown.get_by_text("Menu", exact=True).click()
    assert shown.get_by_role("link", name="Meetings").is_visible()
    shown.get_by_text("Help", exact=True).click()
    assert shown.get_by_role("link", name="020 7946 0123").is_visible()
    assert not shown.get_by_role("button", name="Listen").is_visible()
    shown.get_by_role("link", name="Exit this page").click()
    assert shown.title() == "/exit/"


@pytest.mark.journey
def test_shift_three_times_leaves_and_capital_letters_do_not(open_page):
    shown = open_page(page(body="<textarea aria-label='x'></textarea>"))
    shown.locator("textarea").focus()
    for _ in range(4):
        shown.keyboard.press("Shift+A")
    assert "Hello" in shown.inner_text("main")
    shown.keyboard.press("Shift")
    shown.keyboard.press("Shift")
    assert "Hello" in shown.inner_text("main")
    shown.keyboard.press("Shift")
    shown.wait_for_url("**/exit/")
    assert shown.title() == "/exit/"


@pytest.mark.journey
def test_error_summary_has_the_focus_without_javascript(open_page):
    shown = open_page(everything(), javascript=False)
    assert shown.locator(":focus").get_attribute("class") == "error-summary"
    shown.get_by_role("link", name="Who can see this?").click()
    assert shown.locator(":focus").get_attribute("id") == "id_reach_0"


@pytest.mark.journey
def test_short_session_asks_then_hides_the_page(open_page):
    shown = open_page(page(session_seconds=3))
    dialog = shown.get_by_role("dialog", name="Are you still there?")
    dialog.wait_for()
    dialog.get_by_role("button", name="Yes, I am still here").click()
    dialog.wait_for(state="hidden")
    dialog.wait_for()
    shown.wait_for_url("**/sign-in/**")


@pytest.mark.journey
def test_listen_reads_the_main_part_and_hides_where_the_browser_cannot_speak(open_page):
    speaks = """window.said = [];
      window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
      Object.defineProperty(window, "speechSynthesis", { value: { speaking: false, cancel() { this.speaking = false; },
        speak(speech) { this.speaking = true; window.said.push(speech.words); } } });"""
    shown = open_page(page(body="<p>It goes to your next meeting.</p>"), before=speaks)
    shown.get_by_role("button", name="Listen").click()
    assert shown.evaluate("window.said") == ["Hello", "It goes to your next meeting."]
    shown.get_by_role("button", name="Stop").click()
    assert shown.get_by_role("button", name="Listen").is_visible()
    mute = open_page(page(), before="Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    assert not mute.locator("[data-listen]").is_visible()


@pytest.mark.journey
def test_listen_has_its_place_before_it_can_be_pressed(open_page):
    """Else the page moves down under whoever has begun to read, or to tap: at the widths where it needs a line more."""
    speaks = "Object.defineProperty(window, 'speechSynthesis', { value: { cancel() {} } });"
    shown = open_page(page("public", viewer=SimpleNamespace(is_signed_in=False)), before=speaks)
    assert shown.locator("[data-listen]").is_visible()
    moves = """hidden => {
      document.querySelector("[data-listen]").hidden = hidden;
      return document.querySelector("main").getBoundingClientRect().top;
    }"""
    moved = []
    for width in (*range(320, 480, 4), 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        if shown.evaluate(moves, False) != shown.evaluate(moves, True):
            moved.append(width)
    assert moved == []
