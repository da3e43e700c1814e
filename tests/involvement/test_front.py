"""The frame of every page, its parts, its forms and its errors: what each shows. No database."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation
from django.utils.html import conditional_escape

from involvement.forms.base import PlainForm, choice_words
from involvement.shortcuts import address_of
from involvement.static_names import RememberedNamesStorage
from involvement.templatetags import portal
from involvement.views import errors
from tests.involvement.front_samples import HISTORY, ROOT, STEPS, WORK, Reader, Sample, context, drawn, page

# --- The frame ------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["public", "customer"])
def test_way_out_stands_on_public_and_customer_pages(audience):
    drawn = page(audience)
    exits = [attributes for tag, attributes in Reader(drawn).tags if "data-exit" in attributes]
    assert [link["href"] for link in exits] == ["/exit/"]
    assert "press Shift three times" in drawn


@pytest.mark.parametrize("audience", ["staff", "advisor", "board"])
def test_way_out_never_stands_where_people_work(audience):
    drawn = page(audience)
    assert "data-exit" not in drawn
    assert "exit.js" not in drawn
    assert "Exit this page" not in drawn


@pytest.mark.parametrize("audience", ["public", "customer", "staff", "advisor", "board"])
def test_frame_is_whole_and_nothing_is_inline(audience):
    reader = Reader(page(audience, session_seconds=1200))
    assert (reader.wrong, reader.stack) == ([], [])
    assert all("style" not in attributes for _, attributes in reader.tags)
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on")]
    assert all("src" in attributes for tag, attributes in reader.tags if tag == "script")
    assert [attributes["id"] for tag, attributes in reader.tags if tag == "main"] == ["main"]


def test_signed_in_shows_my_page_and_sign_out_by_posting():
    drawn = page()
    assert "My page" in drawn
    assert re.search(r'<form method="post" action="/sign-out/">.*?Sign out', drawn, re.DOTALL)
    assert "Sign in" not in drawn


def test_signed_out_shows_sign_in_only():
    drawn = page("public", viewer=SimpleNamespace(is_signed_in=False))
    assert ">Sign in<" in drawn
    assert "Sign out" not in drawn
    assert "My page" not in drawn
    assert "htmx" not in drawn


def test_help_gives_whom_to_ask_and_a_number_to_tap():
    drawn = page()
    assert "Ask anyone in the office." in drawn
    assert 'href="tel:02079460123"' in drawn
    assert "Day and night" not in drawn


def test_foot_has_the_organisations_links():
    assert '<a href="https://charity.example/donate">Donate</a>' in page()


def test_language_is_offered_when_there_is_more_than_one():
    assert 'href="/language/?next=' in page()
    assert "/language/" not in page(languages=[("en-gb", "English")])


def test_menu_marks_where_we_are():
    assert page().count('aria-current="page"') == 2  # once in the row, once in the phone's <details>


def test_shared_computer_is_told_how_long_without_javascript():
    drawn = page(session_seconds=1200)
    assert "If you do nothing for 20 minutes, we sign you out." in drawn
    assert "Are you still there?" in drawn
    assert "<dialog" not in page()


def test_right_to_left_uses_its_own_bootstrap():
    with translation.override("ar"):
        drawn = page()
    assert 'lang="ar" dir="rtl"' in drawn
    assert "bootstrap.rtl.min.css" in drawn


def test_500_needs_no_context_and_no_database():
    drawn = render_to_string("500.html")
    assert "It is not your fault" in drawn
    for address in re.findall(r'href="/static/([^"]+)"', drawn):
        assert (ROOT / "static" / address).is_file()
    assert Reader(drawn).wrong == []


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "429", "403_csrf"])
def test_error_pages_stand_in_the_house_and_say_whom_to_ring(name):
    drawn = render_to_string(f"{name}.html", context())
    assert "Somebody can help you" in drawn
    assert "020 7946 0123" in drawn
    assert drawn.count("<h1>") == 1
    assert Reader(drawn).wrong == []


def test_words_of_a_form_that_was_too_old_are_kept_and_escaped():
    words = "There is <b>one</b> machine for all of us, and it is full."
    drawn = render_to_string("403_csrf.html", context(kept=[("words", words), ("reach", "a")]))
    assert "&lt;b&gt;one&lt;/b&gt;" in drawn
    assert '<input type="hidden" name="reach" value="a">' in drawn


# --- Parts ----------------------------------------------------------------------------------------


def test_track_says_each_step_and_opens_into_the_history():
    drawn = render_to_string("components/track.html", {"steps": STEPS, "history": HISTORY})
    assert drawn.count('role="listitem"') == 6
    assert 'class="track n6"' in drawn
    assert drawn.count('aria-current="step"') == 1
    assert "3 Nov 2020" in drawn
    assert "by 12 December" in drawn
    assert "Yes, from the repairs money." in drawn
    assert "by &lt;Sunita&gt;" in drawn
    assert '<a href="/meetings/7/">in the meeting of 10 November</a>' in drawn
    assert "<li><b>Sent</b></li>" in drawn
    assert "<details>" in drawn


def test_track_without_history_does_not_open():
    assert "<details" not in render_to_string("components/track.html", {"steps": STEPS})


@pytest.mark.parametrize(
    ("agrees", "mine", "can_agree", "expected", "not_expected"),
    [
        (0, False, True, ["I agree"], ["would like", "I changed my mind"]),
        (9, False, True, ["I agree", "9 people would like this."], ["I changed my mind"]),
        (1, True, True, ["You would like this.", "I changed my mind", 'value="no"'], ["I agree"]),
        (2, True, True, ["You and 1 other person would like this."], ["others"]),
        (17, True, True, ["You and 16 others would like this."], ['value="yes"']),
        (1, False, False, ["agrees", "1 person would like this."], ["<form"]),
    ],
)
def test_agree_button(agrees, mine, can_agree, expected, not_expected):
    given = {"id": 7, "url": "/a/", "agrees": agrees, "mine": mine, "can_agree": can_agree, "title": "A washer"}
    drawn = render_to_string("components/agree_button.html", given)
    assert [words for words in expected if words not in drawn] == []
    assert [words for words in not_expected if words in drawn] == []


@pytest.mark.parametrize(
    ("kind", "words"), [("did", "We did"), ("no", "No, because"), ("not_yet", "Not yet, because"), ("", "We did")]
)
def test_pair_says_what_became_of_it(kind, words):
    drawn = render_to_string("components/pair.html", {"said": "Paint the hall.", "did": "Spring.", "kind": kind})
    assert f"<b>{words}</b>" in drawn


def test_work_list_posts_what_is_done_here_and_links_the_rest():
    drawn = render_to_string("components/work_list.html", {"work": WORK})
    assert '<form method="post" action="/do/">' in drawn
    assert 'href="/n/">Read it' in drawn
    assert "Nothing to do right now" in render_to_string("components/work_list.html", {"work": []})


def test_pager_shows_only_ways_that_exist():
    drawn = render_to_string("components/pager.html", {"older": "?before=9"})
    assert "Older" in drawn
    assert "Newer" not in drawn
    assert render_to_string("components/pager.html", {}).strip() == ""


def test_confirm_asks_before_a_loss():
    given = {"title": "Take this back?", "words": "Nobody will see it.", "yes": "Yes, take it back", "back": "/s/"}
    drawn = render_to_string("components/confirm.html", given)
    assert "No, go back" in drawn
    assert 'method="post"' in drawn


# --- Forms ----------------------------------------------------------------------------------------


def test_hint_stands_above_its_field_and_is_tied_to_it():
    drawing = drawn(Sample())
    assert drawing.index('id="id_words_helptext"') < drawing.index("<textarea")
    assert 'aria-describedby="id_words_helptext"' in drawing
    assert drawing.index('id="id_reach_helptext"') < drawing.index('type="radio"')
    assert '<fieldset aria-describedby="id_reach_helptext">' in drawing


def test_optional_is_said_in_words_and_no_asterisk_is_used():
    drawing = drawn(Sample())
    assert drawing.count("(optional)") == 3  # title, tell, photo: a tick box needs no such word
    assert "asterisk" not in drawing
    assert "required" not in drawing


def test_choices_are_cards_with_none_chosen_and_their_words_escaped():
    drawing = drawn(Sample())
    assert drawing.count('<div class="choice">') == 5
    assert "checked" not in drawing
    assert "With &lt;my&gt; name" in drawing
    assert conditional_escape(choice_words("a", "<b>")) == "a<small>&lt;b&gt;</small>"


def test_error_summary_links_to_each_field_and_takes_the_focus():
    drawing = drawn(Sample({"title": "far too long"}))
    summary = " ".join(drawing[: drawing.index("div_id_words")].split())
    assert re.search(r'class="error-summary" tabindex="-1" autofocus', summary)
    assert 'href="#id_words">Your suggestion: Please write something here.' in summary
    assert 'href="#id_reach_0">Who can see this? Please choose one.' in summary
    assert "There is room for 5 letters, and this has 12." in summary
    assert 'id="id_reach_0"' in drawing
    assert 'aria-describedby="id_words_helptext id_words_error"' in drawing
    assert 'aria-invalid="true"' in drawing


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in drawn(Sample())


def test_every_part_of_a_form_is_whole():
    for form in (Sample(), Sample({})):
        reader = Reader(drawn(form))
        assert (reader.wrong, reader.stack) == ([], [])


def test_a_forms_own_words_win():
    class Own(PlainForm, forms.Form):
        code = forms.CharField(error_messages={"required": "Please type the code from the poster."})

    assert Own({}).errors["code"] == ["Please type the code from the poster."]


# --- Words for dates, numbers, people -------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (dt.time(18, 0), "6 pm"),
        (dt.time(18, 30), "6.30 pm"),
        (dt.time(0, 5), "12.05 am"),
        (dt.time(12, 0), "noon"),
        (dt.datetime(2026, 7, 1, 17, 0, tzinfo=dt.UTC), "6 pm"),
        (None, ""),
    ],
)
def test_clock(moment, expected):
    assert portal.clock(moment) == expected


def test_day_is_the_day_in_london():
    before_midnight_utc = dt.datetime(2020, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert portal.day(before_midnight_utc) == "1 July 2020"
    assert portal.short_day(dt.date(2020, 11, 3)) == "3 Nov 2020"
    assert portal.day(None) == ""


def test_day_of_this_year_has_no_year(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    assert portal.day(dt.date(2026, 11, 3)) == "3 November"
    assert portal.day(dt.date(2027, 1, 5)) == "5 January 2027"


@pytest.mark.parametrize(("name", "letters"), [("Patrick", "P"), ("Sunita Menon", "SM"), ("", ""), ("a b c", "AC")])
def test_initials(name, letters):
    assert portal.initials(name) == letters


def test_tel_keeps_digits_and_plus():
    assert portal.tel("+44 (0)20 7946-0123") == "+4402079460123"


# --- Styles ---------------------------------------------------------------------------------------


def test_no_style_sets_type_under_18_px():
    for sheet in (ROOT / "static/involvement/css").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        sizes = re.findall(r"font-size:([\d.]+)(rem|px|pt)", text)
        assert [size for size in sizes if float(size[0]) < {"rem": 1.125, "px": 18, "pt": 13.5}[size[1]]] == []


# --- A form that was too old ----------------------------------------------------------------------


def kept_after(data, origin):
    request = RequestFactory(headers={"origin": origin}).post("/suggestions/new/", data)
    return errors._kept(request)


def test_posted_words_come_back_from_our_own_pages_only():
    data = {"words": "One machine for 24 of us.", "reach": "a", "csrfmiddlewaretoken": "old"}
    assert kept_after(data, "http://testserver") == [("words", "One machine for 24 of us."), ("reach", "a")]
    assert kept_after(data, "https://elsewhere.example") == []
    assert kept_after(data, "null") == []


@pytest.mark.parametrize("secret", ["password", "new_passphrase", "code", "card_words"])
def test_secrets_never_come_back(secret):
    assert kept_after({"words": "Hello", secret: "four plain words here"}, "http://testserver") == []


def test_the_address_of_a_page_is_kept_for_each_place_where_the_portal_is_mounted():
    assert address_of("public:help") == "/help/"
    set_script_prefix("/portal/")
    try:
        assert address_of("public:help") == "/portal/help/"
    finally:
        set_script_prefix("/")
    assert address_of("public:help") == "/help/"


def test_the_name_of_a_static_file_is_looked_up_once(tmp_path):
    (tmp_path / "page.css").write_text("p { margin: 0 }")
    storage = RememberedNamesStorage(location=tmp_path, base_url="/static/")
    list(storage.post_process({"page.css": (storage, "page.css")}))
    named = storage.url("page.css")
    assert re.fullmatch(r"/static/page\.[0-9a-f]{12}\.css", named)
    storage.hashed_files.clear()
    assert storage.url("page.css") == named
