"""You said, we did: only what was released, with the noes and their reasons, and no private home by name."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from involvement.models import Reach
from meetings.models import Status, Suggestion
from meetings.queries.you_said import Quarter, numbers, released
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/you-said-we-did/"


def answered(service, title, status=Status.DONE, on=None, **fields):
    fields.setdefault("reach", Reach.PUBLIC)
    on = on or timezone.localdate()
    return Suggestion.objects.create(
        service=service,
        title=title,
        words=f"{title}, please",
        who_sees=Suggestion.WhoSees.HERE_NAMED,
        status=status,
        talked_on=on,
        done_on=on if status == Status.DONE else None,
        **fields,
    )


def text(client, **asked) -> str:
    page = client.get(PAGE, asked)
    assert page.status_code == 200
    return page.content.decode()


def test_pairs_of_what_was_said_and_done_and_refused(client):
    home = make.service("Elm Court")
    answered(home, "A bench", public_answer="It stands under the tree.", fixed_yes=3, fixed_no=1, agreements=5)
    answered(home, "A dog", Status.NO, reason="The landlord does not let us.")
    answered(home, "Sofas", Status.NOT_YET, reason="There is no money before April.")
    page = text(client)
    for words in (
        "Elm Court",
        "A bench, please",
        "It stands under the tree.",
        "3 of 4 who told us say that it fixed the problem",
        "5 people agreed",
        "No, because",
        "The landlord does not let us.",
        "Not yet, because",
        "There is no money before April.",
    ):
        assert words in page, words


def test_of_what_was_done_without_a_word_of_ours_only_that_is_said(client):
    answered(make.service("Elm Court"), "A bench")
    page = text(client)
    assert re.search(r'<div class="did">\s*<b>Done</b>\s*<p class="meta">', page)
    assert "We did what you asked for" not in page


def test_only_what_was_released_is_there_for_anybody(client):
    home = make.service("Elm Court")
    answered(home, "Kept here", reach=Reach.SERVICE)
    answered(home, "For all homes", reach=Reach.ORGANISATION)
    answered(home, "Not shown", shown=False)
    for who in (None, make.resident(service=home), make.staff(service=home), make.advisor()):
        if who:
            make.sign_in(client, who)
        page = text(client)
        assert "Nothing to show for these months" in page
        assert not any(title in page for title in ("Kept here", "For all homes", "Not shown"))


def test_a_private_home_is_named_to_people_of_the_organisation_only(client):
    home = make.service("Quiet House", code="quiet", is_private=True)
    answered(home, "A lamp")
    page = text(client)
    assert "A lamp" in page and "Other homes" in page and "Quiet House" not in page
    assert "Quiet House" not in text(client, service="quiet")
    make.sign_in(client, make.ended_resident(service=home))
    assert '<h2 class="mt-4">Quiet House' not in text(client)
    make.sign_in(client, make.resident(service=make.service()))
    assert "Quiet House" in text(client)


def test_covered_words_and_names_are_not_there(client):
    home = make.service()
    author = make.resident("Patrick", service=home)
    answered(home, "Ask Bob", author=author, covered_title="Ask …", covered_words="Ask … for a lamp")
    page = text(client)
    assert "Ask … for a lamp" in page and "Bob" not in page and "Patrick" not in page


def test_quarters_and_homes_have_their_own_addresses(client):
    elm, oak = make.service("Elm Court", code="elm"), make.service("Oak Court", code="oak")
    now = Quarter.of(timezone.localdate())
    answered(elm, "A bench")
    answered(oak, "A table", on=now.previous.starts_on)
    assert "A bench" in text(client) and "A table" not in text(client)
    before = text(client, quarter=now.previous.slug)
    assert "A table" in before and "A bench" not in before and "Three months later" in before
    assert "A bench" not in text(client, service="oak")
    assert "A table" in text(client, service="oak", quarter=now.previous.slug)


@pytest.mark.parametrize("quarter", ["x", "2026", "2026-5", "9999-1", "0001-1", "²026-1", "2000-1", "2100-4", "-1"])
def test_no_address_breaks_the_page(client, quarter):
    assert "You said, we did" in text(client, quarter=quarter, service="\x00nowhere")


def test_a_quarter_ends_where_the_next_begins():
    last = Quarter(2026, 4)
    assert (last.starts_on, last.ends_on, last.next) == (dt.date(2026, 10, 1), dt.date(2027, 1, 1), Quarter(2027, 1))
    assert [Quarter.of(dt.date(2026, month, 1)).number for month in range(1, 13)] == [
        1,
        1,
        1,
        2,
        2,
        2,
        3,
        3,
        3,
        4,
        4,
        4,
    ]
    assert Quarter(2026, 1).previous == Quarter(2025, 4)
    assert str(last) == "October to December 2026"


def test_numbers_are_of_the_quarter_and_of_what_is_under_way():
    home, now = make.service(), Quarter.of(timezone.localdate())
    for status in (Status.DONE, Status.DONE, Status.NO, Status.NOT_YET, Status.AGREED, Status.BEING_DONE, Status.READ):
        answered(home, "Each", status)
    answered(home, "Older", on=now.previous.starts_on, posted_at=timezone.now() - dt.timedelta(days=200))
    assert numbers(released(home), now) == {"said": 7, "done": 2, "no": 1, "not_yet": 1, "doing": 2}


@pytest.mark.parametrize(
    ("language", "one", "two"), [("en", "thing you said", "things you said"), ("pl", "wasza", "wasze")]
)
def test_the_numbers_say_what_they_count(client, language, one, two):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    home = make.service()
    answered(home, "Older", posted_at=timezone.now() - dt.timedelta(days=200))
    answered(home, "Newer")
    page = text(client)
    with override(language):
        words = gettext(
            "Things you said are those of these months. Done, no and not yet are what we answered in these months, "
            "whenever you said it. Being done is how it is today."
        )
    assert words in page and (language == "en") == words.startswith("Things")
    assert re.search(rf"<dt>\s*{one}", page)
    answered(home, "Newest")
    assert re.search(rf"<dt>\s*{two}", text(client))


def test_staff_can_print_the_noticeboard_of_their_homes(client):
    home = make.service("Elm Court")
    assert "noticeboard" not in text(client).lower()
    make.sign_in(client, make.staff(service=home))
    assert f"/noticeboard/{home.pk}.pdf" in text(client)


def test_the_page_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    home = make.service()
    for number in range(12):
        answered(home, f"{number}")
    text(client)
    with django_assert_max_num_queries(11):
        text(client)
